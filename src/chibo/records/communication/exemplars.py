"""Examples: propose, approve at a level, write the consent down, publish."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.communication.models import Example
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import exists_on


@transaction.atomic
def propose_example(
    *, unit: Unit, kind: str, name: str, proposed_on: dt.date, by: User | None, **details: Any
) -> Example:
    """Propose a person or a model of a unit."""
    example = Example(unit=unit, kind=kind, name=name, proposed_on=proposed_on, **details)
    if not exists_on(unit, proposed_on):
        raise ValidationError({"proposed_on": _("%(unit)s does not exist on that day.") % {"unit": unit}})
    _past(proposed_on, "proposed_on")
    save_checked(example)
    note(example, "example proposed", by=by, unit_id=unit.pk)
    return example


@transaction.atomic
def change_example(example: Example, *, by: User | None, **details: Any) -> Example:
    """Change what is told of an example; who is meant stays once it is approved."""
    example = _locked(example)
    if example.approved_on and any(
        details.get(name, getattr(example, name)) != getattr(example, name) for name in ("kind", "name", "unit")
    ):
        raise ValidationError(_("Who or what was approved cannot be exchanged; propose it anew."))
    for field, value in details.items():
        setattr(example, field, value)
    save_checked(example)
    note(example, "example changed", by=by, unit_id=example.unit_id)
    return example


@transaction.atomic
def approve_example(example: Example, *, on: dt.date, level: str, by: User | None) -> Example:
    example = _locked(example)
    _past(on, "on")
    example.approved_on, example.level = on, level
    save_checked(example)
    note(example, "example approved", by=by, unit_id=example.unit_id, changes={"day": ["", on.isoformat()]})
    return example


@transaction.atomic
def record_consent(example: Example, *, on: dt.date, by: User | None) -> Example:
    """Write down that the person agrees to be presented."""
    example = _locked(example)
    _past(on, "on")
    example.consent_on = on
    save_checked(example)
    note(example, "consent recorded", by=by, unit_id=example.unit_id, changes={"day": ["", on.isoformat()]})
    return example


@transaction.atomic
def publish_example(example: Example, *, on: dt.date, where: str, by: User | None) -> Example:
    """Publish an example that is approved and, where it is a person, agreed to; it counts from now on."""
    example = _locked(example)
    _past(on, "on")
    example.published_on, example.published_in = on, where
    save_checked(example)
    note(example, "example published", by=by, unit_id=example.unit_id, changes={"day": ["", on.isoformat()]})
    return example


@transaction.atomic
def withdraw_consent(example: Example, *, by: User | None) -> Example:
    """Publish an example no more, and count it no more: the person no longer agrees."""
    example = _locked(example)
    before = example.published_on
    example.consent_on = example.published_on = None
    example.published_in = ""
    save_checked(example)
    changes = {"day": [before.isoformat() if before else "", ""]}
    note(example, "consent withdrawn", by=by, unit_id=example.unit_id, changes=changes)
    return example


def _past(day: dt.date, field: str) -> None:
    if day > today():
        raise ValidationError({field: _("This day has not come yet.")})


def _locked(example: Example) -> Example:
    return Example.objects.select_for_update(of=("self",)).select_related("unit").get(pk=example.pk)
