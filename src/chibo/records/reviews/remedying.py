"""After the publication: shortcomings followed until somebody else confirms that they are gone, and appeals."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.reviews import rules
from chibo.records.reviews.actions import issuer_for, record_decisions
from chibo.records.reviews.caps import require_room
from chibo.records.reviews.levels import Level
from chibo.records.reviews.models import Appeal, Campaign, Decision, Remedy, Subject
from chibo.records.reviews.queries import writes_for
from chibo.registry.access.models import User
from chibo.registry.access.permissions import may
from chibo.registry.people.models import Person


@transaction.atomic
def set_remedy(
    subject: Subject, *, shortcoming: str, measure: str, owner: Person, due_on: dt.date, by: User | None
) -> Remedy:
    """Say what is to be corrected, how, by whom and by when."""
    remedy = Remedy(subject=subject, shortcoming=shortcoming, measure=measure, owner=owner, due_on=due_on)
    save_checked(remedy)
    note(subject, "remedy set", by=by, unit_id=subject.unit_id, changes={"remedy": ["", shortcoming]})
    return remedy


@transaction.atomic
def change_remedy(remedy: Remedy, *, by: User, **details: Any) -> Remedy:
    """Change what is to be corrected while it is not reported as done."""
    remedy = _locked(remedy)
    if remedy.done_on:
        raise ValidationError(_("This is reported as done; send it back to change it."))
    changes = {name: [str(getattr(remedy, name)), str(value)] for name, value in details.items()}
    for name, value in details.items():
        setattr(remedy, name, value)
    save_checked(remedy)
    note(remedy.subject, "remedy changed", by=by, unit_id=remedy.subject.unit_id, changes=changes)
    return remedy


@transaction.atomic
def report_remedy(remedy: Remedy, *, done_on: dt.date, proof: str, by: User | None) -> Remedy:
    """Report a shortcoming as corrected, with what proves it."""
    remedy = _locked(remedy)
    if remedy.confirmed_on:
        raise ValidationError(_("This is confirmed already."))
    if done_on > today():
        raise ValidationError({"done_on": _("That day is still to come.")})
    remedy.done_on, remedy.proof, remedy.reported_by, remedy.sent_back = done_on, proof, by, ""
    save_checked(remedy)
    changes = {"remedy": ["", remedy.shortcoming], "proof": ["", proof]}
    note(remedy.subject, "remedy reported", by=by, unit_id=remedy.subject.unit_id, changes=changes)
    return remedy


@transaction.atomic
def confirm_remedy(remedy: Remedy, *, by: User | None, on: dt.date | None = None) -> Remedy:
    """Confirm what somebody else reported; nobody confirms what they were to correct themselves."""
    remedy = _reported(remedy)
    if by and by.person_id == remedy.owner_id:
        raise ValidationError(_("Somebody else than who was to correct it confirms it."))
    remedy.confirmed_on, remedy.confirmed_by = on or today(), by
    save_checked(remedy)
    changes = {"remedy": ["", remedy.shortcoming]}
    note(remedy.subject, "remedy confirmed", by=by, unit_id=remedy.subject.unit_id, changes=changes)
    return remedy


@transaction.atomic
def send_back_remedy(remedy: Remedy, *, reason: str, by: User) -> Remedy:
    """Say why what was reported does not correct the shortcoming; it is open again."""
    remedy = _reported(remedy)
    remedy.done_on, remedy.proof, remedy.reported_by, remedy.sent_back = None, "", None, reason
    save_checked(remedy)
    changes = {"remedy": ["", remedy.shortcoming], "reason": ["", reason]}
    note(remedy.subject, "remedy sent back", by=by, unit_id=remedy.subject.unit_id, changes=changes)
    return remedy


@transaction.atomic
def file_appeal(decision: Decision, *, text: str, by: User, on: dt.date | None = None) -> Appeal:
    """Let those concerned say that they do not agree with the decision made known to them; once for each decision.

    `on` is the day of one that came on paper before; today otherwise.
    """
    subject = decision.subject
    if not writes_for(by, subject):
        raise PermissionDenied
    if not subject.campaign.is_published:
        raise ValidationError(_("The results are not published yet."))
    if Decision.objects.filter(replaces=decision).exists() or Appeal.objects.filter(decision=decision).exists():
        raise ValidationError(_("An appeal against this decision has been filed already."))
    appeal = Appeal(decision=decision, text=text, filed_on=on or today(), filed_by=by)
    save_checked(appeal)
    note(subject, "appeal filed", by=by, unit_id=subject.unit_id)
    return appeal


@transaction.atomic
def answer_appeal(
    appeal: Appeal,
    *,
    answer: str,
    by: User,
    level: str = "",
    paper: str = "",
    decided_on: dt.date | None = None,
    exception: str = "",
    on: dt.date | None = None,
) -> Appeal:
    """Answer an appeal. With another level a new decision is made that names the old one; both are kept."""
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("decision__subject").get(pk=appeal.pk)
    subject = Subject.objects.select_related("campaign__unit", "unit", "person").get(pk=appeal.decision.subject_id)
    if not may(by, rules.DECIDE, subject.unit_id) or writes_for(by, subject):
        raise PermissionDenied
    if appeal.outcome:
        raise ValidationError(_("This appeal is answered already."))
    appeal.answer, appeal.answered_on, appeal.answered_by = answer, on or today(), by
    appeal.outcome = Appeal.Outcome.KEPT
    if level and level != appeal.decision.level:
        appeal.outcome = Appeal.Outcome.CHANGED
        anew = _new_decision(appeal, Level(level), paper=paper, decided_on=decided_on, exception=exception)
        appeal.new_decision = _decided_anew(anew, subject)
    save_checked(appeal)
    note(subject, "appeal answered", by=by, unit_id=subject.unit_id, changes={"outcome": ["", appeal.outcome]})
    return appeal


def _new_decision(appeal: Appeal, level: Level, *, paper: str, decided_on: dt.date | None, exception: str) -> Decision:
    if not paper or decided_on is None:
        raise ValidationError({"paper": _("A new level needs a new decision: write its number and its date.")})
    return Decision(
        subject=appeal.decision.subject, level=level, paper=paper, decided_on=decided_on, reason=appeal.answer[:300],
        exception=exception if level == Level.EXCELLENT else "", replaces=appeal.decision,
        recorded_by=appeal.answered_by,
    )  # fmt: skip


def _decided_anew(decision: Decision, subject: Subject) -> Decision:
    old = decision.replaces
    if old is None or not old.decided_on <= decision.decided_on <= today():
        raise ValidationError({"decided_on": _("The new decision cannot be older than the one it replaces.")})
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("unit").get(pk=subject.campaign_id)
    require_room(campaign, {subject.pk: decision.level}, exception=decision.exception)
    decision.issuer = issuer_for(campaign, subject)
    record_decisions([decision], by=decision.recorded_by)
    return decision


def _locked(remedy: Remedy) -> Remedy:
    return Remedy.objects.select_for_update(of=("self",)).select_related("subject", "owner").get(pk=remedy.pk)


def _reported(remedy: Remedy) -> Remedy:
    remedy = _locked(remedy)
    if remedy.done_on is None or remedy.confirmed_on:
        raise ValidationError(_("There is nothing to confirm here."))
    return remedy
