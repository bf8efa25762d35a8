import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chibo.base.clock import today
from chibo.base.text import LONGEST_SEARCH, single_spaced
from chibo.base.text import search as narrowed
from chibo.records.cells import rules
from chibo.records.cells.models import AgendaItem, Assignment, Decision, Record, Sitting
from chibo.records.cells.sealing import Verdict
from chibo.records.following.models import Following
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import units_on

KINDS = (Meeting.Kind.REGULAR, Meeting.Kind.THEMATIC, Meeting.Kind.EXTRAORDINARY)
OF_CELLS = Q(kind__in=KINDS, unit__kind__in=(UnitKind.CELL, UnitKind.GROUP))


def followed_unit_ids(user: User) -> set[int]:
    """Return the cells that the reader follows today for the committee."""
    rows = Following.objects.on(today()).filter(person_id=user.person_id or 0)
    return set(rows.values_list("unit_id", flat=True))


def close_unit_ids(user: User) -> set[int]:
    """Return the cells that the reader follows, and the Party groups that have summoned the reader. One query."""
    followed = Following.objects.on(today()).filter(person_id=user.person_id or 0).order_by()
    groups = Attendance.objects.filter(person_id=user.person_id or 0, meeting__unit__kind=UnitKind.GROUP).order_by()
    rows = followed.values_list("unit_id").union(groups.values_list("meeting__unit_id")).order_by()
    return {unit_id for (unit_id,) in rows}


def readable_unit_ids(user: User) -> set[int]:
    """Return the cells of whose meetings the user may read something: minutes or at least resolutions."""
    return permitted_unit_ids(user, rules.VIEW_RESOLUTIONS) | close_unit_ids(user)


def visible_records(user: User) -> Q:
    """Which records the user may read: drafts by who holds the meetings, the rest by kind; above, what is locked."""
    held = permitted_unit_ids(user, rules.HOLD)
    followed = close_unit_ids(user)
    minutes = permitted_unit_ids(user, rules.VIEW_MINUTES) | followed
    resolutions = permitted_unit_ids(user, rules.VIEW_RESOLUTIONS) | followed
    return Q(unit_id__in=held) | Q(state=Record.State.LOCKED) & (
        Q(kind=Record.Kind.MINUTES, unit_id__in=minutes) | Q(kind=Record.Kind.RESOLUTION, unit_id__in=resolutions)
    )


def record_page(user: User, pk: int) -> Record | None:
    return (
        Record.objects.filter(visible_records(user))
        .select_related("unit", "sitting__meeting", "sitting__chair", "sitting__minute_taker", "corrects", "correction")
        .select_related("locked_by__person")
        .filter(pk=pk)
        .first()
    )


