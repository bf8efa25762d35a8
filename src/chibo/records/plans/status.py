"""How the plans of a year stand: by name for the cell's secretary, in numbers for the committee."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, QuerySet

from chibo.records.plans import rules
from chibo.records.plans.models import MonthlyReport, StudyPlan, Turn, Undertaking
from chibo.records.plans.queries import IN_FORCE, followed_by, without_text
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import units_on
from chibo.registry.people.models import Membership, Person, Standing
from chibo.registry.people.queries import memberships_on

FEWEST = 5
"""In smaller cells a number would tell of persons: only the registration, which is known, is shown."""


class Show(StrEnum):
    """Which members a status list is narrowed to."""

    ALL = ""
    UNREGISTERED = "unregistered"
    UNREPORTED = "unreported"
    TO_AGREE = "to_agree"


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """One member of a cell and how their plan stands; never what it says."""

    person: Person
    standing: str
    plan: StudyPlan | None
    turn: dt.date | None

    @property
    def has_duty(self) -> bool:
        return self.standing not in Standing.WITHOUT_DUTY

    @property
    def is_registered(self) -> bool:
        return self.plan is not None

    @property
    def has_text(self) -> bool:
        """Tell whether the plan is written here; of one on paper nothing more is told here."""
        return bool(self.plan and self.plan.written)  # type: ignore[attr-defined]  # annotated by `_with_status`

    @property
    def has_reported(self) -> bool:
        return bool(self.plan and self.plan.reported)  # type: ignore[attr-defined]  # annotated by `_with_status`

    @property
    def comments(self) -> int:
        return self.plan.times if self.plan else 0  # type: ignore[attr-defined]  # as above

    def fits(self, show: Show) -> bool:
        if show == Show.UNREGISTERED:
            return self.has_duty and not self.is_registered
        if show == Show.UNREPORTED:
            return self.has_text and not self.has_reported
        return show == Show.ALL or bool(self.plan and not self.plan.agreed_on)


@dataclass(frozen=True, slots=True)
class CellStatus:
    """Numbers of one cell; None where the cell is too small to show them."""

    unit: Unit
    members: int
    registered: int
    agreed: int | None
    reported: int | None


def followed_cells(user: User, units: set[int], day: dt.date) -> QuerySet[Unit]:
    return units_on(day).filter(kind=Kind.CELL, pk__in=permitted_unit_ids(user, rules.FOLLOW) & units)


def cell_status(cell: Unit, year: int, month: dt.date, day: dt.date) -> list[MemberStatus]:
    """Return every member of the cell on `day` with the plan of `year`, whether reported in `month`, and the turn."""
    rows = list(memberships_on(day, [cell.pk]))
    people = [row.person_id for row in rows]
    plans = {plan.person_id: plan for plan in _with_status(people, year, month)}
    turns = dict(Turn.objects.filter(person__in=people, month__year=year).values_list("person_id", "month"))
    return [
        MemberStatus(row.person, row.state, plans.get(row.person_id), turns.get(row.person_id))  # type: ignore[attr-defined]  # annotated there
        for row in rows
    ]


def status_by_cell(user: User, units: set[int], year: int, month: dt.date, day: dt.date) -> list[CellStatus]:
    """Return the numbers of the cells that the user may count, in their order."""
    cells = list(units_on(day).filter(kind=Kind.CELL, pk__in=permitted_unit_ids(user, rules.COUNT) & units))
    homes = dict(Membership.objects.on(day).filter(unit__in=cells).values_list("person_id", "unit_id"))
    sizes = Counter(homes.values())
    registered, agreed, reported = Counter[int](), Counter[int](), Counter[int]()
    for plan in _with_status(list(homes), year, month):
        home = homes[plan.person_id or 0]
        registered[home] += 1
        agreed[home] += plan.agreed_on is not None
        reported[home] += plan.reported  # type: ignore[attr-defined]  # annotated there
    return [
        CellStatus(
            cell, sizes[cell.pk], registered[cell.pk], *_shown(sizes[cell.pk], agreed[cell.pk], reported[cell.pk])
        )
        for cell in cells
    ]


def total_of(cells: list[CellStatus]) -> dict[str, int]:
    """Add up the cells that show their numbers, so that a small one cannot be found by taking the others away."""
    shown = [cell for cell in cells if cell.agreed is not None]
    names = ("members", "registered", "agreed", "reported")
    return {name: sum(getattr(cell, name) for cell in shown) for name in names}


def plans_to_agree(user: User, cell: Unit, year: int, day: dt.date) -> QuerySet[StudyPlan]:
    """Return the plans of members of the cell on which it has not agreed yet, by name."""
    members = Membership.objects.on(day).filter(unit=cell).values("person_id")
    rows = StudyPlan.objects.filter(followed_by(user), person_id__in=members, year=year, agreed_on=None)
    return without_text(rows).select_related("person", "unit").order_by("person__sort_key", "person_id")


def by_month(rows: list[MemberStatus]) -> list[tuple[dt.date, list[MemberStatus]]]:
    """Return who has a turn in which month, in the order of the year."""
    turns = sorted((row for row in rows if row.turn), key=lambda row: (row.turn or dt.date.max, row.person.sort_key))
    return [(month, list(of)) for month, of in groupby(turns, key=lambda row: row.turn or dt.date.max)]


def _with_status(people: list[int], year: int, month: dt.date) -> QuerySet[StudyPlan]:
    rows = StudyPlan.objects.filter(IN_FORCE, person_id__in=people, year=year)
    reported = MonthlyReport.objects.filter(plan=OuterRef("pk"), month=month)
    written = Undertaking.objects.filter(plan=OuterRef("pk"))
    return without_text(rows).annotate(reported=Exists(reported), written=Exists(written), times=Count("comments"))


def _shown(size: int, agreed: int, reported: int) -> tuple[int | None, int | None]:
    return (agreed, reported) if size >= FEWEST else (None, None)
