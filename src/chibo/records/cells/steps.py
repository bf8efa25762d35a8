"""The way of a meeting from its preparation to its locked minutes, as the stepper draws it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.records.cells.models import Record, Sitting
from chibo.records.meetings.models import Meeting
from chibo.records.scoring.queries import has_score
from chibo.registry.orgs.models import Kind as UnitKind

LABELS: dict[str, str | Promise] = {
    "prepare": _("Prepare"),
    "convoke": _("Summon"),
    "roll": _("Roll call"),
    "proceedings": _("Content and votes"),
    "score": _("Score"),
    "texts": _("Minutes, resolution"),
    "finish": _("Lock"),
}


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    url: str
    is_now: bool
    is_done: bool


def is_scored(meeting: Meeting) -> bool:
    """Tell whether meetings of this kind are scored: the regular one of a cell, not of a Party group."""
    return meeting.kind == Meeting.Kind.REGULAR and meeting.unit.kind == UnitKind.CELL


def way(meeting: Meeting) -> list[str]:
    """Return the names of the steps that this meeting takes."""
    return [name for name in LABELS if name != "score" or is_scored(meeting)]


def reached(meeting: Meeting, sitting: Sitting | None, unmarked: int, records: dict[str, Record]) -> int:
    """Return how many steps are done, from what is recorded."""
    names = way(meeting)
    if any(record.is_locked for record in records.values()):
        return len(names)
    return names.index(_next(meeting, sitting, unmarked, records))


def _next(meeting: Meeting, sitting: Sitting | None, unmarked: int, records: dict[str, Record]) -> str:
    if sitting is None:
        return "prepare"
    if records:
        return "finish"
    if meeting.state == Meeting.State.PLANNED:
        return "convoke"
    if unmarked:
        return "roll"
    if meeting.ended_at is None and meeting.speakers is None:
        return "proceedings"
    return "score" if is_scored(meeting) and not has_score(meeting) else "texts"


def steps(meeting: Meeting, done: int, at: str = "") -> list[Step]:
    """Return the steps; without `at` the next one is current."""
    names = way(meeting)
    now = names.index(at) if at else done
    return [
        Step(LABELS[name], reverse(f"cells:{name}", args=[meeting.pk]), place == now, place < done)
        for place, name in enumerate(names)
    ]


def next_step(meeting: Meeting, done: int) -> Step | None:
    """Return where the secretary goes on; None when all is done."""
    return next((step for step in steps(meeting, done) if step.is_now), None)
