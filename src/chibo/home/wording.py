"""Lines of the trail in the words of the office: labels for stored codes, days as papers write them."""

import re
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from chibo.base.models import AuditEntry
from chibo.base.vietnamese import UNKNOWN, parse_day
from chibo.base.vietnamese import day as day_text
from chibo.home.today import shown_changes
from chibo.records.admissions.models import Step
from chibo.records.meetings.models import Attendance
from chibo.registry.access.models import Role
from chibo.registry.people.models import Membership, Person, Standing, Title

CHOICES: Mapping[str, Any] = {
    "role": Role, "post": Title, "standing": Standing.State, "left": Membership.Way, "stage": Step.Stage,
    "gender": Person.Gender,
}  # fmt: skip
"""What the codes of a field stand for, where the record that the line names has no such field itself."""
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def said(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """Return what an entry changed: the field, what it was, what it is."""
    labels = {field: _labels(entry, field) for field in entry.changes}
    return [
        (_(field), _word(field, old, labels[field]), _word(field, new, labels[field]))
        for field, (old, new) in shown_changes(entry).items()
    ]


def _word(field: str, value: Any, labels: Mapping[str, str]) -> str:
    if value is None or value == "":
        return UNKNOWN
    text = str(value)
    if ISO_DAY.fullmatch(text):
        return day_text(parse_day(text))
    return labels.get(text) or (_(text) if field == "field" else text)


def _labels(entry: AuditEntry, field: str) -> Mapping[str, str]:
    choices = Attendance.State if entry.verb == "attendance marked" else CHOICES.get(field)
    if choices:
        return {str(code): str(one.label) for one in choices for code in (one.value, one.name)}
    return {str(value): str(label) for value, label in _field_choices(entry.record_type, field)}


def _field_choices(record_type: str, name: str) -> list[tuple[Any, Any]]:
    try:
        field = apps.get_model(record_type)._meta.get_field(name)  # noqa: SLF001 -- Django's documented way to a field
    except (LookupError, ValueError, FieldDoesNotExist):
        return []
    return list(field.flatchoices) if isinstance(field, models.Field) else []
