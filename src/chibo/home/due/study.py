import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.home.due.items import Due
from chibo.records.communication.queries import due_items
from chibo.records.contests.queries import due_rounds
from chibo.records.studies.queries import due_reflections, reflections_to_assess
from chibo.registry.access.models import User


def reflections(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the reflections that the reader has not handed in."""
    for reflection in due_reflections(user, units, day):
        due_on = reflection.programme.reflection_due_on or day
        yield Due(due_on, _("Reflection: %(title)s") % {"title": reflection.programme.title}, reflection.unit.name,
                  reflection.get_absolute_url())  # fmt: skip


def assessments(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the programmes in which reflections wait for the reader's mark."""
    for waiting in reflections_to_assess(user, units, day):
        text = ngettext("%(n)d reflection to assess", "%(n)d reflections to assess", waiting.count)
        yield Due(day, waiting.programme.title, text % {"n": waiting.count}, waiting.programme.get_absolute_url())


def quizzes(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the open rounds of contests that the reader has not taken."""
    for quiz in due_rounds(user, units, day):
        yield Due(quiz.closes_on, quiz.contest.title, _("A round of the contest is open"), quiz.get_absolute_url())


def publications(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield what is proposed for publication and waits for the reader's signature."""
    for item in due_items(user, units, day):
        yield Due(day, item.title, _("Waits to be approved for publication"), item.get_absolute_url())
