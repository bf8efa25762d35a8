"""Calendars as other programs read them (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Component

from chibo.records.schedules.models import Event, PlanItem
from chibo.registry.access.agenda import Appointment

A_DAY = dt.timedelta(days=1)
WITHOUT_END = dt.timedelta(hours=2)
EVERY = dt.timedelta(hours=1)


def calendar(
    name: str, events: Iterable[Event], items: Iterable[PlanItem] = (), others: Iterable[Appointment] = ()
) -> bytes:
    """Return a calendar that clients can subscribe to; what was cancelled stays in it as cancelled."""
    whole = Calendar()
    whole.add("prodid", "-//Chibo//Lich cong tac//VI")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", str(get_default_timezone()))
    whole.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    for event in events:
        whole.add_component(_of_event(event))
    for item in items:
        whole.add_component(_of_item(item))
    for one in others:
        whole.add_component(_of_appointment(one))
    whole.add_missing_timezones()
    return bytes(whole.to_ical())


def _of_event(event: Event) -> Component:
    made = Component()
    made.add("uid", f"{event.uid}@chibo")
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("summary", event.title)
    made.add("status", "CANCELLED" if event.is_off else "CONFIRMED")
    _place_in_time(made, event.day, event.last_day, event.starts_at, event.ends_at)
    told = ((_("Chaired by: %s"), event.who), (_("Participants: %s"), event.participants), ("%s", event.reason))
    _describe(made, event.where, [line % text for line, text in told if text])
    return made


def _of_item(item: PlanItem) -> Component:
    """Work that is due stands at the top of its day."""
    made = Component()
    made.add("uid", f"{item.uid}@chibo")
    made.add("dtstamp", item.plan.issued_at)
    made.add("summary", item.text)
    made.add("dtstart", item.due_on)
    made.add("dtend", item.due_on + A_DAY)
    made.add("transp", "TRANSPARENT")
    _describe(made, "", [_("Plan of %(month)s, %(unit)s") % {"month": item.plan, "unit": item.plan.unit}])
    return made


def _of_appointment(one: Appointment) -> Component:
    made = Component()
    made.add("uid", f"{one.key}@chibo")
    made.add("dtstamp", dt.datetime.combine(one.day, dt.time(), get_default_timezone()).astimezone(dt.UTC))
    made.add("summary", one.title)
    _place_in_time(made, one.day, one.day, one.starts_at, one.ends_at)
    _describe(made, one.place, [_("Chaired by: %s") % one.chair] if one.chair else [])
    return made


def _place_in_time(
    made: Component, day: dt.date, last_day: dt.date, starts_at: dt.time | None, ends_at: dt.time | None
) -> None:
    """Give beginning and end; the end of whole days is the day after the last one, as the standard has it."""
    if starts_at is None:
        made.add("dtstart", day)
        made.add("dtend", last_day + A_DAY)
        return
    zone = get_default_timezone()
    start = dt.datetime.combine(day, starts_at, zone)
    end = dt.datetime.combine(last_day, ends_at or starts_at, zone)
    made.add("dtstart", start)
    made.add("dtend", end if ends_at else end + WITHOUT_END)


def _describe(made: Component, where: str, lines: list[str]) -> None:
    if where:
        made.add("location", where)
    if lines:
        made.add("description", "\n".join(lines))
