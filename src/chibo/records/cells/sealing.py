"""The fingerprint of a paper: anybody who holds the file can compute it, and needs nothing else for it."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from chibo.base.text import nfc

HERE = Path(__file__).parent
LABEL = "Mã kiểm chứng (SHA-256):"
HOW = "Mã này tính từ toàn bộ chữ đứng trước nó trong văn bản (dạng NFC, bỏ mọi khoảng trắng)."
PRINTED = re.compile(f"{re.escape(''.join(LABEL.split()))}([0-9a-f]{{64}})")


def compact(text: str) -> str:
    """Return the text in NFC without any white space: lines may break anywhere."""
    return "".join(nfc(text).split())


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the text as UTF-8, in NFC and without white space, in hexadecimal."""
    return hashlib.sha256(compact(text).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file says of itself: the code that is printed in it, and the one that its words give."""

    printed: str
    computed: str

    @property
    def is_whole(self) -> bool:
        return bool(self.printed) and self.printed == self.computed


def judge(text: str) -> list[Verdict]:
    """Compare each code printed in a text with the words between it and the code before; a text without one gives one.

    A file of one paper has one code, a book printed for a year as many as it has papers.
    """
    written, begun, found = compact(text), 0, []
    for code in PRINTED.finditer(written):
        words = written[begun : code.start()].removeprefix(compact(HOW))
        found.append(Verdict(code[1], fingerprint(words)))
        begun = code.end()
    return found or [Verdict("", fingerprint(written))]
