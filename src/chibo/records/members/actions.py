"""What a member says about their own record, and what happens to a member on the roll."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.vietnamese import day as day_text
from chibo.base.vietnamese import parse_day
from chibo.records.members.holdings import masked
from chibo.records.members.importing import DAYS, SECRET
from chibo.records.members.models import Correction
from chibo.registry.access.actions import close_departed
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Tenure
from chibo.registry.people.queries import cell_of

NUMBERS = ("citizen_number", "card_number")


@transaction.atomic
def propose_correction(person: Person, *, field: str, value: Any, by: User, reason: str = "") -> Correction:
    """Say that something held about a person is wrong; the secretary of the cell decides."""
    unit = cell_of(person, today())
    if unit is None:
        raise ValidationError(_("You are on no roll today; ask the office to correct this."))
    held = getattr(person, field)
    if (held or "") == (value or ""):
        raise ValidationError({"value": _("This is what is held already.")})
    _check(person, field, value)
    correction = Correction(
        person=person, unit=unit, field=field, was=masked(held) if field in SECRET else _text(held),
        proposed=_text(value), reason=reason, proposed_by=by, proposed_at=now(),
    )  # fmt: skip
    correction.full_clean()
    correction.save()
    note(person, "correction proposed", by=by, unit_id=unit.pk, changes={"field": ["", field]})
    return correction


@transaction.atomic
def accept_correction(correction: Correction, *, by: User) -> Correction:
    """Put the proposed value into the record."""
    correction = _open(correction, by)
    details = {correction.field: _value(correction.field, correction.proposed)}
    people.correct_person(correction.person, details, by=by)
    return _decide(correction, Correction.State.ACCEPTED, by, "")


@transaction.atomic
def decline_correction(correction: Correction, *, answer: str, by: User) -> Correction:
    """Leave the record as it is; the member reads why."""
    return _decide(_open(correction, by), Correction.State.DECLINED, by, answer)


def show_numbers(person: Person, *, unit_id: int, by: User) -> None:
    """Write into the trail that somebody looks at the full numbers of a person."""
    note(person, "numbers shown", by=by, unit_id=unit_id)


@transaction.atomic
def receive_member(*, unit: Unit, on: dt.date, by: User, paper: str = "", **details: Any) -> Person:
    """Put somebody who comes from outside on the roll; who was here before is the same person again."""
    known = next(
        (
            person
            for name in NUMBERS
            if details.get(name)
            for person in Person.objects.select_for_update().filter(**{name: details[name]})
        ),
        None,
    )
    if known is None:
        person = people.register_person(by=by, **details)
    elif known.memberships.filter(valid_until=None).exists():
        raise ValidationError(_("A member with this number is on a roll already."))
    else:
        person = people.correct_person(known, {name: value for name, value in details.items() if value}, by=by)
    people.enrol(person, unit=unit, on=on, came=Membership.Way.ARRIVED, by=by, paper=paper)
    return person


@transaction.atomic
def let_go(person: Person, *, on: dt.date, left: Membership.Way, by: User, paper: str = "") -> Membership:
    """Take a member off the roll from `on`; posts and the rights that go with them end, and the account is closed."""
    membership = people.leave(person, on=on, left=left, by=by, paper=paper)
    for tenure in Tenure.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), person=person):
        people.end_tenure(tenure, on=on, by=by)
    close_departed(person=person, by=by)
    return membership


def _open(correction: Correction, by: User) -> Correction:
    correction = Correction.objects.select_for_update(of=("self",)).select_related("person").get(pk=correction.pk)
    if correction.state != Correction.State.OPEN:
        raise ValidationError(_("This correction has been decided already."))
    if by.person_id == correction.person_id:
        raise ValidationError(_("Somebody else decides on a correction of your own record."))
    return correction


def _decide(correction: Correction, state: Correction.State, by: User, answer: str) -> Correction:
    correction.state, correction.decided_by, correction.decided_at = state, by, now()
    correction.answer = answer
    correction.full_clean()
    correction.save()
    verb = f"correction {state.value}"
    changes = {"field": ["", correction.field]}
    note(correction.person, verb, by=by, unit_id=correction.unit_id, changes=changes)
    return correction


def _check(person: Person, field: str, value: Any) -> None:
    """Refuse what the record could never hold; that a number is somebody else's is seen on acceptance."""
    changed = Person.objects.get(pk=person.pk)
    setattr(changed, field, value)
    try:
        changed.clean_fields(exclude={name for name in ("full_name", *NUMBERS, "gender", "phone") if name != field})
    except ValidationError as error:
        raise ValidationError({"value": error.messages}) from None
    if changed.joined_party_on and changed.official_on and changed.official_on < changed.joined_party_on:
        raise ValidationError({"value": _("A member becomes official after joining the Party, not before.")})


def _text(value: Any) -> str:
    return day_text(value) if isinstance(value, dt.date) else str(value or "")


def _value(field: str, text: str) -> Any:
    return parse_day(text) if field in DAYS else text
