"""The geometry of the bars on the pages; the colours are the stylesheet's. Every axis begins at zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FLOOR = 168
TALLEST = 128
SLOT, WIDTH, MARGIN, OVERHANG = 52, 30, 8, 5
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a row of bars, with what was aimed at."""

    label: str
    text: str
    value: Decimal | None
    target: Decimal | None = None
    current: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.value and self.target is None


@dataclass(frozen=True, slots=True)
class Bar:
    point: Point
    x: int
    y: int
    height: int
    tick: int | None

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def text_y(self) -> int:
        return min(self.y, FLOOR if self.tick is None else self.tick) - 8

    @property
    def tick_from(self) -> int:
        return self.x - OVERHANG

    @property
    def tick_to(self) -> int:
        return self.x + WIDTH + OVERHANG


def columns(points: Sequence[Point]) -> list[Bar]:
    """Return upright bars in a picture 360 wide, on one scale."""
    greatest = greatest_of(points)
    heights = [_scaled(point.value, greatest, TALLEST) for point in points]
    return [
        Bar(
            point,
            x=MARGIN + SLOT * place,
            y=FLOOR - height,
            height=height,
            tick=None if point.target is None else FLOOR - _scaled(point.target, greatest, TALLEST),
        )
        for place, (point, height) in enumerate(zip(points, heights, strict=True))
    ]


def length(value: Decimal | None, greatest: Decimal) -> int:
    """Return how long a lying bar is, of at most 200."""
    return _scaled(value, greatest, LONGEST)


def greatest_of(points: Sequence[Point]) -> Decimal:
    values = [amount for point in points for amount in (point.value, point.target) if amount is not None]
    return max(values, default=Decimal(0))


def _scaled(value: Decimal | None, greatest: Decimal, full: int) -> int:
    return round(full * value / greatest) if value and greatest else 0
