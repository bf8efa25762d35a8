"""Meetings of cells for tests, with a roll call, times, speakers and the tasks of the meeting before."""

import datetime as dt

from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.tasks.actions import give_task, report_task
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_meeting, a_member, a_unit, a_ward


def a_cell(*, members: int = 0, ward=None, committee: bool = True):
    cell = a_unit(parent=ward or a_ward())
    people = [a_member(of=cell) for _ in range(members)]
    if committee and people:
        appoint(people[0], unit=cell, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
    return cell


def held(
    cell, on: dt.date, *, absent: int = 0, excused: int = 0, exempt: int = 0, kind=Meeting.Kind.REGULAR
) -> Meeting:
    """A closed meeting of 95 minutes at which so many were missing; all others were present, and all spoke."""
    meeting = a_meeting(of=cell, on=on, kind=kind)
    meetings.convoke(meeting, by=None)
    state = Attendance.State
    rows = list(meeting.attendances.order_by("pk"))
    marks = dict.fromkeys((row.pk for row in rows), state.PRESENT.value)
    missing = [state.ABSENT] * absent + [state.EXCUSED] * excused + [state.EXEMPT] * exempt
    for row, mark in zip(rows, missing, strict=False):
        marks[row.pk] = mark.value
    meetings.mark(meeting, marks, by=None)
    return went(meetings.close_meeting(meeting, by=None), minutes=95, speakers=len(rows) - absent - excused - exempt)


def went(meeting: Meeting, *, minutes: int | None = None, speakers: int | None = None) -> Meeting:
    began = dt.time(19)
    ended = minutes and dt.time(19 + minutes // 60, minutes % 60)
    Meeting.objects.filter(pk=meeting.pk).update(
        began_at=began if minutes else None, ended_at=ended or None, speakers=speakers
    )
    meeting.refresh_from_db()
    return meeting


def gave(cell, on: dt.date, *, done: int, open_: int = 0) -> None:
    """Tasks that the cell gave at its meeting, due within three weeks; some are done, some are not."""
    for number in range(done + open_):
        task = give_task(
            unit=cell, given_by=cell, title=f"Việc {number}", given_on=on, due_on=on + dt.timedelta(days=20), by=None
        )
        if number < done:
            report_task(task, done_on=on + dt.timedelta(days=9), result="Xong", confirmed=True, by=None)
