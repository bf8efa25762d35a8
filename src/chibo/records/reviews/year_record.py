"""The facts of the period beside a form: what the other areas recorded about a subject, each counted as they count."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from chibo.base.clock import today
from chibo.base.vietnamese import number
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.plans.models import ReportLine, StudyPlan
from chibo.records.plans.queries import IN_FORCE, plan_of, undertakings_of
from chibo.records.reviews.models import Campaign, Subject
from chibo.records.studies.models import Reflection
from chibo.records.tasks.models import Task

LATE = Q(reported_on=None) | Q(reported_on__gt=F("due_on"))
OF_CELLS = (Meeting.Kind.REGULAR, Meeting.Kind.THEMATIC, Meeting.Kind.EXTRAORDINARY)


@dataclass(frozen=True, slots=True)
class YearRecord:
    tasks_given: int = 0
    tasks_due: int = 0
    tasks_in_time: int = 0
    tasks_late: int = 0
    meetings_held: int = 0
    """Of the unit itself; zero for a member."""
    meetings_due: int = 0
    meetings_attended: int = 0
    studies_due: int = 0
    studies_attended: int = 0
    reflections_due: int = 0
    reflections_in: int = 0
    marks: dict[str, int] = field(default_factory=dict)
    """Mark of a reflection to how many got it."""
    plan: bool = False
    """A plan of the year is registered."""
    undertakings: int = 0
    undertakings_done: int = 0
    plan_reports: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def record_of(subject: Subject) -> YearRecord:
    """Return the facts of the period, in a fixed number of queries."""
    return YearRecord(**_tasks(subject), **_meetings(subject), **_reflections(subject), **_plan(subject))


def kept_or_current(subject: Subject, kept: dict[str, Any] | None) -> YearRecord:
    """Return the facts as they stood when the form was handed in, else as they stand."""
    return YearRecord(**kept) if kept else record_of(subject)


def rows_of(record: YearRecord, *, collective: bool) -> list[tuple[str, str]]:
    """Return what each fact is and how it reads; what was never due is left out."""
    rows = [
        (_("Tasks given"), number(record.tasks_given)),
        (_("Tasks in time, of those due"), _of(record.tasks_in_time, record.tasks_due)),
        (_("Tasks late"), number(record.tasks_late) if record.tasks_due else "–"),
    ]
    if collective:
        rows.append((_("Meetings held"), number(record.meetings_held)))
    attended = _("Attendances of members, of those due") if collective else _("Meetings attended, of those due")
    rows += [
        (attended, _of(record.meetings_attended, record.meetings_due)),
        (_("Study conferences attended, of those due"), _of(record.studies_attended, record.studies_due)),
        (_("Reflections handed in, of those due"), _of(record.reflections_in, record.reflections_due)),
    ]
    rows += [(str(Reflection.Mark(mark).label), number(count)) for mark, count in sorted(record.marks.items())]
    rows.append((_("Plan of the year"), _("Registered") if record.plan else _("Not registered")))
    if record.undertakings:
        rows += [
            (_("Undertakings done, of those in the plan"), _of(record.undertakings_done, record.undertakings)),
            (_("Monthly reports on the plan"), number(record.plan_reports)),
        ]
    return rows


def due_tasks(campaign: Campaign, **only: Any) -> QuerySet[Task]:
    """Return tasks due in the period, as the figures count them: over or reported, not cancelled, no old problems."""
    over = Q(due_on__lt=today()) | Q(reported_on__isnull=False)
    span = (campaign.first_day, campaign.last_day)
    return Task.objects.filter(over, standing=False, due_on__range=span, **only).exclude(state=Task.State.CANCELLED)


def late_tasks(campaign: Campaign, subjects: Collection[Subject]) -> dict[int, int]:
    """Return how many late tasks each subject has, by the id of the subject; without those who have none."""
    people = {subject.person_id: subject.pk for subject in subjects if subject.person_id}
    units = {subject.unit_id: subject.pk for subject in subjects if subject.is_collective}
    late = due_tasks(campaign).filter(LATE)
    of_people = late.filter(assignees__person__in=people).order_by().values_list("assignees__person")
    of_units = late.filter(unit__in=units).order_by().values_list("unit")
    found = {people[pk]: count for pk, count in of_people.annotate(n=Count("pk")) if pk in people}
    return found | {units[pk]: count for pk, count in of_units.annotate(n=Count("pk"))}


def _tasks(subject: Subject) -> dict[str, Any]:
    only = {"unit": subject.unit_id} if subject.is_collective else {"assignees__person": subject.person_id}
    span, now = (subject.campaign.first_day, subject.campaign.last_day), today()
    due = Q(Q(due_on__lt=now) | Q(reported_on__isnull=False), standing=False, due_on__range=span)
    counts: dict[str, Any] = (
        Task.objects.filter(**only)
        .exclude(state=Task.State.CANCELLED)
        .aggregate(
            tasks_given=Count("pk", filter=Q(given_on__range=span)),
            tasks_due=Count("pk", filter=due),
            tasks_in_time=Count("pk", filter=due & Q(reported_on__lte=F("due_on"))),
            tasks_late=Count("pk", filter=due & LATE),
        )
    )
    return counts


def _meetings(subject: Subject) -> dict[str, Any]:
    span = (subject.campaign.first_day, subject.campaign.last_day)
    rows = Attendance.objects.filter(
        meeting__state=Meeting.State.CLOSED, meeting__makes_up=None, meeting__held_on__range=span
    ).exclude(state=Attendance.State.EXEMPT)
    rows = rows.filter(unit=subject.unit_id) if subject.is_collective else rows.filter(person=subject.person_id)
    of_cell, study = Q(meeting__kind__in=OF_CELLS), Q(meeting__kind=Meeting.Kind.CONFERENCE)
    here = Q(state__in=Attendance.ATTENDED)
    counts: dict[str, Any] = rows.aggregate(
        meetings_due=Count("pk", filter=of_cell),
        meetings_attended=Count("pk", filter=of_cell & here),
        studies_due=Count("pk", filter=study),
        studies_attended=Count("pk", filter=study & here),
        meetings_held=Count("meeting", filter=of_cell & Q(meeting__unit=subject.unit_id), distinct=True),
    )
    return counts if subject.is_collective else counts | {"meetings_held": 0}


def _reflections(subject: Subject) -> dict[str, Any]:
    span = (subject.campaign.first_day, subject.campaign.last_day)
    only = {"unit": subject.unit_id} if subject.is_collective else {"person": subject.person_id}
    rows = Reflection.objects.filter(programme__reflection_due_on__range=span, **only).order_by()
    due = received = 0
    marks: dict[str, int] = {}
    for state, mark, count in rows.values_list("state", "mark").annotate(n=Count("pk")):
        due += count
        received += count if state in Reflection.RECEIVED else 0
        if mark:
            marks[mark] = marks.get(mark, 0) + count
    return {"reflections_due": due, "reflections_in": received, "marks": marks}


def _plan(subject: Subject) -> dict[str, Any]:
    if subject.person is None:
        own = StudyPlan.objects.filter(IN_FORCE, year=subject.campaign.year, person=None, unit=subject.unit_id)
        return {"plan": own.exists()}
    plan = plan_of(subject.person, subject.campaign.year)
    if plan is None:
        return {"plan": False}
    told = [line for _heading, lines in undertakings_of(plan) for _one, line in lines]
    done = sum(line is not None and line.state == ReportLine.State.DONE for line in told)
    return {
        "plan": True, "undertakings": len(told), "undertakings_done": done, "plan_reports": len(plan.reports.all()),
    }  # fmt: skip


def _of(part: int, whole: int) -> str:
    """Write “8/9”, or nothing where nothing was due."""
    return f"{number(part)}/{number(whole)}" if whole else "–"


def days_of(year: int, quarter: int | None) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a year or of a quarter."""
    if quarter is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    following = dt.date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return dt.date(year, 3 * quarter - 2, 1), following - dt.timedelta(days=1)
