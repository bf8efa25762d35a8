"""The register: lines, spellings, points and files of documents."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.base.text import single_spaced
from chibo.records.documents.models import (
    REGISTER_LINE_ONLY,
    Alias,
    Clause,
    Delivery,
    Direction,
    Document,
    DocumentFile,
    State,
)
from chibo.records.documents.numbering import note_number
from chibo.records.documents.points import is_cited
from chibo.records.documents.queries import term_on
from chibo.records.documents.references import normal_symbol, number_of
from chibo.registry.access.models import User
from chibo.registry.files.actions import discard_file, keep_file
from chibo.registry.orgs.models import Unit

LONGEST_TEXT = 1_000_000


@transaction.atomic
def register_document(
    *, unit: Unit, issuer: str, symbol: str, issued_on: dt.date, title: str, by: User | None,
    type: str,  # noqa: A002 -- the field's own name
    received_on: dt.date | None = None, secret: bool = False, aliases: str = "",
    direction: str = Direction.INCOMING, deliver_to: Iterable[Unit] = (), carries_out: Iterable[Document] = (),
    **details: Any,
) -> Document:  # fmt: skip
    """Write a document into the register. One marked Mật is a line without a title: its content stays out.

    `details`: number, genre, urgency, due_on, signer, signed_on, recipients_text, text. An outgoing document of the
    past keeps its number; the next one comes after it. `deliver_to`: the units to which it went.
    """
    _check_days(issued_on, received_on, details.get("due_on"))
    outgoing = direction == Direction.OUTGOING
    document = Document(
        unit=unit, issuer=issuer, symbol=normal_symbol(symbol), issued_on=issued_on, type=type, received_on=received_on,
        title=REGISTER_LINE_ONLY if secret else title, secret=secret, direction=direction,
        state=State.ISSUED if outgoing else State.RECEIVED, **_kept(details, secret=secret),
    )  # fmt: skip
    _check_symbol(document)
    if outgoing:
        _number(document)
    save_checked(document)
    document.carries_out.set(carries_out)
    deliver(document, deliver_to, on=issued_on)
    for text in filter(None, (line.strip() for line in aliases.splitlines())):
        add_alias(document, text=text, by=by)
    note(document, "registered", by=by, unit_id=unit.pk)
    return document


@transaction.atomic
def change_document(document: Document, *, by: User, **details: Any) -> Document:
    """Correct a line of the register; its mark Mật stays as it is."""
    document = locked(document)
    if document.secret:
        details = {name: value for name, value in details.items() if name not in ("title", "text", "outcome")}
    before = {name: str(getattr(document, name) or "") for name in details}
    for name, value in details.items():
        setattr(document, name, value)
    document.symbol = normal_symbol(document.symbol)
    if not document.is_in_work:
        _check_days(document.issued_on, document.received_on, document.due_on)
        _check_symbol(document)
    save_checked(document)
    changes = {name: [old, str(details[name] or "")] for name, old in before.items() if old != str(details[name] or "")}
    note(document, "changed", by=by, unit_id=document.unit_id, changes=changes)
    return document


def deliver(document: Document, units: Iterable[Unit], *, on: dt.date) -> None:
    """Send the document to these units; one that has it already keeps its first day."""
    rows = [Delivery(document=document, unit=unit, sent_on=on) for unit in units]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def add_alias(document: Document, *, text: str, by: User | None) -> Alias:
    """Note another way in which people write this document."""
    if document.secret:
        raise ValidationError(_("A document marked Mật is known by its symbol alone."))
    alias = Alias(document=document, text=text)
    save_checked(alias)
    _keep_aliases(document)
    note(document, "alias added", by=by, unit_id=document.unit_id, changes={"alias": ["", text]})
    return alias


@transaction.atomic
def remove_alias(alias: Alias, *, by: User) -> None:
    note(alias.document, "alias removed", by=by, unit_id=alias.document.unit_id, changes={"alias": [alias.text, ""]})
    alias.delete()
    _keep_aliases(alias.document)


@transaction.atomic
def add_clause(document: Document, *, number: str, text: str = "", by: User | None) -> Clause:
    """Note a point of the document, so that tasks, plans and reports can cite it."""
    document = locked(document)
    _refuse_secret(document)
    last = document.clauses.last()
    clause = Clause(
        document=document,
        number=single_spaced(number).strip(" ."),
        text=text,
        position=last.position + 1 if last else 1,
    )
    save_checked(clause)
    note(document, "point added", by=by, unit_id=document.unit_id, changes={"number": ["", clause.number]})
    return clause


@transaction.atomic
def remove_clause(clause: Clause, *, by: User) -> None:
    """Take back a point; one that something cites stays."""
    document, number = clause.document, clause.number
    if is_cited(clause):
        raise ValidationError(_("Something cites this point; it stays."))
    clause.delete()
    note(document, "point removed", by=by, unit_id=document.unit_id, changes={"number": [number, ""]})


@transaction.atomic
def add_file(document: Document, *, upload: File[Any], by: User) -> DocumentFile:
    """Keep a file with the document, and make what can be read in it findable."""
    document = locked(document)
    _refuse_secret(document)
    row = DocumentFile(document=document, file=keep_file(upload, unit=document.unit, by=by))
    save_checked(row)
    _keep_text(document)
    note(document, "file added", by=by, unit_id=document.unit_id, changes={"file": ["", row.file.name]})
    return row


@transaction.atomic
def remove_file(row: DocumentFile, *, by: User) -> None:
    document, stored = locked(row.document), row.file
    row.delete()
    discard_file(stored, by=by)
    _keep_text(document)
    note(document, "file removed", by=by, unit_id=document.unit_id, changes={"file": [stored.name, ""]})


def locked(document: Document) -> Document:
    return Document.objects.select_for_update(of=("self",)).select_related("unit").get(pk=document.pk)


def _refuse_secret(document: Document) -> None:
    if document.secret:
        raise ValidationError(
            _("The document is marked Mật: Chibo keeps its line in the register, no content and no file."),
            code="secret",
        )


def _kept(details: dict[str, Any], *, secret: bool) -> dict[str, Any]:
    """Return the details that a document of this kind keeps: of one marked Mật no text."""
    details["text"] = "" if secret else details.get("text", "").replace("\0", " ")[:LONGEST_TEXT]
    return details


def _check_days(issued_on: dt.date, received_on: dt.date | None, due_on: dt.date | None) -> None:
    if issued_on > today():
        raise ValidationError({"issued_on": _("The date of the document is still to come.")})
    if received_on and received_on < issued_on:
        raise ValidationError({"received_on": _("The document cannot come in before its own date.")})
    if received_on and received_on > today():
        raise ValidationError({"received_on": _("This day is still to come.")})
    if due_on and due_on < issued_on:
        raise ValidationError({"due_on": _("The deadline comes before the date of the document.")})


def _check_symbol(document: Document) -> None:
    if not document.symbol or " " in document.symbol:
        raise ValidationError(
            {"symbol": _("A symbol has no space in it and looks like 05-CT/TW; “%(symbol)s” does not.") % {
                "symbol": document.symbol,
            }}
        )  # fmt: skip


def _number(document: Document) -> None:
    """Put a document of the past into its series, where a term of the committee is recorded for its day."""
    term = term_on(document.unit_id, document.issued_on)
    number = document.number or number_of(document.symbol)
    if term and number:
        document.number, document.series_term = number, term
        note_number(term, type_=document.type, number=number)
    else:
        document.number = None


def _keep_aliases(document: Document) -> None:
    texts = document.aliases.order_by("text").values_list("text", flat=True)
    Document.objects.filter(pk=document.pk).update(also_written="\n".join(texts))


def _keep_text(document: Document) -> None:
    texts = document.files.order_by("pk").values_list("file__text", flat=True)
    Document.objects.filter(pk=document.pk).update(text="\n".join(filter(None, texts))[:LONGEST_TEXT])
