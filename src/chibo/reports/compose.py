"""From a report to its document: living for a draft, and for a signed one exactly as it was signed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse

from chibo.base.clock import today
from chibo.indicators import charts
from chibo.indicators.checks import Finding
from chibo.reports.document import Block as Content
from chibo.reports.document import (
    Cell,
    Chart,
    Document,
    Figure,
    Heading,
    Paragraph,
    Run,
    Signing,
    State,
    Table,
    Text,
    Token,
    glued,
)
from chibo.reports.models import Block, Report
from chibo.reports.plans import Piece, Plan, plan_of
from chibo.reports.readings import Reading, indicator_of, is_known, period_of, read

TITLE = "BÁO CÁO"
DRAFT = "Dự thảo"
LEVELS: dict[str, Literal[1, 2]] = {Block.Kind.HEADING1: 1, Block.Kind.HEADING2: 2}

type Link = Callable[[Token], str | None]


@dataclass(frozen=True, slots=True)
class Remark:
    """What has become of a figure since it was signed, in words for the paper's reader."""

    state: State
    note: str


NO_REMARKS: Mapping[str, Remark] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Composition:
    """A document, and the reading of each figure in it by key, in reading order; charts included."""

    document: Document
    plans: tuple[Plan, ...]
    readings: dict[str, Reading]
    remarks: Mapping[str, Remark]

    def state_of(self, key: str) -> State:
        return self.remarks[key].state if key in self.remarks else State.RIGHT


def records_url(token: Token) -> str:
    """Return the page that shows the records behind a figure, in its period and tree."""
    query = {"unit": token.unit, "start": token.start.isoformat(), "end": token.end.isoformat(), "tree": token.tree}
    return f"{reverse('indicators:figure', args=[indicator_of(token).code])}?{urlencode(query)}"


def compose(report: Report, blocks: Iterable[Block], link: Link = records_url) -> Composition:
    """Return the report as it stands: a draft from the records, a signed one from what was signed."""
    blocks = list(blocks)
    plans = _plans(report, blocks)
    readings = signed_readings(report) if report.is_signed else read(_tokens(plans))
    return _composed(report, blocks, plans, readings, link=link)


def compose_live(report: Report, blocks: Iterable[Block], link: Link = records_url) -> Composition:
    """Return the report from the records, whatever its state."""
    blocks = list(blocks)
    plans = _plans(report, blocks)
    return _composed(report, blocks, plans, read(_tokens(plans)), link=link)


def compose_compared(
    report: Report, blocks: Iterable[Block], link: Link = records_url, wrong: Iterable[Finding] = ()
) -> Composition:
    """Return the report with a remark on every figure that signing and records tell differently.

    A signed report is held against the records of now; a draft against the signed report that it corrects, and
    against what cannot be so.
    """
    blocks = list(blocks)
    plans = _plans(report, blocks)
    if report.is_signed:
        readings = signed_readings(report)
        now = read(reading.token for reading in readings.values() if is_known(reading.token))
        remarks = _remarks(readings, now, "đổi sau khi ký, theo hồ sơ nay là %s")
    else:
        readings = read(_tokens(plans))
        before = signed_readings(report.replaces) if report.replaces else {}
        remarks = _remarks(readings, before, "đổi sau khi ký, bản đã ký ghi %s") | _contradicted(readings, wrong)
    return _composed(report, blocks, plans, readings, link=link, remarks=remarks)


def _contradicted(readings: Mapping[str, Reading], wrong: Iterable[Finding]) -> dict[str, Remark]:
    named = {(one.unit.slug, one.period, code): one.text for one in wrong for code in one.codes}
    found = {
        key: named.get((reading.token.unit, period_of(reading.token), indicator_of(reading.token).code))
        for key, reading in readings.items()
    }
    return {key: Remark(State.WRONG, text) for key, text in found.items() if text}


def signed_readings(report: Report) -> dict[str, Reading]:
    """Return the figures of a signed report as they were signed."""
    return {
        row.key: Reading(
            Token.parse(row.key), row.text, row.value, row.numerator, row.denominator, row.greatest
        )
        for row in report.figures.defer("records", "base_records")
    }  # fmt: skip


