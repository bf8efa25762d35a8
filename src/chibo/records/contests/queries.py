import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import FETCH_RAISE, Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from chibo.records.contests import rules
from chibo.records.contests.models import Answer, Choice, Contest, Entry, Prize, Question, Round
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.registry.people.holdings import Held
from chibo.registry.people.models import Person


def contest_list(user: User) -> QuerySet[Contest]:
    """Return the contests with how many entries came in and from how many members."""
    return (
        Contest.objects.permitted(user, rules.VIEW)
        .select_related("unit", "document")
        .annotate(entry_count=Count("entries"), member_count=Count("entries__person", distinct=True))
        .order_by("-opens_on", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def contest_page(user: User, pk: int) -> Contest | None:
    return contest_list(user).filter(pk=pk).prefetch_related("reopenings__by__person").first()


def entry_list(user: User, contest: Contest) -> QuerySet[Entry]:
    return (
        Entry.objects.permitted(user, rules.VIEW_ENTRIES)
        .filter(contest=contest)
        .select_related("unit", "person")
        .order_by("-entered_on", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def own_entries(user: User, contest: Contest) -> int:
    return Entry.objects.filter(contest=contest, person_id=user.person_id or 0).count()


def round_list(user: User, contest: Contest) -> QuerySet[Round]:
    """Return the rounds with how many questions they have, how many entries came in and how many are the user's."""
    own = Q(entries__person=user.person_id or 0)
    return contest.rounds.select_related("contest").annotate(
        question_count=Count("questions", distinct=True),
        entry_count=Count("entries", distinct=True),
        own_count=Count("entries", filter=own, distinct=True),
    )


def round_page(user: User, pk: int) -> Round | None:
    """Return one round with its contest; None if the user may not see the contest."""
    seen = Contest.objects.permitted(user, rules.VIEW)
    return Round.objects.filter(contest__in=seen, pk=pk).select_related("contest__unit").first()


def questions_of(found: Round) -> QuerySet[Question]:
    """Return the questions in their order, each with its choices."""
    return found.questions.order_by("position").prefetch_related(
        Prefetch("choices", Choice.objects.order_by("position"))
    )


def entries_of(user: User, found: Round) -> QuerySet[Entry]:
    """Return what the user sent in the round, first attempt first."""
    return found.entries.filter(person_id=user.person_id or 0).order_by("attempt")


def chosen_in(entry: Entry) -> set[int]:
    return set(Answer.objects.filter(entry=entry).values_list("choice_id", flat=True))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the best entry of one member stands; equal entries share a place."""

    place: int
    entry: Entry
    off: int | None
    """By how much the guess missed how many members were all right."""


@dataclass(frozen=True, slots=True)
class Ranking:
    places: list[Place]
    questions: int
    all_right: int
    """How many members answered everything right."""


def ranking(user: User, found: Round) -> Ranking:
    """Order the best entry of each member by right answers, then by the guess; list those the user may see."""
    questions = found.questions.count()
    rows = found.entries.select_related("person", "unit", "prize").order_by("-right", "attempt", "pk")
    best: dict[int, Entry] = {}
    entries = list(rows)
    all_right = len({entry.person_id for entry in entries if entry.right == questions}) if questions else 0
    for entry in sorted(entries, key=lambda entry: _order(entry, all_right)):
        best.setdefault(entry.person_id or 0, entry)
    seen = permitted_unit_ids(user, rules.VIEW_ENTRIES)
    places: list[Place] = []
    place, before = 0, None
    for number, entry in enumerate(best.values(), start=1):
        key = _order(entry, all_right)
        place, before = (number, key) if key != before else (place, before)
        if entry.unit_id in seen:
            places.append(Place(place, entry, None if entry.guess is None else abs(entry.guess - all_right)))
    return Ranking(places, questions, all_right)


def _order(entry: Entry, all_right: int) -> tuple[int, int]:
    missed = abs(entry.guess - all_right) if entry.guess is not None else 0
    return -(entry.right or 0), missed


@dataclass(frozen=True, slots=True)
class Planned:
    """What a unit was to send and what it sent."""

    unit: Unit
    planned: int | None
    entries: int
    members: int

    @property
    def percent(self) -> Decimal | None:
        return Decimal(100) * self.entries / self.planned if self.planned else None


def plan_of(contest: Contest, unit_ids: set[int]) -> list[Planned]:
    """Return the units that have a plan or sent something, in their order."""
    quotas = dict(contest.quotas.values_list("unit_id", "entries"))
    of_contest = Q(contest_entries__contest=contest)
    units = (
        Unit.objects.filter(pk__in=unit_ids)
        .annotate(
            entry_count=Count("contest_entries", filter=of_contest),
            member_count=Count("contest_entries__person", filter=of_contest, distinct=True),
        )
        .filter(Q(entry_count__gt=0) | Q(pk__in=quotas))
        .order_by("position", "pk")
    )
    return [Planned(one, quotas.get(one.pk), one.entry_count, one.member_count) for one in units]


def prizes_of(contest: Contest) -> QuerySet[Prize]:
    return (
        Prize.objects.filter(entry__contest=contest)
        .select_related("entry__person", "entry__unit", "entry__round")
        .order_by("entry__round__number", "decided_on", "pk")
    )


def prize_page(user: User, pk: int) -> Prize | None:
    seen = Contest.objects.permitted(user, rules.VIEW)
    rows = Prize.objects.filter(entry__contest__in=seen, pk=pk)
    return rows.select_related("entry__person", "entry__unit", "entry__round", "entry__contest__unit").first()


def due_rounds(user: User, units: set[int], day: dt.date) -> QuerySet[Round]:
    """Return the open rounds with questions that the user may take and has not taken yet."""
    del units  # a member takes part wherever they stand
    takes = permitted_unit_ids(user, rules.TAKE)
    return (
        Round.objects.filter(contest__unit_id__in=takes, contest__closed_at=None)
        .filter(opens_on__lte=day, closes_on__gte=day, questions__isnull=False)
        .exclude(entries__person=user.person_id or 0)
        .select_related("contest")
        .distinct()
        .order_by("closes_on", "pk")
    )


def held_about(person: Person) -> Iterator[Held]:
    """Return the contest entries of the person, the latest first."""
    rows = Entry.objects.filter(person=person).select_related("contest").order_by("-entered_on", "-pk")
    for row in rows:
        detail = _("Right answers: %(right)d") % {"right": row.right} if row.right is not None else row.receipt
        yield Held(_("Contest entries"), row.contest.title, detail, row.entered_on, row.contest.get_absolute_url())
