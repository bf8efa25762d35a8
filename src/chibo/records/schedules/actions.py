"""The week: put events up, move and cancel them, say what became of them; rooms; calendar feeds."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.schedules import rules
from chibo.records.schedules.models import Event, Feed, Room, WeekReview
from chibo.records.schedules.queries import clashes, monday_of
from chibo.registry.access.models import User
from chibo.registry.access.permissions import may, permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import exists_on

TIMES = ("day", "last_day", "starts_at", "ends_at")


@transaction.atomic
def add_event(
    *,
    unit: Unit,
    title: str,
    day: dt.date,
    by: User | None,
    last_day: dt.date | None = None,
    starts_at: dt.time | None = None,
    ends_at: dt.time | None = None,
    room: Room | None = None,
    place: str = "",
    chair: Any = None,
    chair_text: str = "",
    participants: str = "",
) -> Event:
    """Put an event into the calendar of a unit; a room that is taken is refused with what takes it."""
    event = Event(
        unit=unit, title=title, day=day, last_day=last_day or day, starts_at=starts_at, ends_at=ends_at, room=room,
        place=place, chair=chair, chair_text=chair_text, participants=participants, changed_at=now(),
    )  # fmt: skip
    _save(event, by)
    note(event, "event added", by=by, unit_id=unit.pk, changes={"day": ["", day.isoformat()]})
    return event


@transaction.atomic
def change_event(event: Event, *, by: User | None, reason: str = "", **details: Any) -> Event:
    """Change what is planned. Another day or time is said with its reason, and the day that it was moved from stays."""
    event = _locked(event)
    details["last_day"] = details.get("last_day") or details.get("day", event.last_day)
    before = {name: getattr(event, name) for name in details}
    for name, value in details.items():
        setattr(event, name, value)
    changed = {name: [_plain(old), _plain(details[name])] for name, old in before.items() if old != details[name]}
    if not changed:
        return event
    if any(name in changed for name in TIMES):
        if not reason:
            raise ValidationError({"reason": _("Say why it is moved; who reads the calendar wants to know.")})
        event.reason = reason
        event.moved_from = before["day"] if "day" in changed else event.moved_from
    event.sequence += 1
    event.changed_at = now()
    _save(event, by)
    note(event, "event changed", by=by, unit_id=event.unit_id, changes=changed)
    return event


@transaction.atomic
def cancel_event(event: Event, *, reason: str, by: User | None) -> Event:
    """Call an event off; it stays on the page, struck through, and in calendars as cancelled."""
    event = _locked(event)
    event.state, event.reason, event.sequence, event.changed_at = (
        Event.State.CANCELLED, reason, event.sequence + 1, now(),
    )  # fmt: skip
    save_checked(event)
    note(event, "event cancelled", by=by, unit_id=event.unit_id, changes={"reason": ["", reason]})
    return event


@transaction.atomic
def assess_week(
    unit: Unit, monday: dt.date, outcomes: Mapping[int, tuple[str, str]], *, text: str, by: User | None
) -> WeekReview:
    """Say of the events of a week, by id, whether they were held or put off and what is to be noted; again replaces."""
    if monday > today():
        raise ValidationError(_("This week has not begun yet."))
    said = {Event.State.DONE.value, Event.State.POSTPONED.value}
    rows = Event.objects.select_for_update().filter(unit=unit, pk__in=outcomes).exclude(state=Event.State.CANCELLED)
    events = [event for event in rows if monday_of(event.day) == monday]
    if len(events) != len(outcomes) or any(state not in said for state, _note in outcomes.values()):
        raise ValidationError(_("The page is older than the calendar. Open it again."))
    for event in events:
        _assess(event, *outcomes[event.pk])
    review, _made = WeekReview.objects.update_or_create(
        unit=unit, monday=monday, defaults={"text": text, "by": by, "at": now()}
    )
    note(review, "week assessed", by=by, unit_id=unit.pk, changes={"rows": ["", len(events)]})
    return review


def _assess(event: Event, state: str, why: str) -> None:
    if event.day > today():
        raise ValidationError(_("“%(title)s” has not taken place yet."), params={"title": event.title})
    if state == Event.State.POSTPONED and not why:
        raise ValidationError(_("Say why “%(title)s” was put off."), params={"title": event.title})
    if (event.state, event.reason) == (state, why):
        return
    event.state, event.reason = state, why
    if state == Event.State.POSTPONED:
        event.sequence += 1
        event.changed_at = now()
    save_checked(event)


@transaction.atomic
def add_room(*, unit: Unit, name: str, by: User | None) -> Room:
    room = Room(unit=unit, name=name)
    save_checked(room)
    note(room, "room added", by=by, unit_id=unit.pk)
    return room


@transaction.atomic
def use_room(room: Room, *, in_use: bool, by: User | None) -> Room:
    """Take a room out of use or back into it; what is planned there stays."""
    room.in_use = in_use
    room.save(update_fields=["in_use"])
    note(room, "room opened" if in_use else "room closed", by=by, unit_id=room.unit_id)
    return room


@transaction.atomic
def open_feed(user: User, unit: Unit | None) -> str:
    """Give the user a secret address for a calendar and return its token; an older one stops working."""
    if unit and not may(user, rules.VIEW, unit.pk):
        raise ValidationError(_("You may not read this calendar."))
    if not permitted_unit_ids(user, rules.VIEW):
        raise ValidationError(_("You may not read this calendar."))
    token = secrets.token_urlsafe(32)
    feed, _made = Feed.objects.update_or_create(
        user=user, unit=unit, defaults={"digest": digest_of(token), "made_at": now()}
    )
    note(feed, "feed opened", by=user, unit_id=feed.unit_id)
    return token


@transaction.atomic
def close_feed(feed: Feed, *, by: User) -> None:
    """Let the address of a calendar stop working at once."""
    note(feed, "feed closed", by=by, unit_id=feed.unit_id)
    feed.delete()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _save(event: Event, by: User | None) -> None:
    if not exists_on(event.unit, event.day):
        raise ValidationError({"day": _("%(unit)s does not exist on that day.") % {"unit": event.unit}})
    _refuse_taken_room(event, by)
    save_checked(event)


def _refuse_taken_room(event: Event, by: User | None) -> None:
    """Name what takes the room; of a calendar that the user may not read, only whose it is."""
    if event.room_id is None or _runs_backwards(event):
        return
    other = clashes(event).filter(room_id=event.room_id).first()
    if other is None:
        return
    seen = by is None or may(by, rules.VIEW, other.unit_id)
    values = {"room": event.room, "what": other.title if seen else other.unit, "when": when_of(other)}
    raise ValidationError({"room": _("%(room)s is taken by “%(what)s”, %(when)s.") % values})


def when_of(event: Event) -> str:
    """Write day and time of an event for a sentence."""
    values = {"day": day_text(event.day), "start": event.starts_at, "end": event.ends_at}
    if event.starts_at is None:
        return _("all day on %(day)s") % values
    values["start"] = event.starts_at.strftime("%H:%M")
    if event.ends_at is None:
        return _("from %(start)s on %(day)s") % values
    values["end"] = event.ends_at.strftime("%H:%M")
    return _("from %(start)s to %(end)s on %(day)s") % values


def _runs_backwards(event: Event) -> bool:
    if event.last_day != event.day:
        return event.last_day < event.day
    return event.ends_at is not None and (event.starts_at is None or event.ends_at <= event.starts_at)


def _locked(event: Event) -> Event:
    event = Event.objects.select_for_update(of=("self",)).select_related("unit", "room", "chair").get(pk=event.pk)
    if event.state != Event.State.PLANNED:
        raise ValidationError(_("What became of this is said already; it cannot be changed."))
    return event


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