def _plans(report: Report, blocks: Iterable[Block]) -> tuple[Plan, ...]:
    return tuple(plan_of(report, block) for block in blocks)


def _tokens(plans: Iterable[Plan]) -> Iterable[Token]:
    return (token for plan in plans for token in plan.tokens())


def _remarks(readings: Mapping[str, Reading], others: Mapping[str, Reading], note: str) -> dict[str, Remark]:
    return {
        key: Remark(State.MOVED, note % others[key].told_beside(reading))
        for key, reading in readings.items()
        if key in others and others[key].differs_from(reading)
    }


def _composed(
    report: Report,
    blocks: list[Block],
    plans: tuple[Plan, ...],
    readings: dict[str, Reading],
    *,
    link: Link,
    remarks: Mapping[str, Remark] = NO_REMARKS,
) -> Composition:
    def figure(token: Token) -> Figure:
        key = token.key()
        remark = remarks.get(key, Remark(State.RIGHT, ""))
        return Figure(token, glued(readings[key].text), remark.state, link(token), remark.note)

    contents = tuple(
        _content(block, plan, readings, figure) for block, plan in zip(blocks, plans, strict=True)
    )  # fmt: skip
    in_order = {token.key(): readings[token.key()] for token in _tokens(plans)}
    return Composition(_document(report, contents), plans, in_order, remarks)


def _content(block: Block, plan: Plan, readings: Mapping[str, Reading], figure: Callable[[Token], Figure]) -> Content:
    if block.kind in LEVELS:
        return Heading(LEVELS[block.kind], block.text)
    if block.kind == Block.Kind.TABLE:
        rows = tuple(tuple(_cell(piece, figure) for piece in row) for row in plan.rows)
        return Table(plan.caption, plan.header, rows, plan.kinds, totals=plan.totals)
    if block.kind == Block.Kind.CHART:
        return _chart(plan, readings)
    runs = tuple(_run(piece, figure) for piece in plan.rows[0])
    return Paragraph(runs, key=f"p-{block.pk or block.position}")


def _run(piece: Piece, figure: Callable[[Token], Figure]) -> Run:
    return Text(piece) if isinstance(piece, str) else figure(piece)


def _cell(piece: Piece, figure: Callable[[Token], Figure]) -> Cell:
    return piece if isinstance(piece, str) else figure(piece)


def _chart(plan: Plan, readings: Mapping[str, Reading]) -> Chart:
    draw = charts.years if plan.header == ("years",) else charts.by_unit
    last = len(plan.rows) - 1
    bars = []
    for position, (label, token) in enumerate(plan.rows):
        assert isinstance(label, str), "a chart's row begins with its label"
        assert isinstance(token, Token), "a chart's row ends with its figure"
        marked = draw is charts.years and position == last
        bars.append(_bar(label, readings[token.key()], marked=marked))
    spec = draw(bars, plan.caption)
    return Chart(plan.caption, spec, charts.alt_text(spec))


def _bar(label: str, reading: Reading, *, marked: bool) -> charts.Bar:
    if reading.token.wording == "ratio":
        return charts.Bar(label, _whole(reading.numerator), reading.denominator, marked=marked)
    return charts.Bar(label, reading.value, text=reading.text, marked=marked)


def _whole(value: int | Decimal | None) -> int | None:
    return None if value is None else int(value)


def _document(report: Report, contents: tuple[Content, ...]) -> Document:
    return Document(
        superior=report.superior.upper(),
        issuer=report.issuer.upper(),
        symbol=report.symbol,
        place=report.place,
        kind_title=TITLE,
        subject=report.subject,
        blocks=contents,
        signing=Signing(report.on_behalf, report.signer_post, report.signer_name),
        recipients=tuple(line.strip() for line in report.recipients.splitlines() if line.strip()),
        rule_day=report.signed_on or today(),
        number=report.number,
        issued_on=report.signed_on,
        mark="" if report.number else DRAFT,
    )
