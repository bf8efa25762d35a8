import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from chibo.records.following import rules
from chibo.records.following.models import Following, Visit
from chibo.records.meetings.models import Meeting
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Ancestry, Kind, Unit
from chibo.registry.orgs.queries import units_on
from chibo.registry.people.models import Person, Tenure, Title

COMMITTEE = (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER, Title.COMMITTEE_MEMBER)
COMMITTEES = (Kind.PARTY, Kind.SUPERIOR)
LONG = dt.timedelta(days=92)
"""After so many days without a visit the committee is told."""
AHEAD = dt.timedelta(days=14)
OF_CELLS = Q(unit__kind=Kind.CELL) & ~Q(kind=Meeting.Kind.CONFERENCE)
ATTENDED = Q(attended=True)
ALONE = Q(followed=False)


def followers_of(unit: Unit, day: dt.date) -> list[Person]:
    """Return the committee members who follow a cell on `day`, in the order in which they took it on."""
    rows = Following.objects.on(day).filter(unit=unit).select_related("person")
    return [row.person for row in rows.order_by("valid_from", "pk")]


def visitors_of(meeting: Meeting) -> list[Person]:
    """Return the committee members who attended a meeting: what its cell may know of it."""
    rows = Visit.objects.filter(ATTENDED, meeting=meeting).select_related("person")
    return [row.person for row in rows.order_by("person__sort_key", "pk")]


def committee_posts(unit_ids: Collection[int], day: dt.date) -> QuerySet[Tenure]:
    """Return the posts on `day` in the committees above these cells, the higher posts first."""
    above = Ancestry.objects.on(day).filter(unit_id__in=unit_ids, ancestor__kind__in=COMMITTEES)
    return (
        Tenure.objects.on(day)
        .filter(unit_id__in=above.values("ancestor_id"), title__in=COMMITTEE)
        .select_related("person", "unit")
        .order_by("person__sort_key", "person_id", "pk")
    )


def committee_members(unit_ids: Collection[int], day: dt.date) -> QuerySet[Person]:
    """Return who may follow these cells on `day`, by name."""
    return Person.objects.filter(pk__in=committee_posts(unit_ids, day).order_by().values("person_id")).order_by(
        "sort_key", "pk"
    )


def cell_list(user: User, units: Collection[int], day: dt.date, show: str = "") -> QuerySet[Unit]:
    """Everything that the page of cells and followers shows: the cells, who follows each, when it was last visited."""
    rows = _cells(permitted_unit_ids(user, rules.VIEW) & set(units), day)
    if show == "nobody":
        rows = rows.filter(ALONE)
    elif show == "unvisited":
        rows = rows.filter(_unvisited(day))
    current = Following.objects.on(day).select_related("person").order_by("valid_from", "pk")
    return rows.prefetch_related(Prefetch("followings", current, to_attr="current"))


def cells_left_alone(unit_ids: Collection[int], day: dt.date) -> list[Unit]:
    """Return the cells that nobody follows or that were not visited for long, each with `followed`. One query."""
    return list(_cells(unit_ids, day).filter(ALONE | _unvisited(day)))


def _cells(unit_ids: Collection[int], day: dt.date) -> QuerySet[Unit]:
    visits = Visit.objects.filter(ATTENDED, meeting__unit=OuterRef("pk"), meeting__held_on__lte=day)
    last = visits.order_by("-meeting__held_on").values("meeting__held_on")[:1]
    followed = Exists(Following.objects.on(day).filter(unit=OuterRef("pk")))
    rows = units_on(day).filter(pk__in=unit_ids, kind=Kind.CELL)
    return rows.annotate(last_visit=Subquery(last), followed=followed).order_by("position", "name", "pk")


def _unvisited(day: dt.date) -> Q:
    return Q(last_visit=None) | Q(last_visit__lt=day - LONG)


def shares(user: User, units: Collection[int], day: dt.date) -> dict[str, int]:
    """Count the cells that the user sees, those that nobody follows and those not visited for long."""
    found: dict[str, int] = cell_list(user, units, day).aggregate(
        all=Count("pk"),
        nobody=Count("pk", filter=ALONE),
        unvisited=Count("pk", filter=_unvisited(day)),
    )
    return found


def following_page(user: User, pk: int) -> Following | None:
    rows = Following.objects.filter(pk=pk, unit_id__in=permitted_unit_ids(user, rules.VIEW))
    return rows.select_related("person", "unit").first()


def history_of(unit: Unit) -> QuerySet[Following]:
    return Following.objects.filter(unit=unit).select_related("person", "committee").order_by("-valid_from", "pk")


def visits_to(unit: Unit) -> QuerySet[Visit]:
    """Return who attended meetings of a cell, the latest first; the notes are for who may read them."""
    rows = Visit.objects.filter(ATTENDED, meeting__unit=unit).select_related("meeting", "person")
    return rows.order_by("-meeting__held_on", "-meeting_id", "person__sort_key", "pk")


@dataclass
class Planned:
    """One meeting on a day's sheet: who follows its cell or was asked to go, and who came."""

    meeting: Meeting
    people: list[tuple[Person, bool | None, bool]] = field(default_factory=list)
    """Person, whether they came (None: not said yet), and whether they follow the cell."""


def meetings_on(user: User, units: Collection[int], day: dt.date) -> list[Meeting]:
    seen = permitted_unit_ids(user, rules.VIEW) & set(units)
    rows = Meeting.objects.filter(OF_CELLS, unit_id__in=seen, held_on=day).select_related("unit")
    return list(rows.order_by("starts_at", "unit__position", "pk"))


