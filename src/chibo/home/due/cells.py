import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.base.vietnamese import month as month_text
from chibo.home.due.items import Due
from chibo.records.cells import queries, rules
from chibo.records.meetings.models import Meeting
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.calendar.queries import terms_of
from chibo.registry.calendar.working_days import add_months

PREPARED = 20
"""The day of the month by which the next month's regular meeting is entered: a habit of Hà Nội."""
NAMED = 6


def to_prepare(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the regular meetings of next month that nobody has planned; one that is planned, the meetings tell of."""
    held = permitted_unit_ids(user, rules.HOLD) & units
    if day.day < PREPARED:
        return
    month = add_months(day.replace(day=1), 1)
    for cell in queries.cells_without(held, month):
        title = _("Plan the regular meeting of %(month)s") % {"month": month_text(month)}
        yield Due(month - dt.timedelta(days=1), title, cell.name, reverse("meetings:create"))


def unprepared(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the meetings of today and tomorrow for which there is neither an agenda nor a paper."""
    held = permitted_unit_ids(user, rules.HOLD) & units
    for meeting in queries.unprepared(held, day):
        title = _("Prepare the agenda of “%(title)s”") % {"title": meeting.title}
        text = _("The members need agenda and papers a day before the meeting")
        yield Due(meeting.held_on - dt.timedelta(days=1), title, text, _page(meeting))


def without_thematic(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield in the last month of a quarter the cells without a thematic meeting, while a rule asks for one."""
    held = permitted_unit_ids(user, rules.HOLD) & units
    start = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    until = add_months(start, 3)
    if not held or day < add_months(start, 2) or (term := terms_of(queries.THEMATIC).on(day).first()) is None:
        return
    for cell in queries.cells_without_thematic(held, start, until):
        title = _("Hold a thematic meeting in quarter %(quarter)s") % {"quarter": f"{start.month // 3 + 1}/{day.year}"}
        yield Due(until - dt.timedelta(days=1), title, f"{cell.name}. {term.source}", reverse("meetings:create"))


def to_lock(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the closed meetings whose minutes are to be locked within two days."""
    held = permitted_unit_ids(user, rules.HOLD) & units
    for meeting in queries.waiting_to_lock(held, day):
        title = _("Finish the minutes of “%(title)s”") % {"title": meeting.title}
        text = _("Minutes and resolution are locked within two days after the meeting")
        yield Due(meeting.held_on + queries.TERM, title, text, _page(meeting))


def unlocked(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield for those above how many cells have not locked the minutes of a meeting that was two days ago."""
    watched = permitted_unit_ids(user, rules.OVERSEE) & units
    rows = queries.waiting_to_lock(watched, day - queries.TERM - dt.timedelta(days=1))
    late = {meeting.unit_id: meeting for meeting in rows if meeting.kind == Meeting.Kind.REGULAR}
    if late:
        title = ngettext(
            "%(count)d cell has not locked its minutes", "%(count)d cells have not locked their minutes", len(late)
        ) % {"count": len(late)}
        names = [meeting.unit.name for meeting in late.values()]
        text = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
        first = min(meeting.held_on for meeting in late.values())
        yield Due(first + queries.TERM, title, text, reverse("cells:overview"))


def _page(meeting: Meeting) -> str:
    return reverse("cells:meeting", args=[meeting.pk])
