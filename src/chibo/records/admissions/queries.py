import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Max, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from chibo.records.admissions import rules
from chibo.records.admissions.models import Application, Step
from chibo.registry.access.models import User
from chibo.registry.calendar.working_days import Calendar, Deadline, add_months
from chibo.registry.orgs.matters import Matter

Stage = Step.Stage
AFTER = {
    Stage.CELL_RESOLUTION: (Stage.DECIDED, "admission.decision"),
    Stage.DECIDED: (Stage.CEREMONY, "admission.ceremony"),
    Stage.CEREMONY: (Stage.CELL_RECOGNITION, "admission.recognition"),
}
"""After which stage which other one is due, and under which rule."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is due next in an admission, by when and by which rule."""

    stage: Stage
    counted_from: dt.date
    deadline: Deadline

    def is_late(self, day: dt.date) -> bool:
        return self.deadline.is_late(day)


def application_list(user: User, units: set[int], *, outcome: str = "") -> QuerySet[Application]:
    """Return the admissions of these cells with the latest stage and its day."""
    rows = Application.objects.permitted(user, rules.VIEW).filter(unit_id__in=units)
    if outcome:
        rows = rows.filter(outcome=outcome)
    return (
        rows.select_related("unit", "person")
        .prefetch_related(Prefetch("steps", Step.objects.order_by("stage")))
        .annotate(reached=Max("steps__stage"))
        .order_by("outcome", "-reached", "person__sort_key", "pk")
        .fetch_mode(FETCH_RAISE)
    )


def application_page(user: User, pk: int) -> Application | None:
    return (
        Application.objects.permitted(user, rules.VIEW)
        .select_related("unit", "person")
        .prefetch_related("steps")
        .filter(pk=pk)
        .first()
    )


def due_of(application: Application, calendar: Calendar | None = None) -> Due | None:
    """Return what is due next. Recognition is counted from the end of the twelve months after the ceremony."""
    calendar = calendar or Calendar()
    steps = {step.stage: step for step in application.steps.all()}
    if application.outcome != Application.Outcome.OPEN or not steps:
        return None
    last = steps[max(steps)]
    if last.stage not in AFTER:
        return None
    stage, code = AFTER[Stage(last.stage)]
    start = last.taken_on
    if stage is Stage.CELL_RECOGNITION:
        start = end_of_probation(start, calendar)
    found = calendar.deadline(code, counted_from=start)
    return Due(stage, start, found) if found else None


def end_of_probation(ceremony: dt.date, calendar: Calendar | None = None) -> dt.date:
    """Return the day on which twelve months after the ceremony are over; Điều lệ Đảng, Điều 5."""
    found = (calendar or Calendar()).deadline("admission.probation", counted_from=ceremony)
    return found.due_on if found else add_months(ceremony, 12)


def open_in(unit_ids: Collection[int]) -> Iterator[Matter]:
    """Return the admissions under way in these units."""
    rows = Application.objects.filter(unit_id__in=unit_ids, outcome=Application.Outcome.OPEN)
    for application in rows.select_related("person"):
        yield Matter(application.unit_id, _("Admission"), str(application.person), application.get_absolute_url())
