import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FETCH_RAISE, CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.base.text import search
from chibo.records.reviews import rules
from chibo.records.reviews.levels import Body, Ground, Group, Level, Stage
from chibo.records.reviews.models import (
    Appeal,
    Campaign,
    Decision,
    Opinion,
    PollLine,
    Remedy,
    SelfReview,
    Step,
    Subject,
)
from chibo.records.reviews.year_record import late_tasks
from chibo.registry.access.models import User
from chibo.registry.access.permissions import Permission, may, permitted_unit_ids
from chibo.registry.orgs.models import Unit

ORDER = ("unit__position", "unit", F("person__sort_key").asc(nulls_first=True), "pk")
HANDED_IN = Q(self_review__handed_in_on__isnull=False)
PENDING = Q(level="", unrated="")
QUARTERLY = Q(campaign__kind=Campaign.Kind.QUARTER)
PROPOSED = Q(pk__in=Opinion.objects.filter(body=Body.CELL).values("subject"))
APPRAISED = Q(pk__in=Opinion.objects.filter(body=Body.BOARD).values("subject"))
STATES = {
    "form": PENDING & ~HANDED_IN,
    "propose": PENDING & ~QUARTERLY & ~PROPOSED,
    "appraise": PENDING & ~APPRAISED & (PROPOSED | QUARTERLY & HANDED_IN),
    "decide": PENDING & APPRAISED,
    "rated": ~Q(level=""),
    "unrated": ~Q(unrated=""),
}  # fmt: skip
"""What a subject waits for, or what became of it."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """A record that stands against “excellently”."""

    why: str
    url: str = ""


@dataclass(slots=True)
class Progress:
    """How far the subjects of one unit are."""

    unit: Unit
    subjects: int
    unrated: int
    handed_in: int
    proposed: int
    appraised: int
    decided: int

    @property
    def to_rate(self) -> int:
        return self.subjects - self.unrated

    @property
    def is_done(self) -> bool:
        return self.decided == self.to_rate


@dataclass(slots=True)
class Distribution:
    """How many reached which level, and how many are not rated for which reason; together they are all."""

    levels: dict[str, int] = field(default_factory=dict)
    unrated: dict[str, int] = field(default_factory=dict)
    waiting: int = 0

    @property
    def rated(self) -> int:
        return sum(self.levels.values())

    @property
    def not_rated(self) -> int:
        return sum(self.unrated.values())

    @property
    def all(self) -> int:
        return self.rated + self.not_rated + self.waiting


def campaign_list(user: User) -> QuerySet[Campaign]:
    """Return the reviews that go on where the user belongs or has a duty, latest first.

    That of a quarter is there for those on its list and those who count, not for every member.
    """
    listed = Exists(Subject.objects.filter(campaign=OuterRef("pk"), person=user.person_id or 0))
    known = Q(kind=Campaign.Kind.YEAR) | Q(listed) | Q(unit__in=permitted_unit_ids(user, rules.COUNT))
    rows = Campaign.objects.permitted(user, rules.SEE).filter(known).select_related("unit")
    return rows.prefetch_related("steps").order_by("-last_day", "kind", "pk").fetch_mode(FETCH_RAISE)


def campaign_page(user: User, pk: int) -> Campaign | None:
    return campaign_list(user).filter(pk=pk).first()


def visible_subjects(user: User) -> QuerySet[Subject]:
    """Return oneself, those of one's duty, and, once published, the collectives one belongs to."""
    seen = _of_duty(user, rules.VIEW) | Q(person=user.person_id or 0)
    own = Q(person=None, unit__in=permitted_unit_ids(user, rules.BELONG), campaign__published_on__isnull=False)
    return Subject.objects.filter(seen | own)


def allowed(user: User, rule: Permission, subject: Subject) -> bool:
    """Tell whether a permission reaches a subject, in the sense it has in that review."""
    return may(user, rules.of(rule, quarterly=subject.campaign.is_quarterly), subject.unit_id)


def _of_duty(user: User, rule: Permission, prefix: str = "") -> Q:
    """Return the subjects that a permission reaches, at `prefix` from the rows."""
    of_quarter = Q(**{f"{prefix}campaign__kind": Campaign.Kind.QUARTER})
    units = f"{prefix}unit__in"
    return Q(~of_quarter, **{units: permitted_unit_ids(user, rule)}) | Q(
        of_quarter, **{units: permitted_unit_ids(user, rules.of(rule, quarterly=True))}
    )


