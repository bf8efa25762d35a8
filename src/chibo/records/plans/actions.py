import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import today
from chibo.base.saving import refused_in_words, save_checked
from chibo.records.documents.models import Document
from chibo.records.plans.models import StudyPlan
from chibo.records.plans.queries import is_written_by
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import exists_on
from chibo.registry.people.models import Membership, Person
from chibo.registry.people.queries import cell_of

DRAFT = Q(registered_on=None)


@transaction.atomic
def register_collective(unit: Unit, *, on: dt.date, by: User | None, document: Document | None = None) -> StudyPlan:
    """Register the plan of a unit for the year of that day."""
    if not exists_on(unit, on):
        raise ValidationError(_("%(unit)s does not exist on that day.") % {"unit": unit})
    if draft := StudyPlan.objects.filter(DRAFT, unit=unit, person=None, year=on.year).first():
        return register_draft(draft, on=on, by=by, document=document)
    return _register(StudyPlan(unit=unit, year=on.year, registered_on=on, document=document, registered_by=by), by)


@transaction.atomic
def register_individual(person: Person, *, on: dt.date, by: User | None, document: Document | None = None) -> StudyPlan:
    """Register the plan of one member, counted in the cell where they are that day."""
    unit = cell_of(person, on)
    if unit is None:
        raise ValidationError(_("%(member)s is on no roll that day.") % {"member": person})
    if draft := StudyPlan.objects.filter(DRAFT, person=person, year=on.year).first():
        return register_draft(draft, on=on, by=by, document=document)
    plan = StudyPlan(unit=unit, person=person, year=on.year, registered_on=on, document=document, registered_by=by)
    return _register(plan, by)


@transaction.atomic
def register_draft(plan: StudyPlan, *, on: dt.date, by: User | None, document: Document | None = None) -> StudyPlan:
    """Register what its author has written; nobody else may, for then others read it."""
    plan = StudyPlan.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=plan.pk)
    if not plan.is_draft:
        raise ValidationError(_("This plan is registered already."))
    if by is not None and not is_written_by(by, plan):
        raise ValidationError(_("%(author)s is still writing this plan and registers it personally.") % _author(plan))
    if plan.person is not None:
        unit = cell_of(plan.person, on)
        if unit is None:
            raise ValidationError(_("%(member)s is on no roll that day.") % {"member": plan.person})
        plan.unit = unit
    plan.registered_on, plan.registered_by, plan.document = on, by, document or plan.document
    return _register(plan, by)


@transaction.atomic
def register_individuals(
    people: Iterable[Person], *, on: dt.date, by: User | None, document: Document | None = None
) -> list[StudyPlan]:
    """Register the plans of many members at once, each in their own cell; all or none."""
    people = list(people)
    if on > today():
        raise ValidationError(_("That day is still to come."))
    cells = dict(Membership.objects.on(on).filter(person__in=people).values_list("person_id", "unit_id"))
    known = StudyPlan.objects.filter(person__in=people, year=on.year, withdrawn_on=None).select_related("person")
    if draft := known.filter(DRAFT).first():
        raise ValidationError(_("%(author)s is still writing this plan and registers it personally.") % _author(draft))
    if already := known.first():
        raise ValidationError(_("%(member)s has registered for that year already."), params={"member": already.person})
    if lost := next((person for person in people if person.pk not in cells), None):
        raise ValidationError(_("%(member)s is on no roll that day."), params={"member": lost})
    with refused_in_words(StudyPlan):
        plans = StudyPlan.objects.bulk_create(
            StudyPlan(
                unit_id=cells[person.pk], person=person, year=on.year, registered_on=on, document=document,
                registered_by=by,
            )
            for person in people
        )  # fmt: skip
    note_each([(plan, plan.unit_id, {}) for plan in plans], "registered", by=by)
    return plans


@transaction.atomic
def withdraw(plan: StudyPlan, *, reason: str, by: User) -> StudyPlan:
    """Take a plan back, with a reason; it no longer counts."""
    plan = StudyPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.withdrawn_on:
        raise ValidationError(_("This plan has been withdrawn already."))
    if plan.is_draft:
        raise ValidationError(_("This plan is not registered yet."))
    plan.withdrawn_on, plan.withdrawal_reason = today(), reason
    save_checked(plan, update_fields=["withdrawn_on", "withdrawal_reason"])
    note(plan, "withdrawn", by=by, unit_id=plan.unit_id, changes={"reason": ["", reason]})
    return plan


def _author(plan: StudyPlan) -> dict[str, Person | Unit]:
    return {"author": plan.person or plan.unit}


def _register(plan: StudyPlan, by: User | None) -> StudyPlan:
    if plan.registered_on is None or plan.registered_on > today():
        raise ValidationError(_("That day is still to come."))
    save_checked(plan)
    note(plan, "registered", by=by, unit_id=plan.unit_id)
    return plan
