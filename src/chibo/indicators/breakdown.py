"""A figure taken apart: by the units directly below, and beside the same days of other years."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from chibo.base.facts import Counting, Period
from chibo.base.vietnamese import number
from chibo.indicators import rules
from chibo.indicators.catalogue import AGAINST_TARGET, Indicator, Kind
from chibo.indicators.charts import Bar
from chibo.indicators.figures import Figure, percentage, sheet
from chibo.indicators.questions import YEARS, Question
from chibo.indicators.rollup import shares
from chibo.indicators.wording import brief, word_percent
from chibo.records.targets.facts import target_of
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import PARTY_KINDS, Placement, Unit

A_YEAR = dt.timedelta(days=366)
SHORT = 6
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit below holds of a figure; `url` is empty for what the unit above holds itself."""

    name: str
    url: str
    text: str
    target: Decimal | None
    bar: int
    tick: int | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    rows: list[Share]
    has_targets: bool
    overlaps: bool
    """People counted in several units: the parts may come to more than the whole."""


def breakdown(question: Question, indicator: Indicator, reader: User) -> Breakdown:
    """Split the figure among the units below that the reader may see."""
    figures = _shares(question, indicator)
    seen = permitted_unit_ids(reader, rules.VIEW)
    units = Unit.objects.filter(pk__in=[pk for pk in figures if pk in seen])
    code = target_code(indicator)
    targets = target_of(code, [unit.pk for unit in units], question.period) if code else {}
    points = [_point(figures[unit.pk], unit.name, targets.get(unit.pk)) for unit in units]
    urls = [question.figure(indicator.code, unit=unit.slug) for unit in units]
    own = figures.get(None)
    if own and own.numerator and points:
        points.append(_point(own, _("Recorded at %(unit)s itself") % {"unit": question.name}, None))
        urls.append("")
    overlaps = indicator.numerator.counting is Counting.PEOPLE and indicator.kind is Kind.COUNT
    return Breakdown(_drawn(points, urls), has_targets=bool(targets), overlaps=overlaps)


def target_code(indicator: Indicator) -> str:
    """Return the code under which targets of this figure are given; empty if none are."""
    return indicator.target or (indicator.code if indicator.code in AGAINST_TARGET else "")


def _point(figure: Figure, name: str, target: Decimal | None) -> Bar:
    against = figure.indicator.kind is Kind.ACHIEVEMENT
    value = Decimal(figure.numerator or 0) if against else figure.value
    return Bar(name, value, target, text=number(value) if against else brief(figure))


def _drawn(points: Sequence[Bar], urls: Sequence[str]) -> list[Share]:
    known = [amount for point in points for amount in (point.value, point.target) if amount]
    greatest = Decimal(max(known, default=0))
    return [
        Share(
            point.label,
            url,
            point.text,
            None if point.target is None else Decimal(point.target),
            bar=_length(point.value, greatest),
            tick=None if point.target is None else _length(point.target, greatest),
        )
        for point, url in zip(points, urls, strict=True)
    ]


def _length(value: Decimal | int | None, greatest: Decimal) -> int:
    """Return how long a lying bar is; the axis begins at zero."""
    return round(LONGEST * value / greatest) if value and greatest else 0


def _shares(question: Question, indicator: Indicator) -> dict[int | None, Figure]:
    asked = (question.period, question.unit.pk, question.view)
    parts = shares(indicator.numerator, *asked)
    ids = {pk for pk in parts if pk is not None} | _below(question)
    if indicator.kind in (Kind.RANGE, Kind.SPREAD):
        found = sheet(ids, question.period, question.view, codes=[indicator.code])
        return {pk: found[pk, indicator.code] for pk in ids}
    bases = shares(indicator.base_measure, *asked) if indicator.kind is Kind.PERCENT else {}
    known: dict[int | None, Figure] = {}
    for pk in (*sorted(ids), None):
        part, base = parts.get(pk, 0), Decimal(bases.get(pk, 0))
        value = percentage(part, base) if indicator.kind is Kind.PERCENT else Decimal(part)
        known[pk] = Figure(indicator, pk or question.unit.pk, question.period, question.view, value, part, base)
    return known


def _below(question: Question) -> set[int]:
    placed = Placement.objects.filter(parent=question.unit)
    day, period = question.view.day, question.period
    placed = placed.on(day) if day else placed.during(period.start, period.end)
    return set(placed.filter(unit__kind__in=PARTY_KINDS).values_list("unit_id", flat=True))


def over_the_years(question: Question, indicator: Indicator) -> list[Bar]:
    """Return the figure in the same days of up to seven years; what lies before the first value is left out."""
    against = AGAINST_TARGET.get(indicator.code)
    codes = [indicator.code, against] if against else [indicator.code]
    points: list[Bar] = []
    for period in years_of(question.period):
        found = sheet([question.unit.pk], period, question.view, codes=codes)
        figure = found[question.unit.pk, indicator.code]
        target = found[question.unit.pk, against].denominator if against else None
        points.append(_year(figure, target, current=period == question.period))
    while points and not points[0].value and points[0].target is None:
        points.pop(0)
    return points


def years_of(period: Period) -> list[Period]:
    """Return the same days of seven years, oldest first; of a longer period, the calendar years that it touches."""
    if period.end - period.start > A_YEAR:
        latest = period.last_day.year
        first = max(period.start.year, latest - YEARS + 1)
        years = [Period.year(year) for year in range(first, latest + 1)]
        return [Period(max(year.start, period.start), min(year.end, period.end)) for year in years]
    return [Period(_shifted(period.start, -years), _shifted(period.end, -years)) for years in range(YEARS - 1, -1, -1)]


def _shifted(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return dt.date(day.year + years, 3, 1)


def _year(figure: Figure, target: Decimal | None, *, current: bool) -> Bar:
    if figure.indicator.kind is Kind.ACHIEVEMENT:
        target = figure.denominator
    achieved = target is not None and figure.numerator is not None
    value = Decimal(figure.numerator or 0) if achieved else figure.value
    text = f"{number(figure.numerator)}/{number(target)}" if achieved else brief(figure)
    if achieved and len(text) > SHORT:
        text = number(figure.numerator)
    if figure.indicator.kind is Kind.RANGE:
        text = word_percent(figure.value)
    return Bar(str(figure.period.last_day.year), value, target, text, marked=current)
