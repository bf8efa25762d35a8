from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.contests import actions, queries, rules
from chibo.records.contests.actions import NewEntry
from chibo.records.contests.forms import ContestForm, EntryForm
from chibo.records.contests.models import Contest
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.registry.people.queries import members_of


@require_GET
def contest_list(request: SignedInRequest) -> HttpResponse:
    context = {
        "page": page_of(request, queries.contest_list(request.user)),
        "may_run": _runner(request) is not None,
    }
    return render_part(request, "contests/contest_list.html", "rows", context)


@require_GET
def contest_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = _contest(request, pk)
    seen = permitted_unit_ids(request.user, rules.VIEW_ENTRIES)
    context = {
        "contest": contest,
        "units": queries.entries_by_unit(contest, seen),
        "page": page_of(request, queries.entry_list(request.user, contest)),
        "own": queries.own_entries(request.user, contest),
        "may_enter": bool(permitted_unit_ids(request.user, rules.ENTER) & subtree_ids([contest.unit_id], today())),
    }
    return render_part(request, "contests/contest_detail.html", "rows", context)


@require_http_methods(["GET", "POST"])
def contest_create(request: SignedInRequest) -> HttpResponse:
    unit = _runner(request)
    if unit is None:
        raise PermissionDenied
    form = ContestForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            contest = actions.open_contest(unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(contest)
    context = {"form": form, "unit": unit}
    return render(request, "contests/contest_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def entry_record(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = _contest(request, pk)
    ids = permitted_unit_ids(request.user, rules.ENTER) & subtree_ids([contest.unit_id], today())
    if not ids:
        raise PermissionDenied
    form = EntryForm(
        request.POST or None,
        units=units_on(today()).filter(pk__in=ids),
        people=members_of(ids, today()),
        initial={"entered_on": min(today(), contest.closes_on), "unit": request.standing.unit},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        entries = [NewEntry(text, data["unit"], data["entered_on"], data["person"]) for text in data["receipts"]]
        try:
            added = actions.record_entries(contest, entries, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            message = ngettext("Recorded %(count)d new entry.", "Recorded %(count)d new entries.", added)
            messages.success(request, message % {"count": added})
            return redirect(contest)
    context = {"form": form, "contest": contest}
    return render(request, "contests/entry_form.html", context, status=422 if request.method == "POST" else 200)


def _contest(request: SignedInRequest, pk: int) -> Contest:
    contest = queries.contest_page(request.user, pk)
    if contest is None:
        raise Http404
    return contest


def _runner(request: SignedInRequest) -> Unit | None:
    """Return the unit in whose name the user may open a contest: where they stand if they may there, else their own."""
    unit = request.standing.unit
    if unit and may(request.user, rules.RUN, unit.pk):
        return unit
    return Unit.objects.filter(pk__in=permitted_unit_ids(request.user, rules.RUN)).order_by("pk").first()
