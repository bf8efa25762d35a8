"""The records behind a figure, as one reader may see them. What may not be seen is counted, never shown."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chibo.base.facts import Described, Measure, Period
from chibo.indicators.catalogue import DESCRIBE
from chibo.indicators.rollup import AS_THEN, Row, View, count_rows, rows
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit


@dataclass(frozen=True, slots=True)
class Listed:
    """One record that the reader may see."""

    row: Row
    unit: Unit
    described: Described


@dataclass(frozen=True, slots=True)
class Listing:
    items: list[Listed]
    hidden: int
    """How many of the rows the reader may not see."""
    hidden_amount: int


class Rows:
    """The list behind a total, fetched by slices."""

    def __init__(self, measure: Measure, period: Period, unit_id: int, view: View = AS_THEN) -> None:
        self._asked = (measure, period, unit_id, view)
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = count_rows(*self._asked)
        return self._length

    def __getitem__(self, wanted: slice) -> list[Row]:
        start = wanted.start or 0
        limit = None if wanted.stop is None else wanted.stop - start
        return rows(*self._asked, offset=start, limit=limit)


def listing(user: User, found: Sequence[Row]) -> Listing:
    """Describe rows for a reader: one question for each kind of record and one for the units."""
    known = _describe(user, found)
    units = Unit.objects.in_bulk({row.unit_id for row in found})
    items = [
        Listed(row, units[row.unit_id], known[row.record_type, row.record_id])
        for row in found
        if (row.record_type, row.record_id) in known
    ]
    hidden = [row for row in found if (row.record_type, row.record_id) not in known]
    return Listing(items, len(hidden), sum(row.amount for row in hidden))


def _describe(user: User, found: Iterable[Row]) -> dict[tuple[str, int], Described]:
    ids: dict[str, set[int]] = defaultdict(set)
    for row in found:
        ids[row.record_type].add(row.record_id)
    return {
        (kind, record_id): described
        for kind, wanted in ids.items()
        for record_id, described in DESCRIBE[kind](user, sorted(wanted)).items()
    }
