"""What the plans of this year wait for."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.db.models import Exists, OuterRef, QuerySet

from chibo.records.plans import rules
from chibo.records.plans.models import MonthlyReport, StudyPlan, Undertaking
from chibo.records.plans.queries import IN_FORCE, without_text
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.calendar.working_days import add_months
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.models import Membership, Person, Standing
from chibo.registry.people.queries import memberships_on, state_on

DAY = dt.timedelta(days=1)
A_MONTH = dt.timedelta(days=30)
"""What somebody new has to register a plan."""


class Wait(Enum):
    TO_REGISTER = "to_register"
    TO_REPORT = "to_report"


@dataclass(frozen=True, slots=True)
class OwnWait:
    what: Wait
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class CellWait:
    """How many members' plans of a cell wait for what."""

    cell: Unit
    unregistered: int
    to_agree: int
    unreported: int


def registered_by(day: dt.date) -> dt.date:
    """Return the last day of January: plans are registered at the beginning of the year."""
    return dt.date(day.year, 1, 31)


def month_ends(day: dt.date) -> dt.date:
    return add_months(day.replace(day=1), 1) - DAY


def own_wait(user: User, units: set[int], day: dt.date) -> OwnWait | None:
    """Return what the own plan of a member of `units` waits for; nothing for who is exempt or has it on paper."""
    if user.person_id is None or not permitted_unit_ids(user, rules.REGISTER_OWN) & units:
        return None
    plan = _with_reports(StudyPlan.objects.filter(IN_FORCE, person_id=user.person_id, year=day.year), day).first()
    if plan is not None:
        waits = plan.written and not plan.reported  # type: ignore[attr-defined]  # annotated there
        return OwnWait(Wait.TO_REPORT, month_ends(day)) if waits else None
    person = Person.objects.annotate(state=state_on(day)).get(pk=user.person_id)
    here = Membership.objects.on(day).filter(person=person).first()
    if here is None or person.state in Standing.WITHOUT_DUTY or not _keeping_plans([here.unit_id], day):
        return None
    return OwnWait(Wait.TO_REGISTER, max(registered_by(day), here.valid_from + A_MONTH))


def cell_waits(user: User, units: set[int], day: dt.date) -> Iterator[CellWait]:
    """Yield for each cell that the reader follows what its members' plans wait for."""
    permitted = permitted_unit_ids(user, rules.FOLLOW) & units
    if not permitted:
        return
    rows = [row for row in memberships_on(day, permitted) if row.unit.kind == Kind.CELL]
    people = [row.person_id for row in rows]
    plans = {
        plan.person_id: plan
        for plan in _with_reports(StudyPlan.objects.filter(IN_FORCE, person__in=people, year=day.year), day)
    }
    keeping = _keeping_plans(permitted, day)
    unregistered, to_agree, unreported = Counter[int](), Counter[int](), Counter[int]()
    for row in rows:
        plan = plans.get(row.person_id)
        if plan is None:
            has_duty = row.state not in Standing.WITHOUT_DUTY  # type: ignore[attr-defined]  # annotated there
            unregistered[row.unit_id] += has_duty and row.unit_id in keeping
        else:
            to_agree[row.unit_id] += plan.agreed_on is None
            unreported[row.unit_id] += plan.written and not plan.reported  # type: ignore[attr-defined]  # annotated there
    for cell in {row.unit_id: row.unit for row in rows}.values():
        yield CellWait(cell, unregistered[cell.pk], to_agree[cell.pk], unreported[cell.pk])


def _keeping_plans(cells: Iterable[int], day: dt.date) -> set[int]:
    """Return which of these cells keep plans of members here, this year or last: others are not reminded of any."""
    rows = StudyPlan.objects.filter(IN_FORCE, unit_id__in=cells, person__isnull=False, year__gte=day.year - 1)
    return set(rows.order_by().values_list("unit_id", flat=True).distinct())


def _with_reports(plans: QuerySet[StudyPlan], day: dt.date) -> QuerySet[StudyPlan]:
    reported = MonthlyReport.objects.filter(plan=OuterRef("pk"), month=day.replace(day=1))
    written = Undertaking.objects.filter(plan=OuterRef("pk"))
    return without_text(plans).annotate(reported=Exists(reported), written=Exists(written))
