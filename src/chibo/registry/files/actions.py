"""Keep and discard files. An area that has files calls these; its own views decide who may see them.

How an area uses them: a model row with `file = ForeignKey(StoredFile, PROTECT)`; in its form an
`UploadField()` (files.forms); in its action `keep_file(upload, unit=…, by=…)`, which may raise RefusedFile, a
ValidationError; in its view for one row, after its own right is checked, `return file_response(row.file)`
(files.http); on its page `{% include "base/attachments.html" %}`.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files import File
from django.db import transaction

from chibo.base.audit import note
from chibo.base.clock import now
from chibo.base.guard import safe_name
from chibo.base.saving import save_checked
from chibo.registry.access.models import User
from chibo.registry.files.contents import look_into
from chibo.registry.files.models import Kind, StoredFile, folder, path_of
from chibo.registry.orgs.models import Unit

OFFICE_KINDS = tuple(Kind)
LET_LIE = dt.timedelta(days=1)
"""A file whose row is not written yet may be on its way; one this old was left behind."""


@transaction.atomic
def keep_file(upload: File[Any], *, unit: Unit, by: User | None, kinds: Collection[Kind] = OFFICE_KINDS) -> StoredFile:
    """Look at the upload in every way, and keep it; RefusedFile says in words what is wrong with it."""
    name = safe_name(upload.name or "")
    source = upload.file or upload
    found = look_into(source, name, kinds)
    digest, size = _write(source)
    stored = StoredFile(
        unit=unit, name=name, kind=found.kind, size=size, sha256=digest, text=found.text, kept_at=now(), by=by
    )
    save_checked(stored)
    note(stored, "file kept", by=by, unit_id=unit.pk)
    return stored


@transaction.atomic
def discard_file(stored: StoredFile, *, by: User | None) -> None:
    """Forget a file that nothing refers to any more; its bytes go within a day, unless another file has the same."""
    note(stored, "file discarded", by=by, unit_id=stored.unit_id)
    stored.delete()


def sweep_files() -> int:
    """Remove the bytes that no row speaks of; return how many files went."""
    oldest = (now() - LET_LIE).timestamp()
    lying = [path for path in folder().glob("*/*") if _changed_at(path) < oldest]
    known = set(StoredFile.objects.filter(sha256__in=[path.name for path in lying]).values_list("sha256", flat=True))
    left = [path for path in lying if path.name not in known]
    for path in left:
        with suppress(OSError):
            path.unlink()
    return len(left)


def _changed_at(path: Path) -> float:
    """Return the instant of the last change; of a file that has just gone, one that is far ahead."""
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")


def _write(source: Any) -> tuple[str, int]:
    """Put the bytes where their digest says, once, whole or not at all."""
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()
    size: int = source.seek(0, 2)
    target = path_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if target.stat().st_size == size:
            os.utime(target)
            return digest, size
    source.seek(0)
    draft = NamedTemporaryFile(dir=target.parent, prefix="draft-", delete=False)  # noqa: SIM115 -- closed below
    try:
        with draft:
            while block := source.read(1 << 20):
                draft.write(block)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(target)
    finally:
        Path(draft.name).unlink(missing_ok=True)
    return digest, size
