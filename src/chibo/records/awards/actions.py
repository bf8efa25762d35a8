import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import today
from chibo.base.saving import create_checked, save_checked
from chibo.records.awards import queries
from chibo.records.awards.models import Award, AwardKind, Giver, Opinion
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


@dataclass(frozen=True, slots=True)
class Decision:
    symbol: str
    decided_on: dt.date
    issuer: str
    giver: Giver
    money: int | None = None


@dataclass(frozen=True, slots=True)
class NewAward:
    """An award of earlier years as the decision tells it."""

    unit: Unit
    kind: AwardKind
    year: int
    decision: Decision
    person: Person | None = None
    merit: str = ""


@transaction.atomic
def propose(
    *,
    unit: Unit,
    kind: AwardKind,
    year: int,
    by: User | None,
    person: Person | None = None,
    merit: str = "",
    on: dt.date | None = None,
) -> Award:
    """Propose an award; one for several years running needs the yearly title in each of them."""
    _require_fitting(kind, person)
    if kind.crowns_id and not queries.has_run(kind=kind, unit=unit, person=person, year=year):
        message = _("“%(title)s” is not recorded for each of the %(years)d years up to %(year)d.")
        params = {"title": kind.crowns, "years": kind.years, "year": year}
        raise ValidationError({"kind": ValidationError(message, params=params)})
    award = Award(unit=unit, person=person, kind=kind, year=year, merit=merit, proposed_on=on or today())
    save_checked(award)
    note(award, "award proposed", by=by, unit_id=unit.pk)
    return award


@transaction.atomic
def give_opinion(
    award: Award, *, whose: str, stance: str, given_on: dt.date, by: User | None, text: str = ""
) -> Opinion:
    """Record what a body said about a proposal that is still open."""
    award = _open(award)
    opinion = Opinion(award=award, whose=whose, stance=stance, text=text, given_on=given_on, by=by)
    save_checked(opinion)
    note(award, "opinion recorded", by=by, unit_id=award.unit_id, changes={"opinion": ["", stance]})
    return opinion


@transaction.atomic
def decide(award: Award, *, decision: Decision, by: User | None) -> Award:
    """Record the decision by which a proposal became an award."""
    award = _open(award)
    if award.proposed_on and decision.decided_on < award.proposed_on:
        raise ValidationError({"decided_on": _("An award cannot be decided before it was proposed.")})
    _take(award, decision)
    save_checked(award)
    note(award, "award decided", by=by, unit_id=award.unit_id, changes={"symbol": ["", decision.symbol]})
    return award


@transaction.atomic
def decline(award: Award, *, reason: str, by: User) -> Award:
    award = _open(award)
    award.state, award.reason = Award.State.DECLINED, reason
    save_checked(award)
    note(award, "award declined", by=by, unit_id=award.unit_id, changes={"reason": ["", reason]})
    return award


@transaction.atomic
def revoke(award: Award, *, reason: str, by: User) -> Award:
    """Take back what was awarded, or was recorded by mistake; it no longer counts but stays to be read."""
    award = Award.objects.select_for_update().get(pk=award.pk)
    if not award.is_decided:
        raise ValidationError(_("Only what was awarded can be revoked."))
    award.state, award.reason = Award.State.REVOKED, reason
    save_checked(award)
    note(award, "award revoked", by=by, unit_id=award.unit_id, changes={"reason": ["", reason]})
    return award


@transaction.atomic
def record_awards(awards: Iterable[NewAward], *, by: User | None) -> list[Award]:
    """Record what was decided without a proposal in Chibo, all or none."""
    made = [_recorded(new) for new in awards]
    create_checked(made)
    note_each(((award, award.unit_id, {"symbol": ["", award.symbol]}) for award in made), "award recorded", by=by)
    return made


def _recorded(new: NewAward) -> Award:
    _require_fitting(new.kind, new.person)
    award = Award(unit=new.unit, person=new.person, kind=new.kind, year=new.year, merit=new.merit)
    _take(award, new.decision)
    return award


def _take(award: Award, decision: Decision) -> None:
    if decision.decided_on > today():
        raise ValidationError({"decided_on": _("The decision cannot be of a day that is still to come.")})
    award.state = Award.State.DECIDED
    award.symbol, award.issuer, award.giver = decision.symbol, decision.issuer, decision.giver
    award.decided_on, award.money = decision.decided_on, decision.money


def _require_fitting(kind: AwardKind, person: Person | None) -> None:
    if not kind.is_for(person=person is not None):
        message = (
            _("This award is for a person: choose who.") if person is None else _("This award is for a collective.")
        )
        raise ValidationError({"person": message})


def _open(award: Award) -> Award:
    award = Award.objects.select_for_update(of=("self",)).select_related("unit", "kind").get(pk=award.pk)
    if not award.is_open:
        raise ValidationError(_("This proposal has been decided on already."))
    return award
