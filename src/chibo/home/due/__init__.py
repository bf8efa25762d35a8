"""What waits for a person: late first, then due, then coming. Each module asks the areas that its name says."""

import datetime as dt
from collections.abc import Callable, Iterable

from chibo.home.due import (
    agenda,
    boxes,
    cells,
    figures,
    following,
    meetings,
    people,
    plans,
    reviews,
    scores,
    study,
    surveys,
    votes,
    work,
)
from chibo.home.due.items import Due
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import gone_on_in, subtree_ids

Source = Callable[[User, set[int], dt.date], Iterable[Due]]
SOURCES: tuple[Source, ...] = (
    meetings.to_hold, meetings.to_mark, meetings.missing,
    cells.to_prepare, cells.unprepared, cells.without_thematic, cells.to_lock, cells.unlocked,
    people.corrections, people.admissions,
    work.tasks, work.confirmations, work.directives, work.deliveries, work.documents,
    agenda.plans, agenda.reviews, agenda.regulations,
    plans.own, plans.cells,
    study.reflections, study.assessments, study.quizzes, study.publications,
    surveys.answers, surveys.steps,
    boxes.openings,
    reviews.forms, reviews.stages, reviews.remedies, reviews.appeals,
    votes.counts, votes.awards,
    scores.to_give, scores.to_appraise,
    following.coming, following.cells,
    figures.drafts, figures.unsent,
)  # fmt: skip


def due_for(user: User, unit: Unit | None, day: dt.date) -> list[Due]:
    """Return what waits for the user in this unit and below, and in what these took over, late first.

    Who has a place in no unit can still be asked for an opinion.
    """
    if unit is None:
        return sorted(surveys.answers(user, set(), day), key=lambda due: (due.day, due.title))
    units = subtree_ids([unit.pk], day)
    units |= gone_on_in(units, day)
    found = [item for source in SOURCES for item in source(user, units, day)]
    found += figures.findings(user, unit, day)
    return sorted(found, key=lambda due: (due.day, due.title))
