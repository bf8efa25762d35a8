from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import Form, add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.vietnamese import parse_year
from chibo.records.plans import actions, queries, rules
from chibo.records.plans.forms import CollectivesForm, IndividualsForm, WithdrawForm
from chibo.records.plans.models import StudyPlan
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere, permitted_unit_ids
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.registry.people.queries import members_of


@require_GET
def plan_list(request: SignedInRequest) -> HttpResponse:
    year = _year(request)
    units = _units(request)
    rows = queries.plan_list(request.user, units, year, text=request.GET.get("q", ""), who=request.GET.get("who", ""))
    context = {
        "page": page_of(request, rows),
        "year": year,
        "years": range(today().year, today().year - 6, -1),
        "counts": queries.plan_counts(units & permitted_unit_ids(request.user, rules.VIEW), year),
        "q": request.GET.get("q", ""),
        "may_register": may_anywhere(request.user, rules.REGISTER),
        "may_follow": may_anywhere(request.user, rules.FOLLOW),
        "may_count": may_anywhere(request.user, rules.COUNT),
        "heads_units": lambda: bool(queries.headed_unit_ids(request.user)),
    }
    return render_part(request, "plans/plan_list.html", "rows", context)


@require_http_methods(["GET", "POST"])
def collectives_register(request: SignedInRequest) -> HttpResponse:
    permitted = permitted_unit_ids(request.user, rules.REGISTER)
    registered = StudyPlan.objects.filter(year=today().year, person=None, withdrawn_on=None).values("unit_id")
    units = units_on(today()).filter(pk__in=permitted & _units(request)).exclude(pk__in=registered)
    form = CollectivesForm(request.POST or None, units=units, initial={"on": today()})

    def register(chosen: dict[str, Any]) -> int:
        made = [actions.register_collective(unit, on=chosen["on"], by=request.user) for unit in chosen["units"]]
        return len(made)

    return _register(request, form, register, "plans/collectives_form.html")


@require_http_methods(["GET", "POST"])
def individuals_register(request: SignedInRequest) -> HttpResponse:
    permitted = permitted_unit_ids(request.user, rules.REGISTER) & _units(request)
    registered = StudyPlan.objects.filter(year=today().year, person__isnull=False, withdrawn_on=None)
    people = members_of(permitted, today()).exclude(pk__in=registered.values("person_id"))
    form = IndividualsForm(request.POST or None, people=people, initial={"on": today()})

    def register(chosen: dict[str, Any]) -> int:
        return len(actions.register_individuals(chosen["people"], on=chosen["on"], by=request.user))

    return _register(request, form, register, "plans/individuals_form.html")


@require_http_methods(["GET", "POST"])
def plan_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    registered = {"pk": pk, "registered_on__isnull": False}
    plan = StudyPlan.objects.get_for(request.user, rules.VIEW, rules.REGISTER, **registered)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(plan, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The plan is withdrawn and no longer counts."))
            return redirect("plans:list")
    context = {"form": form, "plan": plan}
    return render(request, "plans/plan_withdraw.html", context, status=status_of(request))


def _register(
    request: SignedInRequest, form: Form, register: Callable[[dict[str, Any]], int], template: str
) -> HttpResponse:
    if not may_anywhere(request.user, rules.REGISTER):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            count = register(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            message = ngettext("Registered %(count)d plan.", "Registered %(count)d plans.", count)
            messages.success(request, message % {"count": count})
            return redirect("plans:list")
    return render(request, template, {"form": form}, status=status_of(request))


def _units(request: SignedInRequest) -> set[int]:
    unit = request.standing.unit
    return subtree_ids([unit.pk], request.standing.day) if unit else set()


def _year(request: SignedInRequest) -> int:
    return parse_year(request.GET.get("year", "")) or request.standing.day.year