def subject_list(
    user: User,
    campaign: Campaign,
    *,
    units: Collection[int] | None = None,
    state: str = "",
    level: str = "",
    text: str = "",
) -> QuerySet[Subject]:
    """Return the subjects of a review that the user may see by name, with what stands about each."""
    rows = visible_subjects(user).filter(campaign=campaign)
    if units is not None:
        rows = rows.filter(unit__in=units)
    if state in STATES:
        rows = rows.filter(STATES[state])
    if level:
        rows = rows.filter(level=level)
    if text:
        rows = search(rows, "person__search_key", text)
    return _told(rows).order_by(*ORDER).fetch_mode(FETCH_RAISE)


def subjects_of(campaign: Campaign, unit_id: int) -> list[Subject]:
    """Return those of one unit who are to be rated: the collective, its heads, the others by name.

    In a quarter all leaders are judged together, by the organisation.
    """
    within = {} if campaign.is_quarterly else {"unit": unit_id}
    rows = _told(campaign.subjects.filter(unrated="", **within))
    ranks = {Group.COLLECTIVE: 0, Group.LEADER: 1, Group.MEMBER: 2}
    return sorted(rows, key=lambda one: (ranks[Group(one.group)], one.person.sort_key if one.person else "", one.pk))


def subject_page(user: User, pk: int) -> Subject | None:
    """Return a subject that the user may see by name, with everything that was said about it."""
    rows = visible_subjects(user).filter(pk=pk).select_related("unit", "person", "campaign__unit", "self_review")
    return rows.prefetch_related(
        "places",
        Prefetch("opinions", Opinion.objects.select_related("unit")),
        Prefetch("decisions", Decision.objects.select_related("appeal", "replaces").order_by("-pk")),
        Prefetch("remedies", Remedy.objects.select_related("owner", "confirmed_by__person")),
    ).first()


def own_subjects(user: User) -> QuerySet[Subject]:
    """Return the reviews of the user, and of the collectives for which they write, latest first."""
    writes = Q(person=None, unit__in=permitted_unit_ids(user, rules.PROPOSE))
    rows = Subject.objects.filter(Q(person=user.person_id or 0) | writes)
    return _told(rows).order_by("-campaign__last_day", F("person").asc(nulls_last=True), "pk").fetch_mode(FETCH_RAISE)


def to_read_today(user: User, day: dt.date) -> QuerySet[Subject]:
    """Return what was handed in by the cells of the user that meet about their reviews on that day."""
    rows = Subject.objects.filter(
        HANDED_IN, unit__in=permitted_unit_ids(user, rules.BELONG), campaign__published_on=None,
        campaign__sittings__unit=F("unit"), campaign__sittings__held_on=day,
    )  # fmt: skip
    return _told(rows).fetch_mode(FETCH_RAISE)


def writes_for(user: User, subject: Subject) -> bool:
    """Tell whether the user is the author of the form: the person, or whoever leads the collective."""
    if subject.person_id:
        return subject.person_id == user.person_id
    return allowed(user, rules.PROPOSE, subject)


def may_read_form(user: User, subject: Subject, form: SelfReview | None, day: dt.date) -> bool:
    """Tell whether the user reads the form: its author always; its readers and the meeting once it is handed in."""
    if form is None or writes_for(user, subject):
        return form is not None
    if form.handed_in_on is None:
        return False
    return allowed(user, rules.READ_FORMS, subject) or to_read_today(user, day).filter(pk=subject.pk).exists()


