"""Proposing, opinions, and what was decided."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.base.vietnamese import parse_id
from chibo.records.awards import actions, rules
from chibo.records.awards.actions import NewAward
from chibo.records.awards.forms import DecisionFields, OpinionForm, ProposalForm, ReasonForm, RecordForm
from chibo.records.awards.models import Award
from chibo.records.awards.views import award
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import Permission, may, permitted_unit_ids
from chibo.registry.orgs.queries import units_on
from chibo.registry.people.models import Person
from chibo.registry.people.queries import holders_on, members_of


@require_http_methods(["GET", "POST"])
def propose(request: SignedInRequest) -> HttpResponse:
    ids = _ids(request, rules.PROPOSE)
    form = ProposalForm(request.POST or None, **_choices(ids), initial=_asked(request))
    made: list[Award] = []
    if done(request, form, lambda: made.append(actions.propose(by=request.user, **form.cleaned_data))):
        messages.success(request, _("The proposal is recorded."))
        return redirect(made[0])
    return form_page(request, form, "awards/proposal_form.html", {})


@require_http_methods(["GET", "POST"])
def record(request: SignedInRequest) -> HttpResponse:
    """Record an award that was decided before it came into Chibo."""
    ids = _ids(request, rules.DECIDE)
    form = RecordForm(request.POST or None, **_choices(ids), initial=_asked(request))
    made: list[Award] = []

    def act() -> None:
        of = {name: form.cleaned_data[name] for name in ("unit", "person", "kind", "year", "merit")}
        made.extend(actions.record_awards([NewAward(decision=form.decision, **of)], by=request.user))

    if done(request, form, act):
        messages.success(request, _("The award is recorded."))
        return redirect(made[0])
    return form_page(request, form, "awards/record_form.html", {})


@require_http_methods(["GET", "POST"])
def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _for(request, pk, rules.OPINE)
    form = OpinionForm(request.POST or None)
    if done(request, form, lambda: actions.give_opinion(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The opinion is recorded."))
        return redirect(found)
    return form_page(request, form, "awards/opinion_form.html", {"award": found})


@require_http_methods(["GET", "POST"])
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _for(request, pk, rules.DECIDE)
    form = DecisionFields(request.POST or None)
    if done(request, form, lambda: actions.decide(found, decision=form.decision, by=request.user)):
        messages.success(request, _("The decision is recorded."))
        return redirect(found)
    return form_page(request, form, "awards/decision_form.html", {"award": found})


@require_http_methods(["GET", "POST"])
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _for(request, pk, rules.DECIDE)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda: actions.decline(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Recorded as not awarded."))
        return redirect(found)
    words = {
        "title": _("Not awarded"),
        "what": _("The proposal is closed without an award; it stays to be read, with the reason."),
        "verb": _("Close the proposal"),
        "keep": _("Leave it open"),
    }
    return form_page(request, form, "base/confirm.html", {**words, "back": found.get_absolute_url()})


@require_http_methods(["GET", "POST"])
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _for(request, pk, rules.DECIDE)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda: actions.revoke(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The award is revoked and no longer counts."))
        return redirect(found)
    words = {
        "title": _("Revoke the award"),
        "what": _("Use this when the award was taken back, or was recorded by mistake. It no longer counts."),
        "verb": _("Revoke the award"),
        "keep": _("Keep it"),
    }
    return form_page(request, form, "base/confirm.html", {**words, "back": found.get_absolute_url(), "dangerous": True})


def _for(request: SignedInRequest, pk: int, permission: Permission) -> Award:
    found = award(request, pk)
    if not may(request.user, permission, found.unit_id):
        raise PermissionDenied
    return found


def _ids(request: SignedInRequest, permission: Permission) -> set[int]:
    ids = permitted_unit_ids(request.user, permission)
    if not ids:
        raise PermissionDenied
    return ids


def _choices(ids: set[int]) -> dict[str, Any]:
    """Return the units, and the people of them: members, and whoever holds a post there."""
    held = holders_on(today(), ids).values("person_id")
    people = Person.objects.filter(pk__in=members_of(ids, today()).values("pk").union(held)).order_by("sort_key", "pk")
    return {"units": units_on(today()).filter(pk__in=ids), "people": people}


def _asked(request: SignedInRequest) -> dict[str, Any]:
    """Return what a link has filled in beforehand."""
    given = {name: parse_id(request.GET.get(name, "")) for name in ("person", "year")}
    unit = parse_id(request.GET.get("to", "")) or request.standing.unit
    return {"unit": unit, "year": today().year, "kind": request.GET.get("kind", "")[:30]} | {
        name: value for name, value in given.items() if value
    }
