"""Pages of a plan's author."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import done, status_of
from chibo.records.plans import actions, queries, rules, writing
from chibo.records.plans.forms import ConclusionForm, PlanForm, ReportForm
from chibo.records.plans.models import StudyPlan
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere
from chibo.registry.people.models import Person


@require_http_methods(["GET", "POST"])
def own_plan(request: SignedInRequest) -> HttpResponse:
    """Show the reader's own plan of this year; registering it is one button."""
    person = _member(request)
    if request.method == "POST":
        try:
            actions.register_individual(person, on=today(), by=request.user)
        except ValidationError as error:
            return _own(request, person, error)
        messages.success(request, _("Your plan for %(year)d is registered.") % {"year": today().year})
        return redirect("plans:own")
    return _own(request, person)


@require_POST
def own_begin(request: SignedInRequest) -> HttpResponse:
    """Begin the own plan of this year, empty or from last year's: two buttons of one form."""
    person = _member(request)
    try:
        plan = writing.begin_own(person, year=today().year, by=request.user)
        if "copy" in request.POST:
            writing.copy_last_year(plan, by=request.user)
    except ValidationError as error:
        return _own(request, person, error)
    return redirect("plans:write", pk=plan.pk)


@require_http_methods(["GET", "POST"])
def unit_plans(request: SignedInRequest) -> HttpResponse:
    """List the units that the reader heads with their plans of this year; begin one."""
    units, year = list(queries.headed_units(request.user)), today().year
    if not units:
        raise PermissionDenied
    errors: list[str] = []
    if request.method == "POST":
        unit = get_object_or_404(queries.headed_units(request.user), slug=request.POST.get("unit", ""))
        try:
            return redirect("plans:write", pk=writing.begin_for_unit(unit, year=year, by=request.user).pk)
        except ValidationError as error:
            errors = error.messages
    plans = queries.unit_plans(request.user, year)
    context = {"units": [(unit, plans.get(unit.pk)) for unit in units], "year": year, "errors": errors}
    return render(request, "plans/unit_plans.html", context, status=422 if errors else 200)


@require_GET
def plan_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, readable(request, pk))


@require_http_methods(["GET", "POST"])
def plan_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save and go to the plan, or save and go on writing: two buttons of one form."""
    plan = _own_of(request, pk)
    if not plan.may_be_written:
        return redirect(plan)
    form = PlanForm(request.POST or None, plan=plan)

    def act() -> None:
        data = form.cleaned_data
        writing.write(plan, form.entries(), theme=data["theme"], by=request.user)

    if done(request, form, act):
        messages.success(request, _("What you have written is saved."))
        return redirect("plans:write", pk=pk) if "more" in request.POST else redirect(plan)
    context = {"form": form, "plan": plan}
    return render(request, "plans/plan_form.html", context, status=status_of(request))


@require_POST
def plan_register(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = _own_of(request, pk)
    try:
        actions.register_draft(plan, on=today(), by=request.user)
    except ValidationError as error:
        return _detail(request, plan, error)
    messages.success(request, _("The plan for %(year)d is registered.") % {"year": plan.year})
    return redirect(plan)


@require_http_methods(["GET", "POST"])
def plan_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell how things stand this month."""
    plan, day = _own_of(request, pk), today()
    month = day.replace(day=1)
    if plan.year != day.year:
        raise Http404
    form = ReportForm(
        request.POST or None, undertakings=plan.undertakings.all(), made=queries.report_of(plan, month),
        before=queries.report_before(plan, month),
    )  # fmt: skip
    if done(request, form, lambda: writing.report(plan, form.told(), on=day, by=request.user)):
        messages.success(request, _("Your report for this month is saved."))
        return redirect(plan)
    context = {"form": form, "plan": plan, "month": month}
    return render(request, "plans/report_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def plan_conclude(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = _own_of(request, pk)
    form = ConclusionForm(request.POST or None, initial={"text": plan.own_conclusion})
    if done(request, form, lambda: writing.conclude(plan, text=form.cleaned_data["text"], on=today(), by=request.user)):
        messages.success(request, _("Your conclusion is saved."))
        return redirect(plan)
    context = {"form": form, "plan": plan, "title": _("Conclude the year"), "verb": _("Save my conclusion")}
    return render(request, "plans/one_form.html", context, status=status_of(request))


def readable(request: SignedInRequest, pk: int) -> StudyPlan:
    """Return a plan whose text the user may read; for all others there is none."""
    plan = queries.readable_plan(request.user, pk)
    if plan is None:
        raise Http404
    return plan


def _member(request: SignedInRequest) -> Person:
    if request.user.person is None or not may_anywhere(request.user, rules.REGISTER_OWN):
        raise PermissionDenied
    return request.user.person


def _own_of(request: SignedInRequest, pk: int) -> StudyPlan:
    plan = readable(request, pk)
    if not queries.is_written_by(request.user, plan):
        raise PermissionDenied
    return plan


def _own(request: SignedInRequest, person: Person, error: ValidationError | None = None) -> HttpResponse:
    year = today().year
    own = queries.own_plan(request.user, year)
    context = {
        "plans": queries.plans_of(person),
        "own": own,
        "year": year,
        "turn": queries.own_turn(request.user, year),
        "has_last_years": own is None and bool(queries.last_years(StudyPlan(person=person, year=year))),
        "heads_units": bool(queries.headed_unit_ids(request.user)),
        "errors": error.messages if error else [],
        **(_told(own, today()) if own else {}),
    }
    return render(request, "plans/plan_own.html", context, status=422 if error else 200)


def _detail(request: SignedInRequest, plan: StudyPlan, error: ValidationError | None = None) -> HttpResponse:
    is_own = queries.is_written_by(request.user, plan)
    context = {
        "plan": plan,
        "is_own": is_own,
        "is_followed": queries.is_followed_by(request.user, plan),
        "has_last_years": is_own and plan.is_draft and bool(queries.last_years(plan)),
        "errors": error.messages if error else [],
        **_told(plan, today()),
    }
    return render(request, "plans/plan_detail.html", context, status=422 if error else 200)


def _told(plan: StudyPlan, day: dt.date) -> dict[str, Any]:
    """Return what the pages of a plan show of it."""
    reports = list(plan.reports.all())
    month = day.replace(day=1)
    is_running = plan.registered_on is not None and plan.withdrawn_on is None and plan.year == day.year
    return {
        "headings": queries.undertakings_of(plan),
        "reports": reversed(reports),
        "has_reported": any(report.month == month for report in reports),
        "may_report": is_running and bool(plan.undertakings.all()),
        "month": month,
    }
