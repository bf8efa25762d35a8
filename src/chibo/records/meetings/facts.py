from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Counting, Described, Facts, Kind, Measure, Period, facts
from chibo.records.meetings import rules
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Kind as UnitKind

CELL_KINDS = (Meeting.Kind.REGULAR, Meeting.Kind.THEMATIC)


def _meetings(period: Period, *kinds: Meeting.Kind, **only: str) -> Facts:
    held = Meeting.objects.filter(
        kind__in=kinds, state=Meeting.State.CLOSED, makes_up=None, held_on__gte=period.start, held_on__lt=period.end,
        **only,
    )  # fmt: skip
    return facts(held, unit="unit_id", day="held_on", record_type="meeting")


def _attendances(period: Period, *kinds: Meeting.Kind, only: Q | None = None) -> Facts:
    """Rows of closed meetings, of those who had the duty that day; exempt people are no part of the base."""
    rows = Attendance.objects.filter(
        meeting__kind__in=kinds,
        meeting__state=Meeting.State.CLOSED,
        meeting__makes_up=None,
        meeting__held_on__gte=period.start,
        meeting__held_on__lt=period.end,
    ).exclude(state=Attendance.State.EXEMPT)
    if only is not None:
        rows = rows.filter(only)
    return facts(rows, unit="unit_id", day="meeting__held_on", person="person_id", record_type="attendance")


ATTENDED = Q(state__in=Attendance.ATTENDED)
MADE_UP = Exists(
    Attendance.objects.filter(
        meeting__makes_up=OuterRef("meeting"),
        meeting__state=Meeting.State.CLOSED,
        person=OuterRef("person"),
        state__in=Attendance.ATTENDED,
    )
)

CONFERENCES = Measure(
    "meetings.conferences",
    _("Study conferences"),
    "hội nghị",
    Kind.FLOW,
    lambda period: _meetings(period, Meeting.Kind.CONFERENCE),
)
CONFERENCE_DUTY = Measure(
    "meetings.conference_duty",
    _("Summoned to study conferences, with the duty"),
    "lượt",
    Kind.FLOW,
    lambda period: _attendances(period, Meeting.Kind.CONFERENCE),
)
CONFERENCE_ATTENDED = Measure(
    "meetings.conference_attended",
    _("Attended study conferences to the end, make-up sessions included"),
    "lượt",
    Kind.FLOW,
    lambda period: _attendances(period, Meeting.Kind.CONFERENCE, only=ATTENDED | Q(MADE_UP)),
)
HELD_ABOVE = Measure(
    "meetings.held_above",
    _("Study conferences of the committee above the wards"),
    "hội nghị",
    Kind.FLOW,
    lambda period: _meetings(period, Meeting.Kind.CONFERENCE, unit__kind=UnitKind.SUPERIOR),
)
GRASSROOTS = Q(meeting__unit__kind=UnitKind.PARTY)
GRASSROOTS_DUTY = Measure(
    "meetings.grassroots_duty",
    _("Summoned to study conferences of grassroots committees, with the duty"),
    "lượt",
    Kind.FLOW,
    lambda period: _attendances(period, Meeting.Kind.CONFERENCE, only=GRASSROOTS),
)
GRASSROOTS_ATTENDED = Measure(
    "meetings.grassroots_attended",
    _("Attended study conferences of grassroots committees to the end, make-up sessions included"),
    "lượt",
    Kind.FLOW,
    lambda period: _attendances(period, Meeting.Kind.CONFERENCE, only=GRASSROOTS & (ATTENDED | Q(MADE_UP))),
)
CONFERENCE_PEOPLE = Measure(
    "meetings.conference_people",
    _("People who attended a study conference"),
    "người",
    Kind.FLOW,
    lambda period: _attendances(period, Meeting.Kind.CONFERENCE, only=ATTENDED | Q(MADE_UP)),
    Counting.PEOPLE,
)
OF_A_CELL = Q(meeting__unit__kind=UnitKind.CELL)
"""A committee meets every month as well; that is no meeting of a cell."""
CELL_MEETINGS = Measure(
    "meetings.regular",
    _("Regular cell meetings"),
    "buổi",
    Kind.FLOW,
    lambda period: _meetings(period, Meeting.Kind.REGULAR, unit__kind=UnitKind.CELL),
)
CELL_DUTY = Measure(
    "meetings.cell_duty",
    _("Expected at cell meetings"),
    "lượt",
    Kind.FLOW,
    lambda period: _attendances(period, *CELL_KINDS, only=OF_A_CELL),
)
CELL_ATTENDED = Measure(
    "meetings.cell_attended", _("Attended cell meetings to the end"), "lượt", Kind.FLOW,
    lambda period: _attendances(period, *CELL_KINDS, only=OF_A_CELL & ATTENDED),
)  # fmt: skip


def describe_meetings(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Meeting.objects.permitted(user, rules.VIEW).filter(pk__in=ids).select_related("unit")
    return {row.pk: Described(label=row.title, url=row.get_absolute_url(), detail=row.unit.name) for row in rows}


def describe_attendances(user: User, ids: list[int]) -> dict[int, Described]:
    """Names only for those who hold the meeting, or mark the people of the cell."""
    rows = Attendance.objects.filter(pk__in=ids).filter(
        Q(meeting__unit_id__in=permitted_unit_ids(user, rules.HOLD))
        | Q(unit_id__in=permitted_unit_ids(user, rules.MARK))
    )
    return {
        row.pk: Described(
            label=row.person.full_name,
            url=row.meeting.get_absolute_url(),
            detail=f"{row.get_state_display()}, {row.meeting.title}",
        )
        for row in rows.select_related("person", "meeting")
    }
