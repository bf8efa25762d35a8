import base64
import binascii
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import Form, done, form_page
from chibo.base.paging import page_of
from chibo.records.ballotbox import actions, casting, codes, opening, queries, rules
from chibo.records.ballotbox.forms import SHEETS, CountBackForm, KeyForm, OpeningForm, SheetForm
from chibo.records.ballotbox.models import Box
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import Permission, may, may_anywhere

GET_AND_POST = require_http_methods(["GET", "POST"])


@require_GET
def box_list(request: SignedInRequest) -> HttpResponse:
    """List the reader's own tickets, and the boxes that the reader looks after."""
    context = {
        "tickets": queries.own_tickets(request.user),
        "may_view": may_anywhere(request.user, rules.VIEW),
        "page": page_of(request, queries.box_list(request.user)),
        "day": today(),
    }
    return render(request, "ballotbox/box_list.html", context)


@require_GET
def box_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    box, day = _box(request, pk), today()
    trustees = list(box.trustees.select_related("user__person"))
    may_run = may(request.user, rules.RUN, box.unit_id)
    context = {
        "box": box,
        "counts": queries.counts(box),
        "trustees": trustees,
        "answering": box.is_answering(day) and len(trustees) == 2,  # noqa: PLR2004 - both
        "issuing": box.is_blind and box.is_issuing(day),
        "over": box.is_over(day),
        "link": request.build_absolute_uri(reverse("door:answer", args=[box.address])),
        "may_run": may_run and not box.is_opened,
        "may_make_key": may(request.user, rules.KEEP_KEY, box.unit_id) and _needs_key(request, trustees),
        "may_open": not box.is_opened and request.user.pk in {trustee.user_id for trustee in trustees},
        "may_key_in": may(request.user, rules.KEY_IN, box.unit_id) and not box.is_blind and not box.is_opened,
        "script": queries.script_digest(),
    }
    return render(request, "ballotbox/box_detail.html", context)


@never_cache
@GET_AND_POST
def slips(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once more, then show all codes, this once, as a page to be printed."""
    box = _box(request, pk, rules.RUN)
    form = Form(request.POST or None)
    made: list[str] = []
    if done(request, form, lambda: made.extend(actions.slips(box, by=request.user))):
        link = request.build_absolute_uri(reverse("door:answer", args=[box.address]))
        printed = [{"code": code, "picture": codes.picture(f"{link}#{code}")} for code in made]
        return render(request, "ballotbox/slips.html", {"box": box, "slips": printed, "link": link})
    return form_page(request, form, "ballotbox/slips_confirm.html", {"box": box})


@GET_AND_POST
def slips_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    box = _box(request, pk, rules.RUN)
    form = Form(request.POST or None)
    if done(request, form, lambda: actions.discard_slips(box, by=request.user)):
        messages.success(request, _("The printed slips are worthless now. Destroy them, then print new ones."))
        return redirect(box)
    return form_page(request, form, "ballotbox/discard.html", {"box": box})


@GET_AND_POST
def count_back(request: SignedInRequest, pk: int) -> HttpResponse:
    box = _box(request, pk, rules.RUN)
    form = CountBackForm(request.POST or None)
    if done(request, form, lambda: actions.count_back(box, unused=form.cleaned_data["unused"], by=request.user)):
        messages.success(request, _("Saved."))
        return redirect(box)
    return form_page(request, form, "ballotbox/count_back.html", {"box": box})


@GET_AND_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    box = _box(request, pk, rules.RUN)
    form = Form(request.POST or None)
    if done(request, form, lambda: actions.close_box(box, by=request.user)):
        messages.success(request, _("The box is closed: no answer is taken any more."))
        return redirect(box)
    return form_page(request, form, "ballotbox/close.html", {"box": box})


@never_cache
@GET_AND_POST
def key(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a trustee's browser make a key; what arrives here is its public half."""
    box = _box(request, pk, rules.KEEP_KEY)
    form = KeyForm(request.POST or None)
    if done(request, form, lambda: _take_key(request, box, form)):
        messages.success(request, _("Your key belongs to this box now. Keep the paper locked away until the opening."))
        return redirect(box)
    return form_page(request, form, "ballotbox/key.html", {"box": box})


@never_cache
@GET_AND_POST
def open_box(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both trustees sit at one device and type their keys; an answer shows neither of them again."""
    box = _box(request, pk, rules.KEEP_KEY)
    if not box.trustees.filter(user=request.user).exists():
        raise PermissionDenied
    form = OpeningForm(request.POST or None)
    if done(request, form, lambda: opening.open_box(box, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The box is open. Its answers are published; the keys can be destroyed."))
        return redirect(box)
    return form_page(request, form, "ballotbox/open.html", {"box": box})


@never_cache
@GET_AND_POST
def key_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Type in some paper sheets at once; nothing of them is kept but the sealed answers, in an order made by chance."""
    box = _box(request, pk, rules.KEY_IN)
    if box.is_blind:
        raise Http404
    sheets = [SheetForm(request.POST or None, questions=box.questionnaire, prefix=f"s{n}") for n in range(SHEETS)]
    form = Form(request.POST or None)
    wrong = [sheet for sheet in sheets if not sheet.is_valid()]
    if request.method == "POST" and not wrong:
        filled = [sheet.sheet for sheet in sheets if sheet.sheet]
        if done(request, form, lambda: casting.key_in(box, filled, by=request.user)):
            text = ngettext("%(n)d sheet is in the box.", "%(n)d sheets are in the box.", len(filled))
            messages.success(request, text % {"n": len(filled)})
            return redirect("ballotbox:key_in", pk=pk)
    return form_page(request, form, "ballotbox/key_in.html", {"sheets": sheets, "box": box})


@never_cache
@GET_AND_POST
def ticket(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the reader's own ticket of a blind box; the browser asks here to have signed what it blinded."""
    found = queries.own_ticket(request.user, pk)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _signed(request, found.box)
    context = {
        "box": found.box,
        "fetched": found.blinded is not None,
        "issuing": found.box.is_issuing(today()),
        "answering": found.box.is_answering(today()),
        "data": {
            "address": found.box.address,
            "key": base64.b64encode(found.box.public_half).decode(),
        },
    }
    return render(request, "ballotbox/ticket.html", context)


def _signed(request: SignedInRequest, box: Box) -> HttpResponse:
    try:
        blinded = base64.b64decode(request.POST.get("blinded", ""), validate=True)
        signature = actions.sign_blinded(box, blinded=blinded, by=request.user)
    except (binascii.Error, ValueError):
        return JsonResponse({"code": "lost"}, status=422)
    except ValidationError as error:
        return JsonResponse({"code": error.code or "lost"}, status=422)
    return JsonResponse({"signature": base64.b64encode(signature).decode()})


def _take_key(request: SignedInRequest, box: Box, form: Form) -> None:
    try:
        public = base64.b64decode(form.cleaned_data["public_key"], validate=True)
    except binascii.Error:
        public = b""
    actions.make_key(box, public_key=public, by=request.user)


def _needs_key(request: SignedInRequest, trustees: list[Any]) -> bool:
    return len(trustees) < 2 and request.user.pk not in {trustee.user_id for trustee in trustees}  # noqa: PLR2004


def _box(request: SignedInRequest, pk: int, also: Permission | None = None) -> Box:
    return Box.objects.select_related("unit").get_for(request.user, rules.VIEW, also, pk=pk)
