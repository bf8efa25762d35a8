"""Making a box, what is given out for it, and its end before time."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import create_checked, save_checked
from chibo.records.ballotbox import blind, codes, seal
from chibo.records.ballotbox.models import Box, Mode, Slip, Ticket, Trustee
from chibo.records.ballotbox.questionnaire import checked
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person

SPARE = 10
"""One slip more for each so many people."""


@transaction.atomic
def make_box(
    *,
    unit: Unit,
    title: str,
    mode: Mode,
    eligible: Collection[Person],
    questionnaire: Sequence[Mapping[str, Any]],
    issue_from: dt.date,
    issue_until: dt.date,
    answer_from: dt.date,
    answer_until: dt.date,
    by: User | None,
) -> Box:
    """Make the box of one group of respondents. On paper only their number is kept; a blind box keeps who may fetch."""
    people = {person.pk: person for person in eligible}
    box = Box(
        unit=unit, title=title, mode=mode, address=codes.new_address(), questionnaire=checked(questionnaire),
        eligible=len(people), issue_from=issue_from, issue_until=issue_until, answer_from=answer_from,
        answer_until=answer_until,
    )  # fmt: skip
    if box.is_blind:
        box.public_half, box.signing_half = blind.new_key()
    save_checked(box)
    if box.is_blind:
        create_checked([Ticket(box=box, person=people[pk]) for pk in sorted(people)])
    note(box, "box made", by=by, unit_id=unit.pk, changes={"eligible": ["", box.eligible]})
    return box


@transaction.atomic
def make_key(box: Box, *, public_key: bytes, by: User) -> Trustee:
    """Take the public half of a trustee's key; the same person may make it anew until somebody has answered."""
    box = locked(box)
    if box.sealed.exists() or box.is_opened or (box.is_blind and box.is_over(today())):
        raise ValidationError(_("Answers are coming in already: the keys stay as they are."))
    if not seal.is_public_key(public_key):
        raise ValidationError(_("This is not a key. Please open the page again."))
    kept = box.trustees.select_for_update()
    trustee = kept.filter(user=by).first() or Trustee(box=box, user=by, place=kept.count() + 1)
    trustee.public_half, trustee.made_at = public_key, now()
    save_checked(trustee)
    note(box, "key made", by=by, unit_id=box.unit_id, changes={"place": ["", trustee.place]})
    return trustee


@transaction.atomic
def slips(box: Box, *, by: User | None) -> list[str]:
    """Make the codes for the slips and return them, this once: what is kept are their keyed digests."""
    box = locked(box)
    if box.is_blind or box.printed is not None:
        raise ValidationError(_("The slips of this box were printed already; codes are shown once."))
    _require_keys(box)
    made = sorted(codes.new_code() for _slip in range(box.eligible + -(-box.eligible // SPARE)))
    digests = sorted(codes.slip_digest(box.pk, code) for code in made)
    Slip.objects.bulk_create(Slip(id=digest, box=box) for digest in digests)
    box.printed = len(made)
    save_checked(box)
    note(box, "slips printed", by=by, unit_id=box.unit_id, changes={"printed": ["", box.printed]})
    return made


@transaction.atomic
def discard_slips(box: Box, *, by: User) -> None:
    """Make all printed codes worthless, so that slips can be printed anew; only before anybody has answered."""
    box = locked(box)
    if box.spent.exists() or box.returned is not None:
        raise ValidationError(_("Somebody has answered already: the slips stay as they are."))
    box.slips.all().delete()
    note(box, "slips discarded", by=by, unit_id=box.unit_id, changes={"printed": [box.printed, ""]})
    box.printed = None
    save_checked(box)


@transaction.atomic
def count_back(box: Box, *, unused: int, by: User | None) -> Box:
    """Record how many slips nobody drew, counted and destroyed; what was given out is the rest."""
    box = locked(box)
    if box.printed is None or box.is_opened:
        raise ValidationError(_("Slips are counted back after they were printed and before the box is opened."))
    if unused > box.printed:
        raise ValidationError(_("Only %(printed)d slips were printed."), params={"printed": box.printed})
    changes = {"returned": [box.returned, unused]}
    box.returned, box.issued = unused, box.printed - unused
    save_checked(box)
    note(box, "slips counted back", by=by, unit_id=box.unit_id, changes=changes)
    return box


@transaction.atomic
def sign_blinded(box: Box, *, blinded: bytes, by: User) -> bytes:
    """Sign the blinded token of the person of this account, once; the same asked again is signed again.

    No line of the trail is written: the ticket itself is the record, and it has no time.
    """
    found = Box.objects.select_related("unit").get(pk=box.pk)
    ticket = Ticket.objects.select_for_update().filter(box=found, person_id=by.person_id or 0).first()
    if ticket is None:
        raise ValidationError(_("Your name is not on the list of this box."), code="no_ticket")
    if not found.is_issuing(today()) or not found.signing_half:
        raise ValidationError(_("Tickets are not given out today."), code="not_issuing")
    _require_keys(found)
    if ticket.blinded is not None and bytes(ticket.blinded) != blinded:
        raise ValidationError(_("You have fetched your ticket already, on another device perhaps."), code="fetched")
    try:
        signature = blind.blind_sign(blind.unwrapped(bytes(found.signing_half), bytes(found.public_half)), blinded)
    except blind.UnsignableError:
        raise ValidationError(_("This cannot be signed. Please open the page again."), code="unsignable") from None
    ticket.blinded = blinded
    ticket.save(update_fields=["blinded"])
    return signature


@transaction.atomic
def end_issuing(box: Box) -> None:
    """Write into the trail how many tickets were given out, and destroy the key that signed them."""
    box = locked(box)
    if not box.is_blind or box.issued is not None or today() < box.issue_until:
        return
    box.issued = box.tickets.filter(blinded__isnull=False).count()
    box.signing_half = b""
    save_checked(box)
    note(box, "issuing ended", by=None, unit_id=box.unit_id, changes={"issued": ["", box.issued]})


def end_issuing_everywhere(day: dt.date) -> None:
    """End issuing where its last day is over."""
    for box in Box.objects.filter(mode=Mode.BLIND, issued=None, issue_until__lte=day):
        end_issuing(box)


@transaction.atomic
def close_box(box: Box, *, by: User | None) -> None:
    """Close the box before its last day, as when everybody in the room has answered."""
    box = locked(box)
    if not box.is_answering(today()):
        raise ValidationError(_("Only a box that takes answers today can be closed."))
    box.closed_at = now()
    save_checked(box)
    note(box, "box closed", by=by, unit_id=box.unit_id)


def locked(box: Box) -> Box:
    """Return the box as it stands, held until this transaction ends."""
    return Box.objects.select_for_update(of=("self",)).select_related("unit").get(pk=box.pk)


def _require_keys(box: Box) -> None:
    if box.trustees.count() < 2:  # noqa: PLR2004 - both
        raise ValidationError(_("Two people make their keys first; without them nobody could open the box."))
