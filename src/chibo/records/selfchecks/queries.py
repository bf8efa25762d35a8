"""Who reads a self-check: its author; once handed in and while the review lasts, the secretary of the cell."""

import datetime as dt

from django.db.models import Q, QuerySet

from chibo.records.selfchecks import rules
from chibo.records.selfchecks.models import SelfCheck
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.calendar.working_days import Calendar
from chibo.registry.people.models import Person

READ = "selfcheck.read"
"""How long after handing in the secretary reads it: the review."""
JANUARY = 1


def year_of(day: dt.date) -> int:
    """Return the year that a self-check of that day is about; in January the year that has just ended."""
    return day.year - (day.month == JANUARY)


def handed_in(person: Person, year: int) -> SelfCheck | None:
    """Return the self-check of a year once its author has handed it in; before that there is none for anybody."""
    return SelfCheck.objects.filter(person=person, year=year, handed_in_on__isnull=False).first()


def own_check(user: User, year: int) -> SelfCheck | None:
    return SelfCheck.objects.filter(person_id=user.person_id or 0, year=year).select_related("person", "unit").first()


def own_checks(user: User) -> QuerySet[SelfCheck]:
    return SelfCheck.objects.filter(person_id=user.person_id or 0).defer("answers").select_related("person")


def received(user: User, day: dt.date) -> list[SelfCheck]:
    """Return what members of the own cell have handed in and the user still reads, by name; without the answers."""
    rows = SelfCheck.objects.filter(_of_cell(user)).defer("answers").select_related("person", "unit")
    calendar = Calendar()
    return [one for one in rows.order_by("-year", "person__sort_key", "pk") if _lasts(one, day, calendar)]


def readable_check(user: User, pk: int, day: dt.date) -> SelfCheck | None:
    """Return a self-check that the user may read on `day`."""
    own = Q(person_id=user.person_id or 0)
    check = SelfCheck.objects.filter(own | _of_cell(user), pk=pk).select_related("person", "unit").first()
    if check is None or check.person_id == user.person_id or _lasts(check, day, Calendar()):
        return check
    return None


def _of_cell(user: User) -> Q:
    return Q(handed_in_on__isnull=False, unit_id__in=permitted_unit_ids(user, rules.READ))


def _lasts(check: SelfCheck, day: dt.date, calendar: Calendar) -> bool:
    """Tell whether the review that it was handed in for lasts; where no rule says how long, it does not."""
    assert check.handed_in_on is not None, "handed in"
    deadline = calendar.deadline(READ, counted_from=check.handed_in_on)
    return deadline is not None and not deadline.is_late(day)
