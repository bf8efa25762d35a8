"""A list of members from a workbook: upload, match the columns, put the cells right, write."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import read_workbook
from chibo.base.vietnamese import parse_id
from chibo.records.members import enrolment, rules, tasks
from chibo.records.members.forms import MappingForm, UploadForm
from chibo.records.members.importing import Layout
from chibo.records.members.models import RollImport
from chibo.records.members.queries import assess
from chibo.records.members.sheets import sheet_rows, titles_of
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import PARTY_KINDS, Unit
from chibo.registry.orgs.queries import units_on
from chibo.registry.people.models import Membership

ROWS_SHOWN = 100
MISTAKES_SHOWN = 20


@require_http_methods(["GET", "POST"])
def import_start(request: SignedInRequest) -> HttpResponse:
    units = _units(request)
    first = request.standing.unit if request.standing.unit in units else units[0]
    initial = {"unit": first, "on": today(), "came": Membership.Way.OPENING}
    form = UploadForm(request.POST or None, request.FILES or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rows = read_workbook(data["file"].file)
            started = enrolment.start_import(
                rows=rows, unit=data["unit"], on=data["on"], came=data["came"], by=request.user,
                file_name=data["file"].name,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("file", error.messages[0])
        else:
            found = "full_name" in started.mapping
            return redirect("members:import_preview" if found else "members:import_mapping", pk=started.pk)
    drafts = RollImport.objects.permitted(request.user, rules.IMPORT).filter(state=RollImport.State.DRAFT)
    context = {"form": form, "drafts": drafts.select_related("unit", "by__person").defer("rows")}
    return render(request, "members/import_start.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def import_mapping(request: SignedInRequest, pk: int) -> HttpResponse:
    started = _started(request, pk)
    layout = Layout(started.header, started.mapping)
    form = MappingForm(request.POST or None, rows=started.rows, layout=layout)
    if request.method == "POST" and form.is_valid():
        try:
            enrolment.map_columns(started, form.layout)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("members:import_preview", pk=pk)
    context = {"form": form, "started": started}
    return render(request, "members/import_mapping.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def import_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    started = _started(request, pk)
    if started.state != RollImport.State.DRAFT:
        return redirect("members:import_progress", pk=pk)
    if request.method == "POST":
        return _go_on(request, started)
    layout = Layout(started.header, started.mapping)
    assessment = assess(started.rows, layout, started.unit, started.on)
    wrong = sorted({mistake.row for mistake in assessment.mistakes})
    page = page_of(request, wrong, ROWS_SHOWN)
    context = {
        "started": started,
        "assessment": assessment,
        "page": page,
        "titles": titles_of(layout),
        "rows": sheet_rows(started.rows, layout, assessment.mistakes, list(page)),
        "wrong": len(wrong),
        "right": len(assessment.matched.joining) + len(assessment.matched.standing),
        "listed": assessment.mistakes[:MISTAKES_SHOWN],
        "more": len(assessment.mistakes) - MISTAKES_SHOWN,
    }
    return render(request, "members/import_preview.html", context)


def _go_on(request: SignedInRequest, started: RollImport) -> HttpResponse:
    """Keep what was typed, then check again or hand the list to the worker."""
    try:
        started = enrolment.edit_cells(started, _typed(request))
        if "save" in request.POST:
            assessment = assess(started.rows, Layout(started.header, started.mapping), started.unit, started.on)
            if not assessment.mistakes and assessment.lines:
                started = enrolment.queue_import(started, total=len(assessment.lines), by=request.user)
                transaction.on_commit(partial(tasks.commit_import.enqueue, started.pk))
                return redirect("members:import_progress", pk=started.pk)
            messages.error(request, _("Nothing was written: some cells must be put right first."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path)


def _typed(request: SignedInRequest) -> dict[tuple[int, int], str]:
    """Read the fields `c-<row>-<column>`, and the button `use` that carries a suggestion as row:column:text."""
    typed: dict[tuple[int | None, int | None], str] = {}
    for name, value in request.POST.items():
        kind, _dash, place = name.partition("-")
        row, _dash, column = place.partition("-")
        if kind == "c":
            typed[parse_id(row), parse_id(column)] = str(value)
    row, _colon, rest = request.POST.get("use", "").partition(":")
    column, _colon, text = rest.partition(":")
    typed[parse_id(row), parse_id(column)] = text
    return {(row, column): text for (row, column), text in typed.items() if row is not None and column is not None}


@require_GET
def import_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    started = _started(request, pk)
    context = {
        "started": started,
        "job": started.job,
        "running": started.state == RollImport.State.QUEUED,
        "written": started.state == RollImport.State.DONE,
    }
    return render_part(request, "members/import_progress.html", "progress", context)


@require_POST
def import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    started = _started(request, pk)
    try:
        enrolment.discard_import(started)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The list was given up; nothing of it is kept."))
    return redirect("members:import_start")


def _started(request: SignedInRequest, pk: int) -> RollImport:
    _units(request)
    rows = RollImport.objects.select_related("unit", "job")
    return rows.get_for(request.user, rules.IMPORT, pk=pk)


def _units(request: SignedInRequest) -> list[Unit]:
    permitted = permitted_unit_ids(request.user, rules.IMPORT)
    units = list(units_on(today()).filter(pk__in=permitted, kind__in=PARTY_KINDS))
    if not units:
        raise PermissionDenied
    return units
