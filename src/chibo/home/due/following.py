import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.home.due.items import Due
from chibo.records.following import queries, rules
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit

NAMED = 6


def coming(user: User, _units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the meetings of the coming week to which the reader is to go for the committee, wherever they stand."""
    if not user.person_id:
        return
    for meeting in queries.coming(user.person_id, day):
        title = _("Attend the meeting of %(unit)s") % {"unit": meeting.unit.name}
        yield Due(meeting.held_on, title, meeting.title, reverse("following:own"))


def cells(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield, for who assigns, the cells that nobody follows, and those followed but not visited for three months."""
    own = permitted_unit_ids(user, rules.ASSIGN) & units
    found = queries.cells_left_alone(own, day) if own else []
    alone = [cell for cell in found if not cell.followed]  # type: ignore[attr-defined]  # annotated by the query
    title = ngettext("Nobody follows %(count)d cell", "Nobody follows %(count)d cells", len(alone))
    yield from _one(alone, title, day, "nobody")
    unvisited = [cell for cell in found if cell.followed]  # type: ignore[attr-defined]
    title = ngettext(
        "%(count)d cell was not visited for three months",
        "%(count)d cells were not visited for three months",
        len(unvisited),
    )
    yield from _one(unvisited, title, day, "unvisited")


def _one(cells: Sequence[Unit], title: str, day: dt.date, show: str) -> Iterator[Due]:
    """Yield one line for all of them: the names, and where they stand."""
    if cells:
        names = ", ".join(cell.name for cell in cells[:NAMED]) + (" …" if len(cells) > NAMED else "")
        yield Due(day, title % {"count": len(cells)}, names, f"{reverse('following:list')}?show={show}")
