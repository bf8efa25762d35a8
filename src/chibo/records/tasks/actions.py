"""Tasks: give, begin, urge, put off, report, confirm or send back, cancel, open again, repeat."""

import datetime as dt
import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note as note_in_trail
from chibo.base.audit import note_each
from chibo.base.clock import today
from chibo.base.saving import create_checked, save_checked
from chibo.records.documents.models import Clause, Document
from chibo.records.tasks.models import Assignee, Extension, Task, Urging
from chibo.records.tasks.queries import RULE
from chibo.records.tasks.urgings import mail_urging
from chibo.registry.access.models import User
from chibo.registry.calendar.working_days import add_months, deadline
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import exists_on, nearest_above
from chibo.registry.people.models import Person

log = logging.getLogger(__name__)
MONTHS = {Task.Repeats.MONTHLY: 1, Task.Repeats.QUARTERLY: 3, Task.Repeats.YEARLY: 12}


@transaction.atomic
def give_task(
    *,
    unit: Unit,
    title: str,
    by: User | None,
    document: Document | None = None,
    clause: Clause | None = None,
    due_on: dt.date | None = None,
    people: Iterable[Person] = (),
    detail: str = "",
    given_by: Unit | None = None,
    given_on: dt.date | None = None,
    matter: str = "",
    repeats: str = "",
    repeats_until: dt.date | None = None,
) -> Task:
    """Give a task to one unit. Without a deadline the rule in force sets it; `matter` makes it a problem of many years.

    The one who gives is the unit of the document, else the Party organisation above.
    """
    document, given_on = clause.document if clause else document, given_on or today()
    due, rule = _deadline(unit, due_on, given_on)
    task = Task(
        unit=unit, given_by=given_by or _giver(unit, document, given_on), title=title, detail=detail,
        document=document, clause=clause, given_on=given_on, due_on=due, first_due_on=due, due_rule=rule,
        created_by=by, standing=bool(matter), matter=matter, repeats=repeats, repeats_until=repeats_until,
    )  # fmt: skip
    return _given(task, [person.pk for person in people], by)


@transaction.atomic
def give_tasks(*, units: Collection[Unit], by: User | None, **what: Any) -> list[Task]:
    """Give the same task to several units: a task for each, all of them or none."""
    if not units:
        raise ValidationError({"units": _("Choose at least one unit.")})
    return [give_task(unit=unit, by=by, **what) for unit in units]


@dataclass(frozen=True, slots=True)
class NewTask:
    """One of several tasks; without a deadline the rule in force sets it."""

    title: str
    people: tuple[int, ...] = ()
    due_on: dt.date | None = None


@transaction.atomic
def give_list(
    new: Sequence[NewTask], *, unit: Unit, given_by: Unit, given_on: dt.date, by: User | None, detail: str = ""
) -> list[Task]:
    """Give one unit several tasks on one day, all of them or none; each is checked and noted as if given alone."""
    if not new:
        return []
    _require_unit(unit, given_on)
    deadlines = {day: _due(day, given_on) for day in {one.due_on for one in new}}
    tasks = [
        Task(
            unit=unit, given_by=given_by, title=one.title, detail=detail, given_on=given_on, created_by=by,
            due_on=deadlines[one.due_on][0], first_due_on=deadlines[one.due_on][0], due_rule=deadlines[one.due_on][1],
        )
        for one in new
    ]  # fmt: skip
    create_checked(tasks)
    pairs = zip(tasks, new, strict=True)
    Assignee.objects.bulk_create(Assignee(task=task, person_id=pk) for task, one in pairs for pk in one.people)
    note_each(((task, unit.pk, {"due_on": ["", task.due_on.isoformat()]}) for task in tasks), "task given", by=by)
    return tasks


@transaction.atomic
def change_task(task: Task, *, title: str, detail: str, document: Document | None, by: User | None) -> Task:
    task = _locked(task)
    before = task.title
    if task.clause and task.clause.document != document:
        task.clause = None
    task.title, task.detail, task.document = title, detail, document
    save_checked(task)
    _note(task, "task changed", by, title=[before, title])
    return task


