import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from chibo.base.vietnamese import day as day_text
from chibo.home.due.items import Due
from chibo.records.surveys.queries import due_answers, due_steps
from chibo.registry.access.models import User


def answers(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the surveys that ask the reader, answered or not: nobody knows."""
    del units  # who is asked is asked wherever they stand
    for survey in due_answers(user, day):
        if survey.is_open(day):
            text = _("Your opinion is asked until %(day)s") % {"day": day_text(survey.answer_until)}
            yield Due(survey.answer_until, survey.title, text, survey.own_url)
        elif day <= survey.issue_until:
            text = _("Fetch your ticket until %(day)s") % {"day": day_text(survey.issue_until)}
            yield Due(survey.issue_until, survey.title, text, survey.own_url)


def steps(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the surveys whose next step is the reader's: open the boxes and publish, then say what was done."""
    for survey in due_steps(user, units, day):
        if survey.is_published:
            yield Due(day, survey.title, _("Record what was done about it"), survey.get_absolute_url())
        else:
            text = _("Answering is over: open the boxes and publish the results")
            yield Due(survey.answer_until + dt.timedelta(days=1), survey.title, text, survey.get_absolute_url())