def progress(campaign: Campaign, unit_ids: Collection[int] | None = None) -> list[Progress]:
    """Return how far each unit is, in the order of the tree; in a quarter all leaders as one row."""
    rows = campaign.subjects.filter(unit__in=unit_ids) if unit_ids is not None else campaign.subjects.all()

    def number(condition: Q) -> Count:
        return Count("pk", filter=condition, distinct=True)

    counted = (
        rows.order_by()
        .annotate(of=F("campaign__unit" if campaign.is_quarterly else "unit"))
        .values("of")
        .annotate(
            subjects=Count("pk", distinct=True),
            unrated_number=number(~Q(unrated="")),
            handed_in=number(Q(unrated="") & HANDED_IN),
            proposed=number(Q(unrated="", opinions__body=Body.CELL)),
            appraised=number(Q(unrated="", opinions__body=Body.BOARD)),
            decided=number(~Q(level="")),
        )
    )
    numbers: dict[int, dict[str, Any]] = {row["of"]: dict(row) for row in counted}
    units = Unit.objects.filter(pk__in=numbers).order_by("position", "name", "pk")
    found = []
    for unit in sorted(units, key=lambda unit: unit.pk != campaign.unit_id):
        row = numbers[unit.pk]
        shown = ("subjects", "handed_in", "proposed", "appraised", "decided")
        found.append(Progress(unit, unrated=row["unrated_number"], **{name: row[name] for name in shown}))
    return found


def distribution(campaign: Campaign, unit_ids: Collection[int] | None = None) -> dict[str, Distribution]:
    """Return the distribution of organisations and of members, as “organisations” and “members”; one query."""
    rows = campaign.subjects.filter(unit__in=unit_ids) if unit_ids is not None else campaign.subjects.all()
    found = {"organisations": Distribution(), "members": Distribution()}
    counted = rows.order_by().values_list("group", "level", "unrated").annotate(number=Count("pk"))
    for group, level, unrated, count in counted:
        one = found["organisations" if group == Group.COLLECTIVE else "members"]
        if level:
            one.levels[level] = one.levels.get(level, 0) + count
        elif unrated:
            one.unrated[unrated] = one.unrated.get(unrated, 0) + count
        else:
            one.waiting += count
    return found


def standing_level() -> Coalesce:
    """Return the level at which a subject stands: as decided, else appraised, else proposed; empty if none."""
    said = Opinion.objects.filter(subject=OuterRef("pk"))
    board, cell = (Subquery(said.filter(body=body).values("level")[:1]) for body in (Body.BOARD, Body.CELL))
    return Coalesce(NullIf("level", Value("")), board, cell, Value(""), output_field=CharField())


def barriers(campaign: Campaign, subjects: Collection[Subject]) -> dict[int, list[Barrier]]:
    """Return what stands against “excellently” in the records, by subject; only those against whom something stands.

    Quy định 366-QĐ/TW, Điều 11: all tasks in time, all shortcomings corrected, and of a collective no failing leader.
    """
    found: dict[int, list[Barrier]] = {}
    for pk, count in late_tasks(campaign, subjects).items():
        text = ngettext("%(count)d task late", "%(count)d tasks late", count) % {"count": count}
        found.setdefault(pk, []).append(Barrier(text))
    people = {one.person_id: one.pk for one in subjects if one.person_id}
    units = {one.unit_id: one.pk for one in subjects if one.is_collective}
    left = Remedy.objects.filter(
        Q(confirmed_on=None) | Q(confirmed_on__gt=campaign.last_day),
        Q(subject__person__in=people) | Q(subject__person=None, subject__unit__in=units),
        due_on__lte=campaign.last_day, subject__campaign__last_day__lt=campaign.first_day,
    )  # fmt: skip
    for remedy in left.select_related("subject"):
        subject = remedy.subject
        pk = people[subject.person_id] if subject.person_id else units[subject.unit_id]
        text = _("Shortcoming not corrected: %(shortcoming)s") % {"shortcoming": remedy.shortcoming}
        found.setdefault(pk, []).append(Barrier(text, subject.get_absolute_url()))
    failing = campaign.subjects.filter(unit__in=units, group=Group.LEADER, level=Level.FAILED)
    for unit_id, count in failing.order_by().values_list("unit").annotate(number=Count("pk")):
        text = ngettext("%(count)d leader failed", "%(count)d leaders failed", count) % {"count": count}
        found.setdefault(units[unit_id], []).append(Barrier(text))
    return found


