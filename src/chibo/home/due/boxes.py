import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from chibo.home.due.items import Due
from chibo.records.ballotbox.queries import waiting_for_keys_of
from chibo.registry.access.models import User


def openings(user: User, _units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the boxes that wait for the reader's key."""
    for box in waiting_for_keys_of(user, day):
        title = _("Open the box with both keys: %(title)s") % {"title": box.title}
        yield Due(min(box.answer_until, day), title, box.unit.name, box.get_absolute_url())
