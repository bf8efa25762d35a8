"""How the caps of Quotas bind a review: who counts, how many stand at the highest level, whether one more fits."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chibo.records.quotas.arithmetic import Population, explanation, greatest, is_allowed
from chibo.records.quotas.models import QuotaRule, Scope
from chibo.records.quotas.models import Subject as QuotaSubject
from chibo.records.quotas.queries import cap_of, rule_for
from chibo.records.reviews.levels import Group, Level
from chibo.records.reviews.models import Campaign, Decision, Subject
from chibo.records.reviews.queries import standing_level

REACHED = (Level.EXCELLENT, Level.GOOD)


@dataclass(frozen=True, slots=True)
class Move:
    """A question: what if a subject stood at another level."""

    subject: Subject
    to: Level


@dataclass(frozen=True, slots=True)
class Standing:
    """How a group of subjects stands against its cap."""

    numbers: Mapping[Level, int]
    places: int
    steps: list[str]

    @property
    def used(self) -> int:
        return self.numbers[Level.EXCELLENT]

    @property
    def left(self) -> int:
        return self.places - self.used

    @property
    def is_within(self) -> bool:
        return self.left >= 0

    @property
    def lines(self) -> list[tuple[str, int]]:
        return [(str(level.label), count) for level, count in self.numbers.items()]


@dataclass(frozen=True, slots=True)
class CapView:
    """One cap on the page of places: as things stand, and after the move if it concerns this group."""

    title: str
    rule: QuotaRule
    exception: bool
    before: Standing
    after: Standing | None


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    decided: str
    stands: str


type _Group = tuple[QuotaSubject, str]
"""Whom the rule speaks of and, where it counts by groups, which group."""


def caps_of(campaign: Campaign, move: Move | None = None) -> list[CapView]:
    """Return each cap as the levels stand now: as decided, else as appraised, else as proposed."""
    rules = _rules(campaign)
    groups = _groups(campaign, rules)
    excepted = _excepted(campaign)
    found = []
    for (subject, group), rows in groups.items():
        rule, exception = rules[subject], bool(excepted & {row.pk for row in rows})
        stands = {row.pk: row.stands for row in rows}
        before, after = _standing(rule, stands, exception=exception), None
        if move and move.subject.pk in stands:
            after = _standing(rule, stands | {move.subject.pk: move.to.value}, exception=exception)
        found.append(CapView(_title(subject, group), rule, exception, before, after))
    return found


def require_room(campaign: Campaign, levels: Mapping[int, str], *, exception: str = "") -> None:
    """Refuse more of the highest level than the cap can give once these levels are decided.

    Whoever is not decided yet counts as they may still be: only what is sure to be too much is refused here.
    """
    rules = _rules(campaign)
    excepted = _excepted(campaign)
    for (subject, group), rows in _groups(campaign, rules).items():
        ids = {row.pk for row in rows}
        if not ids & levels.keys():
            continue
        decided = {row.pk: levels.get(row.pk, row.decided) for row in rows}
        used = sum(level == Level.EXCELLENT for level in decided.values())
        reached = sum(
            level in REACHED if level else row.stands in ("", *REACHED) for row, level in _pairs(rows, decided)
        )
        cap, people = cap_of(rules[subject]), Population(rated=len(rows), reached=reached)
        wide = bool(exception) or bool(excepted & ids)
        if not is_allowed(cap, people, used, exception=wide):
            raise _refusal(_title(subject, group), used, greatest(cap, people, exception=wide))


def require_within_caps(campaign: Campaign) -> None:
    """Refuse to publish a review in which a cap does not hold."""
    for view in caps_of(campaign):
        if not view.before.is_within:
            raise _refusal(view.title, view.before.used, view.before.places)


def _refusal(title: str, used: int, places: int) -> ValidationError:
    text = _(
        "%(who)s: %(used)d would be rated at the highest level, the cap gives %(places)d. "
        "Cite the ground of the exception, if the rule has one."
    )
    return ValidationError(text, params={"who": title, "used": used, "places": places}, code="over_the_cap")


def _rules(campaign: Campaign) -> dict[QuotaSubject, QuotaRule]:
    """Return the caps in force on the last day of the period; a quarter has none."""
    if campaign.kind != Campaign.Kind.YEAR:
        return {}
    found = {subject: rule_for(campaign.unit, campaign.last_day, subject=subject) for subject in QuotaSubject}
    return {subject: rule for subject, rule in found.items() if rule}


def _groups(campaign: Campaign, rules: Mapping[QuotaSubject, QuotaRule]) -> dict[_Group, list[_Row]]:
    """Return who is counted together. The organisation itself is judged from above and counts in none."""
    if not rules:
        return {}
    rows = campaign.subjects.filter(unrated="").exclude(person=None, unit=campaign.unit_id)
    found: dict[_Group, list[_Row]] = {}
    told = rows.annotate(stands=standing_level()).order_by("pk").values_list("pk", "group", "level", "stands")
    for pk, group, decided, stands in told:
        subject = QuotaSubject.ORGANISATION if group == Group.COLLECTIVE else QuotaSubject.MEMBER
        if rule := rules.get(subject):
            within = group if rule.scope == Scope.GROUP and subject == QuotaSubject.MEMBER else ""
            found.setdefault((subject, within), []).append(_Row(pk, decided, stands))
    return found


def _excepted(campaign: Campaign) -> set[int]:
    """Return whose standing decision cites the exception."""
    rows = Decision.objects.filter(subject__campaign=campaign, replaced_by=None).exclude(exception="")
    return set(rows.values_list("subject_id", flat=True))


def _standing(rule: QuotaRule, stands: Mapping[int, str], *, exception: bool) -> Standing:
    numbers = {level: sum(value == level for value in stands.values()) for level in Level}
    people = Population(rated=sum(numbers.values()), reached=sum(numbers[level] for level in REACHED))
    cap = cap_of(rule)
    return Standing(numbers, greatest(cap, people, exception=exception), explanation(cap, people, exception=exception))


def _pairs(rows: list[_Row], decided: Mapping[int, str]) -> list[tuple[_Row, str]]:
    return [(row, decided[row.pk]) for row in rows]


def _title(subject: QuotaSubject, group: str) -> str:
    return str(Group(group).label) if group else str(subject.label)
