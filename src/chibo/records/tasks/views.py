from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.audit import trail_of
from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.base.vietnamese import parse_id
from chibo.records.documents.models import Clause, Document
from chibo.records.documents.queries import document_list
from chibo.records.tasks import actions, queries, rules
from chibo.records.tasks.forms import CountForm, EvidenceForm, GiveForm, MilestoneForm, TaskForm
from chibo.records.tasks.models import Stage, Task
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids, roles_of_request
from chibo.registry.access.standing_point import FIRST
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import units_on
from chibo.registry.people.models import Person

COLUMNS = ((Stage.TO_DO,), (Stage.DOING, Stage.REPORTED), (Stage.LATE,), (Stage.DONE,))
IN_A_COLUMN = 30
SHOWN_HISTORY = 40


@require_GET
def task_list(request: SignedInRequest) -> HttpResponse:
    day, units = today(), request.standing.below
    chosen = _chosen(request)
    narrowed = queries.chosen_tasks(request.user, units, chosen, day)
    page = page_of(request, queries.task_list(request.user, units, chosen, day))
    counts = queries.stage_counts(narrowed, day)
    context = {
        "page": page,
        "rows": [_row(task, day) for task in page],
        "stages": counts,
        "total": sum(count for _stage, count in counts),
        "late": dict(counts)[Stage.LATE],
        "chosen": chosen,
        "of": _names(request, chosen),
        "may_give": may_anywhere(request.user, rules.GIVE),
    }
    return render_part(request, "tasks/task_list.html", "rows", context)


@require_GET
def task_board(request: SignedInRequest) -> HttpResponse:
    day, units = today(), request.standing.below
    chosen = _chosen(request)
    rows = queries.chosen_tasks(request.user, units, chosen, day)
    counts = dict(queries.stage_counts(rows, day))
    columns = [
        (stages[0], sum(counts[stage] for stage in stages), [
            _row(task, day) for task in queries.tasks_at(rows, stages, day, IN_A_COLUMN)
        ])
        for stages in COLUMNS
    ]  # fmt: skip
    context = {
        "columns": columns,
        "chosen": chosen,
        "of": _names(request, chosen),
        "may_give": may_anywhere(request.user, rules.GIVE),
    }
    return render(request, "tasks/task_board.html", context)


@require_GET
def task_export(request: SignedInRequest) -> HttpResponse:
    day, units = today(), request.standing.below
    rows = queries.task_list(request.user, units, _chosen(request), day)
    book = write_workbook(_("Tasks"), _columns(), (_exported(number, task) for number, task in enumerate(rows, 1)))
    return made_response(book, name=f"nhiem-vu-{day.isoformat()}.xlsx", kind=FileKind.XLSX)


