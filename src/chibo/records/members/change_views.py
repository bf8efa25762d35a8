"""Changes of one member: arrival, details, transfer, leaving, standing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chibo.base.clock import today
from chibo.base.forms import Form, add_errors, status_of
from chibo.base.vietnamese import day as day_text
from chibo.records.members import actions, rules
from chibo.records.members.forms import ArrivalForm, EditForm, LeaveForm, StandingForm, TransferForm
from chibo.records.members.queries import Found
from chibo.records.members.views import find
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import Permission, may, permitted_unit_ids
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import units_on
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Standing


@dataclass(frozen=True, slots=True)
class Step:
    """A change as its page tells it; with a `sentence` it is asked about before it is done."""

    title: str
    verb: str
    done: str
    back: str
    act: Callable[[], Any]
    sentence: Callable[[], str] | None = None

    @property
    def asks(self) -> bool:
        return self.sentence is not None


@require_http_methods(["GET", "POST"])
def arrival(request: SignedInRequest) -> HttpResponse:
    cells = _cells(request, rules.EDIT)
    if not cells:
        raise PermissionDenied
    first = request.standing.unit if request.standing.unit in cells else cells[0]
    form = ArrivalForm(request.POST or None, units=cells, initial={"unit": first, "on": today()})

    def act() -> Person:
        data = form.cleaned_data
        return actions.receive_member(
            unit=data["unit"], on=data["on"], paper=data["paper"], by=request.user, **form.details
        )

    step = Step(
        title=_("A member from outside"), verb=_("Put on the roll"), done=_("The member is on the roll."),
        back=reverse("members:roll"), act=act,
    )  # fmt: skip
    return _take(request, form, step)


@require_http_methods(["GET", "POST"])
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _permitted(request, pk, rules.EDIT)
    person = found.person
    shown = ("full_name", "gender", "born_on", "joined_party_on", "official_on")
    form = EditForm(request.POST or None, initial={name: getattr(person, name) for name in shown})
    step = Step(
        title=_("Correct details"), verb=_("Save"), done=_("Saved."), back=_page(person),
        act=lambda: people.correct_person(person, form.changes, by=request.user),
    )  # fmt: skip
    return _take(request, form, step, found)


@require_http_methods(["GET", "POST"])
def transfer(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _permitted(request, pk, rules.TRANSFER)
    here = _on_the_roll(found)
    cells = [cell for cell in _cells(request, rules.TRANSFER) if cell.pk != here.unit_id]
    form = TransferForm(request.POST or None, units=cells, initial={"on": today()})

    def act() -> None:
        data = form.cleaned_data
        _require_later(here, data["on"])
        people.transfer(found.person, to=data["unit"], on=data["on"], by=request.user, paper=data["paper"])

    def sentence() -> str:
        return _("From %(day)s %(member)s belongs to %(there)s and no longer to %(here)s.") % {
            "day": day_text(form.cleaned_data["on"]), "member": found.person,
            "there": form.cleaned_data["unit"], "here": here.unit,
        }  # fmt: skip

    step = Step(
        title=_("Transfer to another cell"), verb=_("Transfer"), done=_("The member was transferred."),
        back=_page(found.person), act=act, sentence=sentence,
    )  # fmt: skip
    return _take(request, form, step, found)


@require_http_methods(["GET", "POST"])
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _permitted(request, pk, rules.EDIT)
    here = _on_the_roll(found)
    form = LeaveForm(request.POST or None, initial={"on": today()})

    def act() -> None:
        data = form.cleaned_data
        _require_later(here, data["on"])
        left = Membership.Way(data["left"])
        actions.let_go(found.person, on=data["on"], left=left, by=request.user, paper=data["paper"])

    def sentence() -> str:
        way = Membership.Way(form.cleaned_data["left"]).label
        return _("From %(day)s %(member)s is no longer on the roll of %(here)s: %(way)s. Posts end the same day.") % {
            "day": day_text(form.cleaned_data["on"]), "member": found.person, "here": here.unit, "way": way,
        }  # fmt: skip

    step = Step(
        title=_("Take off the roll"), verb=_("Take off the roll"), done=_("The member is no longer on the roll."),
        back=_page(found.person), act=act, sentence=sentence,
    )  # fmt: skip
    return _take(request, form, step, found)


@require_http_methods(["GET", "POST"])
def standing(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _permitted(request, pk, rules.EDIT)
    _on_the_roll(found)
    form = StandingForm(request.POST or None, initial={"on": today()})

    def act() -> None:
        data = form.cleaned_data
        until = data["last_day"] + dt.timedelta(days=1) if data["last_day"] else None
        people.set_standing(
            found.person, state=Standing.State(data["state"]), on=data["on"], until=until, by=request.user,
            paper=data["paper"],
        )  # fmt: skip

    step = Step(
        title=_("Change the standing"), verb=_("Save"), done=_("The standing was changed."),
        back=_page(found.person), act=act,
    )  # fmt: skip
    return _take(request, form, step, found)


def _take(request: SignedInRequest, form: Form, step: Step, found: Found | None = None) -> HttpResponse:
    """Show the form, ask again where the step says so, do it; what cannot be is refused before it is asked about."""
    context = {"form": form, "step": step, "found": found}
    if request.method == "POST" and form.is_valid():
        try:
            if step.sentence and "confirmed" not in request.POST:
                with transaction.atomic():
                    step.act()
                    transaction.set_rollback(True)
                return render(request, "members/change_confirm.html", {**context, "sentence": step.sentence()})
            outcome = step.act()
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, step.done)
            return redirect(_page(outcome) if isinstance(outcome, Person) else step.back)
    return render(request, "members/change_form.html", context, status=status_of(request))


def _permitted(request: SignedInRequest, pk: int, permission: Permission) -> Found:
    found = find(request, pk)
    if not may(request.user, permission, found.unit_id):
        raise PermissionDenied
    return found


def _on_the_roll(found: Found) -> Membership:
    if found.membership is None or found.membership.valid_until is not None:
        raise PermissionDenied
    return found.membership


def _require_later(here: Membership, on: dt.date) -> None:
    if on <= here.valid_from:
        reason = _("The member has been in %(cell)s since %(day)s: choose a later day.")
        raise ValidationError({"on": reason % {"cell": here.unit, "day": day_text(here.valid_from)}})


def _cells(request: SignedInRequest, permission: Permission) -> list[Unit]:
    permitted = permitted_unit_ids(request.user, permission)
    return list(units_on(today()).filter(kind=Kind.CELL, pk__in=permitted))


def _page(person: Person) -> str:
    return reverse("members:person", args=[person.pk])
