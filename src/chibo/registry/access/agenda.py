"""What stands in the calendars of units, from every area that has something to put there."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from chibo.registry.access.models import User


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something that an area puts into the calendar of a unit; the area keeps it, the calendar only shows it."""

    key: str
    """Names it among all appointments, such as “meeting-12”, as long as it exists."""
    unit_id: int
    title: str
    day: dt.date
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    place: str = ""
    chair: str = ""
    url: str = ""


def appointments(user: User, unit_ids: Collection[int], first: dt.date, last: dt.date) -> list[Appointment]:
    """Return what the areas have from `first` to `last` for these units, as far as the user may see it."""
    found: list[Appointment] = []
    for path in settings.CALENDARS:
        found.extend(import_string(path)(user, unit_ids, first, last))
    return found


def summons(user: User, first: dt.date, last: dt.date) -> list[Appointment]:
    """Return to what the user is summoned in person from `first` to `last`."""
    if user.person_id is None:
        return []
    return [one for path in settings.SUMMONS for one in import_string(path)(user.person_id, first, last)]
