"""How a report words its figures, and whether a published wording fits what the records say.

One rounding rule holds for a whole report. Counts are added first; the division comes last, here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Literal, assert_never

from chibo.base.vietnamese import UNKNOWN, number, padded, percent
from chibo.indicators.catalogue import Kind
from chibo.indicators.figures import Figure

HUNDRED = Decimal(100)
TWO_DIGITS = 10
UNCHANGED = "không thay đổi"

type Amount = int | Decimal
type Published = float | Decimal
type Worded = Literal["exact", "nearly", "over", "listed", "derived", "none"]
type PublishedKind = Literal["count", "percent", "ratio", "range", "stock"]


@dataclass(frozen=True, slots=True)
class Style:
    """How one report rounds percentages and whether it writes 04 for 4."""

    places: int = 1
    pad: bool = True


HOUSE = Style()


class Verdict(Enum):
    """What an actual value is to its target."""

    BELOW = "chưa đạt"
    EQUAL = "đạt"
    ABOVE = "vượt"


def verdict(actual: Amount, target: Amount) -> Verdict:
    if actual == target:
        return Verdict.EQUAL
    return Verdict.ABOVE if actual > target else Verdict.BELOW


def word_count(value: int | None, noun: str, style: Style = HOUSE) -> str:
    """Write “04 hội nghị”; zero is “không có hội nghị”, nothing is “–”."""
    if value is None:
        return UNKNOWN
    return f"{_amount(value, style)} {noun}" if value else f"không có {noun}"


def word_ratio(actual: int | None, plan: Amount | None, noun: str) -> str:
    """Write what was done over what was planned: “1.138/820 bài”."""
    return UNKNOWN if actual is None or plan is None else f"{number(actual)}/{number(plan)} {noun}"


def word_part(part: int | None, whole: int | None, noun: str, style: Style = HOUSE) -> str:
    """Write a part over its whole: “08/09 kết luận”."""
    if part is None or whole is None:
        return UNKNOWN
    return f"{_amount(part, style)}/{_amount(whole, style)} {noun}"


def word_percent(value: Decimal | None, style: Style = HOUSE) -> str:
    """Write “94,2%”. What is not all is never rounded to 100%, what is not nothing never to 0%."""
    return UNKNOWN if value is None else percent(value, _places(value, style.places))


def word_share(part: int | None, whole: Amount | None, style: Style = HOUSE) -> str:
    """Write a part of a whole in percent; a whole of zero has no share."""
    return word_percent(_percentage(part, whole), style)


def word_achievement(actual: int | None, target: Amount | None, base: str, style: Style = HOUSE) -> str:
    """Write “đạt 138,8% kế hoạch”, below, at and above the target alike."""
    reached = _percentage(actual, target)
    return UNKNOWN if reached is None else f"đạt {word_percent(reached, style)} {base}"


def word_excess(actual: int | None, target: Amount | None, base: str, style: Style = HOUSE) -> str:
    """Write “vượt 38,8% kế hoạch” above the target; at or below it there is nothing to exceed, and “đạt …” stands."""
    reached = _percentage(actual, target)
    if reached is None or reached <= HUNDRED:
        return word_achievement(actual, target, base, style)
    return f"vượt {percent(reached - HUNDRED, _places(reached, style.places))} {base}"


def word_change_in_points(before: Decimal | None, after: Decimal | None, style: Style = HOUSE) -> str:
    """Write “tăng 2,1 điểm %”: the difference of the two percentages as printed, so that a reader's sum comes out."""
    if before is None or after is None:
        return UNKNOWN
    change = rounded(after, style.places) - rounded(before, style.places)
    if not change:
        return UNCHANGED
    points = percent(abs(change), style.places).removesuffix("%")
    return f"{'tăng' if change > 0 else 'giảm'} {points} điểm %"


def word_nearly(value: int, noun: str, style: Style = HOUSE, *, step: int = 10) -> str:
    """Write “gần 30 hộ” where the count is below 30 and rounds to it; else the count itself."""
    near = _nearest(Decimal(value), Decimal(step))
    return f"gần {number(int(near))} {noun}" if near > value else word_count(value, noun, style)


def word_over(value: int, noun: str, style: Style = HOUSE, *, step: int = 100) -> str:
    """Write “trên 1.300 lượt” where the count is above 1.300 and below the next step; else the count itself."""
    below = value // step * step
    return f"trên {number(below)} {noun}" if 0 < below < value else word_count(value, noun, style)


def word_over_percent(value: Decimal | None, style: Style = HOUSE, *, step: int = 5) -> str:
    """Write “trên 95%” where the percentage is above 95 and below the next step; else the percentage itself."""
    if value is None:
        return UNKNOWN
    below = value // step * step
    return f"trên {number(int(below))}%" if 0 < below < value else word_percent(value, style)


def word_range(least: Decimal | None, greatest: Decimal | None, style: Style = HOUSE) -> str:
    """Write “từ 93% đến 94,11%”; where both print the same, that one."""
    if least is None or greatest is None:
        return UNKNOWN
    low, high = word_percent(least, style), word_percent(greatest, style)
    return low if low == high else f"từ {low} đến {high}"


