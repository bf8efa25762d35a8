"""A cell and its meeting, brought as far as a test needs it."""

import datetime as dt

from chibo.base.clock import today
from chibo.records.cells import actions
from chibo.records.cells.actions import NewAssignment, NewDecision
from chibo.records.cells.models import Record, Sitting
from chibo.records.cells.voting import Vote
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.orgs.models import Unit
from chibo.registry.people.actions import appoint, set_standing
from chibo.registry.people.models import Standing, Title
from tests.factories import LONG_AGO, a_meeting, a_member

State = Attendance.State


def a_roll(cell: Unit, size: int = 5, *, exempt: int = 0, probationary: int = 0) -> list:
    """Members of a cell: a secretary, a deputy, and the last ones exempt or on probation."""
    people = [a_member(of=cell, full_name=f"Nguyễn Văn Số{chr(97 + place)}") for place in range(size)]
    appoint(people[0], unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    appoint(people[1], unit=cell, title=Title.DEPUTY, on=LONG_AGO, by=None)
    for person in people[size - exempt :]:
        set_standing(person, state=Standing.State.EXEMPT, on=LONG_AGO, by=None)
    for person in people[size - exempt - probationary : size - exempt]:
        set_standing(person, state=Standing.State.PROBATIONARY, on=LONG_AGO, by=None)
    return people


def a_sitting(cell: Unit, *, on: dt.date | None = None, kind: str = "regular", **marks: str) -> Sitting:
    """A meeting whose members are marked: all present but those whose place in the roll is named, as in `p3="late"`."""
    meeting = a_meeting(of=cell, on=on or today(), kind=Meeting.Kind(kind), place="Nhà văn hóa")
    sitting = actions.begin(meeting, by=None)
    meetings.convoke(meeting, by=None)
    rows = list(meeting.attendances.order_by("person_id"))
    states = {row.pk: State.PRESENT.value for row in rows if row.state == State.SUMMONED}
    states |= {rows[int(place[1:])].pk: state for place, state in marks.items()}
    meetings.mark(meeting, states, by=None)
    return sitting


def held(sitting: Sitting, *, decisions=(), assignments=(), **said) -> Sitting:
    return actions.write_proceedings(
        sitting,
        decisions=[NewDecision(text, vote) for text, vote in decisions],
        assignments=[NewAssignment(*one) for one in assignments],
        times={"began_at": dt.time(19, 30), "ended_at": dt.time(21), "speakers": 3},
        by=None,
        **said,
    )


def written(sitting: Sitting, minutes: str = "Biên bản", resolution: str = "Nghị quyết") -> Sitting:
    actions.write_text(sitting, Record.Kind.MINUTES, minutes, by=None)
    if Sitting.objects.get(pk=sitting.pk).with_resolution:
        actions.write_text(sitting, Record.Kind.RESOLUTION, resolution, by=None)
    return sitting


def locked(sitting: Sitting, **texts: str) -> list[Record]:
    """Adopt by all and lock."""
    actions.adopt(written(sitting, **texts), by=None, vote=Vote())
    return actions.lock(sitting, by=None)
