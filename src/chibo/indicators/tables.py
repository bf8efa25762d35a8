"""What the pages of figures print: every number with its link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

from chibo.base.vietnamese import number
from chibo.indicators.catalogue import (
    AGAINST_TARGET,
    BY_CODE,
    CLOSING,
    GROUP_NAMES,
    INDICATORS,
    OPENING,
    WAYS_IN,
    WAYS_OUT,
    Group,
    Indicator,
    Kind,
)
from chibo.indicators.figures import Figure
from chibo.indicators.questions import Question
from chibo.indicators.wording import brief, read
from chibo.registry.orgs.models import Unit

type Sheet = Mapping[tuple[int, str], Figure]


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in the catalogue."""

    indicator: Indicator
    url: str
    figure: Figure
    target: Decimal | None

    @property
    def text(self) -> str:
        return brief(self.figure)

    @property
    def reading(self) -> str:
        return read(self.figure)

    @property
    def base(self) -> str:
        return number(self.figure.denominator) if self.indicator.kind is Kind.PERCENT else ""


@dataclass(frozen=True, slots=True)
class Section:
    name: str | Promise
    lines: list[Line]


def catalogue(question: Question, figures: Sheet) -> list[Section]:
    """Return all indicators by group."""
    return [
        Section(GROUP_NAMES[group], [_line(question, one, figures) for one in INDICATORS if one.group is group])
        for group in Group
    ]


def _line(question: Question, indicator: Indicator, figures: Sheet) -> Line:
    unit_id = question.unit.pk
    against = indicator.code if indicator.target else AGAINST_TARGET.get(indicator.code)
    target = figures[unit_id, against].denominator if against else None
    return Line(indicator, question.figure(indicator.code), figures[unit_id, indicator.code], target)


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    name: str | Promise
    labelled: list[tuple[str, Cell]]
    """Each cell with the head of its column, for where there is no room for columns."""


def by_unit(question: Question, units: Sequence[Unit], codes: Sequence[str], figures: Sheet) -> list[Row]:
    return [
        Row(
            unit.name,
            [
                (str(BY_CODE[code].name), cell(figures[unit.pk, code], question.figure(code, unit=unit.slug)))
                for code in codes
            ],
        )
        for unit in units
    ]


def by_year(question: Question, codes: Sequence[str], years: Sequence[tuple[str, Question, Sheet]]) -> list[Row]:
    return [
        Row(
            BY_CODE[code].name,
            [(year, cell(sheet[question.unit.pk, code], asked.figure(code))) for year, asked, sheet in years],
        )
        for code in codes
    ]


def cell(figure: Figure, url: str) -> Cell:
    return Cell(brief(figure), url)


@dataclass(frozen=True, slots=True)
class Movement:
    """Opening + came − left = closing, for one unit."""

    unit: Unit
    url: str
    opening: int
    came: list[tuple[Indicator, int, str]]
    left: list[tuple[Indicator, int, str]]
    closing: int

    @property
    def came_in_all(self) -> int:
        return sum(amount for _way, amount, _url in self.came)

    @property
    def left_in_all(self) -> int:
        return sum(amount for _way, amount, _url in self.left)

    @property
    def expected(self) -> int:
        return self.opening + self.came_in_all - self.left_in_all

    @property
    def closes(self) -> bool:
        return self.expected == self.closing


MOVEMENT_CODES = (OPENING, *WAYS_IN, *WAYS_OUT, CLOSING)


def movement(question: Question, unit: Unit, figures: Sheet) -> Movement:
    def amount(code: str) -> int:
        return figures[unit.pk, code].numerator or 0

    def ways(codes: Sequence[str]) -> list[tuple[Indicator, int, str]]:
        return [(BY_CODE[code], amount(code), question.figure(code, unit=unit.slug)) for code in codes]

    url = question.address("indicators:movement", unit=unit.slug)
    return Movement(unit, url, amount(OPENING), ways(WAYS_IN), ways(WAYS_OUT), amount(CLOSING))
