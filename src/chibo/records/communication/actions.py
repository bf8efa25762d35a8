"""Items: hand in, sign, publish, take back. Orientation and topics."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import now, today
from chibo.base.saving import create_checked, save_checked
from chibo.records.communication.models import Item, Orientation, Topic
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Placement, Unit
from chibo.registry.orgs.queries import exists_on


@transaction.atomic
def propose_item(*, unit: Unit, channel: str, title: str, day: dt.date, by: User | None, **details: Any) -> Item:
    """Hand in an item in the name of a unit that exists on its day; an editor signs it."""
    item = Item(unit=unit, channel=channel, title=title, day=day, **details)
    _save(item)
    note(item, "item proposed", by=by, unit_id=unit.pk)
    return item


@transaction.atomic
def record_broadcast(
    *, unit: Unit, title: str, day: dt.date, minutes: int, by: User | None, signed: bool, **details: Any
) -> Item:
    """Write down a broadcast; signed at once where an editor writes it down, else it waits for the signature."""
    item = propose_item(unit=unit, channel=Item.Channel.RADIO, title=title, day=day, minutes=minutes, by=by, **details)
    return publish_item(approve_item(item, by=by), day=day, by=by) if signed else item


@transaction.atomic
def record_published(items: Sequence[Item], *, by: User | None) -> None:
    """Write down many items that appeared already, each signed and counted on its day: all of them or none."""
    alive = {unit: list(Placement.objects.filter(unit=unit)) for unit in {item.unit for item in items}}
    for item in items:
        if item.day > today():
            raise ValidationError({"day": _("This day has not come yet.")})
        if not any(placement.is_on(item.day) for placement in alive[item.unit]):
            raise ValidationError({"day": _("%(unit)s does not exist on that day.") % {"unit": item.unit}})
        item.state, item.signed_by, item.signed_at = Item.State.PUBLISHED, by, now()
    create_checked(items)
    lines = [(item, item.unit_id, {"day": ["", item.day.isoformat()]}) for item in items]
    note_each(lines, "item published", by=by)


@transaction.atomic
def change_item(item: Item, *, by: User | None, **details: Any) -> Item:
    """Change an item; what was signed stays signed, and the trail keeps what was there before."""
    item = _locked(item)
    before = {name: getattr(item, name) for name in details}
    for name, value in details.items():
        setattr(item, name, value)
    _save(item)
    changes = {name: [_plain(old), _plain(details[name])] for name, old in before.items() if old != details[name]}
    if changes:
        note(item, "item changed", by=by, unit_id=item.unit_id, changes=changes)
    return item


@transaction.atomic
def approve_item(item: Item, *, by: User | None) -> Item:
    """Sign an item: it may be published."""
    item = _locked(item)
    if item.state != Item.State.PROPOSED:
        raise ValidationError(_("This is signed already."))
    item.state, item.signed_by, item.signed_at = Item.State.APPROVED, by, now()
    save_checked(item)
    note(item, "item approved", by=by, unit_id=item.unit_id)
    return item


@transaction.atomic
def publish_item(item: Item, *, day: dt.date, by: User | None, link: str = "") -> Item:
    """Write down that a signed item appeared; it counts from now on."""
    item = _locked(item)
    if item.state != Item.State.APPROVED:
        raise ValidationError(_("Only what is signed is published, and only once."))
    if day > today():
        raise ValidationError({"day": _("This day has not come yet.")})
    item.state, item.day, item.link = Item.State.PUBLISHED, day, link or item.link
    _save(item)
    note(item, "item published", by=by, unit_id=item.unit_id, changes={"day": ["", day.isoformat()]})
    return item


@transaction.atomic
def take_back(item: Item, *, reason: str, by: User | None) -> Item:
    """Take back what was published by mistake: it no longer counts; the trail keeps why."""
    item = _locked(item)
    if item.state != Item.State.PUBLISHED:
        raise ValidationError(_("This is not published."))
    item.state = Item.State.APPROVED
    save_checked(item)
    note(item, "item taken back", by=by, unit_id=item.unit_id, changes={"reason": ["", reason]})
    return item


@transaction.atomic
def remove_item(item: Item, *, by: User | None) -> None:
    """Take away a proposal that nobody has signed."""
    item = _locked(item)
    if item.state != Item.State.PROPOSED:
        raise ValidationError(_("What is signed is not taken away."))
    note(item, "item removed", by=by, unit_id=item.unit_id)
    item.delete()


@transaction.atomic
def add_topic(*, unit: Unit, name: str, by: User | None) -> Topic:
    topic = Topic(unit=unit, name=name)
    save_checked(topic)
    note(topic, "topic added", by=by, unit_id=unit.pk)
    return topic


@transaction.atomic
def orient(*, unit: Unit, monday: dt.date, text: str, by: User | None) -> Orientation:
    """Tell the units below what to write about in a week; said again, it replaces the first."""
    monday -= dt.timedelta(days=monday.weekday())
    said, _made = Orientation.objects.update_or_create(
        unit=unit, monday=monday, defaults={"text": text, "by": by, "at": now()}
    )
    note(said, "orientation given", by=by, unit_id=unit.pk)
    return said


def _save(item: Item) -> None:
    if not exists_on(item.unit, item.day):
        raise ValidationError({"day": _("%(unit)s does not exist on that day.") % {"unit": item.unit}})
    if item.state == Item.State.PUBLISHED and item.day > today():
        raise ValidationError({"day": _("This day has not come yet.")})
    save_checked(item)


def _locked(item: Item) -> Item:
    return Item.objects.select_for_update(of=("self",)).select_related("unit", "topic").get(pk=item.pk)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
