"""The trail: what was done, by whom, to which record; sealed in a chain of blocks.

Each block's digest covers its entries and the digest before it, so a changed, missing or swapped entry shows.
A head of the chain that is written down elsewhere (printed, sent above) also shows a chain made anew.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from chibo.base.clock import now
from chibo.base.models import AuditBlock, AuditEntry, SealedEntry

SEAL_LOCK = 7_462_001
VERBS = {
    "established": gettext_noop("established"),
    "renamed": gettext_noop("renamed"),
    "moved": gettext_noop("moved"),
    "ended": gettext_noop("ended"),
    "registered": gettext_noop("registered"),
    "corrected": gettext_noop("corrected"),
    "put on the roll": gettext_noop("put on the roll"),
    "transferred": gettext_noop("transferred"),
    "left": gettext_noop("left the roll"),
    "standing set": gettext_noop("standing set"),
    "appointed": gettext_noop("appointed"),
    "post ended": gettext_noop("post ended"),
}


def note(
    record: models.Model,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    unit_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add a line to the trail, in the transaction of what it tells of. `changes`: field → [old, new]."""
    return AuditEntry.objects.create(
        at=now(),
        by=by,
        verb=verb,
        record_type=record._meta.label_lower,  # noqa: SLF001 -- Django's documented way to a model's label
        record_id=str(record.pk),
        label=str(record)[:300],
        unit_id=unit_id,
        changes=dict(changes or {}),
    )


def trail(unit_ids: Collection[int]) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(unit_id__in=unit_ids).select_related("by__person")


def trail_of(record: models.Model) -> QuerySet[AuditEntry]:
    label = record._meta.label_lower  # noqa: SLF001 -- as above
    return AuditEntry.objects.filter(record_type=label, record_id=str(record.pk)).select_related("by__person")


@transaction.atomic
def seal() -> AuditBlock | None:
    """Seal every entry whose transaction is over, in one block; None when there is nothing to seal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (oldest_running,) = cursor.fetchone()
    entries = list(
        AuditEntry.objects.filter(transaction__lt=oldest_running)
        .exclude(pk__in=SealedEntry.objects.values("entry_id"))
        .order_by("pk")
    )
    if not entries:
        return None
    last = AuditBlock.objects.last()
    block = AuditBlock.objects.create(
        number=last.number + 1 if last else 1,
        last_entry=entries[-1].pk,
        entries=len(entries),
        digest=_digest(entries, last.digest if last else ""),
        sealed_at=now(),
    )
    SealedEntry.objects.bulk_create(SealedEntry(entry_id=entry.pk, block=block) for entry in entries)
    return block


def verify() -> list[str]:
    """Name what does not fit: blocks whose entries were changed, taken out or exchanged, and gaps in the chain."""
    wrong: list[str] = []
    previous = AuditBlock(number=0, digest="")
    for block in AuditBlock.objects.order_by("number"):
        if block.number != previous.number + 1:
            wrong.append(f"block {previous.number + 1} is missing")
        ids = list(SealedEntry.objects.filter(block=block).values_list("entry_id", flat=True))
        entries = list(AuditEntry.objects.filter(pk__in=ids).order_by("pk"))
        if len(entries) != block.entries or _digest(entries, previous.digest) != block.digest:
            wrong.append(f"block {block.number} (entries up to {block.last_entry}) was changed")
        previous = block
    return wrong


def _digest(entries: list[AuditEntry], previous: str) -> str:
    digest = hashlib.sha256(previous.encode())
    for entry in entries:
        line = [
            entry.pk, entry.at.isoformat(), entry.by_id, entry.verb, entry.record_type, entry.record_id,
            entry.label, entry.unit_id, entry.changes, entry.transaction,
        ]  # fmt: skip
        digest.update(json.dumps(line, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()