def word_count_range(least: Amount | None, greatest: Amount | None, noun: str) -> str:
    """Write “từ 5 đến 7 phút”."""
    if least is None or greatest is None:
        return UNKNOWN
    return f"{number(least)} {noun}" if least == greatest else f"từ {number(least)} đến {number(greatest)} {noun}"


def word_spread(least: Amount | None, greatest: Amount | None, noun: str) -> str:
    """Write “5–7 phút”, as broadcasts are reported."""
    return UNKNOWN if least is None or greatest is None else f"{brief_spread(least, greatest)} {noun}"


def brief_spread(least: Amount | None, greatest: Amount | None) -> str:
    """Write “5–7”; where all records are alike, that one."""
    if least is None or greatest is None:
        return UNKNOWN
    return number(least) if least == greatest else f"{number(least)}–{number(greatest)}"


def read(figure: Figure, style: Style = HOUSE) -> str:
    """Say a figure with its noun: “04 hội nghị”, “94,2% lượt người phải dự (1.234/1.310)”."""
    indicator, noun = figure.indicator, figure.indicator.numerator.noun
    if figure.value is None:
        return UNKNOWN
    match indicator.kind:
        case Kind.COUNT:
            return word_count(figure.numerator, noun, style)
        case Kind.PERCENT:
            share = word_percent(figure.value, style)
            return f"{share} {indicator.base} ({number(figure.numerator)}/{number(figure.denominator)})"
        case Kind.ACHIEVEMENT:
            done = word_ratio(figure.numerator, figure.denominator, noun)
            return f"{done}, {word_achievement(figure.numerator, figure.denominator, indicator.base, style)}"
        case Kind.RANGE:
            return word_range(figure.value, figure.greatest, style)
        case Kind.SPREAD:
            return word_spread(figure.value, figure.greatest, noun)
        case _:
            assert_never(indicator.kind)


def brief(figure: Figure, style: Style = HOUSE) -> str:
    """Say a figure as a cell of a table does: “1.138”, “94,2%”; nothing is “–”."""
    if figure.indicator.kind is Kind.COUNT:
        return number(figure.value)
    if figure.indicator.kind is Kind.RANGE:
        return word_range(figure.value, figure.greatest, style)
    if figure.indicator.kind is Kind.SPREAD:
        return brief_spread(figure.value, figure.greatest)
    return word_percent(figure.value, style)


def agrees(
    published: Published | Sequence[Published],
    computed: Amount | Sequence[Amount] | None,
    worded: Worded = "exact",
    kind: PublishedKind = "count",
) -> bool:
    """Whether what the records give may be published as it was.

    Counts and ratios are equal; percentages are equal when rounded to the published number of decimals, and 100% is
    everything. In a range both ends are rounded alike. “gần” is strictly below and rounds to it, “trên” strictly above.
    """
    said, known = _numbers(published), _numbers(computed)
    if not known or len(said) != len(known):
        return False
    if worded == "none":
        return not any(known)
    if worded in {"nearly", "over"}:
        return all(_about(*pair, worded, kind) for pair in zip(said, known, strict=True))
    if kind not in {"percent", "range"}:
        return said == known
    places = max(_decimals(value) for value in said)
    return all(_same_percentage(*pair, places) for pair in zip(said, known, strict=True))


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half away from zero, as the office does."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _amount(value: int, style: Style) -> str:
    return padded(value) if style.pad and value < 10 else number(value)  # noqa: PLR2004 -- a single digit


def _percentage(part: int | None, whole: Amount | None) -> Decimal | None:
    return HUNDRED * part / whole if part is not None and whole else None


def _places(value: Decimal, places: int) -> int:
    """Return how many decimals keep a value that is not 0 or 100 from looking like it."""
    while value not in {0, HUNDRED} and rounded(value, places) in {0, HUNDRED}:
        places += 1
    return places


def _numbers(value: float | Decimal | Sequence[float | Decimal] | None) -> list[Decimal]:
    if value is None:
        return []
    return [Decimal(str(each)) for each in (value if isinstance(value, Sequence) else (value,))]


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _same_percentage(said: Decimal, known: Decimal, places: int) -> bool:
    if said in {0, HUNDRED}:
        return said == known
    return rounded(known, places) == said


def _about(said: Decimal, known: Decimal, worded: Worded, kind: PublishedKind) -> bool:
    step = _step(said, kind)
    if worded == "nearly":
        return known < said and _nearest(known, step) == said
    return said < known < said + step


def _step(said: Decimal, kind: PublishedKind) -> Decimal:
    """Return how coarse a round number is: 1.300 counts hundreds, 30 tens; percentages go by fives."""
    if kind in {"percent", "range"}:
        return Decimal(5)
    step = Decimal(1)
    while said and said % (step * 10) == 0:
        step *= 10
    return step


def _nearest(value: Decimal, step: Decimal) -> Decimal:
    return rounded(value / step, 0) * step
