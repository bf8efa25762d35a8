"""Who may issue which type of document. A table of a regulation, with the days on which it holds."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chibo.records.documents.models import Document, Type
from chibo.registry.orgs.models import Kind


@dataclass(frozen=True, slots=True)
class Authority:
    """What a regulation does not provide for; types that it does not name are not judged."""

    source: str
    since: dt.date
    until: dt.date | None
    not_issued_by: Mapping[str, frozenset[str]]
    """By kind of unit: the types that neither its committee nor its standing committee issues."""

    def is_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


TABLES = (
    Authority(
        "Quy định số 399-QĐ/TW, ngày 09/01/2026",
        dt.date(2026, 1, 9),
        None,
        {
            Kind.CELL: frozenset({Type.REGULATION, Type.GUIDANCE, Type.DIRECTIVE}),
            Kind.PARTY: frozenset({Type.DIRECTIVE}),
        },
    ),
)
"""Articles 11 and 13 of the regulation, as a drafting guide cites them: to be compared with its official text. A Party
organisation issues working rules by its committee, guidance by its standing committee; both are the same unit here."""


def objection(document: Document, day: dt.date) -> str | None:
    """Return in words what speaks against the unit issuing this type on that day; None if nothing is known."""
    for table in TABLES:
        if table.is_on(day) and document.type in table.not_issued_by.get(document.unit.kind, ()):
            return _("By %(source)s, %(unit)s does not issue a document of the type “%(type)s”.") % {
                "source": table.source, "unit": document.unit.name, "type": document.get_type_display(),
            }  # fmt: skip
    return None
