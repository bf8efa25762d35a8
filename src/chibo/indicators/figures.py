"""The value of each indicator for units and a period: counts are added, the division comes last."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from chibo.base.facts import Measure, Period
from chibo.indicators.catalogue import BY_CODE, INDICATORS, Indicator, Kind, Step
from chibo.indicators.rollup import AS_THEN, Total, View, by_part, extremes, tallies
from chibo.records.targets.facts import target_of
from chibo.registry.orgs.models import Placement

HUNDRED = Decimal(100)
NONE = Total()


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one unit in one period. `value` is None where there is nothing to state."""

    indicator: Indicator
    unit_id: int
    period: Period
    view: View
    value: Decimal | None
    numerator: int | None
    denominator: Decimal | None = None
    greatest: Decimal | None = None
    """For a range or a spread, `value` is the least and this the greatest."""
    records_count: int = 0
    """How many rows the list behind the numerator has."""


def figure(code: str, unit_id: int, period: Period, view: View = AS_THEN) -> Figure:
    return sheet([unit_id], period, view, codes=[code])[unit_id, code]


def sheet(
    unit_ids: Collection[int], period: Period, view: View = AS_THEN, *, codes: Iterable[str] | None = None
) -> dict[tuple[int, str], Figure]:
    """Return the figures of all units; one query for each measure, whatever the number of units and months."""
    chosen = INDICATORS if codes is None else [BY_CODE[code] for code in codes]
    totals = _Totals(unit_ids, period, view)
    return {(unit_id, one.code): _figure(one, unit_id, totals) for one in chosen for unit_id in unit_ids}


class _Totals:
    """What the measures add up to for these units, each measure asked of the database once."""

    def __init__(self, unit_ids: Collection[int], period: Period, view: View) -> None:
        self.unit_ids = list(unit_ids)
        self.period = period
        self.view = view
        self._whole: dict[str, dict[int, Total]] = {}
        self._by_part: dict[tuple[str, Step], dict[tuple[int, dt.date], int]] = {}
        self._spreads: dict[str, dict[int, tuple[int, int]]] = {}
        self._targets: dict[str, dict[int, Decimal]] = {}

    @cached_property
    def existing(self) -> set[int]:
        """The units that were there in the period; restated, those that are there on the day of the view."""
        placed = Placement.objects.filter(unit_id__in=self.unit_ids)
        day = self.view.day
        placed = placed.on(day) if day else placed.during(self.period.start, self.period.end)
        return set(placed.values_list("unit_id", flat=True))

    def of(self, measure: Measure, unit_id: int) -> Total:
        if measure.code not in self._whole:
            self._whole[measure.code] = tallies(measure, self.period, self.unit_ids, self.view)
        return self._whole[measure.code].get(unit_id, NONE)

    def in_part(self, measure: Measure, unit_id: int, part: Period, step: Step) -> int:
        """Return what the measure adds up to in one of the parts that `step` makes of the period."""
        key = measure.code, step
        if key not in self._by_part:
            self._by_part[key] = by_part(measure, parts_of(self.period, step), self.unit_ids, self.view)
        return self._by_part[key].get((unit_id, part.start), 0)

    def spread(self, measure: Measure, unit_id: int) -> tuple[int, int] | None:
        if measure.code not in self._spreads:
            self._spreads[measure.code] = extremes(measure, self.period, self.unit_ids, self.view)
        return self._spreads[measure.code].get(unit_id)

    def target(self, code: str, unit_id: int) -> Decimal | None:
        if code not in self._targets:
            self._targets[code] = target_of(code, self.unit_ids, self.period)
        return self._targets[code].get(unit_id)


def _figure(indicator: Indicator, unit_id: int, totals: _Totals) -> Figure:
    if unit_id not in totals.existing:
        return Figure(indicator, unit_id, totals.period, totals.view, value=None, numerator=None)
    total = totals.of(indicator.numerator, unit_id)
    value, denominator, greatest = _value(indicator, unit_id, totals, total.amount)
    return Figure(
        indicator, unit_id, totals.period, totals.view, value, total.amount, denominator, greatest, total.rows
    )


def _value(
    indicator: Indicator, unit_id: int, totals: _Totals, numerator: int
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return value, denominator and greatest."""
    if indicator.kind is Kind.COUNT:
        return Decimal(numerator), None, None
    if indicator.kind is Kind.RANGE:
        least, greatest = _extremes(indicator, unit_id, totals)
        return least, None, greatest
    if indicator.kind is Kind.SPREAD:
        spread = totals.spread(indicator.numerator, unit_id)
        return (Decimal(spread[0]), None, Decimal(spread[1])) if spread else (None, None, None)
    if indicator.kind is Kind.ACHIEVEMENT:
        base = totals.target(indicator.target, unit_id)
    else:
        base = Decimal(totals.of(indicator.base_measure, unit_id).amount)
    return percentage(numerator, base), base, None


def _extremes(indicator: Indicator, unit_id: int, totals: _Totals) -> tuple[Decimal | None, Decimal | None]:
    known: list[Decimal] = []
    for part in parts_of(totals.period, indicator.step):
        base = totals.in_part(indicator.base_measure, unit_id, part, indicator.step)
        rate = percentage(totals.in_part(indicator.numerator, unit_id, part, indicator.step), Decimal(base))
        if rate is not None:
            known.append(rate)
    return (min(known), max(known)) if known else (None, None)


def percentage(part: int, whole: Decimal | None) -> Decimal | None:
    """Return 100 × part ÷ whole, None where there is nothing to divide by."""
    return HUNDRED * part / whole if whole else None


def parts_of(period: Period, step: Step) -> list[Period]:
    return list(months_of(period) if step is Step.MONTH else years_of(period))


def years_of(period: Period) -> Iterator[Period]:
    """Cut a period into years from its own first day; the last may be shorter."""
    start, passed = period.start, 0
    while start < period.end:
        passed += 1
        following = _years_later(period.start, passed)
        yield Period(start, min(following, period.end))
        start = following


def _years_later(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return dt.date(day.year + years, 3, 1)


def months_of(period: Period) -> Iterator[Period]:
    """Cut a period at the first of each month."""
    start = period.start
    while start < period.end:
        following = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        yield Period(start, min(following, period.end))
        start = following
