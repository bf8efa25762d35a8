"""What a file from outside really is, whether it is safe to keep, and what can be read in it."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import IO, NamedTuple

from django.utils.translation import gettext as _

from chibo.base.guard import PACKED, FileKind, RefusedFile, inspect
from chibo.base.sandbox import parse
from chibo.registry.files.models import Kind

PARSER = Path(__file__).with_name("parser.py")
ENDINGS = {
    "docx": Kind.DOCX, "xlsx": Kind.XLSX, "pdf": Kind.PDF, "jpg": Kind.JPEG, "jpeg": Kind.JPEG, "png": Kind.PNG,
    "txt": Kind.TEXT,
}  # fmt: skip
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"L\0\0\0\x01\x14")
PICTURES = (Kind.JPEG, Kind.PNG)
WORDS_OF_STAMP = r"(?:(?:TUYỆT|TỐI)\s+)?M\s?Ậ\s?T"
STAMP = re.compile(rf"^\W*(?:ĐỘ MẬT\W+)?{WORDS_OF_STAMP}\W*$")
STAMP_IN_NAME = re.compile(rf"(?<!\w){WORDS_OF_STAMP}(?!\w)|(?i:(?<!\w)(?:tuyệt|tối)\s+mật(?!\w))")


class Contents(NamedTuple):
    kind: Kind
    text: str


def look_into(file: IO[bytes], name: str, kinds: Collection[Kind]) -> Contents:
    """Return what the file is and its text; RefusedFile unless it is one of `kinds`, whole, harmless and not Mật."""
    if file.seek(0, 2) > PACKED:
        raise RefusedFile(_("The file is larger than 20 MB."))
    _refuse_program(file)
    kind = ENDINGS.get(name.rpartition(".")[2].lower())
    if kind is None or kind not in kinds:
        allowed = ", ".join(str(one.label) for one in kinds)
        raise RefusedFile(_("“%(name)s” is not of a kind that can be kept here: %(kinds)s.") % {
            "name": name, "kinds": allowed,
        })  # fmt: skip
    if STAMP_IN_NAME.search(re.sub(r"[_.-]+", " ", name)):
        raise _secret()
    inspect(file, FileKind[kind.name])
    return Contents(kind, "" if kind in PICTURES else _read(file, kind))


def _refuse_program(file: IO[bytes]) -> None:
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(PROGRAMS):
        raise RefusedFile(_("This is a program under the name of a document. It was not kept."))


def _read(file: IO[bytes], kind: Kind) -> str:
    file.seek(0)
    found = parse(kind.value.encode() + b"\n" + file.read(), parser=PARSER, wall_s=60)
    file.seek(0)
    if found.get("encrypted"):
        raise RefusedFile(_("The file is protected by a password; without it nobody can look at what it holds."))
    if found["acts"]:
        raise RefusedFile(
            _("The PDF runs a script, opens other files or carries files inside. Save it as a plain PDF.")
        )
    if any(STAMP.match(part) for line in found["first"].splitlines() for part in re.split(r"\t| {3,}", line)):
        raise _secret()
    return str(found["text"])


def _secret() -> RefusedFile:
    return RefusedFile(
        _(
            "The file bears the mark Mật. Content marked Mật is not kept in Chibo: "
            "only its line in the register of documents."
        )
    )
