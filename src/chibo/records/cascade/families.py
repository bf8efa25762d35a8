"""Which documents belong together: one from above, and what its own register made to carry it out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Q

from chibo.records.documents.models import IN_WORK, Document

IN_FORCE = ~Q(state__in=IN_WORK) & Q(secret=False)


@dataclass(frozen=True)
class Families:
    """For each document of a family, the documents at whose head it stands or that it carries out."""

    owners: Mapping[int, int]
    """The unit of each head."""

    heads: Mapping[int, set[int]]
    """From every document of a family to the heads that it counts for."""

    @cached_property
    def documents(self) -> list[int]:
        return sorted(self.heads)

    def of(self, head: int) -> list[int]:
        return sorted(pk for pk, heads in self.heads.items() if head in heads)


def families_of(documents: Collection[Document]) -> Families:
    """Return each document with what its own unit made to carry it out, step by step; a query for each step."""
    heads: dict[int, set[int]] = {document.pk: {document.pk} for document in documents}
    ahead = {pk: set(found) for pk, found in heads.items()}
    while ahead:
        new: dict[int, set[int]] = defaultdict(set)
        for carrier, carried in _carriers(ahead):
            new[carrier] |= ahead[carried] - heads.get(carrier, set())
        for carrier, found in new.items():
            heads[carrier] = heads.get(carrier, set()) | found
        ahead = {carrier: found for carrier, found in new.items() if found}
    return Families({document.pk: document.unit_id for document in documents}, heads)


def _carriers(carried: Collection[int]) -> Iterable[Any]:
    rows = Document.objects.filter(IN_FORCE, carries_out__in=carried, carries_out__unit=F("unit"))
    return rows.order_by().values_list("pk", "carries_out")
