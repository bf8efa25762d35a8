"""Numbers of outgoing documents: from 1 by unit, type and term, none twice, none missing."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.documents.models import CommitteeTerm, Series
from chibo.records.documents.queries import term_on
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind, Unit

ABBREVIATIONS = {
    Kind.PARTY: "ĐU", Kind.CELL: "CB", Kind.INSPECTION: "UBKT", Kind.OFFICE: "VP", Kind.SUPERIOR: "TU",
    Kind.FRONT: "MTTQ",
}  # fmt: skip
"""What usually stands after the stroke; a term may have another one."""
NEXT = """
INSERT INTO documents_series (term_id, type, last) VALUES (%s, %s, 1)
ON CONFLICT (term_id, type) DO UPDATE SET last = documents_series.last + 1 RETURNING last
"""
AT_LEAST = """
INSERT INTO documents_series (term_id, type, last) VALUES (%s, %s, %s)
ON CONFLICT (term_id, type) DO UPDATE SET last = greatest(documents_series.last, excluded.last)
"""


@transaction.atomic
def open_term(
    unit: Unit, *, valid_from: dt.date, by: User | None, abbreviation: str = "", valid_until: dt.date | None = None
) -> CommitteeTerm:
    """Begin a term of the committee, the day after its congress; the one before it ends then."""
    before = CommitteeTerm.objects.select_for_update().filter(unit=unit, valid_until=None, valid_from__lt=valid_from)
    for term in before:
        term.end(valid_from)
    term = CommitteeTerm(
        unit=unit, valid_from=valid_from, valid_until=valid_until, abbreviation=abbreviation or _usual(unit)
    )
    save_checked(term)
    note(term, "term begun", by=by, unit_id=unit.pk, changes={"valid_from": ["", valid_from.isoformat()]})
    return term


def _usual(unit: Unit) -> str:
    kind = Kind(unit.kind)
    if kind not in ABBREVIATIONS:
        raise ValidationError({"abbreviation": _("Write the abbreviation of the unit.")})
    return ABBREVIATIONS[kind]


def take_number(unit: Unit, *, type_: str, day: dt.date) -> tuple[CommitteeTerm, int]:
    """Take the next number in the transaction that issues the document: undone with it, and nobody passes it."""
    if not connection.in_atomic_block:
        message = "a number is taken in the transaction that uses it"
        raise RuntimeError(message)
    term = term_on(unit.pk, day)
    if term is None:
        raise ValidationError(
            _("No term of the committee is recorded for %(day)s. Record the term first: numbers run by term."),
            params={"day": day_text(day)},
            code="no_term",
        )
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [term.pk, type_])
        (number,) = cursor.fetchone()
    return term, number


def note_number(term: CommitteeTerm, *, type_: str, number: int) -> None:
    """Remember a number that was taken on paper before: the next one comes after it."""
    with connection.cursor() as cursor:
        cursor.execute(AT_LEAST, [term.pk, type_, number])


def next_number(term: CommitteeTerm, type_: str) -> int:
    """Return the number that would be taken now."""
    row = Series.objects.filter(term=term, type=type_).first()
    return (row.last if row else 0) + 1
