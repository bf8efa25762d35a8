"""Points of documents as others cite them: what reports, too, may use of the register."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from chibo.records.documents.models import Clause, Document
from chibo.records.documents.queries import document_list
from chibo.registry.access.models import User

__all__ = [
    "Citation", "Clause", "PointsField", "citations", "is_cited", "offered", "points_to_cite", "require_points_of",
]  # fmt: skip
MOST = 80
"""So many points stand beside a paragraph, those of the newest documents first."""
OFFERED = 40
"""So many documents stand in a form; what is older is chosen from its own page."""
LONGEST_LABEL = 160


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something that stands above the record areas cites a point, such as a paragraph of a report."""

    clause_id: int
    title: str
    detail: str
    url: str


def citations(user: User, clause_ids: Collection[int]) -> list[Citation]:
    """Return what cites these points, from every place named in `settings.CITATIONS`, as far as the user may see it."""
    found: list[Citation] = []
    for path in settings.CITATIONS:
        found.extend(import_string(path)(user, clause_ids))
    return found


class PointsField(forms.ModelMultipleChoiceField[Clause]):
    """Points to tick, each with its document."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Clause.objects.none(), required=False, **kwargs)

    def offer(self, clauses: QuerySet[Clause]) -> None:
        """Let these points be chosen, in the order of their documents."""
        self.queryset = clauses.select_related("document").order_by("-document__issued_on", "document_id", "position")

    def label_from_instance(self, obj: Clause) -> str:
        return _("%(document)s, point %(number)s: %(text)s") % {
            "document": obj.document, "number": obj.number, "text": obj.text,
        }  # fmt: skip


def offered(rows: QuerySet[Document], chosen: Collection[Document] = ()) -> list[tuple[int, str]]:
    """Return what stands in a form to choose a document from: those chosen, and the newest. Others may be named too."""
    known = {document.pk for document in chosen}
    newest = [row for row in rows[:OFFERED] if row.pk not in known]
    return [(row.pk, f"{row}: {row.title}"[:LONGEST_LABEL]) for row in [*chosen, *newest]]


def points_to_cite(user: User, units: Collection[int], *, start: dt.date, end: dt.date) -> QuerySet[Clause]:
    """Return the points of documents that the user reads, of the days before `end`.

    Those of documents issued since `start`, and those on which the units acted: by a task, a plan or a meeting.
    """
    acted = Q(tasks__unit__in=units) | Q(responses__unit__in=units) | Q(meetings__unit__in=units)
    read = document_list(user).order_by().values("pk")
    rows = Clause.objects.filter(acted | Q(document__issued_on__gte=start), document__in=read)
    newest = rows.filter(document__issued_on__lt=end).order_by("-document__issued_on", "document_id", "position")
    return Clause.objects.filter(pk__in=[clause.pk for clause in newest.distinct()[:MOST]])


def require_points_of(documents: Collection[Document], clauses: Collection[Clause]) -> None:
    """Refuse a point of a document that is not among these."""
    known = {document.pk for document in documents}
    if strange := [clause for clause in clauses if clause.document_id not in known]:
        raise ValidationError(
            {
                "clauses": _("Point %(number)s belongs to %(symbol)s, which is not among the documents.")
                % {"number": strange[0].number, "symbol": strange[0].document}
            }
        )


def is_cited(clause: Clause) -> bool:
    """Tell whether a task, a plan, a meeting, a report or a conclusion cites the point."""
    relations = Clause._meta.related_objects  # noqa: SLF001 -- Django's documented API
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: clause}).exists()  # noqa: SLF001 -- as above
        for relation in relations
    )
