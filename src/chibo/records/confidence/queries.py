import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import FETCH_RAISE, Count, QuerySet

from chibo.records.ballots.models import QuorumRule, Use
from chibo.records.ballots.numbers import Result
from chibo.records.ballots.queries import quorum, result
from chibo.records.confidence import rules
from chibo.records.confidence.models import Base, Poll, Subject, Threshold
from chibo.registry.access.models import User
from chibo.registry.access.permissions import may
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Tenure, Title
from chibo.registry.people.queries import holders_on

LEVELS = ("Tín nhiệm cao", "Tín nhiệm", "Tín nhiệm thấp")
"""The choices on the paper, in its order; low confidence is the last."""
VOTED_ON = (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER, Title.HEAD, Title.DEPUTY_HEAD)


@dataclass(frozen=True, slots=True)
class Share:
    level: str
    papers: int
    of_valid: Decimal | None
    of_summoned: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the vote says about one person, and what the rule attaches to it."""

    subject: Subject
    shares: tuple[Share, ...]
    threshold: Threshold | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A settled poll: whether it counts, and the outcome for each person that the reader may see."""

    result: Result
    rule: QuorumRule | None
    outcomes: list[Outcome]

    @property
    def counts(self) -> bool:
        """Tell whether enough were present; without a rule it counts."""
        return self.rule is None or self.rule.is_met(self.result.present, self.result.summoned)


def poll_list(user: User) -> QuerySet[Poll]:
    """Return the polls of the committees that the user follows, newest first."""
    return (
        Poll.objects.permitted(user, rules.VIEW)
        .select_related("unit", "ballot")
        .annotate(people=Count("subjects"))
        .order_by("-ballot__held_on", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def own_subjects(user: User) -> QuerySet[Subject]:
    """Return the settled votes on the reader themselves."""
    rows = Subject.objects.filter(person_id=user.person_id or 0, poll__ballot__settled_at__isnull=False)
    return rows.select_related("poll__ballot", "poll__unit", "person").order_by("-poll__ballot__held_on", "-pk")


def poll_page(user: User, pk: int) -> Poll | None:
    """Return a poll that the user follows, or a settled one in which the user was voted on."""
    found = Poll.objects.filter(pk=pk).select_related("unit", "ballot").first()
    if found is None:
        return None
    if may(user, rules.VIEW, found.unit_id) or own_subjects(user).filter(poll=found).exists():
        return found
    return None


def subjects_of(user: User, poll: Poll) -> list[Subject]:
    """Return everybody who was voted on, or only the reader."""
    rows = poll.subjects.select_related("person").order_by("position")
    return list(rows if may(user, rules.VIEW, poll.unit_id) else rows.filter(person_id=user.person_id or 0))


def verdict(user: User, poll: Poll) -> Verdict | None:
    """Return what a settled poll says to this reader; None before it is settled."""
    found = result(poll.ballot)
    if found is None:
        return None
    rule = quorum(Use.CONFIDENCE, poll.ballot.held_on)
    thresholds = thresholds_on(poll.ballot.held_on)
    subjects = subjects_of(user, poll)
    verdict = Verdict(found, rule, [])
    verdict.outcomes.extend(_outcome(found, subject, thresholds if verdict.counts else []) for subject in subjects)
    return verdict


def thresholds_on(day: dt.date) -> list[Threshold]:
    """Return the thresholds in force, the highest first."""
    rows = Threshold.objects.on(day)
    return sorted(rows, key=lambda row: (Decimal(row.numerator) / row.denominator, row.reached_at), reverse=True)


def posts_of(unit: Unit, day: dt.date) -> QuerySet[Tenure]:
    """Return the leading posts of a committee that can be voted on, with their holders on the day."""
    return holders_on(day, [unit.pk]).filter(title__in=VOTED_ON)


def _outcome(found: Result, subject: Subject, thresholds: list[Threshold]) -> Outcome:
    votes = found.votes[subject.position]
    shares = tuple(
        Share(level, papers, _percent(papers, found.valid), _percent(papers, found.summoned))
        for level, papers in zip(LEVELS, votes, strict=True)
    )
    wholes = {Base.VALID: found.valid, Base.SUMMONED: found.summoned}
    met = (one for one in thresholds if one.is_met(votes[-1], wholes[Base(one.base)]))
    return Outcome(subject, shares, next(met, None))


def _percent(part: int, whole: int) -> Decimal | None:
    return Decimal(part * 100) / whole if whole else None
