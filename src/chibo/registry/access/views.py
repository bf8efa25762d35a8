from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors
from chibo.base.paging import page_of
from chibo.registry.access import actions, queries
from chibo.registry.access.forms import AccountForm, GrantForm
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.models import Proposal, User
from chibo.registry.access.permissions import may_anywhere
from chibo.registry.access.rules import MANAGE_ACCOUNTS
from chibo.registry.access.tokens import revoke_token
from chibo.registry.people.models import Person


@require_GET
def account_list(request: SignedInRequest) -> HttpResponse:
    _require_administrator(request)
    context = {
        "page": page_of(request, queries.account_list(request.user)),
        "proposals": queries.open_proposals(request.user),
    }
    return render(request, "access/account_list.html", context)


@require_http_methods(["GET", "POST"])
def account_open(request: SignedInRequest) -> HttpResponse:
    _require_administrator(request)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["card_number"]
        person = queries.managed_people(request.user).filter(card_number=number).first() if number else None
        if number and person is None:
            form.add_error("card_number", _("Nobody in your units has this card number."))
        elif _done(form, lambda: _open(request, form, person)):
            messages.success(request, _("The account is open."))
            return redirect("access:accounts")
    return render(request, "access/account_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def role_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    _require_administrator(request)
    account = get_object_or_404(queries.managed_accounts(request.user), pk=pk)
    form = GrantForm(request.POST or None, units=queries.managed_units(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            given = actions.give_role(account, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            waits = isinstance(given, Proposal)
            messages.success(
                request, _("Another administrator must confirm this.") if waits else _("The role is given.")
            )
            return redirect("access:accounts")
    context = {"form": form, "account": account}
    return render(request, "access/grant_form.html", context, status=422 if form.errors else 200)


@require_POST
def proposal_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    _require_administrator(request)
    proposal = get_object_or_404(queries.open_proposals(request.user), pk=pk)
    return _say(request, lambda: actions.confirm_proposal(proposal, by=request.user))


@require_POST
def proposal_decline(request: SignedInRequest, pk: int) -> HttpResponse:
    _require_administrator(request)
    proposal = get_object_or_404(queries.open_proposals(request.user), pk=pk)
    return _say(request, lambda: actions.decline_proposal(proposal, by=request.user))


@require_POST
def role_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    _require_administrator(request)
    grant = get_object_or_404(queries.managed_grants(request.user), pk=pk)
    return _say(request, lambda: actions.withdraw_role(grant, on=today(), by=request.user))


@require_http_methods(["GET", "POST"])
def account_close(request: SignedInRequest, pk: int) -> HttpResponse:
    _require_administrator(request)
    account = get_object_or_404(queries.managed_accounts(request.user), pk=pk)
    if request.method == "POST":
        return _say(request, lambda: actions.close_account(account, by=request.user))
    context = {
        "title": _("Close this account?"),
        "what": f"{account.username} ({account})",
        "consequences": [
            _("It can no longer sign in, at once."),
            _("Its keys to the API are gone."),
            _("What was recorded with it stays."),
        ],
        "verb": _("Close the account"),
        "keep": _("Keep"),
        "back": reverse("access:accounts"),
        "dangerous": True,
    }
    return render(request, "base/confirm.html", context)


@require_GET
def token_list(request: SignedInRequest) -> HttpResponse:
    page = page_of(request, queries.visible_tokens(request.user))
    return render(request, "access/token_list.html", {"page": page, "today": today()})


@require_POST
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(queries.visible_tokens(request.user), pk=pk)
    revoke_token(token, by=request.user)
    messages.success(request, _("The key no longer opens anything."))
    return redirect("access:tokens")


def _open(request: SignedInRequest, form: AccountForm, person: Person | None) -> User:
    chosen = {name: form.cleaned_data[name] for name in ("username", "password")}
    return actions.open_account(person=person, by=request.user, **chosen)


def _require_administrator(request: SignedInRequest) -> None:
    if not may_anywhere(request.user, MANAGE_ACCOUNTS):
        raise PermissionDenied


def _done(form: AccountForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def _say(request: SignedInRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("access:accounts")
