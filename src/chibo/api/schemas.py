from typing import Literal

from ninja import Schema


class PeriodOut(Schema):
    start: str
    end: str
    """The last day, included."""


class FigureOut(Schema):
    code: str
    name: str
    noun: str
    kind: Literal["count", "percent", "achievement", "range"]
    value: int | float | list[float] | None
    """For a range the least and the greatest; None where there is nothing to state."""
    numerator: int | None
    denominator: int | float | None
    text: str
    records_count: int
    records: str
    """The address of the list behind the numerator."""


class FiguresOut(Schema):
    unit: str
    period: PeriodOut
    figures: list[FigureOut]


class RecordOut(Schema):
    type: str
    id: int
    label: str
    unit: str
    day: str
    amount: int
    url: str


class RecordsOut(Schema):
    """One page of the records behind a figure. A record that the reader may not see is left out."""

    items: list[RecordOut]
    next: str | None
