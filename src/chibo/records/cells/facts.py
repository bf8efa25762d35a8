from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts, first_of_each
from chibo.records.cells.models import Assignment, Record
from chibo.records.cells.queries import visible_records
from chibo.records.meetings.models import Meeting
from chibo.records.tasks.models import Task
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind as UnitKind

HELD = Q(state=Meeting.State.CLOSED, unit__kind=UnitKind.CELL)


def _meetings(period: Period, kind: Meeting.Kind) -> Facts:
    held = Meeting.objects.filter(HELD, kind=kind, held_on__gte=period.start, held_on__lt=period.end)
    return facts(held, unit="unit_id", day="held_on", record_type="meeting")


def _cells_that_met(period: Period) -> Facts:
    """Take the first regular meeting of each cell in the period, so that a cell counts once."""
    held = Meeting.objects.filter(HELD, kind=Meeting.Kind.REGULAR, held_on__gte=period.start, held_on__lt=period.end)
    first = first_of_each(held, by="unit", day="held_on")
    return facts(first, unit="unit_id", day="held_on", record_type="meeting")


def _locked(period: Period, kind: Record.Kind) -> Facts:
    """Count what stands; a correction is no further resolution."""
    rows = Record.objects.filter(
        kind=kind, state=Record.State.LOCKED, corrects=None, held_on__gte=period.start, held_on__lt=period.end
    )
    return facts(rows, unit="unit_id", day="held_on", record_type="cell_record")


def _tasks(period: Period, *, done: bool) -> Facts:
    """Count the tasks of resolutions whose deadline lies in the period; those cancelled are left out."""
    rows = Assignment.objects.filter(task__due_on__gte=period.start, task__due_on__lt=period.end)
    rows = rows.filter(task__state=Task.State.DONE) if done else rows.exclude(task__state=Task.State.CANCELLED)
    return facts(rows, unit="task__unit_id", day="task__due_on", record_type="task", record="task_id")


RESOLUTIONS = Measure(
    "cells.resolutions", _("Resolutions of cells, locked"), "nghị quyết", Kind.FLOW,
    lambda period: _locked(period, Record.Kind.RESOLUTION),
)  # fmt: skip
MINUTES = Measure(
    "cells.minutes", _("Minutes of cells, locked"), "biên bản", Kind.FLOW,
    lambda period: _locked(period, Record.Kind.MINUTES),
)  # fmt: skip
THEMATIC = Measure(
    "cells.thematic", _("Thematic meetings of cells"), "buổi", Kind.FLOW,
    lambda period: _meetings(period, Meeting.Kind.THEMATIC),
)  # fmt: skip
MET = Measure("cells.met", _("Cells that held a regular meeting"), "chi bộ", Kind.FLOW, _cells_that_met)
TASKS = Measure(
    "cells.tasks", _("Tasks from resolutions of cells, due"), "nhiệm vụ", Kind.FLOW,
    lambda period: _tasks(period, done=False),
)  # fmt: skip
TASKS_DONE = Measure(
    "cells.tasks_done", _("Tasks from resolutions of cells, due and done"), "nhiệm vụ", Kind.FLOW,
    lambda period: _tasks(period, done=True),
)  # fmt: skip


def describe_records(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Record.objects.filter(visible_records(user), pk__in=ids).select_related("unit")
    return {row.pk: Described(label=str(row), url=row.get_absolute_url(), detail=row.unit.name) for row in rows}
