"""The month: plans, the work in them, and what became of it."""

import datetime as dt
from typing import Any

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
from chibo.records.schedules import planning, queries, rules
from chibo.records.schedules.forms import ItemForm, ReviewForm, StartForm
from chibo.records.schedules.models import MonthPlan, PlanItem
from chibo.records.schedules.views import outcomes
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.access.permissions import may
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids, units_on

MONTHS = range(-1, 3)
"""The months, counted from this one, for which a plan can be begun."""


@require_GET
def plans(request: SignedInRequest) -> HttpResponse:
    unit, day = request.standing.unit, request.standing.day
    units = {one.pk for one in queries.calendars_of(request.user, unit, day)}
    context = {
        "page": page_of(request, queries.plan_list(request.user, units)),
        "keeper": acting_for(request, rules.KEEP),
    }
    return render_part(request, "schedules/plans.html", "rows", context)


@require_GET
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    return _plan_page(request, _plan(request, pk))


@require_http_methods(["GET", "POST"])
def plan_start(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.KEEP)
    if unit is None:
        raise PermissionDenied
    months = [_month(today(), n) for n in MONTHS]
    form = StartForm(request.POST or None, months=months, initial={"month": months[2].isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            made = planning.start_plan(unit=unit, month=form.cleaned_data["month"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(made)
    context = {"form": form, "unit": unit}
    return render(request, "schedules/plan_start.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def item_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _plan(request, pk, keep=True)
    form = _item_form(request, found, {"lead": found.unit, "due_on": found.last_day})
    if request.method == "POST" and form.is_valid():
        try:
            planning.add_item(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Added to the plan."))
            return redirect("schedules:item_add" if "more" in request.POST else "schedules:plan", pk=found.pk)
    context = {"form": form, "plan": found}
    return render(request, "schedules/item_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def item_change(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    names = ("text", "lead", "person", "due_on")
    form = _item_form(request, item.plan, {name: getattr(item, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            planning.change_item(item, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(item.plan)
    context = {"form": form, "plan": item.plan, "item": item}
    return render(request, "schedules/item_form.html", context, status=status_of(request))


@require_POST
def item_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    try:
        planning.remove_item(item, by=request.user)
    except ValidationError as error:
        return _plan_page(request, item.plan, error)
    messages.success(request, _("“%(text)s” is no longer in the plan.") % {"text": item.text})
    return redirect(item.plan)


@require_POST
def plan_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _plan(request, pk, keep=True)
    try:
        planning.issue_plan(found, by=request.user)
    except ValidationError as error:
        return _plan_page(request, found, error)
    messages.success(request, _("The plan is issued; the units can read it."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def plan_assess(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _plan(request, pk, keep=True)
    rows = list(queries.items_of(found))
    form = ReviewForm(request.POST or None, initial={"text": found.assessment})
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        said = outcomes(request)
        try:
            planning.assess_plan(found, said, text=form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            errors = error.messages
            for row in rows:
                row.outcome, row.note = said.get(row.pk, (row.outcome, row.note))
        else:
            messages.success(request, _("The plan is assessed."))
            return redirect(found)
    context = {"form": form, "plan": found, "rows": rows, "errors": errors, "outcomes": PlanItem.Outcome}
    return render(request, "schedules/plan_assess.html", context, status=status_of(request))


def _plan(request: SignedInRequest, pk: int, *, keep: bool = False) -> MonthPlan:
    found = queries.plan_page(request.user, pk)
    if found is None:
        raise Http404
    if keep and not may(request.user, rules.KEEP, found.unit_id):
        raise PermissionDenied
    return found


def _item(request: SignedInRequest, pk: int) -> PlanItem:
    item = queries.item_page(request.user, pk)
    if item is None:
        raise Http404
    if not may(request.user, rules.KEEP, item.plan.unit_id):
        raise PermissionDenied
    return item


def _plan_page(request: SignedInRequest, found: MonthPlan, error: ValidationError | None = None) -> HttpResponse:
    context = {
        "plan": queries.plan_page(request.user, found.pk),
        "items": queries.items_of(found),
        "may_keep": may(request.user, rules.KEEP, found.unit_id),
        "has_begun": found.month <= today(),
        "errors": error.messages if error else [],
    }
    return render(request, "schedules/plan.html", context, status=422 if error else 200)


def _item_form(request: SignedInRequest, found: MonthPlan, initial: dict[str, Any]) -> ItemForm:
    leads: Any = units_on(today()).filter(pk__in=subtree_ids([found.unit_id], today()))
    if not leads:
        leads = Unit.objects.filter(pk=found.unit_id)
    return ItemForm(request.POST or None, leads=leads, people=queries.chairs_for(found.unit), initial=initial)


def _month(day: dt.date, ahead: int) -> dt.date:
    months = day.year * 12 + day.month - 1 + ahead
    return dt.date(months // 12, months % 12 + 1, 1)
