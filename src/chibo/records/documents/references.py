"""How documents are named in writing: symbols, references in running text, citations. No database."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from chibo.base.text import nfc, single_spaced
from chibo.base.vietnamese import day as day_text
from chibo.base.vietnamese import padded, parse_day

NAMES = {
    "NQ": "Nghị quyết", "CT": "Chỉ thị", "KL": "Kết luận", "QĐ": "Quyết định", "QĐi": "Quy định", "QC": "Quy chế",
    "CTr": "Chương trình", "KH": "Kế hoạch", "ĐA": "Đề án", "PA": "Phương án", "HD": "Hướng dẫn", "TB": "Thông báo",
    "BC": "Báo cáo", "TTr": "Tờ trình", "CV": "Công văn", "BB": "Biên bản",
}  # fmt: skip
"""What each type is called on paper, in every language of the interface."""
DASHES = re.compile("[‐‑‒–—−]")
REFERENCE = re.compile(
    r"(?:(?!so )(?P<word>[a-z]+(?: [a-z]+)?) )?(?:so )?(?P<number>\d{1,5})"
    r"(?:-(?P<code>[a-z]+))?(?:/(?P<issuer>[a-z0-9.-]+))?(?:\W+(?P<rest>.*))?"
)
LONG = 4
"""A word this long may go on: most syllables are shorter, and their beginnings would find half the register."""
DAY = re.compile(r"(?:ngay )?(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\b")


def fold(text: str) -> str:
    """Lower case, no diacritics, single spaces: what `chibo_search_key` computes."""
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text.lower()))
    return re.sub(r"\s+", " ", plain.translate(str.maketrans("đðɖĐÐƉ", "dddddd"))).strip()


WORDS = {fold(name): code for code, name in NAMES.items()}
CODES = {fold(code): code for code in NAMES}


def normal_symbol(text: str) -> str:
    """Return a symbol as it should be written: “Số 05- ct/TW” as “05-CT/TW”. Doing it twice changes nothing."""
    symbol = re.sub(r"\s*([-/])\s*", r"\1", DASHES.sub("-", single_spaced(text)))
    symbol = re.sub(r"^s(?:ố|o)\b[\s:.]*", "", symbol, flags=re.IGNORECASE).strip(" .,;:")
    number, dash, rest = symbol.partition("-")
    code, slash, issuer = rest.partition("/")
    if number.isdecimal() and dash and fold(code) in CODES:
        return nfc(f"{number}-{CODES[fold(code)]}{slash}{issuer}")
    return symbol


def symbol_of(number: int, type_: str, abbreviation: str) -> str:
    """Return “05-NQ/ĐU”."""
    return f"{padded(number)}-{type_}/{abbreviation}"


def number_of(symbol: str) -> int | None:
    """Return the number that a symbol begins with."""
    found = re.match(r"0*([1-9]\d{0,4})\b", symbol)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Reference:
    """A document as a text names it: a type and a number at least."""

    type: str
    number: int
    issuer: str = ""
    """The part of the symbol after the stroke, folded."""
    issued_on: dt.date | None = None

    @property
    def symbol_keys(self) -> tuple[str, ...]:
        """How the folded symbol may begin."""
        code = fold(self.type)
        return tuple(dict.fromkeys((f"{padded(self.number)}-{code}", f"{self.number}-{code}")))


def read_reference(text: str) -> Reference | None:
    """Read “Chỉ thị số 05- CT/TW, ngày 15/5/2016”, “chi thi 05” or “05-CT/TW”; None for anything else."""
    key = re.sub(r"\s*([-/])\s*", r"\1", DASHES.sub("-", fold(text)))
    found = REFERENCE.fullmatch(key)
    if found is None:
        return None
    code = CODES.get(found["code"] or "") or WORDS.get(found["word"] or "")
    if code is None or (found["word"] and found["word"] not in WORDS) or int(found["number"]) == 0:
        return None
    return Reference(code, int(found["number"]), found["issuer"] or "", _day_in(found["rest"] or ""))


def _day_in(text: str) -> dt.date | None:
    found = DAY.search(text)
    if found is None:
        return None
    try:
        return parse_day(found[1])
    except ValueError:
        return None


def query_of(text: str) -> str:
    """Return the words of a search as PostgreSQL's raw text query; empty where there is no word in it.

    A word of four letters or more may go on, as may a year that is begun; shorter ones are whole syllables. A number
    of one or two digits stands for itself with or without its zero, and TW is Trung ương.
    """
    plain = re.sub("[^a-z0-9]+", " ", fold(text)).strip()
    plain = re.sub(r"\bso (?=\d)", "", plain)
    plain = re.sub(r"\btrung uong\b", "tw", plain)
    return " & ".join(map(_term, plain.split()))


def _term(word: str) -> str:
    if word == "tw":
        return "(tw | (trung <-> uong))"
    if word.isdecimal() and len(word) <= 2:  # noqa: PLR2004 -- years and longer numbers may go on
        return f"({int(word)} | {padded(int(word))})"
    return f"{word}:*" if len(word) >= LONG or not word.isalpha() else word


def short_citation(type_: str, symbol: str) -> str:
    """Return “Chỉ thị số 05-CT/TW”."""
    return f"{NAMES[type_]} số {symbol}"


def full_citation(type_: str, symbol: str, *, issued_on: dt.date, issuer: str, title: str) -> str:
    """Return “Chỉ thị số 05-CT/TW, ngày 15/5/2016 của Bộ Chính trị về …”; without a title nothing is said of it."""
    named = f"{short_citation(type_, symbol)}, ngày {day_text(issued_on)} của {issuer}"
    if not title:
        return named
    about = f"v{title[1:]}" if title[:3].lower() == "về " else f"“{title}”"
    return f"{named} {about}"
