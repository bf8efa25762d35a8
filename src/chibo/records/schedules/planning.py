"""Month plans: begin from what the last one left over, issue, add, assess at the end."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import save_checked
from chibo.records.schedules.models import MonthPlan, PlanItem
from chibo.records.schedules.queries import unfinished
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import exists_on
from chibo.registry.people.models import Person


@transaction.atomic
def start_plan(*, unit: Unit, month: dt.date, by: User | None) -> MonthPlan:
    """Begin the plan of a month with the work that the month before left over, due at the end of this one."""
    plan = MonthPlan(unit=unit, month=month.replace(day=1))
    if not exists_on(unit, plan.last_day):
        raise ValidationError({"month": _("%(unit)s does not exist in that month.") % {"unit": unit}})
    save_checked(plan)
    left_over = list(unfinished(unit, plan.month))
    PlanItem.objects.bulk_create(
        PlanItem(
            plan=plan, text=item.text, lead_id=item.lead_id, person_id=item.person_id, due_on=plan.last_day,
            carried_from=item,
        )
        for item in left_over
    )  # fmt: skip
    note(plan, "plan begun", by=by, unit_id=unit.pk, changes={"carried over": ["", len(left_over)]})
    return plan


@transaction.atomic
def add_item(
    plan: MonthPlan, *, text: str, lead: Unit, due_on: dt.date, by: User | None, person: Person | None = None
) -> PlanItem:
    """Add work to a plan; what comes after it was issued says so."""
    plan = _locked(plan)
    if plan.state == MonthPlan.State.ASSESSED:
        raise ValidationError(_("This plan is assessed; its work cannot be changed."))
    item = PlanItem(
        plan=plan, text=text, lead=lead, person=person, due_on=due_on,
        added_later=plan.state == MonthPlan.State.ISSUED,
    )  # fmt: skip
    _save(item)
    note(plan, "work added", by=by, unit_id=plan.unit_id, changes={"text": ["", text]})
    return item


@transaction.atomic
def change_item(item: PlanItem, *, by: User | None, **details: Any) -> PlanItem:
    """Change work of a plan that is still being drafted."""
    plan = _draft(item.plan)
    before = item.text
    for name, value in details.items():
        setattr(item, name, value)
    _save(item)
    note(plan, "work changed", by=by, unit_id=plan.unit_id, changes={"text": [before, item.text]})
    return item


@transaction.atomic
def remove_item(item: PlanItem, *, by: User | None) -> None:
    """Take work out of a plan that is still being drafted."""
    plan = _draft(item.plan)
    note(plan, "work removed", by=by, unit_id=plan.unit_id, changes={"text": [item.text, ""]})
    item.delete()


@transaction.atomic
def issue_plan(plan: MonthPlan, *, by: User | None) -> MonthPlan:
    """Issue a plan: everybody who may read the unit's calendar reads it from now on."""
    plan = _draft(plan)
    if not plan.items.exists():
        raise ValidationError(_("There is no work in this plan yet."))
    plan.state, plan.issued_at = MonthPlan.State.ISSUED, now()
    save_checked(plan)
    note(plan, "plan issued", by=by, unit_id=plan.unit_id, changes={"rows": ["", plan.items.count()]})
    return plan


@transaction.atomic
def assess_plan(plan: MonthPlan, outcomes: Mapping[int, tuple[str, str]], *, text: str, by: User | None) -> MonthPlan:
    """Say of every piece of work what became of it, with the reason where it is not done; again replaces."""
    plan = _locked(plan)
    if plan.state == MonthPlan.State.DRAFT:
        raise ValidationError(_("Only a plan that was issued is assessed."))
    if plan.month > today():
        raise ValidationError(_("This month has not begun yet."))
    items = {item.pk: item for item in plan.items.all()}
    if outcomes.keys() - items.keys():
        raise ValidationError(_("The page is older than the plan. Open it again."))
    for pk, item in items.items():
        _assess(item, *outcomes.get(pk, ("", "")))
    PlanItem.objects.bulk_update(items.values(), ["outcome", "note"])
    plan.state, plan.assessed_at, plan.assessment = MonthPlan.State.ASSESSED, now(), text
    save_checked(plan)
    done = sum(item.outcome == PlanItem.Outcome.DONE for item in items.values())
    note(plan, "plan assessed", by=by, unit_id=plan.unit_id, changes={"done": [len(items), done]})
    return plan


def _assess(item: PlanItem, outcome: str, why: str) -> None:
    if outcome not in PlanItem.Outcome.values:
        raise ValidationError(_("Say what became of “%(text)s”."), params={"text": item.text})
    if outcome != PlanItem.Outcome.DONE and not why:
        raise ValidationError(_("Say why “%(text)s” is not done."), params={"text": item.text})
    item.outcome, item.note = outcome, why


def _save(item: PlanItem) -> None:
    if not item.plan.month <= item.due_on <= item.plan.last_day:
        raise ValidationError({"due_on": _("The day must lie in the month of the plan.")})
    save_checked(item)


def _draft(plan: MonthPlan) -> MonthPlan:
    plan = _locked(plan)
    if plan.state != MonthPlan.State.DRAFT:
        raise ValidationError(_("This plan is issued; its work cannot be changed, only added to."))
    return plan


def _locked(plan: MonthPlan) -> MonthPlan:
    return MonthPlan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
