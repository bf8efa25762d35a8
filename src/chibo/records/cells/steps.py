"""The way of a meeting from its preparation to its locked minutes, as the stepper draws it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.records.cells.models import Record, Sitting
from chibo.records.meetings.models import Meeting

STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("prepare", _("Prepare")),
    ("convoke", _("Summon")),
    ("roll", _("Roll call")),
    ("proceedings", _("Content and votes")),
    ("texts", _("Minutes, resolution")),
    ("finish", _("Lock")),
)
LAST = len(STEPS)


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    url: str
    is_now: bool
    is_done: bool


def reached(meeting: Meeting, sitting: Sitting | None, unmarked: int, records: dict[str, Record]) -> int:
    """Return how many steps are done, from what is recorded."""
    if sitting is None:
        return 0
    if any(record.is_locked for record in records.values()):
        return LAST
    if records:
        return LAST - 1
    if meeting.state == Meeting.State.PLANNED:
        return 1
    if unmarked:
        return 2
    return 4 if meeting.ended_at or meeting.speakers is not None else 3


def steps(meeting: Meeting, done: int, at: str = "") -> list[Step]:
    """Return the steps; without `at` the next one is current."""
    names = [name for name, _label in STEPS]
    now = names.index(at) if at else done
    return [
        Step(label, reverse(f"cells:{name}", args=[meeting.pk]), place == now, place < done)
        for place, (name, label) in enumerate(STEPS)
    ]


def next_url(meeting: Meeting, done: int) -> str:
    """Return where the secretary goes on; the page of the meeting when all is done."""
    name = STEPS[done][0] if done < LAST else "meeting"
    return reverse(f"cells:{name}", args=[meeting.pk])
