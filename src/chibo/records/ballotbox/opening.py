"""Opening: both keys in one hand for a moment; the answers are shuffled in memory and published at once."""

import secrets
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import save_checked
from chibo.records.ballotbox import codes, seal
from chibo.records.ballotbox.actions import end_issuing, locked
from chibo.records.ballotbox.models import Box, Opinion, Sealed, Spent
from chibo.records.ballotbox.queries import public_keys
from chibo.records.ballotbox.questionnaire import fitting
from chibo.registry.access.models import User


@transaction.atomic
def open_box(box: Box, *, first_key: str, second_key: str, by: User) -> Box:
    """Publish all answers once, in an order made by chance; the sealed ones are destroyed, the keys never kept.

    An answer that cannot be read, or does not fit the questions, is counted as spoiled.
    """
    end_issuing(box)
    box = locked(box)
    _require_ready(box)
    privates = _privates(box, (first_key, second_key))
    contents = [bytes(content) for content in box.sealed.values_list("content", flat=True)]
    accepted = box.spent.count()
    if accepted != len(contents):
        raise ValidationError(_("The answers and the codes that answered are not equally many. The box stays shut."))
    read = [found for content in contents if (found := _read(box, content, privates)) is not None]
    secrets.SystemRandom().shuffle(read)
    box.accepted, box.spoiled, box.opened_at = accepted, len(contents) - len(read), now()
    save_checked(box)
    Opinion.objects.bulk_create(Opinion(box=box, answers=answers) for answers in read)
    Sealed.objects.filter(box=box).delete()
    _forget_the_order_of(box)
    note(box, "box opened", by=by, unit_id=box.unit_id, changes={"accepted": ["", accepted]})
    return box


@transaction.atomic
def forget_answers(box: Box, *, by: User | None) -> None:
    """Delete the single answers of an opened box, once what may be shown of them is written down elsewhere."""
    box = locked(box)
    if not box.is_opened:
        raise ValidationError(_("The answers of a box are deleted only after it was opened."))
    deleted, _tables = Opinion.objects.filter(box=box).delete()
    note(box, "answers deleted", by=by, unit_id=box.unit_id, changes={"rows": [deleted, 0]})


def _require_ready(box: Box) -> None:
    if box.is_opened:
        raise ValidationError(_("The box was opened already; its answers are published once."))
    if not box.is_over(today()):
        raise ValidationError(_("The box is opened only after its last day, or after it was closed."))
    if box.issued is None:
        raise ValidationError(_("First count the slips that nobody drew, destroy them, and record their number."))


def _privates(box: Box, typed: Sequence[str]) -> list[bytes]:
    """Return the private keys in the order of their places, whoever typed first."""
    by_public = {}
    for text in typed:
        private = codes.read_key(text)
        try:
            by_public[seal.public_of(private)] = private
        except ValueError:
            raise ValidationError(_("This is not a whole key: a sign is wrong or missing."), code="mistyped") from None
    publics = public_keys(box)
    if len(publics) < 2 or set(by_public) != set(publics):  # noqa: PLR2004 - both
        raise ValidationError(_("These are not the two keys of this box."), code="other_keys")
    return [by_public[public] for public in publics]


def _read(box: Box, content: bytes, privates: Sequence[bytes]) -> dict[str, str] | None:
    try:
        return fitting(box.questionnaire, seal.unseal(content, privates, box.address))
    except (seal.UnreadableError, ValidationError):
        return None


def _forget_the_order_of(box: Box) -> None:
    """Lay what has answered down anew, by digest: afterwards no row lies where it was put when somebody answered."""
    spent = [Spent(id=one.id, box=box, token=one.token) for one in box.spent.order_by("id")]
    box.spent.all().delete()
    Spent.objects.bulk_create(spent)
    box.slips.all().delete()
