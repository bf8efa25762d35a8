import io

from django.core.files import File
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors
from chibo.base.guard import FileKind, RefusedFile, inspect
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.sandbox import parse
from chibo.base.vietnamese import parse_year
from chibo.records.cells import queries, rules, sealing
from chibo.records.cells.forms import CheckForm
from chibo.records.cells.models import Record
from chibo.records.cells.paper import paper_of
from chibo.records.cells.printing import book_docx, to_docx, to_pdf
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import units_on

READER = sealing.HERE / "reader.py"
KINDS = {Kind.DOCX: FileKind.DOCX, Kind.PDF: FileKind.PDF}


@require_GET
def book_list(request: SignedInRequest) -> HttpResponse:
    """Show the cells whose books the reader may open, with how much stands in them."""
    rows = queries.books(request.user)
    oversees = bool(permitted_unit_ids(request.user, rules.OVERSEE))
    context = {"page": page_of(request, rows), "oversees": oversees}
    return render_part(request, "cells/book_list.html", "rows", context)


@require_GET
def book(request: SignedInRequest, slug: str) -> HttpResponse:
    unit = _unit(request, slug)
    kind, year = request.GET.get("kind", ""), parse_year(request.GET.get("year", ""))
    rows = queries.book(
        request.user, unit, text=request.GET.get("q", ""), year=year,
        kind=kind if kind in Record.Kind.values else "",
    )  # fmt: skip
    context = {
        "unit": unit, "page": page_of(request, rows), "kinds": Record.Kind,
        "years": queries.years_in_book(request.user, unit), "year": year,
        "printable": queries.kinds_to_print(request.user, unit, year) if year else set(),
        "reads_minutes": queries.may_read_minutes(request.user, unit.pk),
    }  # fmt: skip
    return render_part(request, "cells/book.html", "rows", context)


@require_GET
def year_file(request: SignedInRequest, slug: str, book_year: int, book: str) -> HttpResponseBase:
    """Give the book of a year, of minutes or of resolutions, as one Word file."""
    unit = _unit(request, slug)
    rows = list(queries.locked_in(request.user, unit, book, book_year)) if book in Record.Kind.values else []
    if not rows:
        raise Http404
    content = book_docx([paper_of(record) for record in rows])
    return made_response(content, name=f"so-{book}-{slug}-{book_year}.docx", kind=Kind.DOCX)


@require_GET
def record_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    record = queries.record_page(request.user, pk)
    if record is None or kind not in KINDS:
        raise Http404
    content = (to_docx if kind == Kind.DOCX else to_pdf)(paper_of(record))
    name = f"{record.kind}-{record.unit.slug}-{record.held_on:%Y-%m-%d}.{kind}"
    return made_response(content, name=name, kind=Kind(kind))


@require_http_methods(["GET", "POST"])
def check(request: SignedInRequest) -> HttpResponse:
    """Say of a file whether its words are those that were locked; nothing of it is kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    verdicts: list[sealing.Verdict] = []
    if request.method == "POST" and form.is_valid():
        try:
            verdicts = _verdicts(form.cleaned_data["file"])
        except RefusedFile as error:
            add_errors(form, error)
    context = {"form": form, "verdicts": verdicts, "known": queries.known_digests(verdicts)}
    is_refused = request.method == "POST" and not verdicts
    return render(request, "cells/check.html", context, status=422 if is_refused else 200)


def _verdicts(upload: File[bytes]) -> list[sealing.Verdict]:
    kind = Kind.PDF if (upload.name or "").lower().endswith(".pdf") else Kind.DOCX
    content = upload.read()
    inspect(io.BytesIO(content), KINDS[kind])
    found = parse(kind.value.encode() + b"\n" + content, parser=READER)
    return sealing.judge(str(found["text"]))


@require_GET
def overview(request: SignedInRequest) -> HttpResponse:
    """Show month by month which cells have met, locked their minutes and sent their resolution."""
    day = today()
    year = parse_year(request.GET.get("year", "")) or day.year
    reached = permitted_unit_ids(request.user, rules.OVERSEE)
    last = min(day, day.replace(year=year, month=12, day=31)) if year <= day.year else day
    cells = units_on(last).filter(kind=UnitKind.CELL, pk__in=reached).order_by("position", "name", "pk")
    page = page_of(request, cells)
    rows = queries.cell_years(list(page), year, day)
    years = range(day.year, day.year - 6, -1)
    context = {"page": page, "rows": rows, "year": year, "years": years, "months": range(1, 13)}
    return render_part(request, "cells/overview.html", "rows", context)


def _unit(request: SignedInRequest, slug: str) -> Unit:
    unit = queries.unit_of_book(request.user, slug)
    if unit is None:
        raise Http404
    return unit
