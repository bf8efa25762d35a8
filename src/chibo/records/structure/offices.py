"""Who holds which post: several at once, vacant, at the end of a term; and the history of a person and of a post."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import FETCH_RAISE, Count, Exists, OuterRef, Q, QuerySet

from chibo.base.text import search
from chibo.records.documents.models import CommitteeTerm
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.access.rules import VIEW_TREE
from chibo.registry.calendar.working_days import Calendar, add_months
from chibo.registry.orgs.models import Kind, Placement, Unit
from chibo.registry.orgs.queries import name_on, subtree_ids, units_on
from chibo.registry.people.facts import secretaries_on
from chibo.registry.people.models import Person, Tenure, Title

MONTHS_AHEAD = 12
LED = tuple(kind for kind in Kind if kind is not Kind.COUNCIL)
"""Kinds of units in which one person has to lead; a council is led by its chair, who is elected by it."""
BASES = (Kind.RESIDENTS, Kind.AGENCY)
"""Where it is counted how many heads are secretaries as well."""


@dataclass(frozen=True)
class Reading:
    """What is read: the posts of these units on this day."""

    unit_ids: frozenset[int]
    day: dt.date


def reading(user: User, unit: Unit | None, day: dt.date) -> Reading:
    seen = permitted_unit_ids(user, VIEW_TREE)
    return Reading(frozenset(subtree_ids([unit.pk], day) & seen if unit else ()), day)


def posts_on(of: Reading, *, text: str = "", kind: str = "", title: str = "") -> QuerySet[Any]:
    """Return who holds which post, by unit and rank, each with `unit_name` of that day."""
    rows: QuerySet[Any] = Tenure.objects.on(of.day).filter(unit_id__in=of.unit_ids)
    if kind:
        rows = rows.filter(unit__kind=kind)
    if title:
        rows = rows.filter(title=title)
    rows = search(rows, "person__search_key", text) if text.strip() else rows
    rows = rows.annotate(unit_name=name_on(of.day, "unit_id")).select_related("person", "unit")
    return rows.order_by("unit__position", "unit_id", "title", "person__sort_key", "pk").fetch_mode(FETCH_RAISE)


def with_several(of: Reading) -> QuerySet[Person]:
    """Return who holds more than one post that day, at least one of them in these units, by name."""
    held = Tenure.objects.on(of.day).filter(person=OuterRef("pk"))
    here = Exists(held.filter(unit_id__in=of.unit_ids))
    posts = Count("tenures", filter=Q(tenures__valid__contains=of.day))
    return Person.objects.filter(here).annotate(posts=posts).filter(posts__gt=1).order_by("sort_key", "pk")


def posts_of(people: Collection[int], day: dt.date) -> dict[int, list[Tenure]]:
    """Return all posts that these people hold that day, wherever: the tree and who leads it are read by everybody."""
    held: dict[int, list[Tenure]] = defaultdict(list)
    rows = Tenure.objects.on(day).filter(person_id__in=people).annotate(unit_name=name_on(day, "unit_id"))
    for tenure in rows.select_related("unit").order_by("unit__position", "unit_id", "title", "pk"):
        held[tenure.person_id].append(tenure)
    return held


def vacant(of: Reading) -> QuerySet[Unit]:
    """Return the units that nobody leads that day, in the order of the tree."""
    led = Tenure.objects.on(of.day).filter(unit=OuterRef("pk"), title__in=Tenure.ONE_HOLDER)
    rows = units_on(of.day).filter(pk__in=of.unit_ids, kind__in=LED).filter(~Exists(led))
    return rows.order_by("position", "name", "pk")


@dataclass(frozen=True)
class Ending:
    """A term of a unit and the day until which it is meant to last."""

    term: CommitteeTerm
    until: dt.date
    day: dt.date

    @property
    def is_over(self) -> bool:
        return self.until <= self.day


def endings(of: Reading) -> list[Ending]:
    """Return the terms that end within a year, or should have ended, the earliest first."""
    calendar, last = Calendar(), add_months(of.day, MONTHS_AHEAD)
    rows = CommitteeTerm.objects.on(of.day).filter(unit_id__in=of.unit_ids).select_related("unit")
    found = [Ending(term, until, of.day) for term in rows if (until := _until(term, calendar)) and until <= last]
    return sorted(found, key=lambda ending: (ending.until, ending.term.unit.position, ending.term.pk))


def _until(term: CommitteeTerm, calendar: Calendar) -> dt.date | None:
    if term.valid_until:
        return term.valid_until
    code = "term.cell" if term.unit.kind == Kind.CELL else "term.committee"
    found = calendar.deadline(code, counted_from=term.valid_from)
    return found.due_on if found else None


@dataclass(frozen=True)
class Share:
    """Of how many heads how many are secretaries of a cell or a committee as well."""

    kind: Kind
    part: int
    whole: int

    @property
    def percent(self) -> Decimal:
        return Decimal(100 * self.part) / self.whole


def shares(of: Reading) -> list[Share]:
    """Return the shares for the kinds of units that exist there; a unit without a head counts in the whole."""
    units = Placement.objects.on(of.day).filter(unit_id__in=of.unit_ids, unit__kind__in=BASES)
    heads = Tenure.objects.on(of.day).filter(
        unit=OuterRef("unit"), title=Title.HEAD, person_id__in=secretaries_on(of.day)
    )
    counted = units.order_by().values_list("unit__kind").annotate(
        whole=Count("pk"), part=Count("pk", filter=Exists(heads))
    )  # fmt: skip
    by_kind = {kind: (part, whole) for kind, whole, part in counted}
    return [Share(kind, *by_kind[kind]) for kind in BASES if kind in by_kind]


@dataclass(frozen=True)
class Stretch:
    """A time in the history of a post: held by somebody, or by nobody."""

    start: dt.date
    last_day: dt.date | None
    tenure: Tenure | None = None


def history(unit: Unit, title: Title) -> list[Stretch]:
    """Return who held the post of this unit from when to when, latest first, with the times when nobody did."""
    rows = unit.tenures.filter(title=title).select_related("person").order_by("valid_from", "pk")
    held = [Stretch(row.valid_from, _eve(row.valid_until), row) for row in rows.fetch_mode(FETCH_RAISE)]
    gaps = _gaps(held) if title in Tenure.ONE_HOLDER else ()
    return sorted([*held, *gaps], key=lambda one: one.start, reverse=True)


def _gaps(held: list[Stretch]) -> Iterator[Stretch]:
    for before, after in pairwise(held):
        if before.last_day and before.last_day + dt.timedelta(days=1) < after.start:
            yield Stretch(before.last_day + dt.timedelta(days=1), after.start - dt.timedelta(days=1))
    if held and held[-1].last_day:
        yield Stretch(held[-1].last_day + dt.timedelta(days=1), None)


def _eve(day: dt.date | None) -> dt.date | None:
    return day - dt.timedelta(days=1) if day else None


def life_in_posts(user: User, person_id: int) -> list[Tenure]:
    """Return all posts of a person, latest first; nothing where none of them lies where the reader may look."""
    rows = Tenure.objects.filter(person_id=person_id).select_related("person", "unit")
    found = list(rows.order_by("-valid_from", "-pk").fetch_mode(FETCH_RAISE))
    seen = permitted_unit_ids(user, VIEW_TREE)
    return found if any(tenure.unit_id in seen for tenure in found) else []
