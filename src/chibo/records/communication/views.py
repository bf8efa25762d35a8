"""Articles and broadcasts: what waits, what was published."""

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
from chibo.base.vietnamese import parse_id, parse_year
from chibo.records.communication import actions, queries, rules
from chibo.records.communication.forms import BroadcastForm, ItemForm, PublishForm, TakeBackForm
from chibo.records.communication.models import Item
from chibo.records.communication.queries import Wanted
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import around

FIELDS = (
    "unit", "channel", "title", "day", "topic", "author", "link", "minutes", "repeats", "picture_alt",
    "picture_licence",
)  # fmt: skip


@require_GET
def items(request: SignedInRequest) -> HttpResponse:
    rows = queries.item_list(request.user, units_around(request), _wanted(request))
    context = {
        "page": page_of(request, rows),
        "kept": [(name, request.GET.get(name, "")) for name in ("channel", "state", "year", "month", "topic", "of")],
        "channels": Item.Channel,
        "states": Item.State,
        "years": queries.years_of(request.user),
        "may_propose": may_anywhere(request.user, rules.PROPOSE),
        "at_work": may_anywhere(request.user, rules.PROPOSE) or may_anywhere(request.user, rules.EDIT),
        "may_edit": may_anywhere(request.user, rules.EDIT),
        "may_be_oriented": may_anywhere(request.user, rules.BE_ORIENTED),
    }
    return render_part(request, "communication/items.html", "rows", context)


@require_GET
def item(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _item(request, pk))


@require_http_methods(["GET", "POST"])
def item_add(request: SignedInRequest) -> HttpResponse:
    form = _item_form(request, {"unit": request.standing.unit, "day": today(), "channel": Item.Channel.PORTAL})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_item(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Handed in; it waits for the editor's signature."))
            return redirect(made)
    return render(request, "communication/item_form.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "POST"])
def item_change(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _item(request, pk)
    if not _may_change(request, found):
        raise PermissionDenied
    form = _item_form(request, {name: getattr(found, name) for name in FIELDS}, found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_item(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    return render(request, "communication/item_form.html", {"form": form, "item": found}, status=status_of(request))


@require_http_methods(["GET", "POST"])
def broadcast(request: SignedInRequest) -> HttpResponse:
    units = list(queries.proposing(request.user, today()))
    if not units:
        raise PermissionDenied
    unit = request.standing.unit if request.standing.unit in units else units[0]
    form = BroadcastForm(request.POST or None, topics=queries.topics_for([unit.pk]))
    signed = may(request.user, rules.EDIT, unit.pk)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_broadcast(unit=unit, by=request.user, signed=signed, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = _("Recorded “%(title)s”.") if signed else _("Recorded “%(title)s”; it waits for the signature.")
            messages.success(request, said % {"title": made.title})
            return redirect("communication:broadcast")
    context = {"form": form, "unit": unit, "signed": signed}
    return render(request, "communication/broadcast.html", context, status=status_of(request))


@require_POST
def item_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _item(request, pk, edit=True)
    try:
        actions.approve_item(found, by=request.user)
    except ValidationError as error:
        return _page(request, found, error)
    messages.success(request, _("Signed; it may be published."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def item_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _item(request, pk, edit=True)
    form = PublishForm(request.POST or None, initial={"day": min(found.day, today()), "link": found.link})
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_item(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Published; it counts from now on."))
            return redirect(found)
    context = {
        "form": form, "title": _("Publish “%(title)s”") % {"title": found.title}, "verb": _("It has appeared"),
        "what": _("Say on which day it appeared, and where it can be read."), "keep": _("Publish later"),
        "back": found.get_absolute_url(),
    }  # fmt: skip
    return render(request, "base/confirm.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def item_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _item(request, pk, edit=True)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(found, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Taken back; it no longer counts."))
            return redirect(found)
    context = {
        "form": form, "title": _("Take “%(title)s” back") % {"title": found.title}, "verb": _("Take it back"),
        "what": _("Figures that counted it become smaller. The reason stays in the trail."), "keep": _("Leave it"),
        "back": found.get_absolute_url(), "dangerous": True,
    }  # fmt: skip
    return render(request, "base/confirm.html", context, status=status_of(request))


@require_POST
def item_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _item(request, pk)
    if not _may_change(request, found):
        raise PermissionDenied
    try:
        actions.remove_item(found, by=request.user)
    except ValidationError as error:
        return _page(request, found, error)
    messages.success(request, _("The proposal is taken away."))
    return redirect("communication:items")


def units_around(request: SignedInRequest) -> set[int]:
    unit = request.standing.unit
    return around(unit.pk, request.standing.day) if unit else set()


def _wanted(request: SignedInRequest) -> Wanted:
    asked = request.GET
    channel, state, month, topic = (asked.get(name, "") for name in ("channel", "state", "month", "topic"))
    return Wanted(
        channel=channel if channel in Item.Channel.values else "",
        state=state if state in Item.State.values else "",
        year=parse_year(asked.get("year", "")),
        month=int(month) if month.isascii() and month.isdecimal() and len(month) <= 2 else None,  # noqa: PLR2004 -- 12
        topic=parse_id(topic),
        unit=asked.get("of", "")[:60].replace("\0", ""),
        text=asked.get("q", "").replace("\0", ""),
    )


def _item(request: SignedInRequest, pk: int, *, edit: bool = False) -> Item:
    found = queries.item_page(request.user, pk)
    if found is None:
        raise Http404
    if edit and not may(request.user, rules.EDIT, found.unit_id):
        raise PermissionDenied
    return found


def _may_change(request: SignedInRequest, found: Item) -> bool:
    """Who proposed may change until it is signed; then only who edits."""
    if may(request.user, rules.EDIT, found.unit_id):
        return True
    return found.state == Item.State.PROPOSED and may(request.user, rules.PROPOSE, found.unit_id)


def _item_form(request: SignedInRequest, initial: dict[str, Any], found: Item | None = None) -> ItemForm:
    units = Unit.objects.filter(pk=found.unit_id) if found else queries.proposing(request.user, today())
    ids = [unit.pk for unit in units]
    if not ids:
        raise PermissionDenied
    return ItemForm(request.POST or None, units=units, topics=queries.topics_for(ids), initial=initial)


def _page(request: SignedInRequest, found: Item, error: ValidationError | None = None) -> HttpResponse:
    context = {
        "item": found,
        "may_edit": may(request.user, rules.EDIT, found.unit_id),
        "may_change": _may_change(request, found),
        "errors": error.messages if error else [],
    }
    return render(request, "communication/item.html", context, status=422 if error else 200)
