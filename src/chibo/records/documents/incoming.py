"""What becomes of an incoming document: given out with the secretary's note, followed, done, taken up again."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.documents.actions import locked
from chibo.records.documents.models import Assignment, Document, State
from chibo.registry.access.models import User
from chibo.registry.calendar.working_days import deadline
from chibo.registry.orgs.models import Unit

DEFAULT = "task.default"
"""The term of the calendar for what has no deadline of its own."""


@transaction.atomic
def assign_document(
    document: Document, *, to: Unit, by: User | None, words: str = "", on: dt.date | None = None,
    due_on: dt.date | None = None,
) -> Assignment:  # fmt: skip
    """Give an incoming document to a unit, with the secretary's note and a deadline: its own, or that of the paper.

    A paper whose deadline has passed is given out without one, and stays late.
    """
    document = _locked(document)
    _refuse_words(document, words)
    on = on or today()
    if on > today():
        raise ValidationError({"on": _("This day is still to come.")})
    if on < (document.received_on or document.issued_on):
        raise ValidationError({"on": _("The document cannot be given out before it came.")})
    if due_on is None and document.due_on and document.due_on >= on:
        due_on = document.due_on
    assignment = Assignment(document=document, unit=to, note=words, by=by, on=on, due_on=due_on)
    save_checked(assignment)
    document.state = State.ASSIGNED
    document.due_on = document.due_on or due_on
    save_checked(document, update_fields=["state", "due_on"])
    note(document, "given out", by=by, unit_id=document.unit_id, changes={"unit": ["", str(to)]})
    return assignment


def usual_deadline(day: dt.date) -> dt.date | None:
    """Return the deadline of what is given out on `day` when nobody set one, moved off days that are not worked."""
    found = deadline(DEFAULT, counted_from=day, moved=True)
    return found.due_on if found else None


@transaction.atomic
def close_document(document: Document, *, outcome: str, by: User | None, on: dt.date | None = None) -> Document:
    """Close an incoming document with what was done; of one marked Mật nothing is written."""
    document = _locked(document)
    on = on or today()
    if on > today() or on < document.issued_on:
        raise ValidationError({"on": _("This is not a day between the date of the document and today.")})
    _refuse_words(document, outcome)
    if not document.secret and not outcome.strip():
        raise ValidationError({"outcome": _("Write what was done.")})
    document.state, document.outcome, document.closed_on = State.CLOSED, outcome, on
    save_checked(document, update_fields=["state", "outcome", "closed_on"])
    note(document, "closed", by=by, unit_id=document.unit_id)
    return document


@transaction.atomic
def reopen_document(document: Document, *, reason: str, by: User) -> Document:
    """Take up a closed document again; what had been done stays beside it."""
    document = locked(document)
    if document.state != State.CLOSED:
        raise ValidationError(_("This document is not closed."))
    document.state = State.ASSIGNED if document.assignments.exists() else State.RECEIVED
    document.closed_on = None
    save_checked(document, update_fields=["state", "closed_on"])
    said = "" if document.secret else reason
    note(document, "reopened", by=by, unit_id=document.unit_id, changes={"reason": ["", said]})
    return document


def _locked(document: Document) -> Document:
    document = locked(document)
    if not document.is_incoming:
        raise ValidationError(_("This document was issued here; only incoming ones are given out and closed."))
    if document.state == State.CLOSED:
        raise ValidationError(_("This document is closed. Open it again first."))
    return document


def _refuse_words(document: Document, words: str) -> None:
    if document.secret and words.strip():
        raise ValidationError(_("The document is marked Mật: no word about it is written here. Leave this empty."))
