"""What a seminar assigned becomes tasks, all of it in one step; what was given once is not given again."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.records.cascade.models import SeminarTask
from chibo.records.studies import rules as study_rules
from chibo.records.studies.models import Assigned, Seminar
from chibo.records.tasks import rules as task_rules
from chibo.records.tasks.actions import give_task
from chibo.records.tasks.models import Task
from chibo.records.tasks.queries import visible_tasks
from chibo.registry.access.models import User
from chibo.registry.access.permissions import may, permitted_unit_ids

LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Line:
    """What was assigned, and the task that came of it where the reader may see it."""

    assigned: Assigned
    task: Task | None
    given: bool

    @property
    def waits(self) -> bool:
        return self.assigned.unit_id is not None and not self.given


def lines_of(seminar: Seminar, user: User) -> list[Line]:
    rows = seminar.assigned.select_related("unit", "given__task__unit").order_by("due_on", "pk")
    seen = set(visible_tasks(user).filter(from_seminar__assigned__seminar=seminar).values_list("pk", flat=True))
    return list(_lines(list(rows), seen))


def _lines(rows: list[Assigned], seen: set[int]) -> Iterator[Line]:
    for row in rows:
        link: SeminarTask | None = getattr(row, "given", None)
        yield Line(row, link.task if link and link.task_id in seen else None, link is not None)


def may_give(user: User, seminar: Seminar) -> bool:
    """Whether the user holds the seminars of the unit and may give tasks to all to whom something was assigned."""
    units = set(seminar.assigned.filter(unit__isnull=False).values_list("unit_id", flat=True))
    return may(user, study_rules.HOLD, seminar.unit_id) and units <= permitted_unit_ids(user, task_rules.GIVE)


@transaction.atomic
def give_assigned(seminar: Seminar, *, by: User | None) -> list[Task]:
    """Give a task for each line that names a unit and has none yet: all of them or none.

    What was assigned to everybody names nobody who would report it, and becomes no task.
    """
    seminar = Seminar.objects.select_for_update(of=("self",)).select_related("unit").get(pk=seminar.pk)
    if not seminar.held:
        raise ValidationError(_("The seminar is not concluded yet."))
    waiting = seminar.assigned.filter(unit__isnull=False, given=None).select_related("unit").order_by("pk")
    tasks = [_given(seminar, row, by) for row in waiting]
    if tasks:
        note(seminar, "tasks given", by=by, unit_id=seminar.unit_id, changes={"tasks": [0, len(tasks)]})
    return tasks


def _given(seminar: Seminar, row: Assigned, by: User | None) -> Task:
    assert row.unit is not None, "asked for with a unit"
    detail = _("Assigned at the seminar “%(topic)s”: %(text)s") % {"topic": seminar.topic, "text": row.text}
    task = give_task(
        unit=row.unit, title=row.text[:LONGEST_TITLE], detail=detail, due_on=row.due_on, given_by=seminar.unit,
        given_on=seminar.held_on, by=by,
    )  # fmt: skip
    SeminarTask.objects.create(assigned=row, task=task)
    return task
