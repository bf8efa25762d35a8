"""Exemplary people and new models, from the proposal to the publication."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import Form, add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.communication import exemplars, queries, rules
from chibo.records.communication.forms import ApproveForm, ConsentForm, ExampleForm, PublishExampleForm
from chibo.records.communication.models import Example
from chibo.records.communication.views import units_around
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere
from chibo.registry.orgs.models import Unit

STEPS: dict[str, tuple[type[Form], Callable[..., Example]]] = {
    "approve": (ApproveForm, exemplars.approve_example),
    "consent": (ConsentForm, exemplars.record_consent),
    "publish": (PublishExampleForm, exemplars.publish_example),
}


@require_GET
def examples(request: SignedInRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in Example.Kind.values else ""
    rows = queries.example_list(request.user, units_around(request), kind=kind)
    context = {
        "page": page_of(request, rows), "kinds": Example.Kind,
        "may_propose": may_anywhere(request.user, rules.PROPOSE),
    }  # fmt: skip
    return render_part(request, "communication/examples.html", "rows", context)


@require_GET
def example(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _example(request, pk))


@require_http_methods(["GET", "POST"])
def example_add(request: SignedInRequest) -> HttpResponse:
    units = queries.proposing(request.user, today())
    if not units:
        raise PermissionDenied
    form = ExampleForm(request.POST or None, units=units, initial={"unit": request.standing.unit})
    if request.method == "POST" and form.is_valid():
        try:
            made = exemplars.propose_example(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(made)
    return render(request, "communication/example_form.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "POST"])
def example_change(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _example(request, pk)
    if not _may_change(request, found):
        raise PermissionDenied
    initial = {name: getattr(found, name) for name in ("unit", "kind", "name", "field", "story", "proposed_on")}
    form = ExampleForm(request.POST or None, units=Unit.objects.filter(pk=found.unit_id), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            exemplars.change_example(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(found)
    context = {"form": form, "example": found}
    return render(request, "communication/example_form.html", context, status=status_of(request))


@require_POST
def example_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one step; `step` says which."""
    found = _example(request, pk)
    if not may(request.user, rules.EDIT, found.unit_id):
        raise PermissionDenied
    step = request.POST.get("step", "")
    if step == "withdraw":
        exemplars.withdraw_consent(found, by=request.user)
        return redirect(found)
    kind, act = STEPS.get(step, (None, None))
    if kind is None or act is None:
        return _page(request, found, errors=[_("Choose what is to be done.")])
    form = kind(request.POST)
    if form.is_valid():
        try:
            act(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    return _page(request, found, form={step: form})


def _example(request: SignedInRequest, pk: int) -> Example:
    found = queries.example_page(request.user, pk)
    if found is None:
        raise Http404
    return found


def _may_change(request: SignedInRequest, found: Example) -> bool:
    if may(request.user, rules.EDIT, found.unit_id):
        return True
    return found.approved_on is None and may(request.user, rules.PROPOSE, found.unit_id)


def _page(
    request: SignedInRequest, found: Example, *, form: dict[str, Form] | None = None, errors: list[str] | None = None
) -> HttpResponse:
    wanted = form or {}
    context: dict[str, Any] = {
        "example": found,
        "may_edit": may(request.user, rules.EDIT, found.unit_id),
        "may_change": _may_change(request, found),
        "errors": errors or [],
        "step": _next_step(found),
    }
    step = next(iter(wanted), context["step"])
    if step:
        context |= {"step": step, "form": wanted.get(step) or STEPS[step][0]()}
    return render(request, "communication/example.html", context, status=422 if wanted or errors else 200)


def _next_step(found: Example) -> str:
    if found.approved_on is None:
        return "approve"
    if found.is_person and found.consent_on is None:
        return "consent"
    return "" if found.published_on else "publish"