@transaction.atomic
def assign(task: Task, people: Collection[Person], *, by: User | None) -> None:
    """Say who does the task; those who are not named any more are let go."""
    task = _locked(task)
    task.assignees.exclude(person__in=people).delete()
    Assignee.objects.bulk_create((Assignee(task=task, person=one) for one in people), ignore_conflicts=True)
    _note(task, "people assigned", by, people=["", ", ".join(person.full_name for person in people)])


@transaction.atomic
def start_task(task: Task, *, by: User | None, on: dt.date | None = None) -> Task:
    """Note that work has begun; a second time changes nothing."""
    task = _locked(task)
    if task.started_on is None:
        task.started_on = on or today()
        task.save(update_fields=["started_on"])
        _note(task, "task begun", by)
    return task


@transaction.atomic
def urge(task: Task, *, by: User | None, note: str = "", on: dt.date | None = None) -> Urging:
    """Urge a task, at most once a day; the trace stays. With a post office who does it is told by mail, too."""
    task = _locked(task)
    if task.reported_on:
        raise ValidationError(_("This task is reported as finished: confirm it or send it back."))
    urging = Urging(task=task, urged_on=on or today(), note=note, by=by)
    save_checked(urging)
    _note(task, "urged", by, reason=["", note])
    if settings.MAIL_HOST:
        transaction.on_commit(partial(mail_urging.enqueue, urging.pk))
    return urging


@transaction.atomic
def extend(task: Task, *, to: dt.date, reason: str, by: User | None, on: dt.date | None = None) -> Extension:
    """Put off the deadline; the one before is kept beside it."""
    task = _locked(task)
    extension = Extension(
        task=task, from_due_on=task.due_on, to_due_on=to, reason=reason, extended_on=on or today(), by=by
    )
    save_checked(extension)
    _note(task, "deadline put off", by, due_on=[task.due_on.isoformat(), to.isoformat()], reason=["", reason])
    task.due_on = to
    task.save(update_fields=["due_on"])
    return extension


@transaction.atomic
def report_task(task: Task, *, done_on: dt.date, result: str, by: User | None, confirmed: bool = False) -> Task:
    """Report a task as finished on a day. It waits for a confirmation unless who reports may give it (`confirmed`)."""
    task = _locked(task)
    if done_on > today():
        raise ValidationError({"done_on": _("This day is still to come.")})
    if done_on < task.given_on:
        raise ValidationError({"done_on": _("The task was not given yet on that day.")})
    task.started_on = task.started_on or done_on
    task.reported_on, task.result, task.sent_back = done_on, result, ""
    save_checked(task)
    _note(task, "task reported", by, done_on=["", done_on.isoformat()])
    return confirm_task(task, by=by) if confirmed else task


@transaction.atomic
def confirm_task(task: Task, *, by: User | None) -> Task:
    """Confirm a reported task: it is done on the day that was reported."""
    task = _locked(task)
    _require_reported(task)
    task.state, task.done_on = Task.State.DONE, task.reported_on
    save_checked(task)
    _note(task, "task confirmed", by)
    return task


@transaction.atomic
def send_back(task: Task, *, reason: str, by: User | None) -> Task:
    """Send a reported task back to be worked on; the deadline goes on."""
    task = _locked(task)
    _require_reported(task)
    task.reported_on, task.sent_back = None, reason
    save_checked(task)
    _note(task, "task sent back", by, reason=["", reason])
    return task


@transaction.atomic
def cancel_task(task: Task, *, reason: str, by: User | None) -> Task:
    """Cancel a task; it stays readable and counts nowhere. A task that repeats is then not made again."""
    task = _locked(task)
    task.state, task.cancelled_because = Task.State.CANCELLED, reason
    save_checked(task)
    _note(task, "task cancelled", by, reason=["", reason])
    return task


