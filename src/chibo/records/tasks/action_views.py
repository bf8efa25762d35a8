"""What is done to one task: each view asks for the right, calls the action, and goes back to the task."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import Form, add_errors, status_of
from chibo.records.tasks import actions, progress, queries
from chibo.records.tasks.forms import (
    CountForm,
    EvidenceForm,
    ExtendForm,
    MilestoneForm,
    PeopleForm,
    ReasonForm,
    ReportForm,
    UrgeForm,
)
from chibo.records.tasks.models import Task
from chibo.records.tasks.views import may_manage, may_report, show_task, task_of
from chibo.registry.access.http import SignedInRequest
from chibo.registry.files.http import file_response


def _flow(request: SignedInRequest, task: Task, form: Form, do: Callable[..., object], **page: Any) -> HttpResponse:
    """Show a form that asks for what an action needs; carry it out when it is sent and right."""
    if request.method == "POST" and form.is_valid():
        try:
            do(task, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, page.pop("done"))
            return redirect(task)
    return render(request, "tasks/task_act.html", {"task": task, "form": form, **page}, status=status_of(request))


@require_POST
def task_start(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, report=True)
    return _at_once(request, task, lambda: actions.start_task(task, by=request.user), _("The task is under way."))


@require_POST
def task_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, manage=True)
    return _at_once(request, task, lambda: actions.confirm_task(task, by=request.user), _("Confirmed as done."))


def _at_once(request: SignedInRequest, task: Task, do: Callable[[], object], done: str) -> HttpResponse:
    try:
        do()
    except ValidationError as error:
        return show_task(request, task, status=422, errors=error.messages)
    messages.success(request, done)
    return redirect(task)


@require_http_methods(["GET", "POST"])
def task_urge(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, manage=True)
    return _flow(
        request, task, UrgeForm(request.POST or None), actions.urge,
        title=_("Urge the task"), verb=_("Urge"), done=_("Urged; the trace is kept."),
        text=_("Who does the task sees it. A task is urged at most once a day."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def task_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, manage=True)
    return _flow(
        request, task, ExtendForm(request.POST or None), actions.extend,
        title=_("Put off the deadline"), verb=_("Put it off"), done=_("The deadline is put off."),
        text=_("The deadline before stays beside the task, with the reason."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def task_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, manage=True)
    return _flow(
        request, task, ReasonForm(request.POST or None), actions.send_back,
        title=_("Send the task back"), verb=_("Send back"), done=_("The task is sent back."),
        text=_("The unit goes on working on it; the deadline stays."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def task_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, manage=True)
    return _flow(
        request, task, ReasonForm(request.POST or None), actions.cancel_task,
        title=_("Cancel the task"), verb=_("Cancel the task"), done=_("The task is cancelled."), dangerous=True,
        text=_("A cancelled task stays readable and counts nowhere. If it repeats, it is not made again."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def task_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, manage=True)
    return _flow(
        request, task, ReasonForm(request.POST or None), actions.reopen_task,
        title=_("Open the task again"), verb=_("Open again"), done=_("The task is open again."),
        text=_("Until it is finished again it does not count as done."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def task_report(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, report=True)
    initial = {"done_on": today(), "result": task.result}
    form = ReportForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _report(request, task, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Reported. Thank you, the one who gave the task will confirm it."))
            return redirect(task)
    context = {"form": form, "task": task, "at_once": may_manage(request, task)}
    return render(request, "tasks/task_report.html", context, status=status_of(request))


@transaction.atomic
def _report(request: SignedInRequest, task: Task, said: dict[str, Any]) -> None:
    user = request.user
    if said["kind"]:
        progress.add_count(task, kind=said["kind"], done=said["done"], whole=said["whole"], on=said["done_on"], by=user)
    if said["file"] or said["link"]:
        progress.add_evidence(task, upload=said["file"], link=said["link"], by=user)
    confirmed = may_manage(request, task)
    actions.report_task(task, done_on=said["done_on"], result=said["result"], by=user, confirmed=confirmed)


@require_http_methods(["GET", "POST"])
def task_people(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk)
    if not (may_manage(request, task) or may_report(request, task)):
        raise PermissionDenied
    people = queries.people_for(task.unit, today()) | task.people.all()
    form = PeopleForm(request.POST or None, people=people.distinct(), initial={"people": task.people.all()})

    def assign(task: Task, *, people: Any, by: Any) -> None:
        actions.assign(task, list(people), by=by)

    return _flow(
        request, task, form, assign,
        title=_("Who does the task"), verb=_("Save"), done=_("Saved."), text=_("Choose among the people of the unit."),
    )  # fmt: skip


@require_POST
def milestone_add(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, manage=True)
    return _beside(request, task, MilestoneForm(request.POST), progress.set_milestone, "milestone_form")


@require_POST
def milestone_reach(request: SignedInRequest, pk: int, milestone: int) -> HttpResponse:
    task = task_of(request, pk, report=True)
    row = get_object_or_404(task.milestones, pk=milestone)
    return _at_once(
        request, task, lambda: progress.reach_milestone(row, by=request.user), _("The milestone is reached.")
    )


@require_POST
def count_add(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, report=True)
    return _beside(request, task, CountForm(request.POST), progress.add_count, "count_form")


@require_POST
def count_remove(request: SignedInRequest, pk: int, count: int) -> HttpResponse:
    task = task_of(request, pk, report=True)
    row = get_object_or_404(task.counts.select_related("kind", "task"), pk=count)
    return _at_once(request, task, lambda: progress.remove_count(row, by=request.user), _("The count is taken out."))


@require_POST
def evidence_add(request: SignedInRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk, report=True)

    def add(task: Task, *, file: Any, by: Any, **rest: Any) -> None:
        progress.add_evidence(task, upload=file, by=by, **rest)

    return _beside(request, task, EvidenceForm(request.POST, request.FILES), add, "evidence_form")


def _beside(request: SignedInRequest, task: Task, form: Form, do: Callable[..., object], name: str) -> HttpResponse:
    """Carry out what a small form on the page of the task asks for; show it again with what was refused."""
    if form.is_valid():
        try:
            do(task, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(task)
    return show_task(request, task, status=422, **{name: form})


@require_http_methods(["GET", "POST"])
def evidence_remove(request: SignedInRequest, pk: int, evidence: int) -> HttpResponse:
    task = task_of(request, pk)
    row = get_object_or_404(task.evidence.select_related("file", "task"), pk=evidence)
    if row.by_id != request.user.pk or task.state != Task.State.OPEN:
        raise PermissionDenied
    if request.method == "POST":
        progress.remove_evidence(row, by=request.user)
        messages.success(request, _("Removed “%(title)s”.") % {"title": row})
        return redirect(task)
    context = {
        "title": _("Remove this evidence"), "what": str(row), "verb": _("Remove"), "keep": _("Keep it"),
        "consequences": [_("The history of the task keeps that it was there.")], "back": task.get_absolute_url(),
        "dangerous": True,
    }  # fmt: skip
    return render(request, "base/confirm.html", context)


@require_GET
def evidence_download(request: SignedInRequest, pk: int, evidence: int) -> FileResponse:
    task = task_of(request, pk)
    row = get_object_or_404(task.evidence.select_related("file"), pk=evidence)
    if row.file is None:
        raise Http404
    return file_response(row.file)
