"""Add up facts along the tree, and list the very facts that were added.

Counts are added and the division is left to the reader: a percentage of percentages is never right.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import connection

from chibo.base.facts import Counting, Measure, Period


class Tree(Enum):
    THEN = "then"
    """Each fact belongs to the units above it on its own day."""

    NOW = "now"
    """Each fact belongs to whatever carries on its unit on the day of the restatement."""


@dataclass(frozen=True, slots=True)
class View:
    """How a figure looks at the tree: as it was, or restated as of `day`."""

    tree: Tree = Tree.THEN
    day: dt.date | None = None

    @classmethod
    def now(cls, day: dt.date) -> "View":
        return cls(Tree.NOW, day)


AS_THEN = View()

PLACED_THEN = "JOIN orgs_ancestry a ON a.unit_id = f.fact_unit_id AND a.valid @> f.fact_day"
PLACED_NOW = (
    "JOIN orgs_ancestry a ON a.unit_id = people_unit_restated(f.fact_unit_id, f.fact_person_id::bigint, %s)"
    " AND a.valid @> %s::date"
)
COUNT = {
    Counting.RECORDS: "sum(f.fact_amount)",
    Counting.PEOPLE: "count(DISTINCT f.fact_person_id)",
}
ROWS = {
    Counting.RECORDS: "sum(f.fact_rows)",
    Counting.PEOPLE: "count(DISTINCT f.fact_person_id)",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One fact behind a figure."""

    unit_id: int
    day: dt.date
    amount: int
    person_id: int | None
    record_type: str
    record_id: int


@dataclass(frozen=True, slots=True)
class Total:
    """What a measure adds up to, and how many rows its list has."""

    amount: int = 0
    rows: int = 0


def tallies(measure: Measure, period: Period, unit_ids: Collection[int], view: View = AS_THEN) -> dict[int, Total]:
    """Return what the measure adds up to for each of the units and all below them; a unit without facts is absent."""
    source, params = _grouped(measure, period, view)
    counted, listed = COUNT[measure.counting], ROWS[measure.counting]
    sql = f"SELECT a.ancestor_id, {counted}, {listed} {source} WHERE a.ancestor_id = ANY(%s) GROUP BY 1"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, list(unit_ids)])
        return {unit_id: Total(int(amount), int(count)) for unit_id, amount, count in cursor.fetchall()}


def totals(measure: Measure, period: Period, unit_ids: Collection[int], view: View = AS_THEN) -> dict[int, int]:
    """Return the amounts of `tallies`."""
    return {unit_id: total.amount for unit_id, total in tallies(measure, period, unit_ids, view).items()}


def by_part(
    measure: Measure, parts: Sequence[Period], unit_ids: Collection[int], view: View = AS_THEN
) -> dict[tuple[int, dt.date], int]:
    """Return the totals of each unit in each of some periods that follow one another, named by their first day.

    For measures that add up over time.
    """
    starts = [part.start for part in parts]
    source, params = _grouped(measure, Period(starts[0], parts[-1].end), view)
    sql = (
        f"SELECT a.ancestor_id, width_bucket(f.fact_day, %s::date[]), {COUNT[measure.counting]}"
        f" {source} WHERE a.ancestor_id = ANY(%s) GROUP BY 1, 2"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [starts, *params, list(unit_ids)])
        return {(unit_id, starts[place - 1]): int(total) for unit_id, place, total in cursor.fetchall()}


def extremes(
    measure: Measure, period: Period, unit_ids: Collection[int], view: View = AS_THEN
) -> dict[int, tuple[int, int]]:
    """Return the least and the greatest amount among the records of each unit and all below it."""
    source, params = _placed(measure, period, view)
    sql = (
        f"SELECT a.ancestor_id, min(f.fact_amount), max(f.fact_amount) {source}"
        " WHERE a.ancestor_id = ANY(%s) GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, list(unit_ids)])
        return {unit_id: (int(least), int(greatest)) for unit_id, least, greatest in cursor.fetchall()}


def shares(measure: Measure, period: Period, unit_id: int, view: View = AS_THEN) -> dict[int | None, int]:
    """Split a total among the units directly below, each fact by the tree of its own day; None is the unit's own."""
    source, params = _grouped(measure, period, view)
    now = view.tree is Tree.NOW
    day = "%s::date" if now else "f.fact_day"
    sql = (
        f"SELECT b.ancestor_id, {COUNT[measure.counting]} {source}"
        f" LEFT JOIN orgs_ancestry b ON b.unit_id = a.unit_id AND b.depth = a.depth - 1 AND b.valid @> {day}"
        " WHERE a.ancestor_id = %s GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *([view.day] if now else []), unit_id])
        return {below: int(total) for below, total in cursor.fetchall()}


def rows(
    measure: Measure, period: Period, unit_id: int, view: View = AS_THEN, *, offset: int = 0, limit: int | None = None
) -> list[Row]:
    """Return the facts behind a total, oldest first. For people, one row a person: the first that names them."""
    source, params = _placed(measure, period, view)
    distinct = "DISTINCT ON (f.fact_person_id)" if measure.counting is Counting.PEOPLE else ""
    sql = (
        f"SELECT * FROM (SELECT {distinct} f.* {source} WHERE a.ancestor_id = %s"  # noqa: S608 -- constants only
        " ORDER BY f.fact_person_id, f.fact_day, f.fact_record_type, f.fact_record_id) r"
        " ORDER BY fact_day, fact_record_type, fact_record_id OFFSET %s LIMIT %s"
    )
    if measure.counting is Counting.PEOPLE:
        sql = sql.replace("WHERE a.ancestor_id = %s", "WHERE a.ancestor_id = %s AND f.fact_person_id IS NOT NULL")
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, unit_id, offset, limit])
        return [Row(*_in_order(cursor.description, row)) for row in cursor.fetchall()]


def count_rows(measure: Measure, period: Period, unit_id: int, view: View = AS_THEN) -> int:
    """Return how many rows `rows` would list."""
    return tallies(measure, period, [unit_id], view).get(unit_id, Total()).rows


def _grouped(measure: Measure, period: Period, view: View) -> tuple[str, list[Any]]:
    """Add up the facts of one unit and day before they are placed: the tree is then asked far less often."""
    sql, params = measure.facts(period).query.sql_with_params()
    alike = measure.counting is Counting.RECORDS and view.tree is Tree.THEN
    person = "NULL::bigint" if alike else "fact_person_id"
    together = (
        f"SELECT fact_unit_id, fact_day, {person} AS fact_person_id,"  # noqa: S608 -- constants and a query of our own
        f" sum(fact_amount) AS fact_amount, count(*) AS fact_rows FROM ({sql}) g GROUP BY 1, 2, 3"
    )
    return _on_the_tree(together, list(params), view)


def _placed(measure: Measure, period: Period, view: View) -> tuple[str, list[Any]]:
    sql, params = measure.facts(period).query.sql_with_params()
    return _on_the_tree(sql, list(params), view)


def _on_the_tree(sql: str, params: list[Any], view: View) -> tuple[str, list[Any]]:
    if view.tree is Tree.THEN:
        return f"FROM ({sql}) f {PLACED_THEN}", params
    return f"FROM ({sql}) f {PLACED_NOW}", [*params, view.day, view.day]


COLUMNS = ("fact_unit_id", "fact_day", "fact_amount", "fact_person_id", "fact_record_type", "fact_record_id")


def _in_order(description: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
    named = {column.name: value for column, value in zip(description, row, strict=True)}
    return tuple(named[name] for name in COLUMNS)
