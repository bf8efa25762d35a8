"""What became of the tasks of the last resolution: the table with which the next one begins."""

import datetime as dt
from dataclasses import dataclass

from chibo.base.vietnamese import day as day_text
from chibo.records.cells.models import Record, Sitting
from chibo.records.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Result:
    task: Task
    before: str
    """How the task stood when the last meeting ended."""
    now: str

    @property
    def is_done(self) -> bool:
        return self.task.state == Task.State.DONE


def last_sitting(sitting: Sitting) -> Sitting | None:
    """Return the last meeting before this one that was adopted and gave tasks."""
    meeting = sitting.meeting
    rows = Sitting.objects.filter(
        unit=sitting.unit_id, meeting__held_on__lt=meeting.held_on, assignments__task__isnull=False,
        records__kind=Record.Kind.MINUTES, records__adopted_at__isnull=False,
    )  # fmt: skip
    return rows.select_related("meeting").order_by("-meeting__held_on", "-pk").first()


def results(sitting: Sitting, last: Sitting | None) -> list[Result]:
    """Return the tasks of the last resolution in its order, and after them older ones that were still open then."""
    if last is None:
        return []
    since, day = last.meeting.held_on, sitting.meeting.held_on
    tasks = Task.objects.filter(cell_assignment__sitting__unit=sitting.unit_id)
    tasks = tasks.exclude(state=Task.State.CANCELLED).select_related("cell_assignment__person")
    own = list(tasks.filter(cell_assignment__sitting=last).order_by("cell_assignment__position", "pk"))
    older = tasks.filter(cell_assignment__sitting__meeting__held_on__lt=since)
    left = [task for task in older.order_by("due_on", "pk") if task.done_on is None or task.done_on > since]
    return [Result(task, _before(task, since), _now(task, day)) for task in (*own, *left)]


def _before(task: Task, since: dt.date) -> str:
    if task.given_on >= since:
        return "Mới giao"
    if task.due_on < since:
        return "Quá hạn, chưa xong"
    return "Đang thực hiện" if task.started_on and task.started_on <= since else "Chưa thực hiện"


def _now(task: Task, day: dt.date) -> str:
    said = f" {task.result.rstrip('.')}." if task.result else ""
    if task.done_on:
        return f"Hoàn thành ngày {day_text(task.done_on)}.{said}"
    if task.reported_on:
        return f"Đã báo cáo hoàn thành ngày {day_text(task.reported_on)}.{said}"
    state = "Đang thực hiện" if task.started_on else "Chưa thực hiện"
    return (
        f"{state}, quá hạn {day_text(task.due_on)}." if task.due_on < day else f"{state}, hạn {day_text(task.due_on)}."
    )
