"""Changes of the tree: a form with the decision, a preview that writes nothing, a confirmation."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chibo.base.forms import add_errors
from chibo.base.vietnamese import day as day_text
from chibo.records.structure import actions, forms, rules
from chibo.records.structure.actions import Plan
from chibo.records.structure.views.preview import preview_of
from chibo.records.structure.views.reach import standing_units, unit_or_404
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, permitted_unit_ids
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.models import Person

MERGED_KINDS = (Kind.CELL, Kind.RESIDENTS, Kind.GROUP, Kind.UNION)


@dataclass(frozen=True, slots=True)
class Flow:
    """What one kind of change is called, and where its form leads back to."""

    title: str
    verb: str
    back: str
    template: str = "structure/change_form.html"


@require_http_methods(["GET", "POST"])
def unit_establish(request: SignedInRequest) -> HttpResponse:
    units = standing_units(request, rules.CHANGE)
    parents = [unit for unit in units if unit.kind in (Kind.SUPERIOR, Kind.PARTY, Kind.CELL)]
    _require_any(parents)
    first = next((unit for unit in parents if unit.slug == request.GET.get("under")), parents[0])
    form = forms.EstablishForm(request.POST or None, initial={"kind": Kind.CELL, "parent": first})
    form.offer("parent", parents, _allowed(request))
    flow = Flow(_("Establish a unit"), _("Establish from %(day)s"), reverse("structure:tree"))

    def draft() -> Plan:
        data = form.cleaned_data
        return actions.establishment(
            kind=Kind(data["kind"]), name=data["name"], parent=data["parent"], decision=form.decision
        )

    return _run(request, flow, form, draft)


@require_http_methods(["GET", "POST"])
def unit_rename(request: SignedInRequest, slug: str) -> HttpResponse:
    unit = unit_or_404(request, slug, rules.CHANGE)
    form = forms.RenameForm(request.POST or None, initial={"name": unit.name})
    flow = Flow(_("Rename %(unit)s") % {"unit": unit}, _("Rename from %(day)s"), _page_of(unit))
    return _run(
        request, flow, form, lambda: actions.renaming(unit, name=form.cleaned_data["name"], decision=form.decision)
    )


@require_http_methods(["GET", "POST"])
def unit_move(request: SignedInRequest, slug: str) -> HttpResponse:
    unit = unit_or_404(request, slug, rules.CHANGE)
    kinds = forms.kinds_above(unit.kind)
    form = forms.MoveForm(request.POST or None)
    shown = [other for other in standing_units(request, rules.CHANGE) if other.kind in kinds and other != unit]
    form.offer("parent", shown, _allowed(request).filter(kind__in=kinds))
    flow = Flow(_("Move %(unit)s") % {"unit": unit}, _("Move from %(day)s"), _page_of(unit))
    return _run(
        request, flow, form, lambda: actions.moving(unit, parent=form.cleaned_data["parent"], decision=form.decision)
    )


@require_http_methods(["GET", "POST"])
def unit_dissolve(request: SignedInRequest, slug: str) -> HttpResponse:
    unit = unit_or_404(request, slug, rules.CHANGE)
    form = forms.DissolveForm(request.POST or None)
    shown = [other for other in standing_units(request, rules.CHANGE) if other.kind == unit.kind and other != unit]
    form.offer("into", shown, _allowed(request).filter(kind=unit.kind))
    flow = Flow(_("End %(unit)s") % {"unit": unit}, _("End from %(day)s"), _page_of(unit))
    return _run(
        request, flow, form, lambda: actions.dissolution(unit, into=form.cleaned_data["into"], decision=form.decision)
    )


@require_http_methods(["GET", "POST"])
def unit_merge(request: SignedInRequest) -> HttpResponse:
    units = [unit for unit in standing_units(request, rules.CHANGE) if unit.kind in MERGED_KINDS]
    _require_any(units)
    chosen = next((unit for unit in units if unit.slug == request.GET.get("with")), None)
    kind = request.GET.get("kind") or (chosen.kind if chosen else Kind.CELL)
    shown = [unit for unit in units if unit.kind == kind]
    form = forms.MergeForm(request.POST or None, initial={"units": [chosen] if chosen else []})
    allowed = _allowed(request).filter(kind__in=MERGED_KINDS)
    form.offer("units", shown, allowed)
    form.offer("into", shown, allowed)
    form.fields["secretary"].queryset = Person.objects.filter(  # type: ignore[attr-defined]
        tenures__unit__in=permitted_unit_ids(request.user, rules.APPOINT)
    ).distinct()
    flow = Flow(_("Merge units"), _("Merge from %(day)s"), reverse("structure:tree"))

    def draft() -> Plan:
        data = form.cleaned_data
        return actions.merger(
            list(data["units"]), into=data["into"], name=data["name"], secretary=data["secretary"],
            decision=form.decision,
        )  # fmt: skip

    return _run(
        request, flow, form, draft, kinds=[k for k in MERGED_KINDS if any(u.kind == k for u in units)], kind=kind
    )


@require_http_methods(["GET", "POST"])
def unit_split(request: SignedInRequest, slug: str) -> HttpResponse:
    unit = unit_or_404(request, slug, rules.CHANGE)
    asked = (request.POST if request.method == "POST" else request.GET).get("parts", "")
    parts = next((n for n in forms.PARTS if str(n) == asked), forms.PARTS.start)
    form = forms.SplitForm(request.POST or None, unit=unit, parts=parts, day=request.standing.day)
    flow = Flow(
        _("Divide %(unit)s") % {"unit": unit}, _("Divide from %(day)s"), _page_of(unit), "structure/split_form.html"
    )

    def draft() -> Plan:
        return actions.division(unit, names=form.names, members=form.parted, decision=form.decision)

    return _run(request, flow, form, draft, parts=parts, counts=forms.PARTS)


def _run(request: SignedInRequest, flow: Flow, form: Any, draft: Any, **more: Any) -> HttpResponse:
    """Show the form, or what the change will do, or make it; a refusal leaves everything typed in the form."""
    context = {"flow": flow, "form": form, **more}
    if request.method == "GET":
        return render(request, flow.template, context)
    if not form.is_valid():
        return render(request, flow.template, context, status=422)
    if "edit" in request.POST:
        return render(request, flow.template, context)
    try:
        plan = draft()
        if request.POST.get("confirm") == "1":
            unit = actions.carry_out(plan, by=request.user)
            day = day_text(plan.decision.effective_on)
            messages.success(request, _("The change is recorded; it counts from %(day)s.") % {"day": day})
            return redirect("structure:unit", slug=unit.slug)
        effect = actions.rehearse(plan, by=request.user)
    except ValidationError as error:
        add_errors(form, error)
        return render(request, flow.template, context, status=422)
    may_appoint = bool(plan.units) and all(may(request.user, rules.APPOINT, unit.pk) for unit in plan.units)
    shown = preview_of(plan, effect, may_appoint=may_appoint and "secretary" in form.fields)
    verb = flow.verb % {"day": day_text(plan.decision.effective_on)}
    return render(request, "structure/change_preview.html", {**context, "preview": shown, "verb": verb})


def _allowed(request: SignedInRequest) -> Any:
    return Unit.objects.filter(pk__in=permitted_unit_ids(request.user, rules.CHANGE))


def _page_of(unit: Unit) -> str:
    return reverse("structure:unit", args=[unit.slug])


def _require_any(units: list[Unit]) -> None:
    if not units:
        raise PermissionDenied
