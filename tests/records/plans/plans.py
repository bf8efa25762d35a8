"""Plans for tests, made through the actions."""

import datetime as dt

from chibo.base.clock import today
from chibo.records.plans import actions, writing
from chibo.records.plans.models import StudyPlan
from chibo.records.plans.writing import Entry, Heading
from chibo.registry.people.models import Person

SECRET = "Điều chỉ tác giả biết"


def a_written_plan(person: Person, *, on: dt.date | None = None, texts: tuple[str, ...] = (SECRET,)) -> StudyPlan:
    """A registered plan of this year that undertakes these things."""
    plan = a_draft_plan(person, year=(on or today()).year, texts=texts)
    return actions.register_draft(plan, on=on or today().replace(month=1, day=1), by=None)


def a_draft_plan(person: Person, *, year: int | None = None, texts: tuple[str, ...] = (SECRET,)) -> StudyPlan:
    plan = writing.begin_own(person, year=year or today().year, by=None)
    return writing.write(plan, [Entry(Heading.WORK, text) for text in texts], by=None)
