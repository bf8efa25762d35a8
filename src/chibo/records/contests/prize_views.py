from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.records.contests import prizes, queries, rules
from chibo.records.contests.forms import PrizeForm, ReasonForm
from chibo.records.contests.models import Prize
from chibo.records.contests.views import contest
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may
from chibo.registry.orgs.models import Kind
from chibo.registry.orgs.queries import nearest_above


@require_http_methods(["GET", "POST"])
def prize_award(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a prize that people decided on."""
    of = contest(request, pk, run=True)
    entries = of.entries.filter(person__isnull=False, prize=None).select_related(
        "person", "unit", "contest", "round__contest"
    )
    form = PrizeForm(
        request.POST or None, entries=entries.order_by("person__sort_key", "round__number", "attempt", "pk"),
        initial={"decided_on": today(), "issuer": _committee(of.unit.name)},
    )  # fmt: skip
    if done(request, form, lambda: prizes.award(by=request.user, **form.cleaned_data)):
        messages.success(request, _("The prize is recorded."))
        return redirect(of)
    return form_page(request, form, "contests/prize_form.html", {"contest": of})


@require_http_methods(["GET", "POST"])
def prize_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    prize = _prize(request, pk)
    of = prize.entry.contest
    if not may(request.user, rules.RUN, of.unit_id):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda: prizes.take_back(prize, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The prize is taken back."))
        return redirect(of)
    context = {
        "title": _("Take back the prize"),
        "what": _("The prize of %(name)s is taken off the list.") % {"name": prize.entry.person},
        "verb": _("Take back the prize"),
        "keep": _("Leave it"),
        "back": of.get_absolute_url(),
        "dangerous": True,
    }
    return form_page(request, form, "base/confirm.html", context)


@require_GET
def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    """One page of paper for one winner."""
    prize = _prize(request, pk)
    unit = prize.entry.contest.unit
    above = nearest_above(unit.pk, (Kind.SUPERIOR,), prize.decided_on)
    context = {"prize": prize, "contest": prize.entry.contest, "unit": unit, "above": above if above != unit else None}
    return render(request, "contests/certificate.html", context)


def _committee(name: str) -> str:
    """Return what the committee of a Party organisation is called: Đảng bộ phường A has a Đảng ủy phường A."""
    return name.replace("Đảng bộ", "Đảng ủy", 1)


def _prize(request: SignedInRequest, pk: int) -> Prize:
    prize = queries.prize_page(request.user, pk)
    if prize is None:
        raise Http404
    return prize
