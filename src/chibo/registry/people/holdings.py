"""What the areas hold about one person, for the page that tells it to that person."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from chibo.registry.people.models import Person


@dataclass(frozen=True, slots=True)
class Held:
    """One record that names the person."""

    kind: str | Promise
    title: str
    detail: str
    day: dt.date | None
    url: str


def held_about(person: Person) -> dict[str, list[Held]]:
    """Return by kind what every area named in `settings.HOLDINGS` holds about the person."""
    found: dict[str, list[Held]] = {}
    for path in settings.HOLDINGS:
        for one in import_string(path)(person):
            found.setdefault(str(one.kind), []).append(one)
    return found
