"""What units answer to a document, and how they are urged."""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.cascade.families import families_of
from chibo.records.cascade.models import Dissemination, Reminder, Response
from chibo.records.documents.models import Clause, Document
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind, Unit


@transaction.atomic
def record_response(
    document: Document,
    *,
    unit: Unit,
    kind: str,
    title: str,
    made_on: dt.date,
    by: User | None,
    clauses: Collection[Clause] = (),
    own_document: Document | None = None,
) -> Response:
    """Write down what a unit made to carry out a document, and which points of it or its family are taken up."""
    _require_past(made_on, "made_on", since=document.issued_on)
    if own_document and own_document.unit_id != unit.pk:
        raise ValidationError({"own_document": _("This document is not one of the unit's own.")})
    if not {clause.document_id for clause in clauses} <= set(families_of([document]).documents):
        raise ValidationError({"clauses": _("A plan takes up points of the document that it carries out.")})
    response = Response(
        document=document, unit=unit, kind=kind, title=title, made_on=made_on, own_document=own_document
    )
    save_checked(response)
    response.clauses.set(clauses)
    note(response, "response recorded", by=by, unit_id=unit.pk)
    return response


@transaction.atomic
def withdraw_response(response: Response, *, by: User | None) -> None:
    note(response, "response withdrawn", by=by, unit_id=response.unit_id, changes={"title": [response.title, ""]})
    response.delete()


@transaction.atomic
def count_reached(
    document: Document, *, unit: Unit, held_on: dt.date, reached: int, whole: int, by: User | None
) -> Dissemination:
    """Write how many members of a mass organisation the document has reached so far; a later count replaces it."""
    if unit.kind not in (Kind.UNION, Kind.FRONT):
        raise ValidationError(_("Only mass organisations count their members; a cell takes the roll call."))
    _require_past(held_on, "held_on", since=document.issued_on)
    count = Dissemination.objects.select_for_update().filter(document=document, unit=unit).first()
    count = count or Dissemination(document=document, unit=unit)
    before = f"{count.reached}/{count.whole}" if count.pk else ""
    count.held_on, count.reached, count.whole = held_on, reached, whole
    save_checked(count)
    note(count, "members reached counted", by=by, unit_id=unit.pk, changes={"amount": [before, f"{reached}/{whole}"]})
    return count


@transaction.atomic
def remind(document: Document, *, units: Collection[Unit], by: User | None) -> int:
    """Urge units to carry out a document, each at most once a day; return how many were urged now."""
    day = today()
    known = set(Reminder.objects.filter(document=document, day=day).values_list("unit_id", flat=True))
    new = [Reminder(document=document, unit=unit, day=day, by=by) for unit in units if unit.pk not in known]
    made = Reminder.objects.bulk_create(new, ignore_conflicts=True)
    note_each(((document, row.unit_id, {}) for row in made), "urged", by=by)
    return len(made)


def _require_past(day: dt.date, name: str, *, since: dt.date) -> None:
    if day > today():
        raise ValidationError({name: _("This day is still to come.")})
    if day < since:
        raise ValidationError({name: _("This is before the date of the document.")})
