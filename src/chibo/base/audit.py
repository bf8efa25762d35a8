"""The trail: what was done, by whom, to which record; sealed in a chain of blocks.

Each block's digest covers its entries and the digest before it, so a changed, missing or swapped entry shows.
A head of the chain that is written down elsewhere (printed, sent above) also shows a chain cut short or made anew.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from chibo.base.clock import now
from chibo.base.models import AuditBlock, AuditEntry, SealedEntry

SEAL_LOCK = 7_462_001
SEALED = (
    "pk", "at", "by_id", "verb", "record_type", "record_id", "label", "unit_id", "changes", "transaction",
)  # fmt: skip
"""What a block's digest covers of each entry: everything."""


def note(
    record: models.Model,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    unit_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add a line to the trail, in the transaction of what it tells of. `changes`: field → [old, new]."""
    entry = _entry(record, verb, by, unit_id, changes or {})
    entry.save()
    return entry


def note_each(
    lines: Iterable[tuple[models.Model, int | None, Mapping[str, Any]]], verb: str, *, by: AbstractBaseUser | None
) -> None:
    """Add one line for each record, unit and changes; for work on many records at once."""
    AuditEntry.objects.bulk_create(_entry(record, verb, by, unit, changes) for record, unit, changes in lines)


def _entry(
    record: models.Model, verb: str, by: AbstractBaseUser | None, unit_id: int | None, changes: Mapping[str, Any]
) -> AuditEntry:
    return AuditEntry(
        at=now(),
        by_id=by.pk if by else None,
        verb=verb,
        record_type=record._meta.label_lower,  # noqa: SLF001 -- Django's documented way to a model's label
        record_id=str(record.pk),
        label=str(record)[:300],
        unit_id=unit_id,
        changes=dict(changes),
    )


def trail(unit_ids: Collection[int]) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(unit_id__in=unit_ids).select_related("by__person")


def trail_of(record: models.Model) -> QuerySet[AuditEntry]:
    label = record._meta.label_lower  # noqa: SLF001 -- as above
    return AuditEntry.objects.filter(record_type=label, record_id=str(record.pk)).select_related("by__person")


@transaction.atomic
def seal() -> AuditBlock | None:
    """Seal every committed entry in one block; None when there is nothing to seal.

    A block lists its entries, so one that is committed late, with a low number, goes into the next block.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
    entries = list(_content(AuditEntry.objects.exclude(Exists(SealedEntry.objects.filter(entry_id=OuterRef("pk"))))))
    if not entries:
        return None
    last = AuditBlock.objects.last()
    block = AuditBlock.objects.create(
        number=last.number + 1 if last else 1,
        last_entry=entries[-1][0],
        entries=len(entries),
        digest=_digest(entries, last.digest if last else "")[0],
        sealed_at=now(),
    )
    SealedEntry.objects.bulk_create((SealedEntry(entry_id=pk, block=block) for pk, *_rest in entries), batch_size=5_000)
    return block


def verify(heads: Collection[str] = ()) -> list[str]:
    """Name every block with a changed, missing or exchanged entry, every gap, and every head not in the chain.

    `heads` are digests that were written down elsewhere; without one, a chain that was cut or made anew looks whole.
    """
    wrong: list[str] = []
    previous = AuditBlock(number=0, digest="")
    known = set()
    for block in AuditBlock.objects.order_by("number"):
        if block.number != previous.number + 1:
            wrong.append(_("Block %(number)d is missing.") % {"number": previous.number + 1})
        covered = SealedEntry.objects.filter(block=block, entry_id=OuterRef("pk"))
        digest, entries = _digest(_content(AuditEntry.objects.filter(Exists(covered))), previous.digest)
        if (digest, entries) != (block.digest, block.entries):
            wrong.append(_described(block))
        known.add(block.digest)
        previous = block
    wrong += [_("The digest %(digest)s is not in the chain.") % {"digest": head} for head in heads if head not in known]
    return wrong


def _described(block: AuditBlock) -> str:
    ids = set(SealedEntry.objects.filter(block=block).values_list("entry_id", flat=True))
    missing = sorted(ids - set(AuditEntry.objects.filter(pk__in=ids).values_list("pk", flat=True)))
    values = {"number": block.number, "entries": ", ".join(map(str, missing[:20]))}
    if missing:
        return _("Block %(number)d has lost entries: %(entries)s.") % values
    return _("Block %(number)d was changed.") % values


def _content(entries: QuerySet[AuditEntry]) -> Iterable[tuple[Any, ...]]:
    return entries.order_by("pk").values_list(*SEALED).iterator(chunk_size=5_000)


def _digest(entries: Iterable[tuple[Any, ...]], previous: str) -> tuple[str, int]:
    digest, count = hashlib.sha256(previous.encode()), 0
    for pk, at, *rest in entries:
        digest.update(json.dumps([pk, at.isoformat(), *rest], sort_keys=True, ensure_ascii=False).encode())
        count += 1
    return digest.hexdigest(), count
