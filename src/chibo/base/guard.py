"""Look at a file from outside before anything parses it."""

import re
import stat
import zipfile
from enum import Enum
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MIB = 1024 * 1024
PACKED, UNPACKED, ENTRIES, RATIO = 20 * MIB, 100 * MIB, 2_000, 100
FORBIDDEN = re.compile(r"vbaProject|oleObject|activeX|embeddings/|externalLinks/|attachedToolbars", re.IGNORECASE)
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
CHUNK = 64 * 1024


class FileKind(Enum):
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    PDF = "application/pdf"


class RefusedFile(ValidationError):  # noqa: N818 -- reads as what it is
    """The file is not what it says, or not safe to open."""


def inspect(file: IO[bytes], kind: FileKind) -> None:
    """Raise RefusedFile unless the file is of `kind`, of a sane size, and carries nothing that runs."""
    file.seek(0, 2)
    if file.tell() > PACKED:
        raise RefusedFile(_("The file is larger than 20 MB."))
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if kind is FileKind.PDF:
        if not head.startswith(b"%PDF-"):
            raise RefusedFile(_("This is not a PDF file."))
        return
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFile(_("The file is protected by a password or in the old format of before 2007."))
    try:
        with zipfile.ZipFile(file) as archive:
            _inspect_archive(archive, kind)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError, UnicodeDecodeError):
        raise RefusedFile(_("This is not a file of Excel or Word, or it is damaged.")) from None
    finally:
        file.seek(0)


def _inspect_archive(archive: zipfile.ZipFile, kind: FileKind) -> None:
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise RefusedFile(_("The file has too many parts."))
    for entry in entries:
        _inspect_name(entry)
    budget = UNPACKED
    for entry in entries:
        budget -= _unpack(archive, entry, budget)
    if "[Content_Types].xml" not in archive.namelist():
        raise RefusedFile(_("This is not a file of Excel or Word, or it is damaged."))
    if kind.value.encode() not in archive.read("[Content_Types].xml"):
        raise RefusedFile(_("The file is not of the kind that is needed here."))


def _inspect_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
        raise RefusedFile(_("The file has a part with a forbidden name."))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedFile(_("The file has a part with a forbidden name."))
    if FORBIDDEN.search(name):
        raise RefusedFile(_("The file carries macros, embedded objects or links to other files."))
    if entry.flag_bits & 1:
        raise RefusedFile(_("The file is protected by a password or in the old format of before 2007."))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> int:
    """Count what an entry really unpacks to, reading no more than the budget."""
    size, tail = 0, b""
    limit = min(budget, max(MIB, entry.compress_size * RATIO))
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise RefusedFile(_("The file unpacks to more than a file of its size should."))
            if entry.filename.endswith((".xml", ".rels", ".vml")) and DOCTYPE.search(tail + chunk.replace(b"\0", b"")):
                raise RefusedFile(_("The file carries definitions that are not allowed."))
            tail = chunk[-16:]
    return size


def safe_name(name: str) -> str:
    """Return a name fit for a download: no path, no control or direction characters, at most 120 characters."""
    name = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\"<>|:*?]", "", name).strip(" .")[-120:] or "file"
