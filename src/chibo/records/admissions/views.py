from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.admissions import actions, queries, rules
from chibo.records.admissions.forms import CandidateForm, StepForm, StopForm
from chibo.records.admissions.models import Application, Step
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.calendar.working_days import Calendar
from chibo.registry.orgs.models import Kind
from chibo.registry.orgs.queries import subtree_ids, units_on

BY_COMMITTEE = (Step.Stage.DECIDED, Step.Stage.RECOGNISED)


@require_GET
def application_list(request: SignedInRequest) -> HttpResponse:
    unit, outcome = request.standing.unit, request.GET.get("outcome", "")
    units = subtree_ids([unit.pk], request.standing.day) if unit else set()
    rows = queries.application_list(
        request.user, units, outcome=outcome if outcome in Application.Outcome.values else ""
    )
    page, calendar = page_of(request, rows), Calendar()
    context = {
        "page": page,
        "rows": [(row, _last(row), queries.due_of(row, calendar)) for row in page],
        "outcomes": Application.Outcome,
        "today": today(),
        "may_put_forward": may_anywhere(request.user, rules.EDIT),
    }
    return render_part(request, "admissions/application_list.html", "rows", context)


@require_GET
def application_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    return _detail(request, application)


@require_http_methods(["GET", "POST"])
def candidate_put_forward(request: SignedInRequest) -> HttpResponse:
    ids = permitted_unit_ids(request.user, rules.EDIT)
    if not ids:
        raise PermissionDenied
    units = units_on(today()).filter(pk__in=ids, kind=Kind.CELL)
    form = CandidateForm(request.POST or None, units=units, initial={"on": today(), "unit": request.standing.unit})
    if request.method == "POST" and form.is_valid():
        try:
            application = actions.put_forward(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(application)
    return render(request, "admissions/candidate_form.html", {"form": form}, status=status_of(request))


@require_POST
def step_record(request: SignedInRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    form = StepForm(request.POST, stages=_stages(request, application))
    if not form.fields["stage"].choices:  # type: ignore[attr-defined]
        raise PermissionDenied
    if form.is_valid():
        try:
            step = actions.record_step(application, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Recorded: %(stage)s.") % {"stage": step.get_stage_display()})
            return redirect(application)
    return _detail(request, application, form, status=422)


@require_http_methods(["GET", "POST"])
def application_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    if not may(request.user, rules.EDIT, application.unit_id):
        raise PermissionDenied
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.stop(application, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The admission is stopped."))
            return redirect(application)
    context = {"form": form, "application": application}
    return render(request, "admissions/application_stop.html", context, status=status_of(request))


def _application(request: SignedInRequest, pk: int) -> Application:
    application = queries.application_page(request.user, pk)
    if application is None:
        raise Http404
    return application


def _detail(
    request: SignedInRequest, application: Application, form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    stages = _stages(request, application)
    context = {
        "application": application,
        "steps": list(application.steps.all()),
        "due": queries.due_of(application),
        "today": today(),
        "form": form or StepForm(stages=stages, initial={"taken_on": today()}),
        "stages": stages,
        "may_stop": may(request.user, rules.EDIT, application.unit_id) and application.outcome == "open",
    }
    return render(request, "admissions/application_detail.html", context, status=status)


def _stages(request: SignedInRequest, application: Application) -> list[Step.Stage]:
    """Return the stages that this user may record now: decisions are the committee's."""
    if application.outcome != Application.Outcome.OPEN:
        return []
    edit = may(request.user, rules.EDIT, application.unit_id)
    decide = may(request.user, rules.DECIDE, application.unit_id)
    taken = {step.stage for step in application.steps.all()}
    open_to = [stage for stage in Step.Stage if (decide if stage in BY_COMMITTEE else edit)]
    return [stage for stage in open_to if stage not in taken and actions.NEEDS.get(stage) in {None, *taken}]


def _last(application: Application) -> Step | None:
    steps = list(application.steps.all())
    return steps[-1] if steps else None
