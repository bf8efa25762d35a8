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
    kind: Literal["count", "percent", "achievement", "range", "spread"]
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


class DocumentOut(Schema):
    """A line of the register. Of a document marked Mật there is no title."""

    id: int
    direction: Literal["incoming", "outgoing"]
    state: str
    type: str
    symbol: str
    issuer: str
    issued_on: str
    title: str
    unit: str
    url: str


class DocumentsOut(Schema):
    """One page of the documents that the reader may see, newest first."""

    items: list[DocumentOut]
    next: str | None


class RecordsOut(Schema):
    """One page of the records behind a figure. A record that the reader may not see is left out."""

    items: list[RecordOut]
    next: str | None
