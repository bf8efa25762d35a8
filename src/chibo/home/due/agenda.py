import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from chibo.home.due.items import Due
from chibo.records.regulations.queries import due_reviews as rules_to_review
from chibo.records.schedules.queries import due_plans, due_reviews
from chibo.registry.access.models import User


def plans(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the month plans that wait to be issued or assessed."""
    for due in due_plans(user, units, day):
        title = _("Plan for %(month)s") % {"month": f"{due.month.month}/{due.month.year}"}
        text = _("%(unit)s. To be assessed") if due.assess else _("%(unit)s. To be issued")
        url = due.plan.get_absolute_url() if due.plan else reverse("schedules:plans")
        yield Due(due.due_on, title, text % {"unit": due.unit.name}, url)


def reviews(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield what stood in the calendar of last week and of which nobody said what became of it."""
    for event in due_reviews(user, units, day):
        yield Due(event.last_day, event.title, _("Say what became of it"), event.get_absolute_url())


def regulations(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the working rules that are to be looked through again."""
    for version in rules_to_review(user, units, day):
        text = _("To be looked through: is it still right?")
        yield Due(version.review_due_on, version.regulation.title, text, version.regulation.get_absolute_url())
