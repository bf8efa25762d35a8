"""Look at a file from outside before anything parses it."""

import re
import stat
import struct
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
PIXELS = 50_000_000
PNG_MARK, PNG_HEADER = b"\x89PNG\r\n\x1a\n", 13
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
TYPES = "[Content_Types].xml"
ACTIVE = re.compile(
    r"vbaProject|vbaData|macroEnabled|macrosheet|oleObject|activeX|embeddings/|externalLink|attachedToolbars"
    r"|/(control|package|attachedTemplate|frame|subDocument|aFChunk)$",
    re.IGNORECASE,
)
ACTIVE_PDF = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)\\b")
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
    JPEG = "image/jpeg"
    PNG = "image/png"
    TEXT = "text/plain"


class RefusedFile(ValidationError):  # noqa: N818 -- reads as what it is
    """The file is not what it says, or not safe to open."""


def inspect(file: IO[bytes], kind: FileKind) -> None:
    """Raise RefusedFile unless the file is of `kind`, of a sane size, and carries nothing that runs."""
    if file.seek(0, 2) > PACKED:
        raise RefusedFile(_("The file is larger than 20 MB."))
    file.seek(0)
    content = file.read()
    file.seek(0)
    if check := PLAIN.get(kind):
        check(content)
        return
    _inspect_package(file, content, kind)


def _inspect_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise RefusedFile(_("This is not a PDF file, or it is damaged."))
    if ACTIVE_PDF.search(content):
        raise RefusedFile(
            _("The PDF runs a script, opens other files or carries files inside. Save it as a plain PDF.")
        )


def _inspect_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedFile(_("This is not plain text in Unicode (UTF-8).")) from None
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n\f" for letter in text):
        raise RefusedFile(_("This is not plain text in Unicode (UTF-8)."))


def _inspect_png(content: bytes) -> None:
    """Walk the chunks: the header first, every check sum right, nothing behind the end."""
    place, name, pixels = 8, b"", 0
    while content.startswith(PNG_MARK) and name != b"IEND" and len(content) >= place + 12:
        (length,), name = struct.unpack_from(">I", content, place), content[place + 4 : place + 8]
        body = content[place + 4 : place + 8 + length]
        if content[place + 8 + length : place + 12 + length] != struct.pack(">I", zlib.crc32(body)):
            break
        if name == b"IHDR" and length == PNG_HEADER:
            width, height = struct.unpack_from(">II", body, 4)
            pixels = width * height
        place += 12 + length
    _inspect_picture(whole=name == b"IEND" and place == len(content), pixels=pixels)


def _inspect_jpeg(content: bytes) -> None:
    """Walk the segments up to the frame that says how large the picture is."""
    place, pixels = 2, 0
    while content.startswith(b"\xff\xd8\xff") and not pixels and len(content) >= place + 9 and content[place] == 0xFF:  # noqa: PLR2004 -- begins a marker
        marker, (length,) = content[place + 1], struct.unpack_from(">H", content, place + 2)
        if marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            pixels = width * height
        place += 2 + length
    _inspect_picture(whole=content.rstrip(b"\0").endswith(b"\xff\xd9"), pixels=pixels)


def _inspect_picture(*, whole: bool, pixels: int) -> None:
    if not whole or not pixels:
        raise RefusedFile(_("This is not a picture of the kind its name says, or it is damaged."))
    if pixels > PIXELS:
        raise RefusedFile(_("The picture is too large: at most 50 million points."))


PLAIN = {
    FileKind.PDF: _inspect_pdf,
    FileKind.TEXT: _inspect_text,
    FileKind.PNG: _inspect_png,
    FileKind.JPEG: _inspect_jpeg,
}


def _inspect_package(file: IO[bytes], content: bytes, kind: FileKind) -> None:
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
