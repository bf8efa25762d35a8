import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from chibo.records.documents.models import Clause
from chibo.records.meetings import rules
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.access.agenda import Appointment
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.matters import Matter

DUTY = ~Q(attendances__state=Attendance.State.EXEMPT)
ATTENDED = Q(attendances__state__in=Attendance.ATTENDED)
UNMARKED = Q(attendances__state=Attendance.State.SUMMONED)


def meeting_list(
    user: User, *, units: set[int] | None = None, kind: str = "", year: int | None = None, state: str = ""
) -> QuerySet[Meeting]:
    """Everything that the list page shows: meetings with how many had the duty, attended, and are unmarked."""
    rows = Meeting.objects.permitted(user, rules.VIEW)
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if year:
        rows = rows.filter(held_on__year=year)
    return _counted(rows).order_by("-held_on", "-pk").fetch_mode(FETCH_RAISE)


def _counted(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.select_related("unit").annotate(
        duty=Count("attendances", filter=Q(attendances__isnull=False) & DUTY),
        attended=Count("attendances", filter=ATTENDED),
        unmarked=Count("attendances", filter=UNMARKED),
        summoned=Count("attendances"),
    )


def meeting_page(user: User, pk: int) -> Meeting | None:
    """Return one meeting with its counts, documents, papers and make-up sessions; None if the user may not see it."""
    return (
        _counted(Meeting.objects.permitted(user, rules.VIEW))
        .select_related("makes_up", "closed_by__person")
        .prefetch_related("documents", "papers", "reopenings__by__person", Prefetch("make_ups"))
        .prefetch_related(Prefetch("clauses", Clause.objects.select_related("document")))
        .filter(pk=pk)
        .first()
    )


def years_of(user: User) -> list[int]:
    days = Meeting.objects.permitted(user, rules.VIEW).dates("held_on", "year", order="DESC")
    return [day.year for day in days]


def may_mark(user: User, meeting: Meeting) -> Q:
    """Which attendance rows of the meeting the user may mark: all for who holds it, else their own cell's."""
    if meeting.unit_id in permitted_unit_ids(user, rules.HOLD):
        return Q()
    return Q(unit_id__in=permitted_unit_ids(user, rules.MARK))


def roll_call(meeting: Meeting, only: Q) -> QuerySet[Attendance]:
    """Return the rows that may be marked, by cell and name."""
    return (
        Attendance.objects.filter(only, meeting=meeting)
        .select_related("person", "unit")
        .order_by("unit__position", "unit_id", "person__sort_key", "person_id")
        .fetch_mode(FETCH_RAISE)
    )


def absent_from(meeting: Meeting) -> QuerySet[Attendance]:
    """Return those who had the duty, did not attend to the end, and have not made it up since."""
    made_up = Attendance.objects.filter(
        meeting__makes_up=meeting,
        meeting__state=Meeting.State.CLOSED,
        person=OuterRef("person"),
        state__in=Attendance.ATTENDED,
    )
    missed = (Attendance.State.EARLY, Attendance.State.EXCUSED, Attendance.State.ABSENT)
    return meeting.attendances.filter(~Exists(made_up), state__in=missed).select_related("person", "unit")


@dataclass
class Tally:
    """The state of a roll call: counts, and the rate over those with the duty that day."""

    counts: dict[str, int]

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def exempt(self) -> int:
        return self.counts.get(Attendance.State.EXEMPT, 0)

    @cached_property
    def duty(self) -> int:
        return self.total - self.exempt

    @cached_property
    def attended(self) -> int:
        return sum(self.counts.get(state, 0) for state in Attendance.ATTENDED)

    @cached_property
    def unmarked(self) -> int:
        return self.counts.get(Attendance.State.SUMMONED, 0)

    @cached_property
    def others(self) -> int:
        return self.total - self.unmarked - self.counts.get(Attendance.State.PRESENT, 0)


def tally(meeting: Meeting, only: Q) -> Tally:
    rows = Attendance.objects.filter(only, meeting=meeting).order_by().values_list("state").annotate(n=Count("pk"))
    return Tally(dict(rows))


def due_meetings(user: User, units: set[int], day: dt.date) -> QuerySet[Meeting]:
    """Return meetings that wait for this user: coming within 14 days, or held and not closed."""
    held = permitted_unit_ids(user, rules.HOLD) & units
    return (
        _counted(Meeting.objects.filter(unit_id__in=held))
        .exclude(state=Meeting.State.CLOSED)
        .filter(held_on__lte=day + dt.timedelta(days=14))
        .order_by(F("held_on"), "pk")
    )


def meetings_to_mark(user: User, units: set[int], day: dt.date) -> QuerySet[Meeting]:
    """Return meetings of committees above in which people of the user's own cell are not marked, with how many."""
    own = Q(attendances__unit_id__in=permitted_unit_ids(user, rules.MARK) & units)
    return (
        Meeting.objects.permitted(user, rules.VIEW)
        .exclude(unit_id__in=permitted_unit_ids(user, rules.HOLD))
        .exclude(state=Meeting.State.CLOSED)
        .filter(held_on__lte=day)
        .annotate(unmarked=Count("attendances", filter=own & UNMARKED))
        .filter(unmarked__gt=0)
        .select_related("unit")
        .order_by("held_on", "pk")
    )


def open_in(unit_ids: Collection[int]) -> Iterator[Matter]:
    """Return the meetings of these units that are planned or not closed yet."""
    for meeting in Meeting.objects.filter(unit_id__in=unit_ids).exclude(state=Meeting.State.CLOSED):
        yield Matter(meeting.unit_id, _("Meeting"), meeting.title, meeting.get_absolute_url(), meeting.held_on)


def in_calendar(user: User, unit_ids: Collection[int], first: dt.date, last: dt.date) -> Iterator[Appointment]:
    """Return the meetings that stand in the calendars of these units, as far as the user may see them."""
    rows = Meeting.objects.permitted(user, rules.VIEW).filter(unit_id__in=unit_ids, held_on__range=(first, last))
    for meeting in rows.order_by("held_on", "pk"):
        yield Appointment(
            key=f"meeting-{meeting.pk}", unit_id=meeting.unit_id, title=meeting.title, day=meeting.held_on,
            starts_at=meeting.starts_at, place=meeting.place, url=meeting.get_absolute_url(),
        )  # fmt: skip


def summons_of(person_id: int, first: dt.date, last: dt.date) -> Iterator[Appointment]:
    """Return the meetings to which somebody is summoned, whoever holds them."""
    rows = Meeting.objects.filter(attendances__person=person_id, held_on__range=(first, last)).distinct()
    for meeting in rows.select_related("unit").order_by("held_on", "pk"):
        yield Appointment(
            key=f"meeting-{meeting.pk}", unit_id=meeting.unit_id, title=meeting.title, day=meeting.held_on,
            starts_at=meeting.starts_at, place=meeting.place, url=meeting.get_absolute_url(),
        )  # fmt: skip
