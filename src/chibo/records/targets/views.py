from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.vietnamese import parse_year
from chibo.records.targets import actions, queries, rules
from chibo.records.targets.forms import AdjustForm, SplitForm, TargetForm
from chibo.records.targets.models import Target
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere, permitted_unit_ids
from chibo.registry.orgs.models import PARTY_KINDS, Unit
from chibo.registry.orgs.queries import above_ids, children_of, subtree_ids, units_on


@require_GET
def target_list(request: SignedInRequest) -> HttpResponse:
    unit = request.standing.unit
    year = parse_year(request.GET.get("year", "")) or request.standing.day.year
    units = subtree_ids([unit.pk], request.standing.day) if unit else set()
    context = {
        "page": page_of(request, queries.target_list(request.user, units, year)),
        "year": year,
        "years": range(today().year, today().year - 6, -1),
        "may_give": may_anywhere(request.user, rules.GIVE),
        "splittable": permitted_unit_ids(request.user, rules.SPLIT),
        "givable": permitted_unit_ids(request.user, rules.GIVE),
    }
    return render_part(request, "targets/target_list.html", "rows", context)


@require_http_methods(["GET", "POST"])
def target_give(request: SignedInRequest) -> HttpResponse:
    ids = permitted_unit_ids(request.user, rules.GIVE)
    if not ids:
        raise PermissionDenied
    units = units_on(today()).filter(pk__in=ids, kind__in=PARTY_KINDS)
    givers = Unit.objects.filter(kind__in=PARTY_KINDS, pk__in=above_ids(ids, today()))
    form = TargetForm(
        request.POST or None, user=request.user, units=units, givers=givers,
        initial={"unit": request.standing.unit, "given_by": givers.first()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("unit", "indicator", "amount", "given_by", "document")}
        try:
            actions.give_target(by=request.user, period=form.cleaned_data["period"], **data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The target is recorded."))
            return redirect("targets:list")
    return render(request, "targets/target_form.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "POST"])
def target_split(request: SignedInRequest, pk: int) -> HttpResponse:
    target = Target.objects.get_for(request.user, rules.VIEW, rules.SPLIT, pk=pk)
    parts = list(queries.split_of(target))
    units = list(children_of(target.unit_id, target.start, kinds=PARTY_KINDS))
    units += [part.unit for part in parts if part.unit not in units]
    initial = {f"unit-{part.unit_id}": part.amount.normalize() for part in parts}
    form = SplitForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.split_target(target, parts=form.parts(), by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The target is split."))
            return redirect("targets:list")
    return render(request, "targets/target_split.html", {"form": form, "target": target}, status=status_of(request))


@require_http_methods(["GET", "POST"])
def target_adjust(request: SignedInRequest, pk: int) -> HttpResponse:
    target = Target.objects.get_for(request.user, rules.VIEW, rules.GIVE, pk=pk)
    form = AdjustForm(request.POST or None, user=request.user, initial={"amount": target.amount.normalize()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.adjust_target(target, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The target is adjusted; the trail keeps the old one."))
            return redirect("targets:list")
    return render(request, "targets/target_adjust.html", {"form": form, "target": target}, status=status_of(request))
