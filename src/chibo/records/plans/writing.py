"""What the author of a plan does: write it, tell each month how it goes, conclude at the end of the year."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import create_checked, save_checked
from chibo.records.plans.models import MonthlyReport, ReportLine, StudyPlan, Undertaking
from chibo.records.plans.queries import headed_unit_ids, is_written_by, last_years
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person
from chibo.registry.people.queries import cell_of

Heading = Undertaking.Heading
ORDER = {heading: place for place, heading in enumerate(Heading)}
LAST = 30_000
"""The place of a new undertaking until all are put in order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An undertaking as it is written; without text it goes. `pk` says which one is changed, None is a new one."""

    heading: Heading
    text: str
    shortcoming: str = ""
    due_on: dt.date | None = None
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How an undertaking stands: on the way, done or stuck, and one line."""

    state: str
    note: str = ""


@transaction.atomic
def begin_own(person: Person, *, year: int, by: User | None) -> StudyPlan:
    """Begin a plan; nobody but its author reads it before it is registered."""
    if by is not None and by.person_id != person.pk:
        raise PermissionDenied
    unit = cell_of(person, today())
    if unit is None:
        raise ValidationError(_("%(member)s is on no roll that day.") % {"member": person})
    return _begin(StudyPlan(unit=unit, person=person, year=year), by)


@transaction.atomic
def begin_for_unit(unit: Unit, *, year: int, by: User | None) -> StudyPlan:
    if by is not None and unit.pk not in headed_unit_ids(by):
        raise PermissionDenied
    return _begin(StudyPlan(unit=unit, year=year), by)


@transaction.atomic
def copy_last_year(plan: StudyPlan, *, by: User | None) -> int:
    """Take over what was undertaken in the year before, marked as such; return how many. A deadline is set anew."""
    plan = _to_write(plan, by)
    if plan.undertakings.exists():
        raise ValidationError(_("Something is written already; last year's plan is taken over into an empty one only."))
    copies = [
        Undertaking(
            plan=plan, heading=one.heading, position=one.position, text=one.text, shortcoming=one.shortcoming,
            copied_from=one,
        )
        for one in last_years(plan)
    ]  # fmt: skip
    if not copies:
        raise ValidationError(_("There is no text of last year."))
    create_checked(copies)
    note(plan, "plan written", by=by, unit_id=plan.unit_id)
    return len(copies)


@transaction.atomic
def write(plan: StudyPlan, entries: Iterable[Entry], *, by: User | None, theme: str | None = None) -> StudyPlan:
    """Change, add and remove undertakings until the cell has agreed on the plan."""
    plan = _to_write(plan, by)
    known = plan.undertakings.in_bulk()
    for entry in entries:
        undertaking = known.get(entry.pk) if entry.pk else Undertaking(plan=plan, position=LAST)
        if undertaking is None:
            raise ValidationError(_("This plan was changed meanwhile; please open it anew."))
        if entry.text:
            save_checked(_written(undertaking, entry))
        elif undertaking.pk:
            _remove(undertaking)
    _put_in_order(plan)
    if theme is not None and theme != plan.theme:
        plan.theme = theme
        save_checked(plan, update_fields=["theme"])
    note(plan, "plan written", by=by, unit_id=plan.unit_id)
    return plan


@transaction.atomic
def report(plan: StudyPlan, told: Mapping[int, Told], *, on: dt.date, by: User | None) -> MonthlyReport:
    """Tell for the month of that day how each undertaking stands; a second report of a month replaces the first."""
    plan = _of_author(plan, by)
    if plan.is_draft or plan.withdrawn_on:
        raise ValidationError(_("Register the plan first."))
    if on > today():
        raise ValidationError(_("That day is still to come."))
    if on.year != plan.year:
        raise ValidationError(_("A plan is reported on in its own year."))
    undertakings = set(plan.undertakings.values_list("pk", flat=True))
    if not undertakings:
        raise ValidationError(_("Write what you undertake first; then there is something to report on."))
    if set(told) != undertakings:
        raise ValidationError(_("Say of each undertaking how it stands."))
    plan.reports.filter(month=on.replace(day=1)).delete()
    made = MonthlyReport(plan=plan, month=on.replace(day=1), reported_on=on)
    save_checked(made)
    create_checked(
        [ReportLine(report=made, undertaking_id=pk, state=one.state, note=one.note) for pk, one in told.items()]
    )
    note(plan, "plan reported on", by=by, unit_id=plan.unit_id)
    return made


@transaction.atomic
def conclude(plan: StudyPlan, *, text: str, on: dt.date, by: User | None) -> StudyPlan:
    """Say at the end of the year how the plan was carried out; until the cell has reviewed it, it may be changed."""
    plan = _of_author(plan, by)
    if plan.is_draft or plan.withdrawn_on:
        raise ValidationError(_("Register the plan first."))
    if plan.reviewed_on:
        raise ValidationError(_("The cell has reviewed this plan already."))
    if on > today():
        raise ValidationError(_("That day is still to come."))
    plan.own_conclusion, plan.concluded_on = text, on
    save_checked(plan, update_fields=["own_conclusion", "concluded_on"])
    note(plan, "plan concluded", by=by, unit_id=plan.unit_id)
    return plan


def _begin(plan: StudyPlan, by: User | None) -> StudyPlan:
    save_checked(plan)
    note(plan, "plan begun", by=by, unit_id=plan.unit_id)
    return plan


def _of_author(plan: StudyPlan, by: User | None) -> StudyPlan:
    plan = StudyPlan.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=plan.pk)
    if by is not None and not is_written_by(by, plan):
        raise PermissionDenied
    return plan


def _to_write(plan: StudyPlan, by: User | None) -> StudyPlan:
    plan = _of_author(plan, by)
    if not plan.may_be_written:
        raise ValidationError(_("The cell has agreed on this plan; its text stays as it is."))
    return plan


def _written(undertaking: Undertaking, entry: Entry) -> Undertaking:
    undertaking.heading, undertaking.text = entry.heading, entry.text
    is_remedy = entry.heading == Heading.REMEDY
    undertaking.shortcoming = entry.shortcoming if is_remedy else ""
    undertaking.due_on = entry.due_on if is_remedy else None
    return undertaking


def _put_in_order(plan: StudyPlan) -> None:
    """Put what is undertaken in the order of the headings, under each as it was written."""
    rows = sorted(plan.undertakings.all(), key=lambda one: (ORDER[Heading(one.heading)], one.position, one.pk))
    for position, undertaking in enumerate(rows, start=1):
        undertaking.position = position
    Undertaking.objects.bulk_update(rows, ["position"])


def _remove(undertaking: Undertaking) -> None:
    if undertaking.lines.exists():
        raise ValidationError(_("There are reports about “%(text)s”; it stays.") % {"text": undertaking.text[:60]})
    undertaking.delete()
