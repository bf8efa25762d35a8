"""The end of a cell's meeting of 45: closed, its assignments tasks, its minutes and resolution adopted and locked."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from bench.timing import Comparison, compare
from chibo.records.cells import actions
from chibo.records.cells.actions import NewAssignment, NewDecision
from chibo.records.cells.attending import members_at
from chibo.records.cells.filling import filled
from chibo.records.cells.models import Record, Sitting
from chibo.records.cells.voting import Vote
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.registry.orgs.models import Unit

WORK = 8
BY_HAND = (
    "UPDATE meetings_meeting SET state = 'closed', closed_at = now() WHERE id = %(meeting)s",
    """INSERT INTO tasks_task (unit_id, given_by_id, title, detail, given_on, due_on, first_due_on, due_rule, state,
           result, sent_back, cancelled_because, standing, matter, repeats, occurrence)
       SELECT %(unit)s, %(unit)s, text, '', %(day)s, due_on, due_on, 'given', 'open', '', '', '', false, '', '', 0
       FROM cells_assignment WHERE sitting_id = %(sitting)s""",
    """UPDATE cells_record SET state = 'locked', adopted_at = now(), locked_at = now(), voters = 1, in_favour = 1,
           frame = '{}', number = 900 + %(sitting)s %% 9000, digest = encode(sha256(convert_to(text, 'UTF8')), 'hex')
       WHERE sitting_id = %(sitting)s""",
)


def run(runs: int) -> list[Comparison]:
    """Every run ends a meeting of its own; everything is taken back."""
    with transaction.atomic():
        waiting = iter([_ready(place) for place in range(2 * runs + 6)])
        first = next(waiting)
        people = first.meeting.attendances.count()
        found = compare(
            f"the meeting of {people} ended: closed, {WORK} assignments made tasks, two texts adopted and locked",
            "three SQL statements written by hand that do only that",
            _ended(waiting), _by_hand(waiting), runs=runs,
        )  # fmt: skip
        transaction.set_rollback(True)
    return [found]


def _ready(place: int) -> Sitting:
    unit = Unit.objects.get(slug="chi-bo-7")
    on = dt.date(2023, 1, 2) + dt.timedelta(days=place)
    meeting = meetings.plan_meeting(
        unit=unit, kind=Meeting.Kind.EXTRAORDINARY, title=f"Sinh hoạt {place}", held_on=on, by=None
    )
    sitting = actions.begin(meeting, by=None)
    meetings.convoke(meeting, by=None)
    meetings.mark(meeting, dict.fromkeys(meeting.attendances.values_list("pk", flat=True), "present"), by=None)
    person = members_at(meeting)[0]
    work = [NewAssignment(f"Việc {k}", person, on + dt.timedelta(days=20)) for k in range(WORK)]
    decided = [NewDecision("Thống nhất", Vote())]
    sitting = actions.write_proceedings(sitting, decisions=decided, assignments=work, with_resolution=True, by=None)
    for kind in Record.Kind:
        actions.write_text(sitting, kind, filled(sitting, kind), by=None)
    return sitting


def _ended(waiting: Iterator[Sitting]) -> Callable[[], object]:
    def ours() -> object:
        return actions.lock(actions.adopt(next(waiting), by=None), by=None)

    return ours


def _by_hand(waiting: Iterator[Sitting]) -> Callable[[], object]:
    def theirs() -> None:
        sitting = next(waiting)
        values: dict[str, Any] = {
            "meeting": sitting.meeting_id, "sitting": sitting.pk, "unit": sitting.unit_id,
            "day": sitting.meeting.held_on,
        }  # fmt: skip
        with connection.cursor() as cursor:
            for statement in BY_HAND:
                cursor.execute(statement, values)

    return theirs
