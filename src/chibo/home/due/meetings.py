import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.home.due.items import Due
from chibo.records.meetings import rules
from chibo.records.meetings.models import Meeting
from chibo.records.meetings.queries import due_meetings, meetings_to_mark
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Kind
from chibo.registry.orgs.queries import units_on


def to_hold(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the meetings that the reader holds: to summon, to mark, to close."""
    for meeting in due_meetings(user, units, day):
        if meeting.state == Meeting.State.PLANNED:
            text = _("Nobody has been summoned yet")
        elif meeting.held_on > day:
            text = _("Summoned; the roll call opens on the day")
        else:
            text = _unmarked(meeting)
        yield Due(meeting.held_on, meeting.title, f"{meeting.unit}. {text}", meeting.get_absolute_url())


def to_mark(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the roll calls of committees above in which the reader marks the people of the own cell."""
    for meeting in meetings_to_mark(user, units, day):
        url = reverse("meetings:attendance", args=[meeting.pk])
        yield Due(meeting.held_on, meeting.title, f"{meeting.unit}. {_unmarked(meeting)}", url)


def _unmarked(meeting: Meeting) -> str:
    count = meeting.unmarked  # type: ignore[attr-defined]  # annotated by both queries
    if not count:
        return _("Everybody is marked; the meeting is not closed yet.")
    text = ngettext("%(count)d person is not marked yet", "%(count)d people are not marked yet", count)
    return text % {"count": count}


def missing(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the cells of which nothing is recorded for last month's regular meeting."""
    last = day.replace(day=1) - dt.timedelta(days=1)
    held = Meeting.objects.filter(kind=Meeting.Kind.REGULAR, held_on__year=last.year, held_on__month=last.month)
    watched = (permitted_unit_ids(user, rules.HOLD) | permitted_unit_ids(user, rules.OVERSEE)) & units
    cells = units_on(last).filter(kind=Kind.CELL, pk__in=watched).exclude(pk__in=held.values("unit_id"))
    names = [cell.name for cell in cells]
    if names:
        title = ngettext(
            "%(count)d cell has no regular meeting recorded for %(month)s",
            "%(count)d cells have no regular meeting recorded for %(month)s",
            len(names),
        ) % {"count": len(names), "month": f"{last.month}/{last.year}"}
        url = f"{reverse('meetings:list')}?kind=regular&year={last.year}"
        yield Due(last, title, ", ".join(names[:6]) + (" …" if len(names) > 6 else ""), url)  # noqa: PLR2004 -- a line
