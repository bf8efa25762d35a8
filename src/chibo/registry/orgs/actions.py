"""Changes of the tree. What they mean for members and posts is in `people.changes`."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.periods import Effective
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.registry.orgs.models import Change, Kind, Lineage, Placement, Unit, UnitName

type Author = AbstractBaseUser | None
"""Who acts; None is the program itself."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The paper that orders a change, and the day from which it counts."""

    symbol: str
    decided_on: dt.date
    issuer: str
    effective_on: dt.date

    def enact(self, what: Change.What) -> Change:
        change = Change(
            what=what,
            symbol=self.symbol,
            decided_on=self.decided_on,
            issuer=self.issuer,
            effective_on=self.effective_on,
        )
        save_checked(change)
        return change


@transaction.atomic
def establish(
    *, slug: str, kind: Kind, name: str, parent: Unit | None, decision: Decision, by: Author, position: int = 0
) -> Unit:
    """Create a unit under `parent` from the day of effect."""
    change = decision.enact(Change.What.ESTABLISH)
    return place_new(slug=slug, kind=kind, name=name, parent=parent, change=change, by=by, position=position)


def place_new(
    *, slug: str, kind: Kind, name: str, parent: Unit | None, change: Change, by: Author, position: int = 0
) -> Unit:
    """Create a unit as part of `change`."""
    if parent:
        placement_on(parent, change.effective_on)
    unit = Unit(slug=slug, kind=kind, name=name, position=position)
    save_checked(unit)
    start = change.effective_on
    Placement.objects.create(unit=unit, parent=parent, valid_from=start, begun_by=change)
    UnitName.objects.create(unit=unit, name=name, valid_from=start, begun_by=change)
    note(unit, "established", by=by, unit_id=unit.pk)
    return unit


@transaction.atomic
def rename(unit: Unit, *, name: str, decision: Decision, by: Author) -> Change:
    """Give the unit another name from the day of effect; the old one stays right for the days before."""
    day = decision.effective_on
    placement_on(unit, day)
    latest = UnitName.objects.select_for_update().filter(unit=unit).latest("valid_from")
    _refuse_rewriting(latest, day)
    if latest.name == name:
        raise ValidationError(_("%(unit)s already has this name."), params={"unit": unit})
    change = decision.enact(Change.What.RENAME)
    latest.end(day)
    UnitName.objects.create(unit=unit, name=name, valid_from=day, begun_by=change)
    Unit.objects.filter(pk=unit.pk).update(name=name)
    note(unit, "renamed", by=by, unit_id=unit.pk, changes={"name": [latest.name, name]})
    return change


@transaction.atomic
def move(unit: Unit, *, parent: Unit, decision: Decision, by: Author) -> Change:
    """Put the unit under another one from the day of effect."""
    day = decision.effective_on
    placement_on(parent, day)
    here = placement_on(unit, day)
    if here.parent_id == parent.pk:
        raise ValidationError(_("%(unit)s is already under %(parent)s."), params={"unit": unit, "parent": parent})
    _refuse_rewriting(here, day)
    change = decision.enact(Change.What.MOVE)
    end_placement(here, change)
    Placement.objects.create(unit=unit, parent=parent, valid_from=day, begun_by=change)
    note(unit, "moved", by=by, unit_id=unit.pk, changes={"parent": [str(here.parent or ""), str(parent)]})
    return change


def close(unit: Unit, *, change: Change, by: Author) -> None:
    """End a unit that has nothing below it any more."""
    day = change.effective_on
    placement = placement_on(unit, day)
    _refuse_rewriting(placement, day)
    later = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    below = Placement.objects.filter(later, parent=unit).select_related("unit").first()
    if below:
        raise ValidationError(
            _("%(unit)s still has %(below)s below it; move that first."),
            params={"unit": unit, "below": below.unit},
        )
    end_placement(placement, change)
    UnitName.objects.filter(unit=unit, valid_until__isnull=True).update(valid_until=day)
    note(unit, "ended", by=by, unit_id=unit.pk)


def link(change: Change, *, predecessor: Unit, successors: Collection[Unit], main: Unit) -> None:
    """Write down in which units an ended one goes on."""
    Lineage.objects.bulk_create(
        Lineage(change=change, predecessor=predecessor, successor=unit, main=unit == main) for unit in successors
    )


def placement_on(unit: Unit, day: dt.date) -> Placement:
    """Return the unit's locked place on `day`; refuse a unit that does not exist that day."""
    placement = Placement.objects.select_for_update().on(day).filter(unit=unit).first()
    if placement is None:
        raise ValidationError(
            _("There is no %(unit)s on %(day)s."), params={"unit": unit, "day": day_text(day)}, code="no_unit"
        )
    return placement


def end_placement(placement: Placement, change: Change) -> None:
    placement.valid_until = change.effective_on
    placement.ended_by = change
    placement.save(update_fields=["valid_until", "ended_by"])


def _refuse_rewriting(row: Effective, day: dt.date) -> None:
    """Let a change follow what is recorded, never slip in before it."""
    if row.valid_until is not None or row.valid_from >= day:
        raise ValidationError(
            _("A later change is already recorded; a change cannot be put before it."), code="out_of_order"
        )
