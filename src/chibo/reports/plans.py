"""What each block of a report consists of, as tokens: text with marks, and the tables and charts that have names."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Period
from chibo.base.text import single_spaced
from chibo.indicators.catalogue import BY_CODE, INDICATORS, Kind
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import name_on, subtree_ids
from chibo.reports.document import Token
from chibo.reports.models import Block, Report
from chibo.reports.readings import Reading, read
from chibo.reports.tokens import Mark, parse, wording_of

CELLS, TARGETS = "members by cell", "targets"
ATTENDANCE, ADMISSIONS = "attendance by cell", "admissions by year"
YEARS = 5

type Piece = str | Token
type Column = Literal["text", "number"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A block before its figures are filled in: one row for a text, rows of cells for a table, of bars for a chart."""

    kind: str
    rows: tuple[tuple[Piece, ...], ...]
    caption: str = ""
    header: tuple[str, ...] = ()
    kinds: tuple[Column, ...] = ()
    totals: int = 0

    def tokens(self) -> Iterator[Token]:
        for row in self.rows:
            for piece in row:
                if isinstance(piece, Token):
                    yield piece

    def says_something(self, readings: Mapping[str, Reading]) -> bool:
        """Tell whether a text has records behind every figure, a table or chart behind any."""
        found = [readings[token.key()].says_something for token in self.tokens()]
        return all(found) and bool(found) if self.kind == Block.Kind.TEXT else any(found)

    def frozen(self) -> dict[str, Any]:
        """Return the plan as JSON, from which `thawed` makes it again."""
        rows = [[piece if isinstance(piece, str) else {"token": piece.key()} for piece in row] for row in self.rows]
        return {
            "kind": self.kind, "rows": rows, "caption": self.caption, "header": self.header, "kinds": self.kinds,
            "totals": self.totals,
        }  # fmt: skip


def thawed(frozen: Mapping[str, Any]) -> Plan:
    rows = tuple(
        tuple(piece if isinstance(piece, str) else Token.parse(piece["token"]) for piece in row)
        for row in frozen["rows"]
    )
    return Plan(
        frozen["kind"], rows, frozen["caption"], tuple(frozen["header"]), tuple(frozen["kinds"]), frozen["totals"]
    )


def token_of(mark: Mark, report: Report) -> Token:
    """Return what a mark in the text of a report stands for."""
    return _token(report, mark.code, wording_of(mark))


def plan_of(report: Report, block: Block) -> Plan:
    """Return what a block consists of now, or consisted of when it was signed."""
    if block.frozen:
        return thawed(block.frozen)
    if block.kind in NAMED:
        return NAMED[block.kind][block.text].make(report)
    pieces = parse(block.text) if block.kind == Block.Kind.TEXT else [single_spaced(block.text)]
    row = tuple(token_of(piece, report) if isinstance(piece, Mark) else piece for piece in pieces)
    return Plan(block.kind, (row,))


def _token(report: Report, code: str, wording: str, *, unit: str = "", period: Period | None = None) -> Token:
    within = period or report.period
    return Token(code, unit or report.unit.slug, within.start, within.last_day, wording, report.places)


def cells_of(report: Report) -> list[tuple[str, str]]:
    """Return slug and name of each cell below the unit on the last day of the period, in their order."""
    last = report.period.last_day
    below = subtree_ids([report.unit_id], last) - {report.unit_id}
    cells = Unit.objects.filter(pk__in=below, kind=UnitKind.CELL).annotate(name_then=name_on(last))
    return [(cell.slug, cell.name_then) for cell in cells.order_by("position", "name", "pk")]


def _members_by_cell(report: Report) -> Plan:
    columns = (("DV-01", "number"), ("DV-KN-01", "number"), ("SH-02", "percent"))

    def row(name: str, slug: str) -> tuple[Piece, ...]:
        return (name, *(_token(report, code, wording, unit=slug) for code, wording in columns))

    cells = cells_of(report)
    rows = [row(name, slug) for slug, name in cells]
    rows.append(row("Toàn Đảng bộ" if cells else report.unit.name, report.unit.slug))
    totals = 1 if cells else 0
    return Plan(
        Block.Kind.TABLE, tuple(rows), "Đảng viên và sinh hoạt của các chi bộ",
        ("Chi bộ", "Đảng viên", "Kết nạp", "Dự sinh hoạt"), ("text", "number", "number", "number"), totals=totals,
    )  # fmt: skip


def _targets(report: Report) -> Plan:
    """Only what has a target for just this unit and period."""
    from_above = [indicator for indicator in INDICATORS if indicator.kind is Kind.ACHIEVEMENT]
    ratios = {indicator: _token(report, indicator.target, "ratio") for indicator in from_above}
    readings = read(ratios.values())
    with translation.override("vi"):
        rows = tuple(
            (str(BY_CODE[indicator.target].name), ratio, _token(report, indicator.code, "percent"))
            for indicator, ratio in ratios.items()
            if readings[ratio.key()].denominator is not None
        )
    return Plan(
        Block.Kind.TABLE, rows, "Kết quả thực hiện các chỉ tiêu chủ yếu",
        ("Chỉ tiêu", "Thực hiện/giao", "Tỷ lệ"), ("text", "number", "number"),
    )  # fmt: skip


def _attendance_by_cell(report: Report) -> Plan:
    rows = tuple((name, _token(report, "SH-02", "percent", unit=slug)) for slug, name in cells_of(report))
    return Plan(Block.Kind.CHART, rows, "Tỷ lệ đảng viên dự sinh hoạt của các chi bộ", ("units",))


def _admissions_by_year(report: Report) -> Plan:
    last = report.period.last_day.year
    years = range(last - YEARS + 1, last + 1)
    rows = tuple((str(year), _token(report, "DV-KN-01", "ratio", period=Period.year(year))) for year in years)
    return Plan(Block.Kind.CHART, rows, "Đảng viên mới kết nạp qua các năm", ("years",))


@dataclass(frozen=True, slots=True)
class Named:
    """A table or chart that a report can hold."""

    name: Promise
    make: Callable[[Report], Plan]


NAMED: dict[str, dict[str, Named]] = {
    Block.Kind.TABLE: {
        CELLS: Named(_("Members, admissions and attendance by cell"), _members_by_cell),
        TARGETS: Named(_("Targets and what was reached"), _targets),
    },
    Block.Kind.CHART: {
        ATTENDANCE: Named(_("Attendance at cell meetings by cell"), _attendance_by_cell),
        ADMISSIONS: Named(_("Members admitted by year"), _admissions_by_year),
    },
}