def sheet(meetings: Collection[Meeting], day: dt.date) -> list[Planned]:
    """Return the day's sheet of these meetings. Two queries."""
    follow: dict[int, list[Person]] = defaultdict(list)
    rows = Following.objects.on(day).filter(unit_id__in=[one.unit_id for one in meetings]).select_related("person")
    for row in rows.order_by("valid_from", "pk"):
        follow[row.unit_id].append(row.person)
    said: dict[int, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(meeting__in=meetings).select_related("person").order_by("person__sort_key", "pk"):
        said[visit.meeting_id].append(visit)
    return [_planned(one, follow[one.unit_id], said[one.pk]) for one in meetings]


def _planned(meeting: Meeting, followers: list[Person], visits: list[Visit]) -> Planned:
    came = {visit.person_id: visit.attended for visit in visits}
    own = {person.pk for person in followers}
    people = [(person, came.get(person.pk), True) for person in followers]
    others = [(visit.person, visit.attended, False) for visit in visits if visit.person_id not in own]
    return Planned(meeting, people + others)


def busy_days(user: User, units: Collection[int], first: dt.date, until: dt.date) -> list[dict[str, Any]]:
    """Return the days of a month on which cells meet, with how many meetings and how many were attended."""
    seen = permitted_unit_ids(user, rules.VIEW) & set(units)
    visited = Exists(Visit.objects.filter(ATTENDED, meeting=OuterRef("pk")))
    rows = Meeting.objects.filter(OF_CELLS, unit_id__in=seen, held_on__gte=first, held_on__lt=until)
    days = rows.order_by("held_on").values("held_on")
    counted = days.annotate(meetings=Count("pk"), visited=Count("pk", filter=Q(visited)))
    return [dict(row) for row in counted]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A month: of how many cells at least one meeting was attended, and how often each committee member went."""

    cells: int
    visited: int
    left: list[Unit]
    turns: int
    members: list[Person]
    """Each with `went`, how often they did, and `stayed_away`, how often they were planned and did not come."""


def coverage(user: User, units: Collection[int], first: dt.date, until: dt.date) -> Coverage:
    """Return the coverage of the cells that the user sees. Four queries."""
    last = until - dt.timedelta(days=1)
    cells = list(cell_list(user, units, last))
    ids = [cell.pk for cell in cells]
    month = Q(meeting__unit_id__in=ids, meeting__held_on__gte=first, meeting__held_on__lt=until)
    turns = Visit.objects.filter(month, ATTENDED).aggregate(
        cells=Count("meeting__unit", distinct=True), all=Count("pk")
    )
    been = set(Visit.objects.filter(month, ATTENDED).values_list("meeting__unit_id", flat=True))
    of_person = Visit.objects.filter(month, person=OuterRef("pk")).order_by().values("person")
    members = Person.objects.filter(
        Q(pk__in=committee_posts(ids, last).order_by().values("person_id"))
        | Q(pk__in=Visit.objects.filter(month, ATTENDED).values("person_id"))
    ).annotate(
        went=Subquery(of_person.filter(ATTENDED).annotate(n=Count("pk")).values("n")),
        stayed_away=Subquery(of_person.filter(attended=False).annotate(n=Count("pk")).values("n")),
    )
    return Coverage(
        cells=len(cells), visited=turns["cells"], left=[cell for cell in cells if cell.pk not in been],
        turns=turns["all"], members=list(members.order_by(F("went").desc(nulls_last=True), "sort_key", "pk")),
    )  # fmt: skip


def own_cells(person_id: int, day: dt.date) -> list[Following]:
    """Return the cells that a person follows on `day`."""
    rows = Following.objects.on(day).filter(person_id=person_id).select_related("unit", "committee")
    return list(rows.order_by("unit__position", "unit_id"))


def own_meetings(person_id: int, day: dt.date) -> QuerySet[Meeting]:
    """Return the meetings of the last two months and the next two weeks at which this person is expected, or was."""
    follows = Following.objects.filter(person_id=person_id, unit=OuterRef("unit"), valid__contains=OuterRef("held_on"))
    own = Visit.objects.filter(meeting=OuterRef("pk"), person_id=person_id)
    rows = Meeting.objects.filter(OF_CELLS, held_on__range=(day - 4 * AHEAD, day + AHEAD))
    return (
        rows.filter(Q(Exists(follows)) | Q(Exists(own)))
        .select_related("unit")
        .annotate(attended=Subquery(own.values("attended")[:1]), note=Subquery(own.values("note")[:1]))
        .order_by("-held_on", "unit__position", "pk")
    )


def own_meeting(person_id: int, pk: int, day: dt.date) -> Meeting | None:
    """Return a meeting of a cell that the person follows, or where they are or were expected, whenever it was."""
    follows = Following.objects.filter(person_id=person_id, unit=OuterRef("unit"), valid__contains=OuterRef("held_on"))
    expected = Visit.objects.filter(meeting=OuterRef("pk"), person_id=person_id)
    rows = Meeting.objects.filter(OF_CELLS, pk=pk, held_on__lte=day + AHEAD).select_related("unit")
    return rows.filter(Q(Exists(follows)) | Q(Exists(expected))).first()


def coming(person_id: int, day: dt.date) -> list[Meeting]:
    """Return the meetings of the next week at which this person is expected, wherever they are."""
    rows = own_meetings(person_id, day).filter(held_on__range=(day, day + dt.timedelta(days=7)))
    return list(rows.exclude(state=Meeting.State.CLOSED).order_by("held_on", "pk"))