@transaction.atomic
def reopen_task(task: Task, *, reason: str, by: User | None) -> Task:
    """Open a finished or cancelled task again; what was reported stays to be read."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.state == Task.State.OPEN:
        raise ValidationError(_("This task is open."))
    task.state, task.done_on, task.reported_on = Task.State.OPEN, None, None
    task.sent_back, task.cancelled_because = reason, ""
    save_checked(task)
    _note(task, "task reopened", by, reason=["", reason])
    return task


def make_occurrences(day: dt.date) -> int:
    """Make every task that repeats and whose turn has come by `day`; return how many. Twice makes nothing twice."""
    firsts = Task.objects.exclude(repeats="").filter(series=None).order_by("pk").values_list("pk", flat=True)
    return sum(_continue_if_possible(pk, day) for pk in firsts)


def _continue_if_possible(pk: int, day: dt.date) -> int:
    """One series that cannot go on, for want of a rule that sets its deadline, stops no other."""
    try:
        return _continue_series(pk, day)
    except ValidationError as error:
        log.warning("a task that repeats was not made: %s", error)
        return 0


@transaction.atomic
def _continue_series(pk: int, day: dt.date) -> int:
    first = Task.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    last = first.occurrences.order_by("-occurrence").first() or first
    made = 0
    while last.state != Task.State.CANCELLED:
        number = last.occurrence + 1
        months = MONTHS[Task.Repeats(first.repeats)] * number
        given_on = add_months(first.given_on, months)
        if given_on > min(day, first.repeats_until or day) or not exists_on(first.unit, given_on):
            break
        last = _occurrence(first, last, number, given_on, months)
        made += 1
    return made


def _occurrence(first: Task, last: Task, number: int, given_on: dt.date, months: int) -> Task:
    by_rule = first.due_rule == Task.Rule.DEFAULT
    due = _due_by_rule(given_on) if by_rule else add_months(first.first_due_on, months)
    task = Task(
        unit_id=first.unit_id, given_by_id=first.given_by_id, title=last.title, detail=last.detail,
        document_id=last.document_id, clause_id=last.clause_id,
        given_on=given_on, due_on=due, first_due_on=due, due_rule=first.due_rule,
        created_by_id=first.created_by_id, series=first, occurrence=number,
    )  # fmt: skip
    return _given(task, last.assignees.values_list("person_id", flat=True), None)


def _given(task: Task, people: Iterable[int], by: User | None) -> Task:
    save_checked(task)
    Assignee.objects.bulk_create(Assignee(task=task, person_id=pk) for pk in people)
    _note(task, "task given", by, due_on=["", task.due_on.isoformat()])
    return task


def _deadline(unit: Unit, due_on: dt.date | None, given_on: dt.date) -> tuple[dt.date, Task.Rule]:
    _require_unit(unit, given_on)
    return _due(due_on, given_on)


def _require_unit(unit: Unit, day: dt.date) -> None:
    if not exists_on(unit, day):
        raise ValidationError(_("%(unit)s does not exist on that day."), params={"unit": unit})


def _due(due_on: dt.date | None, given_on: dt.date) -> tuple[dt.date, Task.Rule]:
    return (due_on, Task.Rule.GIVEN) if due_on else (_due_by_rule(given_on), Task.Rule.DEFAULT)


def _due_by_rule(given_on: dt.date) -> dt.date:
    found = deadline(RULE, counted_from=given_on, moved=True)
    if found is None:
        raise ValidationError({"due_on": _("No rule sets a deadline on that day: write one.")})
    return found.due_on


def _giver(unit: Unit, document: Document | None, day: dt.date) -> Unit:
    if document:
        return document.unit
    return nearest_above(unit.pk, (Kind.PARTY, Kind.SUPERIOR), day) or unit


def _require_reported(task: Task) -> None:
    if task.reported_on is None:
        raise ValidationError(_("This task is not reported as finished."))


def _locked(task: Task) -> Task:
    task = Task.objects.select_for_update(of=("self",)).select_related("unit").get(pk=task.pk)
    if task.state != Task.State.OPEN:
        raise ValidationError(_("This task is finished or cancelled. Open it again first."))
    return task


def _note(task: Task, verb: str, by: User | None, **changes: list[str]) -> None:
    note_in_trail(task, verb, by=by, unit_id=task.unit_id, changes=changes)
