from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import Form, done, status_of
from chibo.base.vietnamese import parse_day
from chibo.records.selfchecks import actions, queries, rules
from chibo.records.selfchecks.forms import PartForm
from chibo.records.selfchecks.lists import lists_on, parts_named, parts_on
from chibo.records.selfchecks.models import SelfCheck
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere


@never_cache
@require_GET
def own_check(request: SignedInRequest) -> HttpResponse:
    """Show the author how far they have come; nobody else has such a page."""
    _require_member(request)
    year = queries.year_of(today())
    check = queries.own_check(request.user, year)
    answers = check.answers if check else {}
    context = {
        "check": check,
        "year": year,
        "parts": [(part, sum(key in answers for key, _item in part.keyed())) for part in parts_on(today())],
        "earlier": [one for one in queries.own_checks(request.user) if one.year != year],
        "may_read": may_anywhere(request.user, rules.READ),
    }
    return render(request, "selfchecks/own.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def part_write(request: SignedInRequest, list_part: str) -> HttpResponse:
    _require_member(request)
    parts = parts_on(today())
    here = next((place for place, one in enumerate(parts) if one.code == list_part), None)
    if here is None:
        raise Http404
    check = queries.own_check(request.user, queries.year_of(today()))
    if check and check.is_handed_in:
        return redirect(check)
    form = PartForm(request.POST or None, part=parts[here], known=check.answers if check else {})
    following = parts[here + 1] if here + 1 < len(parts) else None
    if done(request, form, lambda: actions.write(form.answers(), by=request.user)):
        messages.success(request, _("Saved. Only you can read it."))
        if following and "next" in request.POST:
            return redirect("selfchecks:part", list_part=following.code)
        return redirect("selfchecks:own")
    context = {"form": form, "part": parts[here], "following": following, "number": here + 1, "count": len(parts)}
    return render(request, "selfchecks/part_form.html", context, status=status_of(request))


@never_cache
@require_GET
def check_read(request: SignedInRequest, pk: int) -> HttpResponse:
    check = _readable(request, pk)
    parts = parts_named({key.rpartition(":")[0] for key in check.answers})
    context = {
        "check": check,
        "is_own": check.person_id == request.user.person_id,
        "parts": [(part.title, [(item, _answer(check, key)) for key, item in part.keyed()]) for part in parts],
    }
    return render(request, "selfchecks/read.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def check_hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    check = _own(request, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: actions.hand_in(check, by=request.user)):
        messages.success(request, _("Your self-check is handed in with the review."))
        return redirect(check)
    context = {
        "title": _("Hand in the self-check"),
        "what": _("From then on the secretary of the cell reads it, while the review lasts. It cannot be changed."),
        "verb": _("Hand in"),
        "keep": _("Not yet"),
    }
    return _confirm(request, form, context)


@never_cache
@require_http_methods(["GET", "POST"])
def check_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    check = _own(request, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: actions.delete(check, by=request.user)):
        messages.success(request, _("Your self-check is deleted; nothing of it is left."))
        return redirect("selfchecks:own")
    context = {
        "title": _("Delete the self-check"),
        "what": _("Everything that you have written in it goes; there is no way back."),
        "verb": _("Delete it"),
        "keep": _("Keep it"),
        "dangerous": True,
    }
    return _confirm(request, form, context)


@require_GET
def received(request: SignedInRequest) -> HttpResponse:
    """List by name what was handed in to the reader's cell; nothing is counted."""
    if not may_anywhere(request.user, rules.READ):
        raise PermissionDenied
    return render(request, "selfchecks/received.html", {"checks": queries.received(request.user, today())})


@require_GET
def published_lists(request: SignedInRequest) -> HttpResponse:
    """Show the lists in force on a day, for meetings and study."""
    _require_member(request)
    asked = request.GET.get("on", "")
    try:
        day, error = (parse_day(asked) if asked else today()), ""
    except ValueError:
        day, error = today(), _("Write day/month/year, for example 03/8/2022.")
    context = {"lists": lists_on(day), "day": day, "asked": asked, "error": error}
    return render(request, "selfchecks/lists.html", context, status=422 if error else 200)


def _answer(check: SelfCheck, key: str) -> dict[str, str]:
    kept = check.answers.get(key)
    return {**kept, "label": str(SelfCheck.Answer(kept["answer"]).label)} if kept else {}


def _confirm(request: SignedInRequest, form: Form, context: Mapping[str, object]) -> HttpResponse:
    told = {"form": form, "back": reverse("selfchecks:own"), **context}
    return render(request, "base/confirm.html", told, status=status_of(request))


def _readable(request: SignedInRequest, pk: int) -> SelfCheck:
    check = queries.readable_check(request.user, pk, today())
    if check is None:
        raise Http404
    return check


def _own(request: SignedInRequest, pk: int) -> SelfCheck:
    check = _readable(request, pk)
    if check.person_id != request.user.person_id:
        raise PermissionDenied
    return check


def _require_member(request: SignedInRequest) -> None:
    if not may_anywhere(request.user, rules.WRITE):
        raise PermissionDenied
