"""Answers on their way into the box. Nothing here knows who answers, and nothing is written into the trail for it."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.records.ballotbox import blind, codes, seal
from chibo.records.ballotbox.actions import locked
from chibo.records.ballotbox.models import Box, Sealed, Slip, Spent
from chibo.records.ballotbox.queries import public_keys
from chibo.records.ballotbox.questionnaire import fitting
from chibo.registry.access.models import User


class Sheet(NamedTuple):
    """An answer sheet of paper with the code of its slip."""

    code: str
    answers: Mapping[str, Any]


def cast(box: Box, credential: str | bytes, answers: Mapping[str, Any]) -> None:
    """Take an answer as it was written: it is checked, sealed in memory, and put in."""
    given = fitting(box.questionnaire, answers)
    put_in(box, credential, seal.seal(given, _keys(box), box.address))


@transaction.atomic
def put_in(box: Box, credential: str | bytes, content: bytes) -> None:
    """Take a sealed answer for a code on paper, or for a token in a blind box; each answers once."""
    box = _held(box)
    if not box.is_answering(today()):
        raise ValidationError(_("This box takes no answers today."), code="shut")
    _keys(box)
    if len(content) != seal.LENGTH:
        raise ValidationError(_("The answer arrived damaged. Please send it again."), code="damaged")
    _spend(_spendable(box, credential))
    Sealed.objects.create(box=box, content=content)


@transaction.atomic
def key_in(box: Box, sheets: Sequence[Sheet], *, by: User) -> int:
    """Take answer sheets that the count team typed in: all or none, written in an order made by chance."""
    box = locked(box)
    if box.is_blind or box.is_opened or today() < box.answer_from:
        raise ValidationError(_("Sheets are typed in after answering began and before the box is opened."))
    keys = _keys(box)
    sealed = [seal.seal(fitting(box.questionnaire, sheet.answers), keys, box.address) for sheet in sheets]
    spent = [_spendable(box, sheet.code) for sheet in sheets]
    for one in sorted(spent, key=lambda one: one.id):
        _spend(one)
    secrets.SystemRandom().shuffle(sealed)
    Sealed.objects.bulk_create(Sealed(box=box, content=content) for content in sealed)
    note(box, "sheets typed in", by=by, unit_id=box.unit_id, changes={"sheets": ["", len(sheets)]})
    return len(sheets)


def _spendable(box: Box, credential: str | bytes) -> Spent:
    if isinstance(credential, bytes):
        if not box.is_blind or not blind.is_genuine(bytes(box.public_half), credential):
            raise ValidationError(_("This ticket is not one of this box."), code="unknown")
        # The same token with another signature is the same token.
        digest = hashlib.sha256(credential[: blind.PREFIX_AND_MESSAGE]).hexdigest()
        return Spent(id=digest, box=box, token=credential)
    digest = codes.slip_digest(box.pk, codes.read_code(credential))
    if box.is_blind or not Slip.objects.filter(box=box, id=digest).exists():
        raise ValidationError(
            _("There is no slip with this code in this box. Compare it sign by sign."), code="unknown"
        )
    return Spent(id=digest, box=box)


def _spend(spent: Spent) -> None:
    try:
        with transaction.atomic():
            spent.save(force_insert=True)
    except IntegrityError:
        message = _("This code has answered already. Each answers once, and what was answered first counts.")
        raise ValidationError(message, code="used") from None


def _held(box: Box) -> Box:
    """Return the box as it stands; closing and opening wait until this transaction ends, other answers too."""
    return Box.objects.select_for_update(no_key=True).get(pk=box.pk)


def _keys(box: Box) -> list[bytes]:
    keys = public_keys(box)
    if len(keys) < 2:  # noqa: PLR2004 - both
        raise ValidationError(_("The box is not ready yet: its two keys are missing."), code="shut")
    return keys
