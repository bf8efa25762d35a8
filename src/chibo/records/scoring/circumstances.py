"""What happened in a meeting, read from where it is recorded."""

import datetime as dt

from django.db.models import Count, Q

from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.scoring.arithmetic import Circumstances
from chibo.records.tasks.models import Task
from chibo.registry.people.models import Membership, Tenure, Title

IN_COMMITTEE = (Title.STANDING_MEMBER, Title.COMMITTEE_MEMBER)


def circumstances(meeting: Meeting, day: dt.date) -> Circumstances:
    """Return what is known on `day` of a regular meeting. Six queries."""
    thematic = _thematic(meeting, day)
    came = _came(meeting)
    due, done = _tasks(meeting)
    on = meeting.held_on
    return Circumstances(
        members=Membership.objects.on(on).filter(unit_id=meeting.unit_id).count(),
        has_thematic=bool(thematic),
        is_combined=any(other.held_on == on for other in thematic),
        has_committee=Tenure.objects.on(on).filter(unit_id=meeting.unit_id, title__in=IN_COMMITTEE).exists(),
        duty=came["duty"],
        attended=came["attended"],
        unexcused=came["unexcused"],
        minutes=_minutes(meeting, [other for other in thematic if other.held_on == on]),
        speakers=meeting.speakers,
        tasks_due=due,
        tasks_done=done,
    )


def _thematic(meeting: Meeting, day: dt.date) -> list[Meeting]:
    """Return the thematic meetings of the month that were called together and have been held by `day`."""
    on = meeting.held_on
    held = Meeting.objects.filter(
        unit_id=meeting.unit_id, kind=Meeting.Kind.THEMATIC, held_on__year=on.year, held_on__month=on.month,
        held_on__lte=day,
    )  # fmt: skip
    return list(held.exclude(state=Meeting.State.PLANNED))


def _came(meeting: Meeting) -> dict[str, int]:
    """Count those with the duty; exempt people and those on special duty are no part of it.

    Nothing is known before everybody is marked: all are zero then.
    """
    state = Attendance.State
    rows = Attendance.objects.filter(meeting=meeting).exclude(state=state.EXEMPT)
    found: dict[str, int] = rows.aggregate(
        duty=Count("pk"),
        attended=Count("pk", filter=Q(state__in=Attendance.ATTENDED)),
        unexcused=Count("pk", filter=Q(state=state.ABSENT)),
        unmarked=Count("pk", filter=Q(state=state.SUMMONED)),
    )
    return dict.fromkeys(found, 0) if found["unmarked"] else found


def _minutes(meeting: Meeting, joined: list[Meeting]) -> int | None:
    """Return how long the regular meeting took, with the thematic part that followed it on the day, if known."""
    own = _length(meeting)
    return None if own is None else own + sum(_length(other) or 0 for other in joined)


def _length(meeting: Meeting) -> int | None:
    if meeting.began_at is None or meeting.ended_at is None:
        return None
    began, ended = (60 * time.hour + time.minute for time in (meeting.began_at, meeting.ended_at))
    return ended - began


def _tasks(meeting: Meeting) -> tuple[int, int]:
    """Count the tasks that the cell gave from its previous regular meeting on: due by this one, and of these done."""
    earlier = Meeting.objects.filter(
        unit_id=meeting.unit_id, kind=Meeting.Kind.REGULAR, held_on__lt=meeting.held_on, closed_at__isnull=False
    )
    since = earlier.order_by("-held_on").values_list("held_on", flat=True).first()
    if since is None:
        return 0, 0
    on = meeting.held_on
    done = Q(reported_on__lte=on)
    given = Task.objects.filter(given_by_id=meeting.unit_id, given_on__gte=since, given_on__lt=on)
    rows = given.exclude(state=Task.State.CANCELLED).filter(Q(due_on__lte=on) | done)
    found = rows.aggregate(due=Count("pk"), done=Count("pk", filter=done))
    return found["due"], found["done"]
