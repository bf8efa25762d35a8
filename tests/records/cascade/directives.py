"""Documents that go down to units, for tests."""

import datetime as dt
from collections.abc import Sequence

from chibo.base.clock import today
from chibo.records.documents.actions import add_clause
from chibo.records.documents.models import Document
from chibo.registry.orgs.models import Unit
from tests.factories import a_document


def days_ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


def a_directive(*, of: Unit, to: Sequence[Unit] = (), points: Sequence[str] = (), **details) -> Document:
    """A programme of the unit, sent to units, with its points."""
    given = {"type": "CTr", "issued_on": days_ago(30), "direction": "outgoing", "deliver_to": to}
    document = a_document(of=of, **given | details)
    for number, text in enumerate(points, start=1):
        add_clause(document, number=str(number), text=text, by=None)
    return document
