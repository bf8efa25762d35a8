from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.facts import Measure, Period
from chibo.base.forms import add_errors
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.base.vietnamese import number
from chibo.indicators import actions, charts, queries, tables
from chibo.indicators.breakdown import breakdown, over_the_years
from chibo.indicators.catalogue import AGAINST_TARGET, BY_CODE, INDICATORS, Indicator, Kind
from chibo.indicators.checks import Severity
from chibo.indicators.definitions import definition
from chibo.indicators.figures import Figure, sheet
from chibo.indicators.forms import AnswerForm
from chibo.indicators.listing import Listing, Rows, listing
from chibo.indicators.questions import Asked, Question, ask
from chibo.indicators.wording import brief, read
from chibo.registry.access.http import SignedInRequest
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind

COMPARED = ("DV-01", "DV-KN-01", "SH-01", "SH-02", "DK-02", "CT-01")
YEARS_COMPARED = 5
LOOKED_THROUGH = 20_000


@require_GET
def catalogue(request: SignedInRequest) -> HttpResponse:
    asked = ask(request)
    question = asked.question
    figures = sheet([question.unit.pk], question.period, question.view)
    context = {"asked": asked, "question": question, "sections": tables.catalogue(question, figures)}
    return render_part(request, "indicators/catalogue.html", "rows", context, asked.status)


@require_GET
def figure_detail(request: SignedInRequest, code: str) -> HttpResponse:
    indicator = _indicator(code)
    asked = ask(request)
    question = asked.question
    figure, told = _told(question, indicator)
    measure = _measure(request, indicator)
    rows = Rows(measure, question.period, question.unit.pk, question.view)
    page, shown = _shown(request, rows)
    bars = tuple(over_the_years(question, indicator))
    context = {
        "asked": asked, "question": question, "indicator": indicator, "figure": figure, "told": told,
        "hero": _hero(told), "whole": _whole(figure), "reading": read(told),
        "page": page, "measure": measure, "listing": shown, "count": len(rows), "total": _total(figure, measure),
        "chart": _picture(bars, f"{indicator.name}, {question.name}") if len(bars) > 1 else "",
        "chart_has_target": any(bar.target is not None for bar in bars),
        "breakdown": breakdown(question, indicator, request.user), "definition": definition(told, code),
        "excel": question.address("indicators:figure_export", code),
    }  # fmt: skip
    return render_part(request, "indicators/figure.html", "rows", context, asked.status)


@require_GET
def figure_export(request: SignedInRequest, code: str) -> HttpResponse:
    """Give the list behind a figure as a workbook, of the rows that the reader may see."""
    indicator = _indicator(code)
    question = ask(request).question
    rows = Rows(_measure(request, indicator), question.period, question.unit.pk, question.view)
    found = listing(request.user, rows[:])
    cells: list[list[Any]] = [
        [place, one.described.label, one.described.detail, one.unit.name, one.row.day, one.row.amount]
        for place, one in enumerate(found.items, start=1)
    ]
    if found.hidden:
        hidden = _("%(count)s records that you may not see") % {"count": number(found.hidden)}
        cells.append(["", hidden, "", "", "", found.hidden_amount])
    actions.note_export(question.unit, code=code, shown=len(found.items), by=request.user)
    heads = [
        Column(_("No."), 6, "0"),
        Column(_("Record behind the figure"), 34),
        Column(_("Details"), 44),
        Column(_("Unit"), 28),
        Column(_("Day"), 12, "dd/mm/yyyy"),
        Column(_("Counted as"), 10, "0"),
    ]
    name = f"{code}-{question.unit.slug}-{question.period.last_day.isoformat()}.xlsx"
    return made_response(write_workbook(code, heads, cells), name=name, kind=FileKind.XLSX)


@require_GET
def compare(request: SignedInRequest) -> HttpResponse:
    asked = ask(request)
    question = asked.question
    codes = [code for code in request.GET.getlist("code") if code in BY_CODE] or list(COMPARED)
    day = question.view.day or question.period.last_day
    units = queries.children_seen(request.user, question.unit, day)
    figures = sheet([question.unit.pk, *(unit.pk for unit in units)], question.period, question.view, codes=codes)
    years = [_of_year(question, year, codes) for year in _years_before(question.period)]
    context = {
        "asked": asked, "question": question, "indicators": INDICATORS, "codes": codes,
        "chosen": [BY_CODE[code] for code in codes],
        "units": tables.by_unit(question, [*units, question.unit], codes, figures),
        "years": [year for year, _asked, _sheet in years], "by_year": tables.by_year(question, codes, years),
    }  # fmt: skip
    return render_part(request, "indicators/compare.html", "rows", context, asked.status)


