"""What appeared before it was written down: several lines typed, or a workbook whose lines are checked first."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.forms import add_errors
from chibo.base.spreadsheets import read_workbook, write_workbook
from chibo.records.communication import actions, queries, rules
from chibo.records.communication.models import Item
from chibo.records.communication.past import MOST, columns, lines_of
from chibo.records.communication.past_forms import LineForm, Lines, PastForm
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere, permitted_unit_ids
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.models import Placement, Unit

MORE = 5


@require_http_methods(["GET", "POST"])
def past(request: SignedInRequest) -> HttpResponse:
    units = Unit.objects.filter(pk__in=permitted_unit_ids(request.user, rules.EDIT)).order_by("position", "name", "pk")
    first = request.standing.unit if request.standing.unit in units else units.first()
    if first is None:
        raise PermissionDenied
    form = PastForm(request.POST or None, request.FILES or None, units=units, initial={"unit": first})
    unit = (form.cleaned_data.get("unit") if form.is_bound and form.is_valid() else None) or first
    lines = _lines(request, form, unit)
    if "save" in request.POST and form.is_valid() and lines.is_valid():
        try:
            written = _write(lines, unit, request)
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = ngettext("Written down: %(count)d item.", "Written down: %(count)d items.", written)
            messages.success(request, said % {"count": written})
            return redirect("communication:items")
    refused = "save" in request.POST or bool(form.errors)
    context = {"form": form, "lines": lines, "wrong": _wrong(lines)}
    return render(request, "communication/past.html", context, status=422 if refused else 200)


@require_GET
def past_sheet(request: SignedInRequest) -> HttpResponse:
    """Send a workbook that holds the titles of the columns and nothing else."""
    if not may_anywhere(request.user, rules.EDIT):
        raise PermissionDenied
    return made_response(write_workbook(_("Items"), columns(), []), name="mau-tin-bai.xlsx", kind=FileKind.XLSX)


def _lines(request: SignedInRequest, form: PastForm, unit: Unit) -> BaseFormSet[LineForm]:
    """Return the lines of the workbook if one was chosen, else those that were typed, else empty ones."""
    details = {
        "unit": unit, "alive": list(Placement.objects.filter(unit=unit)), "topics": queries.topics_for([unit.pk]),
    }  # fmt: skip
    if request.method == "GET":
        return Lines(form_kwargs=details)
    if "read" in request.POST and form.is_valid() and (upload := form.cleaned_data["file"]):
        try:
            return Lines(_posted(lines_of(read_workbook(upload.file))), form_kwargs=details)
        except ValidationError as error:
            form.add_error("file", error.messages[0])
    data: Any = request.POST
    if "more" in request.POST:
        data = request.POST.copy()
        total = data.get("form-TOTAL_FORMS", "0")
        data["form-TOTAL_FORMS"] = str(min(MOST, (int(total) if total.isdecimal() and len(total) <= 3 else 0) + MORE))  # noqa: PLR2004 -- MOST has three digits
    return Lines(data, form_kwargs=details)


def _posted(lines: list[dict[str, str]]) -> dict[str, str]:
    """Return the lines of a workbook as the form would send them."""
    posted = {"form-TOTAL_FORMS": str(len(lines)), "form-INITIAL_FORMS": "0"}
    for number, line in enumerate(lines):
        posted |= {f"form-{number}-{name}": text for name, text in line.items()}
    return posted


def _wrong(lines: BaseFormSet[LineForm]) -> list[int]:
    """Return the numbers of the lines in which something is wrong."""
    if not lines.is_bound:
        return []
    lines.full_clean()
    return [number for number, form in enumerate(lines.forms, start=1) if form.errors]


def _write(lines: BaseFormSet[LineForm], unit: Unit, request: SignedInRequest) -> int:
    items = [Item(unit=unit, **form.cleaned_data) for form in lines.forms if form.has_changed()]
    if not items:
        raise ValidationError(_("Write at least one line."))
    actions.record_published(items, by=request.user)
    return len(items)
