"""What is written beside a task while it goes on: milestones, counts of its own, evidence."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note as note_in_trail
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.tasks.models import Count, CountKind, Evidence, Milestone, Task
from chibo.registry.access.models import User
from chibo.registry.files.actions import discard_file, keep_file


@transaction.atomic
def set_milestone(task: Task, *, title: str, due_on: dt.date, by: User | None) -> Milestone:
    milestone = Milestone(task=_open(task), title=title, due_on=due_on)
    save_checked(milestone)
    note_in_trail(task, "milestone set", by=by, unit_id=task.unit_id, changes={"milestone": ["", title]})
    return milestone


@transaction.atomic
def reach_milestone(milestone: Milestone, *, by: User | None, on: dt.date | None = None) -> Milestone:
    """Note that a milestone is reached; a second time changes nothing."""
    milestone = Milestone.objects.select_for_update(of=("self",)).select_related("task").get(pk=milestone.pk)
    task = _open(milestone.task)
    if milestone.reached_on is None:
        milestone.reached_on = on or today()
        milestone.save(update_fields=["reached_on"])
        changes = {"milestone": ["", milestone.title]}
        note_in_trail(task, "milestone reached", by=by, unit_id=task.unit_id, changes=changes)
    return milestone


@transaction.atomic
def add_count(
    task: Task, *, kind: CountKind, done: int, by: User | None, whole: int | None = None, on: dt.date | None = None
) -> Count:
    """Write what came to be since the count before. With a whole, all counts together never pass it."""
    task = _open(task)
    on = on or today()
    if on > today():
        raise ValidationError({"counted_on": _("This day is still to come.")})
    so_far = done + sum(task.counts.filter(kind=kind).values_list("done", flat=True))
    if whole is not None and so_far > whole:
        raise ValidationError(
            {"done": _("Together with what was counted before that makes %(so_far)d of %(whole)d.")
             % {"so_far": so_far, "whole": whole}}
        )  # fmt: skip
    count = Count(task=task, kind=kind, done=done, whole=whole, counted_on=on, by=by)
    save_checked(count)
    note_in_trail(task, "count added", by=by, unit_id=task.unit_id, changes={"count": ["", f"{kind.name}: {done}"]})
    return count


@transaction.atomic
def remove_count(count: Count, *, by: User | None) -> None:
    task = _open(count.task)
    changes = {"count": [f"{count.kind.name}: {count.done}", ""]}
    note_in_trail(task, "count removed", by=by, unit_id=task.unit_id, changes=changes)
    count.delete()


@transaction.atomic
def add_evidence(
    task: Task, *, by: User | None, upload: File[bytes] | None = None, link: str = "", note: str = ""
) -> Evidence:
    """Keep a file, a link or a remark with the task; RefusedFile says what is wrong with a file."""
    task = _open(task)
    file = keep_file(upload, unit=task.unit, by=by) if upload else None
    evidence = Evidence(task=task, file=file, link=link, note=note, added_on=today(), by=by)
    save_checked(evidence)
    note_in_trail(task, "evidence added", by=by, unit_id=task.unit_id, changes={"evidence": ["", str(evidence)]})
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take back what one has added oneself, while the task is open; the trail keeps that it was there."""
    task = _open(evidence.task)
    if evidence.by_id != by.pk:
        raise ValidationError(_("Only who added it takes it back."))
    note_in_trail(task, "evidence removed", by=by, unit_id=task.unit_id, changes={"evidence": [str(evidence), ""]})
    stored = evidence.file
    evidence.delete()
    if stored:
        discard_file(stored, by=by)


def _open(task: Task) -> Task:
    task = Task.objects.select_for_update(of=("self",)).select_related("unit").get(pk=task.pk)
    if task.state != Task.State.OPEN:
        raise ValidationError(_("This task is finished or cancelled. Open it again first."))
    return task
