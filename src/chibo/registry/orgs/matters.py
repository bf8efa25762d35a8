"""What is open in a unit: a change of the tree shows it before anybody confirms.

The areas know what they hold open; this module only asks them, by the names in the setting OPEN_MATTERS.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Matter:
    """Something under way in a unit. `day` is when it is to happen, None where no day is set."""

    unit_id: int
    kind: str | Promise
    title: str
    url: str
    day: dt.date | None = None


Source = Callable[[Collection[int]], Iterable[Matter]]
"""Takes the ids of units and returns what is open in them."""


def open_matters(unit_ids: Collection[int]) -> list[Matter]:
    """Return what is open in these units, by unit, kind and day; one query for each area."""
    sources: list[Source] = [import_string(name) for name in settings.OPEN_MATTERS]
    found = [matter for source in sources for matter in source(unit_ids)]
    return sorted(found, key=lambda matter: (matter.unit_id, str(matter.kind), matter.day or dt.date.max, matter.title))
