"""Look at a file from outside before anything parses it."""

import re
import stat
import unicodedata
import zipfile
import zlib
from enum import Enum
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

MIB = 1024 * 1024
PACKED, UNPACKED, ENTRIES, RATIO = 20 * MIB, 100 * MIB, 2_000, 100
CHUNK = 64 * 1024
TYPES = "[Content_Types].xml"
ACTIVE = re.compile(
    r"vbaProject|vbaData|macroEnabled|macrosheet|oleObject|activeX|embeddings/|externalLink|attachedToolbars"
    r"|/(control|package|attachedTemplate|frame|subDocument|aFChunk)$",
    re.IGNORECASE,
)
DEFINITION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
MARKUP = (".xml", ".rels", ".vml")
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
DAMAGE = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError,
    NotImplementedError, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip


class FileKind(Enum):
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    PDF = "application/pdf"


class RefusedFile(ValidationError):  # noqa: N818 -- reads as what it is
    """The file is not what it says, or not safe to open."""


def inspect(file: IO[bytes], kind: FileKind) -> None:
    """Raise RefusedFile unless the file is of `kind`, of a sane size, and carries nothing that runs."""
    if file.seek(0, 2) > PACKED:
        raise RefusedFile(_("The file is larger than 20 MB."))
    file.seek(0)
    content = file.read()
    file.seek(0)
    if kind is FileKind.PDF:
        if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
            raise RefusedFile(_("This is not a PDF file, or it is damaged."))
        return
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFile(_("The file is protected by a password or in the old format of before 2007."))
    if content.count(b"PK\x01\x02") > ENTRIES:
        raise RefusedFile(_("The file has too many parts."))
    try:
        with zipfile.ZipFile(file) as archive:
            _inspect_archive(archive, kind)
    except RefusedFile:
        raise
    except DAMAGE:
        raise RefusedFile(_("This is not a file of Excel or Word, or it is damaged.")) from None
    finally:
        file.seek(0)


def _inspect_archive(archive: zipfile.ZipFile, kind: FileKind) -> None:
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    if TYPES.lower() not in names:
        raise RefusedFile(_("This is not a file of Excel or Word, or it is damaged."))
    if len(names) < len(entries):
        raise RefusedFile(_("The file has a part with a forbidden name."))
    for entry in entries:
        _inspect_entry(entry)
    budget = UNPACKED
    for entry in entries:
        budget -= _inspect_content(archive, entry, budget)
    for entry in entries:
        if entry.filename.endswith(".rels"):
            _inspect_relationships(_root(archive, entry.filename))
    _inspect_kind(_root(archive, TYPES), kind)


def _inspect_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    steps = re.split(r"[/\\]", name)
    if not name or name[0] in "/\\" or ".." in steps or ":" in name or "\0" in name:
        raise RefusedFile(_("The file has a part with a forbidden name."))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedFile(_("The file has a part with a forbidden name."))
    if ACTIVE.search(name):
        raise RefusedFile(_("The file carries macros, embedded objects or links to other files."))
    if entry.flag_bits & 1:
        raise RefusedFile(_("The file is protected by a password or in the old format of before 2007."))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedFile(_("This is not a file of Excel or Word, or it is damaged."))


def _inspect_content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> int:
    """Count what an entry really unpacks to, reading no more than the budget."""
    size, tail = 0, b""
    limit = min(budget, max(MIB, entry.compress_size * RATIO))
    is_markup = entry.filename.lower().endswith(MARKUP)
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise RefusedFile(_("The file unpacks to more than a file of its size should."))
            # Without its zero bytes, UTF-16 reads like ASCII.
            if is_markup and DEFINITION.search(tail := tail[-16:] + chunk.replace(b"\0", b"")):
                raise RefusedFile(_("The file carries definitions that are not allowed."))
    return size


def _inspect_relationships(root: etree._Element) -> None:
    for relationship in root.iter("{*}Relationship"):
        kind = str(relationship.get("Type", ""))
        outside = relationship.get("TargetMode") == "External" and not kind.endswith("/hyperlink")
        if outside or ACTIVE.search(kind):
            raise RefusedFile(_("The file carries macros, embedded objects or links to other files."))


def _inspect_kind(root: etree._Element, kind: FileKind) -> None:
    types = {str(part.get("ContentType", "")) for part in root}
    if any(ACTIVE.search(one) for one in types):
        raise RefusedFile(_("The file carries macros, embedded objects or links to other files."))
    if kind.value not in types:
        raise RefusedFile(_("The file is not of the kind that is needed here."))


def _root(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(archive.read(name), parser)
    except KeyError:
        raise zipfile.BadZipFile(name) from None


def safe_name(name: str) -> str:
    """Return a name fit for a download: no path, nothing invisible, no device, at most 120 characters."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    visible = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    name = re.sub(r'["<>|:*?]', "", visible).strip(" .")[-120:].strip(" .")
    return f"_{name}" if not name or RESERVED.match(name) else name
