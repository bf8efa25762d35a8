import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import FETCH_RAISE, Q, QuerySet

from chibo.base.clock import today
from chibo.records.ballotbox import rules
from chibo.records.ballotbox.models import Box, Opinion, Spent, Ticket
from chibo.registry.access.models import User

SCRIPTS = Path(__file__).parent / "static" / "ballotbox" / "js"


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of one box. What is not known yet, or must not be watched while answers come in, is None."""

    eligible: int
    issued: int | None
    """Tickets signed so far, or slips printed less those counted back; None until the slips are counted back."""
    accepted: int | None
    """None until the box is closed: whoever watched it grow would see who answers."""
    unused: int | None
    """Slips counted back and destroyed; tickets that nobody fetched, once issuing has ended."""
    printed: int | None = None
    spoiled: int | None = None
    """Accepted answers that did not fit the questions; known once the box is opened."""


def published(box: Box) -> list[dict[str, Any]]:
    """Return the answers of an opened box, question id → answer, in an order that says nothing; else nothing."""
    return list(Opinion.objects.filter(box=box).order_by("id").values_list("answers", flat=True))


def counts(box: Box) -> Counts:
    """Return the figures that may be shown today."""
    issued = box.issued
    if box.is_blind and issued is None:
        issued = box.tickets.filter(blinded__isnull=False).count()
    ended = box.issued is not None
    over = box.is_over(today())
    accepted = box.accepted if box.is_opened else box.spent.count() if over else None
    return Counts(
        eligible=box.eligible,
        issued=issued,
        accepted=accepted,
        unused=box.returned if not box.is_blind else box.eligible - issued if ended and issued is not None else None,
        printed=box.printed,
        spoiled=box.spoiled,
    )


def box_list(user: User) -> QuerySet[Box]:
    return (
        Box.objects.permitted(user, rules.VIEW)
        .select_related("unit")
        .order_by("-answer_from", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def own_tickets(user: User) -> QuerySet[Ticket]:
    """Return the tickets that the user may fetch or has fetched, of boxes that are not opened."""
    return (
        Ticket.objects.filter(person_id=user.person_id or 0, box__opened_at=None)
        .select_related("box__unit")
        .order_by("box__answer_until", "pk")
    )


def tickets_of(boxes: Iterable[Box], *, fetched: bool) -> QuerySet[Ticket]:
    """Return whose tickets of these boxes were fetched, or were not, by name: neither when nor which is told."""
    return (
        Ticket.objects.filter(box__in=list(boxes), blinded__isnull=not fetched)
        .select_related("person")
        .defer("blinded")
        .order_by("person__sort_key", "person_id")
        .fetch_mode(FETCH_RAISE)
    )


def waiting_for_keys_of(user: User, day: dt.date) -> QuerySet[Box]:
    """Return the boxes that are closed and wait for the user's key."""
    closed = Q(answer_until__lte=day) | Q(closed_at__isnull=False)
    return Box.objects.filter(closed, trustees__user=user, opened_at=None).select_related("unit").order_by("pk")


def own_ticket(user: User, box: int) -> Ticket | None:
    """Return the user's ticket of one box."""
    return Ticket.objects.filter(box=box, person_id=user.person_id or 0).select_related("box__unit").first()


@cache
def script_digest() -> str:
    """Return the digest of the scripts that blind and seal, in the order of their names: for a notice on paper."""
    whole = hashlib.sha256()
    for script in sorted(SCRIPTS.glob("*.js")):
        whole.update(script.read_bytes())
    return whole.hexdigest()


def public_keys(box: Box) -> list[bytes]:
    """Return the trustees' public keys in the order of their places."""
    return [bytes(key) for key in box.trustees.order_by("place").values_list("public_half", flat=True)]


def proof(box: Box) -> dict[str, Any]:
    """Return what anybody needs to check that each accepted answer had a genuine token: the key and all tokens."""
    tokens = Spent.objects.filter(box=box).exclude(token=b"").order_by("id").values_list("token", flat=True)
    return {
        "scheme": "RFC 9474 RSABSSA-SHA384-PSS-Randomized",
        "token": "prefix (32 bytes) | message (32 bytes) | signature; the signed text is prefix | message",
        "public_key": base64.b64encode(box.public_half).decode(),
        "eligible": box.eligible,
        "issued": box.issued,
        "accepted": box.accepted,
        "tokens": [base64.b64encode(token).decode() for token in tokens],
    }
