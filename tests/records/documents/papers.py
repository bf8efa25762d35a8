"""Outgoing documents in every state, by the way that a real one goes."""

import datetime as dt

from chibo.base.clock import today
from chibo.records.documents import numbering, outgoing
from chibo.records.documents.models import CommitteeTerm, Document
from chibo.registry.orgs.models import Unit


def a_term(*, of: Unit, since: dt.date = dt.date(2020, 6, 1), abbreviation: str = "ĐU") -> CommitteeTerm:
    return numbering.open_term(of, valid_from=since, by=None, abbreviation=abbreviation)


def a_draft(*, of: Unit, type_: str = "KH", title: str = "Học tập nghị quyết", **details) -> Document:
    return outgoing.draft_document(unit=of, type=type_, title=title, by=None, **details)


def a_signed(*, of: Unit, **details) -> Document:
    document = outgoing.submit_document(a_draft(of=of, **details), by=None)
    return outgoing.sign_document(document, signer="Trần Văn Bình, Bí thư", by=None)


def an_issued(*, of: Unit, to: tuple[Unit, ...] = (), on: dt.date | None = None, **details) -> Document:
    """A document with its number; the term of the unit is recorded where there is none."""
    if not CommitteeTerm.objects.filter(unit=of).exists():
        a_term(of=of)
    document = a_signed(of=of, **details)
    day = on or today()
    Document.objects.filter(pk=document.pk).update(signed_on=day)
    return outgoing.issue_document(document, to=to, issued_on=day, by=None)
