"""What is held about one person, as a page shows it: details, histories, who looked and who changed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.audit import trail_of
from chibo.base.models import AuditEntry
from chibo.base.vietnamese import UNKNOWN
from chibo.base.vietnamese import day as day_text
from chibo.records.members.importing import SECRET
from chibo.registry.people.actions import DETAILS
from chibo.registry.people.models import Membership, Person, Standing, Title

SHOWN_DIGITS = 4
LATEST = 50
CODES: Mapping[str, Mapping[str, Any]] = {
    "left": dict(Membership.Way.choices),
    "standing": dict(Standing.State.choices),
    "post": dict(Title.choices),
    "gender": dict(Person.Gender.choices),
}
OTHER_LABELS = {
    "cell": gettext_lazy("cell"),
    "file": gettext_lazy("file"),
    "left": gettext_lazy("left by"),
    "standing": gettext_lazy("standing"),
    "post": gettext_lazy("post"),
    "field": gettext_lazy("what"),
}
ELSEWHERE = {
    "applications": gettext_lazy("Application for membership"),
    "introduces": gettext_lazy("Applications that this member supports"),
    "attendances": gettext_lazy("Meetings this person was summoned to"),
    "study_plans": gettext_lazy("Yearly study plans"),
}
"""What other areas hold about people, by the name under which a person knows it."""


@dataclass(frozen=True, slots=True)
class Detail:
    name: str
    label: str | Promise
    value: str
    secret: bool


@dataclass(frozen=True, slots=True)
class TrailLine:
    entry: AuditEntry
    verb: str
    changes: list[tuple[str, str, str]]
    """What, before, after."""


def masked(number: str | None) -> str:
    """Return only the last digits of a number; nothing of a short one."""
    if not number:
        return ""
    return "••••" + (number[-SHOWN_DIGITS:] if len(number) >= 2 * SHOWN_DIGITS else "")


def details_of(person: Person, *, in_clear: bool) -> list[Detail]:
    return [Detail(name, label_of(name), _detail(person, name, in_clear=in_clear), name in SECRET) for name in DETAILS]


def label_of(name: str) -> str | Promise:
    label: str | Promise = Person._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # noqa: SLF001 -- documented
    return label


def _detail(person: Person, name: str, *, in_clear: bool) -> str:
    value = getattr(person, name)
    if not value:
        return UNKNOWN
    if isinstance(value, dt.date):
        return day_text(value)
    if name == "gender":
        return person.get_gender_display()
    return str(value) if in_clear or name not in SECRET else masked(value)


def trail_lines(person: Person) -> list[TrailLine]:
    """Return the latest of the trail about a person, numbers masked, in words."""
    return [_line(entry) for entry in trail_of(person)[:LATEST]]


def _line(entry: AuditEntry) -> TrailLine:
    changes = [(str(_label(name)), _shown(name, old), _shown(name, new)) for name, (old, new) in entry.changes.items()]
    return TrailLine(entry, _(entry.verb), changes)


def _label(name: str) -> str | Promise:
    return OTHER_LABELS[name] if name in OTHER_LABELS else label_of(name) if name in DETAILS else name


def _shown(name: str, value: Any) -> str:
    if name in SECRET:
        return masked(str(value))
    if name == "field":
        return str(label_of(value)) if value in DETAILS else str(value)
    return str(CODES.get(name, {}).get(value, value))


def named_elsewhere(person: Person) -> Iterable[tuple[str | Promise, int]]:
    """Count the records of other areas that name this person."""
    for relation, label in ELSEWHERE.items():
        if (manager := getattr(person, relation, None)) and (count := manager.count()):
            yield label, count