@require_http_methods(["GET", "POST"])
def task_create(request: SignedInRequest) -> HttpResponse:
    permitted = permitted_unit_ids(request.user, rules.GIVE)
    units = units_on(today()).filter(pk__in=permitted).order_by("kind", "position", "pk")
    if not units.exists():
        raise PermissionDenied
    document, clause = _source(request)
    initial = {"document": document, "clause": clause, "title": clause.text[:300] if clause else ""}
    one = _only_unit(request, units)
    people = queries.people_for(one, today()) if one else None
    form = GiveForm(
        request.POST or None, user=request.user, units=units, document=document, people=people,
        initial=initial | ({"units": [one]} if one else {}),
    )  # fmt: skip
    asks = "people_of" in request.POST
    if request.method == "POST" and not asks and form.is_valid():
        try:
            tasks = actions.give_tasks(by=request.user, given_by=_giver(request), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            text = ngettext("Gave %(count)d task.", "Gave %(count)d tasks.", len(tasks))
            messages.success(request, text % {"count": len(tasks)})
            return redirect(tasks[0] if len(tasks) == 1 else "tasks:list")
    context = {"form": form, "chosen": one, "asks": asks}
    return render(request, "tasks/task_form.html", context, status=200 if asks else status_of(request))


@require_http_methods(["GET", "POST"])
def task_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, manage=True)
    initial = {"title": task.title, "detail": task.detail, "document": task.document}
    form = TaskForm(request.POST or None, user=request.user, document=task.document, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_task(task, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(task)
    context = {"form": form, "task": task}
    return render(request, "tasks/task_form.html", context, status=status_of(request))


@require_GET
def task_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return show_task(request, task_of(request, pk))


def show_task(request: SignedInRequest, task: Task, status: int = 200, **forms: Any) -> HttpResponse:
    """Answer with the page of a task; `forms` are those that were refused, and `errors`."""
    day = today()
    is_open = task.state == Task.State.OPEN
    context = {
        "task": task,
        "stage": task.stage_on(day),
        "tone": TONES[task.stage_on(day)],
        "icon": ICONS[task.stage_on(day)],
        "days_late": task.days_late(day),
        "explained": queries.explain(task, day),
        "may_manage": may_manage(request, task),
        "may_report": is_open and may_report(request, task),
        "may_read_document": queries.may_read_document(request.user, task),
        "sums": queries.sums_of(task),
        "history": trail_of(task).order_by("-pk")[:SHOWN_HISTORY],
        "day": day,
        "count_form": CountForm(),
        "evidence_form": EvidenceForm(),
        "milestone_form": MilestoneForm(),
    }
    return render(request, "tasks/task_detail.html", context | forms, status=status)


TONES = {
    Stage.TO_DO: "", Stage.DOING: "", Stage.LATE: "wrong", Stage.REPORTED: "look", Stage.DONE: "good",
    Stage.CANCELLED: "",
}  # fmt: skip
ICONS = {
    Stage.TO_DO: "today", Stage.DOING: "pen", Stage.LATE: "clock", Stage.REPORTED: "look", Stage.DONE: "check",
    Stage.CANCELLED: "x",
}  # fmt: skip


def task_of(request: SignedInRequest, pk: int, *, manage: bool = False, report: bool = False) -> Task:
    """Return a task; 404 if the user may not see it, 403 if they may see it but not do this."""
    task = queries.task_page(request.user, pk)
    if task is None:
        raise Http404
    if (manage and not may_manage(request, task)) or (report and not may_report(request, task)):
        raise PermissionDenied
    return task


def may_manage(request: SignedInRequest, task: Task) -> bool:
    """Whether the user may urge, put off, confirm and cancel: for the unit that gave the task."""
    return may(request.user, rules.MANAGE, task.given_by_id)


def may_report(request: SignedInRequest, task: Task) -> bool:
    person = request.user.person_id
    given = person is not None and any(one.pk == person for one in task.people.all())
    return given or may(request.user, rules.REPORT, task.unit_id)


def _row(task: Task, day: Any) -> dict[str, Any]:
    stage = task.stage_on(day)
    return {
        "task": task, "stage": stage, "tone": TONES[stage], "icon": ICONS[stage], "days_late": task.days_late(day),
    }  # fmt: skip


def _chosen(request: SignedInRequest) -> queries.Chosen:
    asked = request.GET
    numbers = {name: parse_id(asked.get(name, "")) for name in ("person", "document", "clause")}
    unit = Unit.objects.filter(slug=asked["of"]).first() if asked.get("of") else None
    return queries.Chosen(
        text=asked.get("q", ""), stage=asked.get("stage", ""), due=asked.get("due", ""),
        standing=asked.get("standing") == "1", unit=unit.pk if unit else None, **numbers,
    )  # fmt: skip


def _names(request: SignedInRequest, chosen: queries.Chosen) -> dict[str, Any]:
    """Return what the filters in use are called, to be taken away one by one; nothing that the user may not read."""
    units = [unit for unit in request.standing.units if unit.pk == chosen.unit]
    documents = document_list(request.user).filter(pk=chosen.document or 0)
    people = Person.objects.filter(pk=chosen.person or 0, tasks__in=queries.visible_tasks(request.user))
    return {"unit": units[0] if units else None, "document": documents.first(), "person": people.first()}


def _source(request: SignedInRequest) -> tuple[Document | None, Clause | None]:
    """Return the document and the point that the address names, if the user may read them."""
    found = document_list(request.user).filter(pk=parse_id(request.GET.get("document", "")) or 0).first()
    clause = found.clauses.filter(pk=parse_id(request.GET.get("clause", "")) or 0).first() if found else None
    return found, clause


def _only_unit(request: SignedInRequest, units: QuerySet[Unit]) -> Unit | None:
    """Return the one unit that is chosen, or that the user can choose: its people can be named at once."""
    named = request.POST.getlist("units") if request.method == "POST" else request.GET.getlist("unit")
    keys = {pk for text in named if (pk := parse_id(text))}
    chosen = list((units.filter(pk__in=keys) if keys or request.method == "POST" else units)[:2])
    return chosen[0] if len(chosen) == 1 else None


def _giver(request: SignedInRequest) -> Unit | None:
    """Return the unit in whose name the user gives: one where they hold such a role, where they stand if they can."""
    roles = roles_of_request(request.user, today())
    held = {unit_id: role for role, unit_id in roles if role in rules.GIVE.roles}
    if request.standing.unit and request.standing.unit.pk in held:
        return request.standing.unit
    first = min(held, key=lambda pk: (FIRST.index(held[pk]), pk), default=None)
    return Unit.objects.filter(pk=first or 0).first()


def _columns() -> list[Column]:
    days = "dd/mm/yyyy"
    return [
        Column(_("No."), 6, "0"),
        Column(_("Task"), 48),
        Column(_("Given to"), 28),
        Column(_("People"), 28),
        Column(_("Given by"), 28),
        Column(_("From document"), 18),
        Column(_("Given on"), 14, days),
        Column(_("Deadline"), 14, days),
        Column(_("Finished on"), 14, days),
        Column(_("State"), 18),
        Column(_("Days late"), 10, "0"),
        Column(_("Result"), 48),
    ]


def _exported(number: int, task: Task) -> list[Any]:
    day = today()
    people = ", ".join(person.full_name for person in task.people.all())
    return [
        number, task.title, task.unit.name, people, task.given_by.name, task.document.symbol if task.document else "",
        task.given_on, task.due_on, task.reported_on, task.stage_on(day).label, task.days_late(day) or "", task.result,
    ]  # fmt: skip
