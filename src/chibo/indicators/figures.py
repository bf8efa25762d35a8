"""The value of each indicator for units and a period: counts are added, the division comes last."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from chibo.base.facts import Measure, Period
from chibo.indicators.catalogue import BY_CODE, INDICATORS, Indicator, Kind
from chibo.indicators.rollup import AS_THEN, View, totals
from chibo.records.targets.facts import target_of

HUNDRED = Decimal(100)


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
    """For a range, `value` is the least and this the greatest."""


def figure(code: str, unit_id: int, period: Period, view: View = AS_THEN) -> Figure:
    return sheet([unit_id], period, view, codes=[code])[unit_id, code]


def sheet(
    unit_ids: Collection[int], period: Period, view: View = AS_THEN, *, codes: Iterable[str] | None = None
) -> dict[tuple[int, str], Figure]:
    """Return the figures of all units; one query for each measure, whatever the number of units."""
    chosen = INDICATORS if codes is None else [BY_CODE[code] for code in codes]
    known: dict[tuple[str, Period], dict[int, int]] = {}

    def total(measure: Measure, within: Period, unit_id: int) -> int:
        key = (measure.code, within)
        if key not in known:
            known[key] = totals(measure, within, unit_ids, view)
        return known[key].get(unit_id, 0)

    found: dict[tuple[int, str], Figure] = {}
    for indicator in chosen:
        plan = target_of(indicator.target, unit_ids, period) if indicator.target else {}
        for unit_id in unit_ids:
            numerator = total(indicator.numerator, period, unit_id)
            value, denominator, greatest = _value(indicator, unit_id, period, numerator, plan, total)
            found[unit_id, indicator.code] = Figure(
                indicator, unit_id, period, view, value, numerator, denominator, greatest
            )
    return found


def _value(indicator, unit_id, period, numerator, plan, total):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    if indicator.kind is Kind.COUNT:
        return Decimal(numerator), None, None
    if indicator.kind is Kind.ACHIEVEMENT:
        target = plan.get(unit_id)
        return percentage(numerator, target), target, None
    if indicator.kind is Kind.RANGE:
        least, greatest = _extremes(indicator, unit_id, period, total)
        return least, None, greatest
    base = Decimal(total(indicator.denominator, period, unit_id))
    return percentage(numerator, base), base, None


def _extremes(indicator, unit_id, period, total):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    monthly = [
        percentage(total(indicator.numerator, month, unit_id), Decimal(total(indicator.denominator, month, unit_id)))
        for month in months_of(period)
    ]
    known = [value for value in monthly if value is not None]
    return (min(known), max(known)) if known else (None, None)


def percentage(part: int, whole: Decimal | None) -> Decimal | None:
    """Return 100 × part ÷ whole, None where there is nothing to divide by."""
    return HUNDRED * part / whole if whole else None


def months_of(period: Period) -> Iterator[Period]:
    """Cut a period at the first of each month."""
    start = period.start
    while start < period.end:
        following = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        yield Period(start, min(following, period.end))
        start = following
