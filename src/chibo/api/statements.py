"""What the API and the command line say about figures: one statement for both."""

from urllib.parse import urlencode

from django.urls import reverse

from chibo.api.schemas import DocumentOut, DocumentsOut, FigureOut, FiguresOut, PeriodOut, RecordOut, RecordsOut
from chibo.base.facts import Period
from chibo.indicators.catalogue import Indicator, Kind
from chibo.indicators.figures import Figure, sheet
from chibo.indicators.listing import Listed, Rows, listing
from chibo.indicators.replay import plain
from chibo.indicators.rollup import View
from chibo.indicators.wording import read
from chibo.records.documents.models import Document
from chibo.records.documents.queries import Filters, register
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit

PAGE = 100


def statement(unit: Unit, period: Period, view: View) -> FiguresOut:
    """State every indicator of a unit."""
    figures = sheet([unit.pk], period, view).values()
    return FiguresOut(
        unit=unit.slug,
        period=PeriodOut(start=period.start.isoformat(), end=period.last_day.isoformat()),
        figures=[_stated(figure, unit) for figure in figures],
    )


def records(user: User, indicator: Indicator, unit: Unit, period: Period, view: View, *, offset: int) -> RecordsOut:
    """List the records behind an indicator's numerator from `offset` on; of these, the ones that the user may see."""
    rows = Rows(indicator.numerator, period, unit.pk, view)
    found = rows[offset : offset + PAGE + 1]
    more = len(found) > PAGE
    return RecordsOut(
        items=[_record(one) for one in listing(user, found[:PAGE]).items],
        next=_address(indicator.code, unit, period, view, offset=offset + PAGE) if more else None,
    )


def documents(user: User, text: str, *, offset: int) -> DocumentsOut:
    """List the documents that the user may see and that match the text, from `offset` on."""
    found = list(register(user, Filters(text=text))[offset : offset + PAGE + 1])
    following = urlencode({"q": text, "offset": offset + PAGE})
    return DocumentsOut(
        items=[_document(one) for one in found[:PAGE]],
        next=f"{reverse('api:documents')}?{following}" if len(found) > PAGE else None,
    )


def _document(document: Document) -> DocumentOut:
    return DocumentOut(
        id=document.pk,
        direction="incoming" if document.is_incoming else "outgoing",
        state=document.state,
        type=document.type,
        symbol=document.symbol,
        issuer=document.issuer,
        issued_on=document.issued_on.isoformat(),
        title="" if document.secret else document.title,
        unit=document.unit.slug,
        url=document.get_absolute_url(),
    )


def _stated(figure: Figure, unit: Unit) -> FigureOut:
    indicator = figure.indicator
    return FigureOut(
        code=indicator.code,
        name=str(indicator.name),
        noun=indicator.noun,
        kind=indicator.kind.value,
        value=_value(figure),
        numerator=figure.numerator,
        denominator=None if figure.denominator is None else plain(figure.denominator),
        text=read(figure),
        records_count=figure.records_count,
        records=_address(indicator.code, unit, figure.period, figure.view),
    )


def _value(figure: Figure) -> int | float | list[float] | None:
    if figure.value is None:
        return None
    if figure.indicator.kind in (Kind.RANGE, Kind.SPREAD) and figure.greatest is not None:
        return [plain(figure.value), plain(figure.greatest)]
    return plain(figure.value)


def _record(one: Listed) -> RecordOut:
    return RecordOut(
        type=one.row.record_type,
        id=one.row.record_id,
        label=one.described.label,
        unit=one.unit.slug,
        day=one.row.day.isoformat(),
        amount=one.row.amount,
        url=one.described.url,
    )


def _address(code: str, unit: Unit, period: Period, view: View, offset: int = 0) -> str:
    asked = {
        "unit": unit.slug,
        "start": period.start.isoformat(),
        "end": period.last_day.isoformat(),
        "tree": view.tree.value,
    }
    if offset:
        asked["offset"] = str(offset)
    return f"{reverse('api:records', args=[code])}?{urlencode(asked)}"
