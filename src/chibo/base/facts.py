"""The one door between records and figures.

A measure offers *facts*: one row per record, with the same columns everywhere. Counting, listing the records
behind a figure, exporting and rolling up all start from that one queryset, so a number and its list cannot differ.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise

COLUMNS = ("unit_id", "day", "amount", "person_id", "record_type", "record_id")
"""unit, local day, how much, whose (or None), and the record itself."""


class Kind(Enum):
    FLOW = "flow"
    """Adds up over time and over units, such as meetings held."""

    STOCK = "stock"
    """Adds up over units; over time the last day counts, such as members."""


class Counting(Enum):
    RECORDS = "records"
    """Add the amounts."""

    PEOPLE = "people"
    """Count each person once, however many records name them."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` until the day before `end`."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            message = "a period has at least one day"
            raise ValueError(message)

    @classmethod
    def closed(cls, start: dt.date, last: dt.date) -> "Period":
        """Make a period from its first and its last day."""
        return cls(start, last + dt.timedelta(days=1))

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))

    @property
    def last_day(self) -> dt.date:
        return self.end - dt.timedelta(days=1)

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day < self.end


type Facts = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Measure:
    """What an area can count. `facts` gives every record of the period, whatever its unit."""

    code: str
    name: str | Promise
    noun: str
    """The unit noun in Vietnamese: cuộc, lượt, người, bài, hội nghị … Different nouns are never added."""
    kind: Kind
    facts: Callable[[Period], Facts]
    counting: Counting = Counting.RECORDS


def facts(
    records: QuerySet[Any],
    *,
    unit: str,
    day: str | dt.date | Combinable,
    record_type: str,
    person: str | None = None,
    amount: str | Combinable | None = None,
    record: str = "pk",
) -> Facts:
    """Give a queryset the columns of facts; field paths name where each column comes from."""
    on = Value(day, output_field=DateField()) if isinstance(day, dt.date) else F(day) if isinstance(day, str) else day
    rows: Facts = (
        records.order_by()
        .annotate(
            fact_unit_id=F(unit),
            fact_day=on,
            fact_amount=F(amount) if isinstance(amount, str) else amount or Value(1, output_field=IntegerField()),
            fact_person_id=F(person) if person else Value(None, output_field=BigIntegerField()),
            fact_record_type=Value(record_type, output_field=CharField()),
            fact_record_id=Cast(F(record), BigIntegerField()),
        )
        .values(
            "fact_unit_id", "fact_day", "fact_amount", "fact_person_id", "fact_record_type", "fact_record_id"
        )
    )  # fmt: skip
    return rows


def first_of_each[Rows: QuerySet[Any]](rows: Rows, *, by: str, day: str) -> Rows:
    """Keep the earliest of the rows for each value of `by`, so that it counts once however often it is there."""
    sooner = Q(**{f"{day}__lt": OuterRef(day)}) | Q(**{day: OuterRef(day), "pk__lt": OuterRef("pk")})
    return rows.filter(~Exists(rows.filter(sooner, **{by: OuterRef(by)})))


@dataclass(frozen=True, slots=True)
class Described:
    """A record behind a figure, as a person reads it."""

    label: str
    url: str = ""
    detail: str = ""


type Describe = Callable[[Any, list[int]], dict[int, Described]]
"""Given a user and record ids, describe those records that the user may see; the others are left out."""
