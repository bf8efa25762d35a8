"""What it comes to in a year, what it is about, and what the week is to be about."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.base.vietnamese import parse_year
from chibo.records.communication import actions, queries, rules
from chibo.records.communication.forms import OrientationForm, TopicForm
from chibo.records.communication.models import Item
from chibo.records.communication.queries import TotalsRow
from chibo.records.communication.views import units_around
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.queries import subtree_ids


@require_GET
def totals(request: SignedInRequest) -> HttpResponse:
    year = _year(request)
    tables = [(by, name, rows, [_cells(row) for row in rows]) for by, name, rows in _tables(request, year)]
    context = {
        "year": year, "years": queries.years_of(request.user), "channels": Item.Channel,
        "tables": [(by, name, list(zip(rows, cells, strict=True))) for by, name, rows, cells in tables],
    }  # fmt: skip
    return render(request, "communication/totals.html", context)


@require_GET
def totals_export(request: SignedInRequest) -> HttpResponse:
    year = _year(request)
    columns = [Column(_("Counted by"), 16), Column(_("Name"), 36)]
    columns += [Column(str(channel.label), 14, "#,##0") for channel in Item.Channel]
    columns.append(Column(_("Minutes of broadcasts"), 16, "#,##0"))
    lines = [
        [
            name,
            row.name or _("Without a topic"),
            *(row.counts.get(channel.value, 0) for channel in Item.Channel),
            row.minutes,
        ]
        for _by, name, rows in _tables(request, year)
        for row in rows
    ]
    title = _("Articles and broadcasts of %(year)d") % {"year": year}
    book = write_workbook(title, columns, lines)
    return made_response(book, name=f"tuyen-truyen-{year}.xlsx", kind=FileKind.XLSX)


@require_http_methods(["GET", "POST"])
def topics(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.ORIENT)
    if unit is None:
        raise PermissionDenied
    form = TopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_topic(unit=unit, name=form.cleaned_data["name"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("communication:topics")
    context = {"form": form, "unit": unit, "topics": queries.topics_for([unit.pk])}
    return render(request, "communication/topics.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def orientations(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.ORIENT)
    if request.method == "POST" and unit is None:
        raise PermissionDenied
    form = OrientationForm(request.POST or None)
    if request.method == "POST" and unit and form.is_valid():
        actions.orient(unit=unit, by=request.user, **form.cleaned_data)
        messages.success(request, _("The units can read it."))
        return redirect("communication:orientations")
    rows = queries.orientations(request.user, units_around(request))
    context = {"page": page_of(request, rows), "form": form if unit else None, "unit": unit}
    return render_part(request, "communication/orientations.html", "rows", context, status_of(request))


def _year(request: SignedInRequest) -> int:
    return parse_year(request.GET.get("year", "")) or request.standing.day.year


def _tables(request: SignedInRequest, year: int) -> list[tuple[str, str, list[TotalsRow]]]:
    unit = request.standing.unit
    units = subtree_ids([unit.pk], request.standing.day) if unit else set()
    named = (("month", _("By month")), ("topic", _("By topic")), ("unit", _("By unit")))
    return [(by, name, queries.totals(request.user, units, year, by)) for by, name in named]


def _cells(row: TotalsRow) -> list[tuple[str, str, int]]:
    return [(channel.value, str(channel.label), row.counts.get(channel.value, 0)) for channel in Item.Channel]
