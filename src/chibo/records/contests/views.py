from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import Form, done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.records.contests import actions, queries, rules
from chibo.records.contests.actions import NewEntry
from chibo.records.contests.forms import ContestForm, EntryForm, PaperForm, QuotaForm, ReasonForm
from chibo.records.contests.models import Contest
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.access.permissions import may, permitted_unit_ids
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.registry.people.queries import members_of


@require_GET
def contest_list(request: SignedInRequest) -> HttpResponse:
    context = {
        "page": page_of(request, queries.contest_list(request.user)),
        "may_run": acting_for(request, rules.RUN) is not None,
    }
    return render_part(request, "contests/contest_list.html", "rows", context)


@require_GET
def contest_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    found = contest(request, pk)
    context = {
        "contest": found,
        "page": page_of(request, queries.entry_list(request.user, found)),
        "own": queries.own_entries(request.user, found),
        "rounds": queries.round_list(request.user, found),
        "prizes": queries.prizes_of(found),
        "may_take": may(request.user, rules.TAKE, found.unit_id),
        "may_enter": bool(_enters(request, found)) and not found.is_closed,
        "may_run": may(request.user, rules.RUN, found.unit_id),
        "day": today(),
    }
    return render_part(request, "contests/contest_detail.html", "rows", context)


@require_http_methods(["GET", "POST"])
def contest_create(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.RUN)
    if unit is None:
        raise PermissionDenied
    form = ContestForm(request.POST or None, user=request.user)
    made: list[Contest] = []
    if done(request, form, lambda: made.append(actions.open_contest(unit=unit, by=request.user, **form.cleaned_data))):
        return redirect(made[0])
    return form_page(request, form, "contests/contest_form.html", {"unit": unit})


@require_http_methods(["GET", "POST"])
def contest_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = contest(request, pk, run=True)
    initial = {name: getattr(found, name) for name in ContestForm.base_fields}
    form = ContestForm(request.POST or None, user=request.user, initial=initial)
    if done(request, form, lambda: actions.change_contest(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(found)
    return form_page(request, form, "contests/contest_form.html", {"unit": found.unit, "contest": found})


@require_http_methods(["GET", "POST"])
def contest_close(request: SignedInRequest, pk: int) -> HttpResponse:
    found = contest(request, pk, run=True)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: actions.close_contest(found, by=request.user)):
        messages.success(request, _("The contest is closed; no entry is taken any more."))
        return redirect(found)
    context = {
        "title": _("Close the contest"),
        "what": _("From now on nobody can send or record an entry, and the right answers are shown."),
        "verb": _("Close the contest"),
        "keep": _("Keep it open"),
        "back": found.get_absolute_url(),
    }
    return form_page(request, form, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def contest_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    found = contest(request, pk, run=True)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda: actions.reopen_contest(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The contest is open again."))
        return redirect(found)
    context = {
        "title": _("Open the contest again"),
        "what": _("Entries are taken again. The right answers of rounds that are over have been seen already."),
        "verb": _("Open again"),
        "keep": _("Keep it closed"),
        "back": found.get_absolute_url(),
    }
    return form_page(request, form, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def entry_record(request: SignedInRequest, pk: int) -> HttpResponse:
    found = contest(request, pk)
    ids = _require_enters(request, found)
    form = EntryForm(
        request.POST or None,
        units=units_on(today()).filter(pk__in=ids),
        people=members_of(ids, today()),
        initial={"entered_on": min(today(), found.closes_on), "unit": request.standing.unit},
    )
    added: list[int] = []

    def record() -> None:
        data = form.cleaned_data
        entries = [NewEntry(text, data["unit"], data["entered_on"], data["person"]) for text in data["receipts"]]
        added.append(actions.record_entries(found, entries, by=request.user))

    if done(request, form, record):
        _tell_added(request, added[0])
        return redirect(found)
    return form_page(request, form, "contests/entry_form.html", {"contest": found})


@require_http_methods(["GET", "POST"])
def paper_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record paper entries of people who are not members: counted by unit, not named."""
    found = contest(request, pk)
    ids = _require_enters(request, found)
    form = PaperForm(
        request.POST or None,
        units=units_on(today()).filter(pk__in=ids),
        initial={"on": min(today(), found.closes_on), "unit": request.standing.unit},
    )
    added: list[int] = []
    if done(request, form, lambda: added.append(actions.record_paper(found, by=request.user, **form.cleaned_data))):
        _tell_added(request, added[0])
        return redirect(found)
    return form_page(request, form, "contests/paper_form.html", {"contest": found})


@require_http_methods(["GET", "POST"])
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what each unit was to send and what it sent; who runs the contest sets the numbers here."""
    found = contest(request, pk)
    may_run = may(request.user, rules.RUN, found.unit_id)
    if request.method == "POST" and not may_run:
        raise PermissionDenied
    below = subtree_ids([found.unit_id], today())
    form = QuotaForm(request.POST or None, units=units_on(today()).filter(pk__in=below))
    if done(request, form, lambda: actions.set_quota(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("contests:plan", pk=found.pk)
    rows = queries.plan_of(found, permitted_unit_ids(request.user, rules.VIEW_ENTRIES))
    planned = [row for row in rows if row.planned]
    totals = {
        "planned": sum(row.planned or 0 for row in planned),
        "entries": sum(row.entries for row in rows),
        "reached": sum(row.entries >= (row.planned or 0) for row in planned),
    }
    context = {"contest": found, "rows": rows, "totals": totals, "may_run": may_run and not found.is_closed}
    return form_page(request, form, "contests/plan.html", context)


@require_GET
def plan_export(request: SignedInRequest, pk: int) -> HttpResponse:
    found = contest(request, pk)
    rows = queries.plan_of(found, permitted_unit_ids(request.user, rules.VIEW_ENTRIES))
    heads = [
        Column(_("Unit"), 40),
        Column(_("Plan"), 12, "#,##0"),
        Column(_("Entries"), 12, "#,##0"),
        Column(_("Members"), 12, "#,##0"),
        Column(_("Percent of the plan"), 16, "0.0"),
    ]
    cells = [[row.unit.name, row.planned, row.entries, row.members, row.percent] for row in rows]
    return workbook(f"cuoc-thi-{found.pk}-ke-hoach.xlsx", found.title, heads, cells)


def contest(request: SignedInRequest, pk: int, *, run: bool = False) -> Contest:
    found = queries.contest_page(request.user, pk)
    if found is None:
        raise Http404
    if run and not may(request.user, rules.RUN, found.unit_id):
        raise PermissionDenied
    return found


def workbook(name: str, title: str, heads: Sequence[Column], cells: Iterable[Sequence[Any]]) -> HttpResponse:
    return made_response(write_workbook(title, heads, cells), name=name, kind=FileKind.XLSX)


def _enters(request: SignedInRequest, found: Contest) -> set[int]:
    return permitted_unit_ids(request.user, rules.ENTER) & subtree_ids([found.unit_id], today())


def _require_enters(request: SignedInRequest, found: Contest) -> set[int]:
    ids = _enters(request, found)
    if not ids:
        raise PermissionDenied
    return ids


def _tell_added(request: SignedInRequest, added: int) -> None:
    message = ngettext("Recorded %(count)d new entry.", "Recorded %(count)d new entries.", added)
    messages.success(request, message % {"count": added})
