from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Count, Q, QuerySet, Sum, Value

from chibo.base.text import LONGEST_SEARCH, SearchKey, single_spaced
from chibo.records.awards import rules
from chibo.records.awards.models import Award, AwardKind, Opinion
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person

State = Award.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader narrows the list to; empty means everything."""

    text: str = ""
    system: str = ""
    whom: str = ""
    state: str = ""
    kind: str = ""
    year: int | None = None
    person: int | None = None


def seen_by(user: User) -> QuerySet[Award]:
    """Return what the user may see: what was awarded, and proposals where the user works on them."""
    shown = Q(state__in=(State.DECIDED, State.REVOKED), unit_id__in=permitted_unit_ids(user, rules.VIEW))
    own = Q(person_id=user.person_id or 0, state=State.DECIDED)
    return Award.objects.filter(shown | own | Q(unit_id__in=permitted_unit_ids(user, rules.VIEW_PROPOSALS)))


def award_list(user: User, unit_ids: Collection[int] | None, wanted: Wanted) -> QuerySet[Award]:
    """Return awards of these units (of all that the user may see, without), the latest year first."""
    rows = seen_by(user) if unit_ids is None else seen_by(user).filter(unit_id__in=unit_ids)
    same = {"kind__system": wanted.system, "state": wanted.state, "kind": wanted.kind}
    rows = rows.filter(**{field: value for field, value in same.items() if value})
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    if wanted.person:
        rows = rows.filter(person=wanted.person)
    if wanted.whom:
        rows = rows.filter(person__isnull=wanted.whom == "collective")
    return (
        _matching(rows, wanted.text)
        .select_related("unit", "person", "kind")
        .order_by("-year", "kind__position", "unit__position", "unit_id", "person__sort_key", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def _matching(rows: QuerySet[Award], text: str) -> QuerySet[Award]:
    """Keep what names every word in its merit, its person or its unit, whatever the diacritics."""
    rows = rows.annotate(unit_key=SearchKey("unit__name"))
    for word in single_spaced(text)[:LONGEST_SEARCH].split(" "):
        key = SearchKey(Value(word))
        named = Q(merit_key__contains=key) | Q(person__search_key__contains=key) | Q(unit_key__contains=key)
        rows = rows.filter(named)
    return rows


def award_page(user: User, pk: int) -> Award | None:
    return seen_by(user).filter(pk=pk).select_related("unit", "person", "kind__crowns").first()


def opinions_of(award: Award) -> QuerySet[Opinion]:
    return award.opinions.select_related("by__person").order_by("given_on", "pk")


def years_of(user: User, unit_ids: Collection[int] | None) -> list[int]:
    rows = award_list(user, unit_ids, Wanted()).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def totals(rows: QuerySet[Award]) -> dict[str, int | None]:
    """Return how many of these were awarded, to how many different people, and the money given with them."""
    decided = rows.filter(state=State.DECIDED).order_by()
    return decided.aggregate(
        awards=Count("pk"), collectives=Count("pk", filter=Q(person=None)), people=Count("person", distinct=True),
        money=Sum("money"),
    )  # fmt: skip


def waiting_for(user: User, unit_ids: Collection[int]) -> QuerySet[Award]:
    """Return the proposals of these units on which the user records the decision."""
    mine = permitted_unit_ids(user, rules.DECIDE) & set(unit_ids)
    rows = Award.objects.filter(state=State.PROPOSED, unit_id__in=mine)
    return rows.select_related("unit", "person", "kind").order_by("proposed_on", "pk").fetch_mode(FETCH_RAISE)


@dataclass(frozen=True, slots=True)
class Run:
    """Somebody who held a yearly title in every one of the years up to `last`."""

    kind: AwardKind
    """What can be proposed now."""
    unit: Unit
    person: Person | None
    first: int
    last: int
    given: bool
    """It has been proposed or awarded for that year already."""


def runs(user: User, unit_ids: Collection[int], year: int) -> list[Run]:
    """Return who, among these units, held a yearly title so many years running that the higher one can be proposed."""
    found: list[Run] = []
    for kind in AwardKind.objects.exclude(crowns=None).select_related("crowns").order_by("position"):
        years = range(year - (kind.years or 0) + 1, year + 1)
        held = seen_by(user).filter(
            kind=kind.crowns_id, state=State.DECIDED, unit_id__in=unit_ids, year__in=list(years)
        )
        by_subject: dict[tuple[str, int], list[Award]] = defaultdict(list)
        for award in held.select_related("unit", "person").order_by("year", "pk"):
            by_subject[_subject(award)].append(award)
        done = {
            _subject(award)
            for award in Award.objects.filter(kind=kind, year=year, state__in=(State.PROPOSED, State.DECIDED))
        }
        for subject, awards in by_subject.items():
            if {award.year for award in awards} == set(years):
                last = awards[-1]
                found.append(Run(kind, last.unit, last.person, years[0], years[-1], subject in done))
    return found


def has_run(*, kind: AwardKind, unit: Unit, person: Person | None, year: int) -> bool:
    """Tell whether the yearly title below this one was held in each of the years up to `year`."""
    years = set(range(year - (kind.years or 0) + 1, year + 1))
    subject = {"person": person} if person else {"person": None, "unit": unit}
    held = Award.objects.filter(kind=kind.crowns_id, state=State.DECIDED, year__in=years, **subject)
    return set(held.values_list("year", flat=True)) == years


def _subject(award: Award) -> tuple[str, int]:
    return ("person", award.person_id) if award.person_id else ("unit", award.unit_id)
