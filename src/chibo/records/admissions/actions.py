"""The path into the Party, stage by stage; what the ceremony and the recognition change on the roll follows."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.admissions.models import Application, Step
from chibo.records.admissions.queries import end_of_probation
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import heir_of
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Standing
from chibo.registry.people.queries import cell_of

Stage = Step.Stage
NEEDS = {
    Stage.DECIDED: Stage.CELL_RESOLUTION,
    Stage.CEREMONY: Stage.DECIDED,
    Stage.CELL_RECOGNITION: Stage.CEREMONY,
    Stage.RECOGNISED: Stage.CELL_RECOGNITION,
}
"""Which stage cannot be reached without which other."""
VOTED = (Stage.CELL_RESOLUTION, Stage.CELL_RECOGNITION)


@transaction.atomic
def put_forward(
    *, unit: Unit, by: User | None, on: dt.date, person: Person | None = None, **details: Any
) -> Application:
    """Begin the admission of somebody who is on no roll."""
    person = person or people.register_person(by=by, **details)
    if cell_of(person, on):
        raise ValidationError(_("%(member)s is a member already."), params={"member": person})
    application = Application(unit=unit, person=person)
    save_checked(application)
    note(application, "put forward", by=by, unit_id=unit.pk)
    record_step(application, stage=Stage.CONSIDERED, taken_on=on, by=by)
    return application


@transaction.atomic
def record_step(
    application: Application,
    *,
    stage: Step.Stage,
    taken_on: dt.date,
    by: User | None,
    paper: str = "",
    in_favour: int | None = None,
    entitled: int | None = None,
) -> Step:
    """Record that a stage was reached. Days follow the order of the stages; a cell admits with two thirds."""
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=application.pk)
    )
    _require_open(application)
    _require_order(application, stage, taken_on)
    _pass_on(application, taken_on, by)
    step = Step(
        application=application, stage=stage, taken_on=taken_on, paper=paper, in_favour=in_favour,
        entitled=entitled, recorded_by=by,
    )  # fmt: skip
    if stage in VOTED:
        _require_two_thirds(step)
    save_checked(step)
    note(application, "stage recorded", by=by, unit_id=application.unit_id, changes={"stage": ["", stage.name]})
    if stage == Stage.CEREMONY:
        _admit(application, step, by)
    if stage == Stage.RECOGNISED:
        _recognise(application, step, by)
    return step


@transaction.atomic
def stop(application: Application, *, reason: str, by: User) -> Application:
    """Stop an admission before the ceremony, with the reason."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    _require_open(application)
    if application.steps.filter(stage=Stage.CEREMONY).exists():
        raise ValidationError(_("The person has been admitted; leaving the Party is recorded on the roll."))
    application.outcome, application.stopped_because = Application.Outcome.STOPPED, reason
    save_checked(application)
    note(application, "stopped", by=by, unit_id=application.unit_id, changes={"reason": ["", reason]})
    return application


def _pass_on(application: Application, day: dt.date, by: User | None) -> None:
    """Let the cell in which an ended one goes on carry the admission on."""
    heir = heir_of(application.unit, day)
    if heir.pk != application.unit_id:
        changes = {"unit": [application.unit.name, heir.name]}
        application.unit = heir
        application.save(update_fields=["unit"])
        note(application, "passed on", by=by, unit_id=heir.pk, changes=changes)


def _admit(application: Application, step: Step, by: User | None) -> None:
    person = application.person
    people.correct_person(person, {"joined_party_on": step.taken_on}, by=by)
    people.enrol(
        person,
        unit=application.unit,
        on=step.taken_on,
        came=Membership.Way.ADMITTED,
        by=by,
        paper=_decision(application),
    )
    people.set_standing(person, state=Standing.State.PROBATIONARY, on=step.taken_on, by=by)


def _recognise(application: Application, step: Step, by: User | None) -> None:
    """Recognition counts from the exact end of the twelve months, also when the decision came later."""
    ceremony = application.steps.get(stage=Stage.CEREMONY)
    since = end_of_probation(ceremony.taken_on)
    people.set_standing(application.person, state=Standing.State.OFFICIAL, on=since, by=by, paper=step.paper)
    people.correct_person(application.person, {"official_on": since}, by=by)
    application.outcome = Application.Outcome.RECOGNISED
    application.save(update_fields=["outcome"])


def _decision(application: Application) -> str:
    step = application.steps.filter(stage=Stage.DECIDED).first()
    return step.paper if step else ""


def _require_open(application: Application) -> None:
    if application.outcome != Application.Outcome.OPEN:
        raise ValidationError(_("This admission is finished."))


def _require_order(application: Application, stage: Step.Stage, taken_on: dt.date) -> None:
    if taken_on > today():
        raise ValidationError({"taken_on": _("That day is still to come.")})
    steps = {step.stage: step for step in application.steps.all()}
    needed = NEEDS.get(stage)
    if needed and needed not in steps:
        raise ValidationError(_("First record: %(stage)s."), params={"stage": needed.label})
    before = [step for step in steps.values() if step.stage < stage and step.taken_on > taken_on]
    after = [step for step in steps.values() if step.stage > stage and step.taken_on < taken_on]
    if wrong := (before + after)[:1]:
        raise ValidationError(
            {"taken_on": _("“%(stage)s” was on %(day)s; the days must follow the order of the stages.")
             % {"stage": wrong[0].get_stage_display(), "day": day_text(wrong[0].taken_on)}}
        )  # fmt: skip
    if stage == Stage.RECOGNISED and taken_on < end_of_probation(steps[Stage.CEREMONY].taken_on):
        raise ValidationError({"taken_on": _("The twelve months of probation are not over on that day.")})


def _require_two_thirds(step: Step) -> None:
    """At least two thirds of the official members of the cell; Điều lệ Đảng, Điều 4."""
    if step.in_favour is None or step.entitled is None:
        raise ValidationError(_("Write how many official members there are and how many voted in favour."))
    if 3 * step.in_favour < 2 * step.entitled:
        raise ValidationError(
            {"in_favour": _("%(votes)d of %(all)d is less than two thirds.")
             % {"votes": step.in_favour, "all": step.entitled}}
        )  # fmt: skip
