from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.forms import Form, done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.ballots import actions, minutes, queries, rules
from chibo.records.ballots.forms import BallotForm, CountForm, LookForm, SummonedForm
from chibo.records.ballots.models import Ballot, Count
from chibo.records.ballots.page import Page, page_about
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.access.permissions import may
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind


@require_GET
def ballot_list(request: SignedInRequest) -> HttpResponse:
    rows = queries.ballot_list(request.user, waiting=request.GET.get("state") == "waiting")
    context = {"page": page_of(request, rows), "may_open": acting_for(request, rules.ENTER) is not None}
    return render_part(request, "ballots/ballot_list.html", "rows", context)


@require_GET
def ballot_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    page = _page(request, pk)
    return render(request, "ballots/ballot_detail.html", {"ballot": page.ballot, "page": page})


@require_http_methods(["GET", "POST"])
def ballot_open(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.ENTER)
    if unit is None:
        raise PermissionDenied
    form = BallotForm(request.POST or None, uses=queries.uses_in(request.user, unit.pk))
    made: list[Ballot] = []
    if done(request, form, lambda: made.append(actions.open_ballot(unit=unit, by=request.user, **form.cleaned_data))):
        return redirect(made[0])
    return form_page(request, form, "ballots/ballot_form.html", {"unit": unit})


@require_http_methods(["GET", "POST"])
def count_enter(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = _entering(request, pk)
    questions, options = queries.paper_of(ballot)
    form = CountForm(request.POST or None, questions=questions, options=options)
    if done(request, form, lambda: actions.enter_count(ballot, numbers=form.numbers, by=request.user)):
        messages.success(request, _("Your count is entered."))
        return redirect(ballot)
    return form_page(request, form, "ballots/count_form.html", {"ballot": ballot, "correcting": False})


@require_http_methods(["GET", "POST"])
def count_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the author of a count change it."""
    ballot = _entering(request, pk)
    count = _own(request, ballot)
    questions, options = queries.paper_of(ballot)
    initial = queries.numbers_of(count).cells()
    form = CountForm(request.POST or None, questions=questions, options=options, own=True, initial=initial)

    def correct() -> None:
        reason = form.cleaned_data["reason"]
        actions.correct_count(count, numbers=form.numbers, by=request.user, reason=reason)

    if done(request, form, correct):
        messages.success(request, _("Your count is corrected."))
        return redirect(ballot)
    return form_page(request, form, "ballots/count_form.html", {"ballot": ballot, "correcting": True})


@require_http_methods(["GET", "POST"])
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a third person say which of two numbers is right."""
    page = _page(request, pk, enter=True)
    form = LookForm(request.POST if request.method == "POST" else None, differing=page.differing)

    def choose() -> None:
        right = dict(form.cleaned_data)
        actions.look_again(page.ballot, reason=right.pop("reason"), right=right, by=request.user)

    if done(request, form, choose):
        messages.success(request, _("Both counts agree now."))
        return redirect(page.ballot)
    return form_page(request, form, "ballots/look_form.html", {"ballot": page.ballot, "page": page})


@require_http_methods(["GET", "POST"])
def ballot_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = _entering(request, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: actions.settle(ballot, by=request.user)):
        messages.success(request, _("The result is settled."))
        return redirect(ballot)
    context = {
        "title": _("Settle the result"),
        "what": _("Both counts agree. From now on nobody can change a number of this vote."),
        "verb": _("Settle the result"),
        "keep": _("Not yet"),
        "back": ballot.get_absolute_url(),
    }
    return form_page(request, form, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def summoned_change(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = _entering(request, pk)
    form = SummonedForm(request.POST or None, initial={"summoned": ballot.summoned})
    if done(request, form, lambda: actions.change_summoned(ballot, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(ballot)
    return form_page(request, form, "ballots/summoned_form.html", {"ballot": ballot})


@require_http_methods(["GET", "POST"])
def ballot_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = _entering(request, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: actions.take_back(ballot, by=request.user)):
        messages.success(request, _("The vote is removed."))
        return redirect("ballots:list")
    context = {
        "title": _("Remove this vote"),
        "what": _("“%(title)s” is taken off the list. This is possible while no count has been entered.")
        % {"title": ballot.title},
        "verb": _("Remove this vote"),
        "keep": _("Keep it"),
        "back": ballot.get_absolute_url(),
        "dangerous": True,
    }
    return form_page(request, form, "base/confirm.html", context)


@require_GET
def minutes_download(request: SignedInRequest, pk: int) -> HttpResponse:
    ballot = _ballot(request, pk)
    found = queries.result(ballot)
    if found is None:
        raise Http404
    return made_response(minutes.write(ballot, found), name=f"bien-ban-kiem-phieu-{ballot.pk}.docx", kind=FileKind.DOCX)


def _ballot(request: SignedInRequest, pk: int, *, enter: bool = False) -> Ballot:
    found = queries.ballot_page(request.user, pk)
    if found is None:
        raise Http404
    if enter and not may(request.user, rules.to_enter(found.use), found.unit_id):
        raise PermissionDenied
    return found


def _entering(request: SignedInRequest, pk: int) -> Ballot:
    return _ballot(request, pk, enter=True)


def _page(request: SignedInRequest, pk: int, *, enter: bool = False) -> Page:
    ballot = _ballot(request, pk, enter=enter)
    return page_about(ballot, request.user, may_enter=may(request.user, rules.to_enter(ballot.use), ballot.unit_id))


def _own(request: SignedInRequest, ballot: Ballot) -> Count:
    own = [count for count in queries.counts_of(ballot) if count.person_id == request.user.person_id]
    if not own or ballot.is_settled:
        raise PermissionDenied
    return own[0]
