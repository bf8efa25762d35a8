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
from chibo.base.vietnamese import parse_year
from chibo.records.cascade import actions, queries, rules
from chibo.records.cascade.families import families_of
from chibo.records.cascade.forms import ReachForm, ResponseForm
from chibo.records.cascade.standings import Board
from chibo.records.documents.models import Clause, Document
from chibo.records.documents.outgoing import confirm_reading, confirm_receipt
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.orgs.models import Kind, Unit

COUNTING = (Kind.UNION, Kind.FRONT)


@require_GET
def sent_list(request: SignedInRequest) -> HttpResponse:
    units = permitted_unit_ids(request.user, rules.VIEW_OWN)
    rows = queries.sent_to(units, today(), year=parse_year(request.GET.get("year", "")))
    if "open" in request.GET:
        rows = [one for one in rows if one.standing.lacks]
    context = {
        "page": page_of(request, rows),
        "years": queries.delivered_years(units),
        "oversees": may_anywhere(request.user, rules.OVERSEE),
    }
    return render_part(request, "cascade/sent_list.html", "rows", context)


@require_GET
def own_page(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    document, unit = _found(request, pk, slug)
    board = Board([document], today(), [unit.pk])
    family = board.families.documents
    context = {
        "document": document,
        "unit": unit,
        "standing": next(iter(board.of(document)), None),
        "deliveries": queries.deliveries_to(family, unit),
        "responses": queries.responses_of(family, unit),
        "tasks": queries.unit_tasks(family, unit),
        "clauses": queries.clause_rows(family, today(), unit.pk),
        "count": queries.count_of(document, unit),
        "counts": unit.kind in COUNTING,
        "meetings": queries.conferences(family).filter(unit=unit),
        "may_confirm": may(request.user, rules.CONFIRM, unit.pk),
        "may_act": may(request.user, rules.ACT, unit.pk),
        "oversees": may(request.user, rules.OVERSEE, document.unit_id),
        "day": today(),
    }
    return render(request, "cascade/own_page.html", context)


@require_POST
def confirm(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    document, unit = _found(request, pk, slug)
    if not may(request.user, rules.CONFIRM, unit.pk):
        raise PermissionDenied
    act = confirm_reading if "read" in request.POST else confirm_receipt
    for delivery in queries.deliveries_to(families_of([document]).documents, unit):
        act(delivery, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("cascade:own", pk=pk, slug=slug)


@require_http_methods(["GET", "POST"])
def response_add(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    document, unit = _found(request, pk, slug, act=True)
    family = families_of([document]).documents
    form = ResponseForm(
        request.POST or None,
        documents=queries.own_documents(unit),
        clauses=Clause.objects.filter(document__in=family).select_related("document"),
        initial={"made_on": today(), "title": _("Plan to carry out %(symbol)s") % {"symbol": document.symbol}},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_response(document, unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Recorded."))
            return redirect("cascade:own", pk=pk, slug=slug)
    context = {"form": form, "document": document, "unit": unit, "heading": _("Record our plan")}
    return render(request, "cascade/own_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def response_withdraw(request: SignedInRequest, response: int) -> HttpResponse:
    found = queries.response_page(request.user, response)
    if found is None:
        raise Http404
    if not may(request.user, rules.ACT, found.unit_id):
        raise PermissionDenied
    if request.method == "POST":
        actions.withdraw_response(found, by=request.user)
        messages.success(request, _("Removed “%(title)s”.") % {"title": found.title})
        return redirect("cascade:own", pk=found.document_id, slug=found.unit.slug)
    context = {
        "title": _("Remove this plan from the record"),
        "what": _("“%(title)s” will no longer count as a plan of %(unit)s.")
        % {"title": found.title, "unit": found.unit},
        "verb": _("Remove the plan"), "keep": _("Keep it"), "back": found.get_absolute_url(), "dangerous": True,
    }  # fmt: skip
    return render(request, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def reach_count(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    document, unit = _found(request, pk, slug, act=True)
    if unit.kind not in COUNTING:
        raise PermissionDenied
    known = queries.count_of(document, unit)
    initial = {"held_on": today()} | ({"reached": known.reached, "whole": known.whole} if known else {})
    form = ReachForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.count_reached(document, unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Recorded."))
            return redirect("cascade:own", pk=pk, slug=slug)
    context = {"form": form, "document": document, "unit": unit, "heading": _("Count the members reached")}
    return render(request, "cascade/own_form.html", context, status=status_of(request))


def _found(request: SignedInRequest, pk: int, slug: str, *, act: bool = False) -> tuple[Document, Unit]:
    """Return document and unit; 404 unless it was sent to the unit, or is its own, and the user may see that."""
    found = queries.own_page(request.user, pk, slug)
    if found is None:
        raise Http404
    if act and not may(request.user, rules.ACT, found[1].pk):
        raise PermissionDenied
    return found
