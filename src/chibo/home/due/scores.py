import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from chibo.home.due.items import Due
from chibo.records.scoring.queries import to_appraise as unappraised
from chibo.records.scoring.queries import to_score
from chibo.registry.access.models import User

TERM = dt.timedelta(days=2)
"""42-HD/BTCTW as wards apply it: what became of the meeting is sent up within two days."""


def to_give(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the cell meetings that were held and have no score."""
    for meeting in to_score(user, units, day):
        title = _("Score the meeting: %(title)s") % {"title": meeting.title}
        yield Due(meeting.held_on + TERM, title, meeting.unit.name, reverse("scoring:give", args=[meeting.pk]))


def to_appraise(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the fixed scores that nobody of the board has confirmed or corrected."""
    for score in unappraised(user, units).filter(meeting__held_on__gte=day - dt.timedelta(days=62)):
        title = _("Appraise the score of %(unit)s") % {"unit": score.unit.name}
        text = _("%(title)s: %(total)d points") % {"title": score.meeting.title, "total": score.total}
        yield Due(score.meeting.held_on + dt.timedelta(days=30), title, text, score.get_absolute_url())