def book(user: User, unit: Unit, *, text: str = "", kind: str = "", year: int | None = None) -> QuerySet[Record]:
    """Return what the user may read in the books of a cell, newest first; `text` needs no diacritics."""
    rows = Record.objects.filter(visible_records(user), unit=unit)
    if kind:
        rows = rows.filter(kind=kind)
    if year:
        rows = rows.filter(held_on__year=year)
    if text:
        rows = narrowed(rows, "text_key", single_spaced(text)[:LONGEST_SEARCH])
    return (
        rows.select_related("unit", "sitting__meeting", "correction")
        .defer("text", "text_key", "filled", "frame")
        .order_by("-held_on", "kind", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def years_in_book(user: User, unit: Unit) -> list[int]:
    days = Record.objects.filter(visible_records(user), unit=unit).dates("held_on", "year", order="DESC")
    return [day.year for day in days]


def locked_in(user: User, unit: Unit, kind: str, year: int) -> QuerySet[Record]:
    """Return what stands in the printed book of a year, from its first meeting on."""
    rows = Record.objects.filter(visible_records(user), unit=unit, kind=kind, held_on__year=year)
    rows = rows.filter(state=Record.State.LOCKED)
    return rows.select_related("unit", "sitting__meeting", "corrects").order_by("held_on", "number", "pk")


def books(user: User) -> QuerySet[Unit]:
    """Return the cells whose books the user may open, with `papers` they may read in it and the day of the last."""
    seen = Record.objects.filter(visible_records(user), unit=OuterRef("pk")).order_by()
    counted = seen.values("unit").annotate(n=Count("pk")).values("n")
    last = seen.values("unit").annotate(last=Max("held_on")).values("last")
    cells = Unit.objects.filter(pk__in=readable_unit_ids(user), kind__in=(UnitKind.CELL, UnitKind.GROUP))
    return cells.annotate(papers=Coalesce(Subquery(counted), 0), last=Subquery(last)).order_by("position", "name", "pk")


def known_digests(verdicts: Collection[Verdict]) -> set[str]:
    """Return the codes of these files that stand in Chibo."""
    printed = [verdict.printed for verdict in verdicts if verdict.is_whole]
    return set(Record.objects.filter(digest__in=printed).values_list("digest", flat=True)) if printed else set()


def kinds_to_print(user: User, unit: Unit, year: int) -> set[str]:
    """Return of which kinds something is locked in a year, as far as the user may read it."""
    rows = Record.objects.filter(visible_records(user), unit=unit, held_on__year=year, state=Record.State.LOCKED)
    return set(rows.order_by().values_list("kind", flat=True).distinct())


def unit_of_book(user: User, slug: str) -> Unit | None:
    return Unit.objects.filter(
        pk__in=readable_unit_ids(user), kind__in=(UnitKind.CELL, UnitKind.GROUP), slug=slug
    ).first()


def meeting_of_cell(user: User, pk: int) -> Meeting | None:
    """Return a meeting of a cell with how it is led; None if the user may not read anything of it."""
    rows = Meeting.objects.filter(OF_CELLS, unit_id__in=readable_unit_ids(user))
    return rows.select_related("unit", "sitting__chair", "sitting__minute_taker", "sitting__unit").filter(pk=pk).first()


def may_prepare(user: User, meeting: Meeting) -> bool:
    return meeting.unit_id in permitted_unit_ids(user, rules.HOLD)


def may_read_agenda(user: User, meeting: Meeting) -> bool:
    """Who holds it, the board and who follows the cell always; members once they are summoned."""
    if may_prepare(user, meeting) or meeting.unit_id in followed_unit_ids(user):
        return True
    is_out = meeting.state != Meeting.State.PLANNED
    if meeting.attendances.filter(person_id=user.person_id or 0).exists():
        return is_out
    return meeting.unit_id in permitted_unit_ids(user, rules.VIEW_MINUTES) and (is_out or _is_above(user, meeting))


def _is_above(user: User, meeting: Meeting) -> bool:
    return meeting.unit_id in permitted_unit_ids(user, rules.OVERSEE)


def may_read_minutes(user: User, unit_id: int) -> bool:
    return unit_id in permitted_unit_ids(user, rules.VIEW_MINUTES) | close_unit_ids(user)


def agenda(sitting: Sitting) -> QuerySet[AgendaItem]:
    return sitting.items.filter(dropped=False).select_related("document").order_by("position", "pk")


def decisions(sitting: Sitting) -> QuerySet[Decision]:
    return sitting.decisions.order_by("position", "pk")


def assignments(sitting: Sitting) -> QuerySet[Assignment]:
    return sitting.assignments.select_related("person", "task").order_by("position", "pk")


def records_of(sitting: Sitting) -> dict[str, Record]:
    """Return the minutes and the resolution, without corrections."""
    rows = sitting.records.filter(corrects=None).select_related("sitting__meeting", "unit", "corrects")
    return {record.kind: record for record in rows}


@dataclass(frozen=True, slots=True)
class Month:
    """How one cell did in one month."""

    month: int
    meeting: Meeting | None
    is_met: bool = False
    is_locked: bool = False
    is_in_time: bool = False
    is_sent: bool = False
    is_asked: bool = False
    """Whether the month is over, or its meeting was two days ago: before that nothing is missing."""


@dataclass(frozen=True, slots=True)
class CellYear:
    unit: Unit
    months: list[Month]

    @property
    def met(self) -> int:
        return sum(month.is_met for month in self.months)

    @property
    def missing(self) -> int:
        return sum(month.is_asked and not month.is_met for month in self.months)

    @property
    def unlocked(self) -> int:
        return sum(month.is_asked and month.is_met and not month.is_locked for month in self.months)


THEMATIC = "cells.thematic"
"""The dated rule that asks for a thematic meeting in every quarter."""
TERM = dt.timedelta(days=2)
"""Minutes and resolution are finished and sent within two days; domain rule of 42-HD/BTCTW as wards apply it."""


def cell_years(cells: Collection[Unit], year: int, day: dt.date) -> list[CellYear]:
    """Return every cell with its months of the year up to `day`, by one query."""
    minutes = Prefetch(
        "sitting__records",
        Record.objects.filter(corrects=None, state=Record.State.LOCKED).only("sitting", "kind", "locked_at"),
    )
    rows = Meeting.objects.filter(kind=Meeting.Kind.REGULAR, unit__in=cells, held_on__year=year)
    held = {(row.unit_id, row.held_on.month): row for row in rows.select_related("sitting").prefetch_related(minutes)}
    last = 12 if year < day.year else day.month if year == day.year else 0
    return [
        CellYear(cell, [_month(held.get((cell.pk, month)), year, month, day) for month in range(1, last + 1)])
        for cell in cells
    ]


def _month(meeting: Meeting | None, year: int, month: int, day: dt.date) -> Month:
    if meeting is None:
        return Month(month, None, is_asked=(year, month) < (day.year, day.month))
    sitting = getattr(meeting, "sitting", None)
    locked = {record.kind: record for record in sitting.records.all()} if sitting else {}
    minutes = locked.get(Record.Kind.MINUTES)
    at = minutes.locked_at if minutes else None
    return Month(
        month, meeting, is_met=meeting.is_closed, is_locked=minutes is not None,
        is_in_time=bool(at and at.astimezone().date() <= meeting.held_on + TERM),
        is_sent=Record.Kind.RESOLUTION in locked, is_asked=meeting.held_on + TERM < day,
    )  # fmt: skip


def waiting_to_lock(units: Collection[int], day: dt.date) -> QuerySet[Meeting]:
    """Return the closed meetings of these cells in the last sixty days whose minutes are not locked."""
    locked = Record.objects.filter(sitting__meeting=OuterRef("pk"), state=Record.State.LOCKED)
    return (
        Meeting.objects.filter(OF_CELLS, unit_id__in=units, held_on__lte=day, held_on__gt=day - dt.timedelta(days=60))
        .filter(~Exists(locked), state=Meeting.State.CLOSED)
        .select_related("unit")
        .order_by("held_on", "pk")
    )


def cells_without(units: Collection[int], month: dt.date) -> QuerySet[Unit]:
    """Return the cells for which no regular meeting is planned in the month of this day."""
    planned = Meeting.objects.filter(
        unit=OuterRef("pk"), kind=Meeting.Kind.REGULAR, held_on__year=month.year, held_on__month=month.month
    )
    cells = units_on(today()).filter(pk__in=units, kind=UnitKind.CELL).filter(~Exists(planned))
    return cells.order_by("position", "name")


def unprepared(units: Collection[int], day: dt.date) -> QuerySet[Meeting]:
    """Return the meetings of these cells held today or tomorrow that have neither an agenda nor papers."""
    items = AgendaItem.objects.filter(sitting__meeting=OuterRef("pk"), dropped=False)
    return (
        Meeting.objects.filter(OF_CELLS, unit_id__in=units, held_on__range=(day, day + dt.timedelta(days=1)))
        .filter(~Exists(items), papers=None)
        .exclude(state=Meeting.State.CLOSED)
        .select_related("unit")
        .order_by("held_on", "pk")
    )


def cells_without_thematic(units: Collection[int], start: dt.date, until: dt.date) -> QuerySet[Unit]:
    """Return the cells with no thematic meeting, held or planned, from `start` to the day before `until`."""
    planned = Meeting.objects.filter(
        unit=OuterRef("pk"), kind=Meeting.Kind.THEMATIC, held_on__gte=start, held_on__lt=until
    )
    cells = units_on(today()).filter(pk__in=units, kind=UnitKind.CELL).filter(~Exists(planned))
    return cells.order_by("position", "name")