@require_GET
def movement(request: SignedInRequest) -> HttpResponse:
    asked = ask(request)
    question = asked.question
    below = queries.units_below(request.user, question.unit, question.period)[1:]
    ids = [question.unit.pk, *(unit.pk for unit in below)]
    figures = sheet(ids, question.period, codes=tables.MOVEMENT_CODES)
    context = {
        "asked": asked,
        "question": question,
        "movement": tables.movement(question, question.unit, figures),
        "below": [tables.movement(question, unit, figures) for unit in below],
        "opening_url": question.figure("DV-10"),
        "closing_url": question.figure("DV-01"),
    }
    return render_part(request, "indicators/movement.html", "rows", context, asked.status)


@require_GET
def checks(request: SignedInRequest) -> HttpResponse:
    asked = ask(request)
    rows = _findings(request, asked)
    cannot = [row for row in rows if row.finding.check.severity is Severity.CANNOT]
    look = [row for row in rows if row.finding.check.severity is Severity.LOOK]
    context = {
        "asked": asked, "question": asked.question, "cannot": _linked(asked.question, cannot),
        "look": _linked(asked.question, look), "answered": sum(row.answer is not None for row in rows),
    }  # fmt: skip
    return render_part(request, "indicators/checks.html", "rows", context, asked.status)


@require_http_methods(["GET", "POST"])
def check_answer(request: SignedInRequest, digest: str) -> HttpResponse:
    asked = ask(request)
    row = next((row for row in _findings(request, asked) if row.finding.digest == digest), None)
    if row is None:
        messages.info(request, _("These figures have changed; there is nothing left to answer for them."))
        return redirect(asked.question.address("indicators:checks"))
    if not row.may_answer:
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(row.finding, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The reason is kept with these figures."))
            return redirect(asked.question.address("indicators:checks"))
    context = {"asked": asked, "question": asked.question, "row": row, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/check_answer.html", context, status=status)


def _indicator(code: str) -> Indicator:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def _told(question: Question, indicator: Indicator) -> tuple[Figure, Figure]:
    """Return the figure, and how it is told: a count that has a target is told against it."""
    against = AGAINST_TARGET.get(indicator.code, indicator.code)
    found = sheet([question.unit.pk], question.period, question.view, codes={indicator.code, against})
    figure, told = found[question.unit.pk, indicator.code], found[question.unit.pk, against]
    return figure, (figure if told.value is None else told)


def _hero(figure: Figure) -> str:
    if figure.indicator.kind is Kind.ACHIEVEMENT and figure.value is not None:
        return f"{number(figure.numerator)}/{number(figure.denominator)}"
    return brief(figure)


def _shown(request: SignedInRequest, rows: Rows) -> tuple[Page[Any], Listing]:
    """Return a page of what the reader may see; of a very long list, of everything."""
    if len(rows) <= LOOKED_THROUGH:
        whole = listing(request.user, rows[:])
        page = page_of(request, whole.items)
        return page, replace(whole, items=list(page.object_list))
    page = page_of(request, rows)
    return page, listing(request.user, list(page.object_list))


@lru_cache(maxsize=256)
def _picture(bars: tuple[charts.Bar, ...], title: str) -> str:
    """Draw several years as reports draw them."""
    return charts.to_svg(charts.years(bars, title))


def _whole(figure: Figure) -> str:
    """Return what the parts of a breakdown come to, in their own terms."""
    return number(figure.numerator) if figure.indicator.kind is Kind.ACHIEVEMENT else brief(figure)


def _measure(request: SignedInRequest, indicator: Indicator) -> Measure:
    """Return what is listed: what was counted, or, where it is asked for, what that is a share of."""
    return indicator.denominator if indicator.denominator and "base" in request.GET else indicator.numerator


def _total(figure: Figure, measure: Measure) -> int | None:
    if measure is figure.indicator.numerator:
        return figure.numerator
    return None if figure.denominator is None else int(figure.denominator)


def _years_before(period: Period) -> list[int]:
    return list(range(period.last_day.year - YEARS_COMPARED + 1, period.last_day.year + 1))


def _of_year(question: Question, year: int, codes: list[str]) -> tuple[str, Question, tables.Sheet]:
    asked = Question(question.unit, question.name, Period.year(year), question.view)
    return str(year), asked, sheet([question.unit.pk], asked.period, asked.view, codes=codes)


def _findings(request: SignedInRequest, asked: Asked) -> list[queries.Answered]:
    return queries.answered_findings(request.user, asked.question.unit, asked.question.period, today())


def _linked(question: Question, rows: list[queries.Answered]) -> list[dict[str, Any]]:
    return [
        {
            "finding": row.finding,
            "answer": row.answer,
            "answer_url": row.may_answer and question.address("indicators:check_answer", row.finding.digest),
            "figures": [
                (BY_CODE[code].name, question.figure(code, unit=row.finding.unit.slug)) for code in row.finding.codes
            ],
        }
        for row in rows
    ]
