"""What waits for a person: late first, then due, then coming. Each module asks the areas that its name says."""

import datetime as dt
from collections.abc import Callable, Iterable

from chibo.home.due import agenda, figures, meetings, people, study, work
from chibo.home.due.items import Due
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import gone_on_in, subtree_ids

Source = Callable[[User, set[int], dt.date], Iterable[Due]]
SOURCES: tuple[Source, ...] = (
    meetings.to_hold, meetings.to_mark, meetings.missing,
    people.corrections, people.admissions,
    work.tasks, work.confirmations, work.directives, work.documents,
    agenda.plans, agenda.reviews, agenda.regulations,
    study.reflections, study.assessments, study.publications,
    figures.drafts, figures.unsent,
)  # fmt: skip


def due_for(user: User, unit: Unit | None, day: dt.date) -> list[Due]:
    """Return what waits for the user in this unit and below, and in what these took over, late first."""
    if unit is None:
        return []
    units = subtree_ids([unit.pk], day)
    units |= gone_on_in(units, day)
    found = [item for source in SOURCES for item in source(user, units, day)]
    found += figures.findings(user, unit, day)
    return sorted(found, key=lambda due: (due.day, due.title))
