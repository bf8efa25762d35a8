from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from chibo.base.clock import today
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.base.vietnamese import parse_year
from chibo.records.cascade import actions, queries, rules
from chibo.records.cascade.reach import reach_of
from chibo.records.cascade.standings import SHOWN, Board, progress_of
from chibo.records.documents.models import Document
from chibo.records.documents.points import citations
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind

DAY = "dd/mm/yyyy"


@require_GET
def directive_list(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.OVERSEE):
        return redirect("cascade:sent")
    year, issuer = parse_year(request.GET.get("year", "")), request.GET.get("issuer", "")
    documents = queries.directives(request.user, year=year, issuer=issuer)
    if "open" in request.GET:
        rows = [one for one in queries.listed(list(documents), today()) if not one.progress.is_complete or one.idle]
        page = page_of(request, rows)
    else:
        page = page_of(request, documents)
        page.object_list = queries.listed(list(page.object_list), today())
    context = {
        "page": page,
        "issuer": issuer,
        "years": queries.years_of(request.user),
        "has_own": may_anywhere(request.user, rules.VIEW_OWN),
    }
    return render_part(request, "cascade/directive_list.html", "rows", context)


@require_GET
def directive_board(request: SignedInRequest, pk: int) -> HttpResponse:
    document = queries.overseen(request.user, pk)
    if document is None:
        return _to_own_page(request, pk)
    board = Board([document], today())
    standings = board.of(document)
    progress = progress_of(standings, asked=queries.asks_for_plan(document))
    show = request.GET.get("show", "")
    family = board.families.documents
    clauses = queries.clause_rows(family, today())
    context = {
        "document": document,
        "family": [one for one in document.carried_out_by.all() if one.pk in family],
        "progress": progress,
        "rows": page_of(request, [one for one in standings if show not in SHOWN or SHOWN[show](one)]),
        "clauses": clauses,
        "idle": sum(one.has_no_task for one in clauses),
        "conferences": queries.conferences(family),
        "reach": reach_of(document, family, today()),
        "may_remind": may(request.user, rules.REMIND, document.unit_id),
        "has_own": document.unit,
    }
    return render_part(request, "cascade/directive_board.html", "rows", context)


@require_GET
def clause_detail(request: SignedInRequest, pk: int, clause: int) -> HttpResponse:
    document = _overseen(request, pk)
    found = queries.clause_page(document, clause)
    if found is None:
        raise Http404
    cited = citations(request.user, [found.pk])
    context = {"document": document, "clause": found, "cited": cited, "day": today()}
    return render_part(request, "cascade/clause_detail.html", "rows", context)


@require_GET
def board_export(request: SignedInRequest, pk: int) -> HttpResponse:
    document = _overseen(request, pk)
    columns = [
        Column(_("Unit"), 36), Column(_("Received by the unit"), 14, DAY), Column(_("Made known"), 14, DAY),
        Column(_("Plan made"), 14, DAY), Column(_("Tasks given"), 12, "0"), Column(_("Tasks done"), 12, "0"),
        Column(_("Tasks late"), 12, "0"), Column(_("Urged"), 14, DAY),
    ]  # fmt: skip
    rows = [
        [one.unit.name, one.received_on if one.is_received else None, one.read_on if one.is_read else None,
         one.planned_on, one.given, one.done, one.late, one.reminded_on]
        for one in Board([document], today()).of(document)
    ]  # fmt: skip
    name = f"trien-khai-{slugify(document.symbol)}-{today().isoformat()}.xlsx"
    return made_response(write_workbook(document.symbol, columns, rows), name=name, kind=FileKind.XLSX)


@require_POST
def board_remind(request: SignedInRequest, pk: int) -> HttpResponse:
    document = _overseen(request, pk)
    if not may(request.user, rules.REMIND, document.unit_id):
        raise PermissionDenied
    lacking = [one.unit for one in Board([document], today()).of(document) if one.lacks]
    urged = actions.remind(document, units=lacking, by=request.user)
    message = ngettext("Urged %(count)d unit.", "Urged %(count)d units.", urged)
    messages.success(request, message % {"count": urged})
    return redirect("cascade:board", pk=document.pk)


def _overseen(request: SignedInRequest, pk: int) -> Document:
    document = queries.overseen(request.user, pk)
    if document is None:
        raise Http404
    return document


def _to_own_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead those who see only their own unit to its page; from outside there is nothing here."""
    units = queries.addressed(request.user, pk)
    if not units:
        raise Http404
    unit = request.standing.unit if request.standing.unit in units else units[0]
    return redirect("cascade:own", pk=pk, slug=unit.slug)
