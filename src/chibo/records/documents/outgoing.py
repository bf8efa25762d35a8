"""The way of an outgoing document: draft, opinions, submitted, signed, numbered and issued, received."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.documents.actions import deliver, locked
from chibo.records.documents.authority import objection
from chibo.records.documents.models import REGISTER_LINE_ONLY, Delivery, Direction, Document, Opinion, State
from chibo.records.documents.numbering import take_number
from chibo.records.documents.references import symbol_of
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.heads import head_of

OPEN_TO_CHANGE = (State.DRAFT, State.OPINIONS)


@transaction.atomic
def draft_document(
    *, unit: Unit, type: str, title: str, by: User | None, secret: bool = False,  # noqa: A002 -- the field's own name
    carries_out: Iterable[Document] = (), issuer: str = "", **details: Any,
) -> Document:  # fmt: skip
    """Begin an outgoing document. `details`: genre, recipients_text, text, urgency, due_on."""
    document = Document(
        unit=unit, issuer=issuer or head_of(unit, today()).issuer, type=type,
        title=REGISTER_LINE_ONLY if secret else title, secret=secret,
        direction=Direction.OUTGOING, state=State.DRAFT, issued_on=today(),
        **details | ({"text": ""} if secret else {}),
    )  # fmt: skip
    save_checked(document)
    document.carries_out.set(carries_out)
    note(document, "drafted", by=by, unit_id=unit.pk)
    return document


@transaction.atomic
def change_draft(document: Document, *, by: User, carries_out: Iterable[Document] = (), **details: Any) -> Document:
    """Change a draft while it is not submitted."""
    document = _in(document, *OPEN_TO_CHANGE)
    if document.secret:
        details |= {"title": REGISTER_LINE_ONLY}
    for name, value in details.items():
        setattr(document, name, value)
    save_checked(document)
    document.carries_out.set(carries_out)
    note(document, "changed", by=by, unit_id=document.unit_id)
    return document


@transaction.atomic
def ask_opinions(document: Document, *, by: User | None) -> Document:
    return _move(_in(document, State.DRAFT), State.OPINIONS, "opinions asked", by)


@transaction.atomic
def give_opinion(document: Document, *, text: str, by: User | None) -> Opinion:
    """Keep an opinion with a draft; a draft marked Mật takes none here."""
    document = _in(document, *OPEN_TO_CHANGE)
    _refuse_words(document)
    opinion = Opinion(document=document, by=by, on=today(), text=text)
    save_checked(opinion)
    note(document, "opinion given", by=by, unit_id=document.unit_id)
    return opinion


@transaction.atomic
def submit_document(document: Document, *, by: User | None) -> Document:
    return _move(_in(document, *OPEN_TO_CHANGE), State.SUBMITTED, "submitted for signature", by)


@transaction.atomic
def return_document(document: Document, *, reason: str, by: User) -> Document:
    """Give a submitted document back; the reason is kept among the opinions."""
    document = _in(document, State.SUBMITTED)
    if not document.secret:
        save_checked(Opinion(document=document, by=by, on=today(), text=reason))
    return _move(document, State.DRAFT, "returned", by)


@transaction.atomic
def sign_document(document: Document, *, signer: str, by: User | None, signed_on: dt.date | None = None) -> Document:
    """Note who signed a submitted document, and on which day."""
    document = _in(document, State.SUBMITTED)
    document.signer, document.signed_on = signer, _past(signed_on, "signed_on")
    return _move(document, State.SIGNED, "signed", by)


@transaction.atomic
def issue_document(
    document: Document, *, by: User | None, to: Collection[Unit] = (), issued_on: dt.date | None = None,
    recipients_text: str | None = None, issued_because: str = "",
) -> Document:  # fmt: skip
    """Give a signed document its number and symbol, and send it to the units; all of it, or nothing.

    Where the regulation of that day does not provide for the type, a reason is asked for (`issued_because`).
    """
    document = _in(document, State.SIGNED)
    day = _past(issued_on, "issued_on")
    against = objection(document, day)
    if against and not issued_because:
        said = _("%(objection)s If it is right all the same, write why.") % {"objection": against}
        raise ValidationError({"issued_because": said})
    document.issued_because = issued_because if against and not document.secret else ""
    if document.signed_on and day < document.signed_on:
        raise ValidationError({"issued_on": _("A document cannot be issued before it is signed.")})
    document.series_term, document.number = take_number(document.unit, type_=document.type, day=day)
    document.symbol = symbol_of(document.number, document.type, document.series_term.abbreviation)
    document.issued_on = day
    if recipients_text is not None:
        document.recipients_text = recipients_text
    deliver(document, to, on=day)
    changes = {"symbol": ["", document.symbol]}
    if document.issued_because:
        changes["issued_because"] = ["", document.issued_because]
    return _move(document, State.ISSUED, "issued", by, changes=changes)


@transaction.atomic
def send_further(document: Document, *, to: Collection[Unit], by: User | None) -> Document:
    """Send an issued document to more units."""
    document = _in(document, State.ISSUED)
    deliver(document, to, on=today())
    names = ", ".join(unit.name for unit in to)
    note(document, "sent", by=by, unit_id=document.unit_id, changes={"units": ["", names[:500]]})
    return document


@transaction.atomic
def confirm_receipt(delivery: Delivery, *, by: User | None) -> Delivery:
    """Note that the document came to the unit; once confirmed it stays so."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("document").get(pk=delivery.pk)
    if delivery.received_on is None:
        delivery.received_on, delivery.received_by = today(), by
        save_checked(delivery, update_fields=["received_on", "received_by"])
        note(delivery.document, "received", by=by, unit_id=delivery.unit_id)
    return delivery


@transaction.atomic
def confirm_reading(delivery: Delivery, *, by: User | None) -> Delivery:
    """Note that the document was made known in the unit."""
    delivery = confirm_receipt(delivery, by=by)
    if delivery.read_on is None:
        delivery.read_on = today()
        save_checked(delivery, update_fields=["read_on"])
        note(delivery.document, "made known", by=by, unit_id=delivery.unit_id)
    return delivery


@transaction.atomic
def drop_draft(document: Document, *, by: User) -> None:
    """Delete a document that never got a number; the trail remembers that there was one."""
    document = _in(document, *OPEN_TO_CHANGE)
    note(document, "draft deleted", by=by, unit_id=document.unit_id)
    if document.files.exists():
        raise ValidationError(_("Remove the files of the draft first."))
    document.delete()


def _in(document: Document, *states: State) -> Document:
    """Return the document, locked, if it is in one of these states."""
    document = locked(document)
    if document.state not in states:
        raise ValidationError(
            _("This cannot be done now: the document is “%(state)s”."),
            params={"state": document.get_state_display()},
            code="state",
        )
    return document


@transaction.atomic
def _move(
    document: Document, state: State, verb: str, by: User | None, changes: dict[str, Any] | None = None
) -> Document:
    document.state = state
    save_checked(document)
    note(document, verb, by=by, unit_id=document.unit_id, changes=changes)
    return document


def _past(day: dt.date | None, field: str) -> dt.date:
    if day and day > today():
        raise ValidationError({field: _("This day is still to come.")})
    return day or today()


def _refuse_words(document: Document) -> None:
    if document.secret:
        raise ValidationError(_("The document is marked Mật: no word about it is written here. Leave this empty."))
