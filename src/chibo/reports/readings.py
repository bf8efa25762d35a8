"""What tokens say now: each is computed from the records, and worded by the report's one rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from chibo.base.facts import Measure, Period
from chibo.base.vietnamese import number
from chibo.indicators import wording
from chibo.indicators.catalogue import AGAINST_TARGET, BY_CODE, Indicator
from chibo.indicators.figures import Figure, sheet
from chibo.indicators.rollup import AS_THEN, Row, View, rows
from chibo.registry.orgs.models import Unit
from chibo.reports.document import Token
from chibo.reports.tokens import OF_TARGET

type Record = list[str | int]
"""Type, id and amount of a record behind a figure."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A token with its value and its words. `value` is None where there is nothing to state."""

    token: Token
    text: str
    value: Decimal | None
    numerator: int | None
    denominator: Decimal | None = None
    greatest: Decimal | None = None

    @property
    def says_something(self) -> bool:
        """Neither unknown nor zero."""
        return self.value is not None and bool(self.numerator)

    def differs_from(self, other: "Reading") -> bool:
        """Tell whether words or counts differ; a rounded percentage may hide that the counts do."""
        return (self.text, self.numerator, self.denominator) != (other.text, other.numerator, other.denominator)

    def told_beside(self, other: "Reading") -> str:
        """Return the words; with the counts where the words alone are those of the other."""
        if self.text != other.text or self.numerator is None:
            return self.text
        whole = "" if self.denominator is None else f"/{number(self.denominator.normalize())}"
        return f"{self.text} ({number(self.numerator)}{whole})"


def indicator_of(token: Token) -> Indicator:
    """Return the definition that a token is computed by: that of the achievement, where it is set over its target."""
    return BY_CODE[AGAINST_TARGET[token.indicator]] if token.wording == OF_TARGET else BY_CODE[token.indicator]


def period_of(token: Token) -> Period:
    return Period.closed(token.start, token.end)


def view_of(token: Token) -> View:
    return View.now(token.as_of) if token.tree == "now" and token.as_of else AS_THEN


def is_known(token: Token) -> bool:
    return token.indicator in BY_CODE


def read(tokens: Iterable[Token]) -> dict[str, Reading]:
    """Compute tokens from the records, by key; those of one period are computed together, whatever their units."""
    wanted = {token.key(): token for token in tokens}
    slugs = {token.unit for token in wanted.values()}
    ids = dict(Unit.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    groups: dict[tuple[Period, View], list[Token]] = {}
    for token in wanted.values():
        groups.setdefault((period_of(token), view_of(token)), []).append(token)
    return {
        token.key(): reading
        for (period, view), group in groups.items()
        for token, reading in _read_together(group, period, view, ids)
    }


def _read_together(
    tokens: list[Token], period: Period, view: View, ids: dict[str, int]
) -> Iterable[tuple[Token, Reading]]:
    codes = sorted({indicator_of(token).code for token in tokens})
    units = {ids[token.unit] for token in tokens}
    found = sheet(units, period, view, codes=codes)
    for token in tokens:
        figure = found[ids[token.unit], indicator_of(token).code]
        text = words(figure, token.wording, token.places)
        yield token, Reading(token, text, figure.value, figure.numerator, figure.denominator, figure.greatest)


WORDS: dict[str, Callable[[Figure, wording.Style], str]] = {
    "count": lambda figure, style: wording.word_count(figure.numerator, figure.indicator.numerator.noun, style),
    "number": lambda figure, _style: number(figure.numerator),
    "ratio": lambda figure, _style: _ratio(figure),
    "part": lambda figure, _style: _ratio(figure),
    "percent": lambda figure, style: wording.word_percent(figure.value, style),
    "achievement": lambda figure, style: wording.word_achievement(
        figure.numerator, figure.denominator, figure.indicator.base, style
    ),
    "excess": lambda figure, style: wording.word_excess(
        figure.numerator, figure.denominator, figure.indicator.base, style
    ),
    "range": lambda figure, style: wording.word_range(figure.value, figure.greatest, style),
    "spread": lambda figure, _style: wording.word_spread(
        figure.value, figure.greatest, figure.indicator.numerator.noun
    ),
    "least_to_greatest": lambda figure, _style: wording.word_count_range(
        figure.value, figure.greatest, figure.indicator.numerator.noun
    ),
}


def words(figure: Figure, how: str, places: int | None) -> str:
    """Write a figure in one of the wordings that its kind knows."""
    return WORDS[how](figure, wording.HOUSE if places is None else wording.Style(places=places))


def _ratio(figure: Figure) -> str:
    return wording.word_ratio(figure.numerator, figure.denominator, figure.indicator.numerator.noun)


def records_behind(token: Token) -> tuple[list[Record], list[Record]]:
    """Return the records that a token is made of, and those of its base where that counts records too."""
    indicator, unit_id = indicator_of(token), Unit.objects.values_list("pk", flat=True).get(slug=token.unit)
    return (
        _records(indicator.numerator, token, unit_id),
        _records(indicator.denominator, token, unit_id) if indicator.denominator else [],
    )


def _records(measure: Measure, token: Token, unit_id: int) -> list[Record]:
    return [_record(row) for row in rows(measure, period_of(token), unit_id, view_of(token))]


def _record(row: Row) -> Record:
    return [row.record_type, row.record_id, row.amount]