def remedies_of(user: User, unit_ids: Collection[int]) -> QuerySet[Remedy]:
    """Return what is still to be corrected or confirmed and concerns the user, soonest first."""
    mine = Q(owner=user.person_id or 0) | Q(subject__person=user.person_id or 0)
    theirs = _of_duty(user, rules.FOLLOW_UP, "subject__") & Q(subject__unit__in=unit_ids)
    rows = Remedy.objects.filter(mine | theirs, confirmed_on=None)
    return rows.select_related("subject__person", "subject__unit", "owner").order_by("due_on", "pk")


def open_appeals(user: User, unit_ids: Collection[int]) -> QuerySet[Appeal]:
    units = permitted_unit_ids(user, rules.DECIDE) & set(unit_ids)
    rows = Appeal.objects.filter(outcome="", decision__subject__unit__in=units)
    return rows.select_related("decision__subject__person", "decision__subject__unit").order_by("filed_on", "pk")


def due_step(campaign: Campaign, stage: Stage) -> dt.date | None:
    """Return by which day a stage is to be done; asks nothing where the steps were fetched."""
    return next((step.due_on for step in campaign.steps.all() if step.stage == stage), None)


def current_step(campaign: Campaign, day: dt.date) -> Step | None:
    """Return the stage under way on a day: the first whose day has not passed."""
    return next((step for step in campaign.steps.all() if step.due_on >= day), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stage that waits for the user: how many subjects, by which day."""

    campaign: Campaign
    stage: Stage
    number: int
    due_on: dt.date


def forms_to_write(user: User) -> QuerySet[Subject]:
    """Return the open reviews in which the user owes a form."""
    return own_subjects(user).filter(PENDING, ~HANDED_IN, campaign__published_on=None)


def stages_due(user: User, unit_ids: Collection[int]) -> list[Waiting]:
    """Return the stages of open reviews that wait for the user, each with its day; a fixed number of queries."""
    units = set(unit_ids)
    whose = {
        Stage.PROPOSAL: (rules.PROPOSE, "propose"),
        Stage.APPRAISAL: (rules.APPRAISE, "appraise"),
        Stage.DECISION: (rules.DECIDE, "decide"),
    }
    found = []
    for stage, (rule, state) in whose.items():
        permitted = permitted_unit_ids(user, rule) & units
        if not permitted:
            continue
        rows = Subject.objects.filter(STATES[state], unit__in=permitted, campaign__published_on=None).order_by()
        numbers = dict(rows.values_list("campaign").annotate(number=Count("pk")))
        found += _waiting(stage, numbers)
    mine = permitted_unit_ids(user, rules.DECIDE) & units
    if mine:
        pending = Subject.objects.filter(PENDING).values("campaign")
        ready = Campaign.objects.filter(unit__in=mine, published_on=None).exclude(pk__in=pending)
        found += _waiting(Stage.PUBLICATION, dict.fromkeys(ready.values_list("pk", flat=True), 0))
    return found


def _waiting(stage: Stage, numbers: dict[int, int]) -> list[Waiting]:
    steps = Step.objects.filter(stage=stage, campaign__in=numbers).select_related("campaign__unit")
    return [Waiting(step.campaign, stage, numbers[step.campaign_id], step.due_on) for step in steps]


def polls_of(campaign: Campaign) -> list[PollLine]:
    """Return the first line of each ballot of a review, with its ballot and how many lines it has."""
    lines = PollLine.objects.filter(subject__campaign=campaign, position=0).select_related("ballot")
    return list(lines.annotate(number=Count("ballot__review_lines")).order_by("ballot__held_on", "ballot"))


def _told(rows: QuerySet[Subject]) -> QuerySet[Subject]:
    return rows.select_related("unit", "person", "campaign__unit", "self_review", "poll_line__ballot").prefetch_related(
        Prefetch("opinions", Opinion.objects.order_by("pk")), "campaign__steps"
    )


def said(subject: Subject, body: Body) -> Opinion | None:
    """Return what the cell or the board said; asks nothing where the opinions were fetched."""
    return next((one for one in subject.opinions.all() if one.body == body), None)


def is_shown(subject: Subject, user: User) -> bool:
    """Tell whether the user sees the level decided: those of a duty always, those concerned once it is published."""
    return subject.campaign.is_published or allowed(user, rules.VIEW, subject)


def grounds_of(campaign: Campaign) -> list[tuple[str, str]]:
    return [(ground.value, str(ground.label)) for ground in Ground if ground in campaign.version.grounds]
