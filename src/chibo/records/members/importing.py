"""A roll out of a workbook: which column holds what, and what is wrong in which cell. Pure: asks no database."""

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.forms import DayField
from chibo.base.text import person_name, single_spaced
from chibo.base.vietnamese import day as day_text
from chibo.registry.people.models import Person

type Rows = Sequence[Sequence[str]]
type Value = str | dt.date | None


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column may hold; `words` are looked for in its title, without diacritics."""

    name: str
    label: str | Promise
    words: tuple[str, ...]


FIELDS = (
    Field("full_name", gettext_lazy("Full name"), ("ho va ten", "ho ten")),
    Field("born_on", gettext_lazy("Date of birth"), ("ngay sinh", "nam sinh", "sinh ngay")),
    Field("gender", gettext_lazy("Gender"), ("gioi tinh", "nam nu")),
    Field("citizen_number", gettext_lazy("Personal identification number"), ("dinh danh", "cccd", "can cuoc")),
    Field("card_number", gettext_lazy("Member card number"), ("so the",)),
    Field("official_on", gettext_lazy("Official member since"), ("chinh thuc",)),
    Field("joined_party_on", gettext_lazy("Joined the Party on"), ("vao dang", "ket nap")),
    Field("cell", gettext_lazy("Cell"), ("chi bo",)),
    Field("phone", gettext_lazy("Telephone"), ("dien thoai", "sdt", "so dt")),
)
DAYS = ("born_on", "joined_party_on", "official_on")
SECRET = ("citizen_number", "card_number", "phone")
HEADER_WITHIN = 15
FIRST_YEAR = 1900
DIGITS = 12
CARD_DIGITS = (8, 12)
EXCEL_EPOCH = dt.date(1899, 12, 30)
_DAY = DayField(required=False)
_NUMBERING = re.compile(r"\(?\d{1,2}\)?")
_CELL_PREFIX = re.compile(r"^(chi bo so|chi bo|cb) ")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the titles stand (as Excel numbers rows) and which column, counted from 0, holds which field."""

    header: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in one cell; the row as Excel numbers it, the column counted from 0."""

    row: int
    column: int
    reason: str
    suggestion: str = ""

    @property
    def address(self) -> str:
        return f"{letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Line:
    """One person as the sheet gives them: only what is filled in."""

    row: int
    details: Mapping[str, Value]
    cell: int

    @property
    def name(self) -> str:
        return str(self.details["full_name"])


@dataclass(slots=True)
class Checked:
    lines: list[Line] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


class WrongCellError(ValueError):
    """The text of one cell cannot be what its column says."""

    def __init__(self, reason: str, suggestion: str = "") -> None:
        super().__init__(reason)
        self.reason, self.suggestion = reason, suggestion


class Cells:
    """The cells that a list may name, found by what they are or were called, whatever the diacritics."""

    def __init__(self, names: Iterable[tuple[int, str]], former: Iterable[tuple[int, str]], day: dt.date) -> None:
        self.day = day
        self.names = dict(names)
        self._ids: dict[str, set[int]] = {}
        for pk, name in self.names.items():
            self._ids.setdefault(_cell_key(name), set()).add(pk)
        for pk, name in former:
            self._ids.setdefault(_cell_key(name), {pk})

    def find(self, text: str) -> int:
        found = self._ids.get(_cell_key(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise WrongCellError(_("Several cells are called %(cell)s.") % {"cell": text})
        near = difflib.get_close_matches(_cell_key(text), self._ids, 1)
        suggestion = self.names.get(min(self._ids[near[0]]), "") if near else ""
        reason = _("There is no %(cell)s on %(day)s.") % {"cell": text, "day": day_text(self.day)}
        raise WrongCellError(reason, suggestion)


def fold(text: str) -> str:
    """Return the text in lower case, without diacritics, đ as d, with single spaces: the search key of names."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def letters(column: int) -> str:
    """Return what Excel calls a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def guess(rows: Rows) -> Layout:
    """Find the row of titles, and by their words what each column holds."""
    best = Layout(1, {})
    for number, row in enumerate(rows[:HEADER_WITHIN], start=1):
        columns = _named_columns(row)
        if len(columns) > len(best.columns):
            best = Layout(number, columns)
    return best


def _named_columns(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, title in enumerate(row):
        name = _named(title)
        if name and name not in columns:
            columns[name] = index
    return columns


def _named(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", fold(title)).strip()
    days = words.startswith("ngay")
    for one in FIELDS:
        if days and one.name in ("cell", "card_number", "citizen_number"):
            continue
        if any(word in words for word in one.words):
            return one.name
    return ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What holds for every row of one sheet."""

    layout: Layout
    cells: Cells
    today: dt.date
    own_cell: int | None


def check(rows: Rows, layout: Layout, cells: Cells, *, today: dt.date, own_cell: int | None = None) -> Checked:
    """Read every row below the titles; rows without a word in the mapped columns are left out.

    `own_cell` is where people go whose row names no cell.
    """
    checked = Checked()
    reading = _Reading(layout, cells, today, own_cell)
    for number, row in enumerate(rows[layout.header :], start=layout.header + 1):
        texts = {name: _text(row, column) for name, column in layout.columns.items()}
        if not any(texts.values()) or _numbers_columns(texts.values()):
            continue
        line, mistakes = _check_row(number, texts, reading)
        checked.mistakes += mistakes
        if line:
            checked.lines.append(line)
    return checked


def _text(row: Sequence[str], column: int) -> str:
    return single_spaced(row[column]) if column < len(row) else ""


def _numbers_columns(texts: Iterable[str]) -> bool:
    """Tell whether this is the row (1), (2), (3) … that forms put under their titles."""
    return all(_NUMBERING.fullmatch(text) for text in texts if text)


def _check_row(number: int, texts: Mapping[str, str], reading: _Reading) -> tuple[Line | None, list[Mistake]]:
    details: dict[str, Value] = {}
    mistakes: list[Mistake] = []
    columns, cell = reading.layout.columns, reading.own_cell
    for name, text in texts.items():
        try:
            if name == "cell" and text:
                cell = reading.cells.find(text)
            elif text:
                details[name] = _day(text, reading.today) if name in DAYS else READERS[name](text)
        except WrongCellError as error:
            mistakes.append(Mistake(number, columns[name], error.reason, error.suggestion))
    wrong = {mistake.column for mistake in mistakes}
    for name, reason in _missing(texts, details, cell):
        column = columns.get(name, columns["full_name"])
        if column not in wrong:
            mistakes.append(Mistake(number, column, reason))
    if mistakes or cell is None:
        return None, mistakes
    return Line(number, details, cell), []


def _missing(texts: Mapping[str, str], details: Mapping[str, Value], cell: int | None) -> Iterable[tuple[str, str]]:
    if not texts.get("full_name"):
        yield "full_name", _("The name is missing.")
    if cell is None and not texts.get("cell"):
        yield "cell", _("The cell is missing.")
    if not any(texts.get(name) for name in ("born_on", "citizen_number", "card_number")):
        yield "born_on", _("Give the date of birth or a number: a name alone does not say who this is.")
    yield from _days_in_order(details)


def _days_in_order(details: Mapping[str, Value]) -> Iterable[tuple[str, str]]:
    born, joined, official = (details.get(name) for name in DAYS)
    if isinstance(born, dt.date) and isinstance(joined, dt.date) and joined <= born:
        yield "joined_party_on", _("This day is before the date of birth.")
    if isinstance(joined, dt.date) and isinstance(official, dt.date) and official < joined:
        yield "official_on", _("Before the day of joining the Party. For a probationary member leave it empty.")


def _day(text: str, today: dt.date) -> dt.date:
    if re.fullmatch(r"\d{5}", text):
        meant = day_text(EXCEL_EPOCH + dt.timedelta(days=int(text)))
        raise WrongCellError(_("Excel sent the number %(number)s. Is this day meant?") % {"number": text}, meant)
    if re.fullmatch(r"\d{4}", text):
        raise WrongCellError(_("A year alone is not enough: write day/month/year."))
    try:
        day = _DAY.to_python(text)
    except ValidationError as error:
        raise WrongCellError(error.messages[0]) from None
    assert day, "the text is not empty"
    if day > today:
        raise WrongCellError(_("This day is in the future."))
    if day.year < FIRST_YEAR:
        raise WrongCellError(_("This day is too long ago."))
    return day


def _name(text: str) -> str:
    try:
        person_name(text)
    except ValidationError as error:
        raise WrongCellError(error.messages[0]) from None
    if not any(letter.isalpha() for letter in text):
        raise WrongCellError(_("The name is missing."))
    if len(text) > (Person._meta.get_field("full_name").max_length or 0):  # noqa: SLF001 -- the model says how long
        raise WrongCellError(_("The name is too long."))
    return " ".join(word.capitalize() for word in text.split()) if text.isupper() else text


def _digits(text: str) -> str:
    digits = re.sub(r"[\s.'’-]", "", text)
    if not (digits.isascii() and digits.isdigit()):
        raise WrongCellError(_("The number has only digits."))
    return digits


def _card(text: str) -> str:
    """Read a card number; the old ones, of 8 digits, still hold."""
    digits = _digits(text)
    if len(digits) in CARD_DIGITS:
        return digits
    words = {"count": len(digits)}
    if meant := next((length for length in CARD_DIGITS if length - 2 <= len(digits) < length), None):
        reason = _("It has %(count)d digits; a card has 8 or 12. Excel may have dropped a 0 at the beginning.")
        raise WrongCellError(reason % words, digits.zfill(meant))
    raise WrongCellError(_("It has %(count)d digits; a card has 8 or 12.") % words)


def _number(text: str) -> str:
    digits = _digits(text)
    if len(digits) != DIGITS:
        words = {"count": len(digits), "needed": DIGITS}
        if DIGITS - 2 <= len(digits) < DIGITS:
            reason = _("It has %(count)d digits and needs %(needed)d. Excel may have dropped a 0 at the beginning.")
            raise WrongCellError(reason % words, digits.zfill(DIGITS))
        raise WrongCellError(_("It has %(count)d digits and needs %(needed)d.") % words)
    return digits


def _gender(text: str) -> str:
    found = {"nam": Person.Gender.MAN, "nu": Person.Gender.WOMAN}.get(fold(text))
    if found is None:
        raise WrongCellError(_("Write Nam or Nữ."))
    return found.value


def _phone(text: str) -> str:
    digits = re.sub(r"[\s.()-]", "", text)
    if re.fullmatch(r"[1-9][0-9]{8}", digits):
        raise WrongCellError(_("Excel may have dropped a 0 at the beginning."), f"0{digits}")
    if not re.fullmatch(r"\+?[0-9]{8,14}", digits):
        raise WrongCellError(_("This is not a telephone number."))
    return digits


READERS: Mapping[str, Callable[[str], str]] = {
    "full_name": _name, "gender": _gender, "citizen_number": _number, "card_number": _card, "phone": _phone,
}  # fmt: skip


def _cell_key(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()
    words = _CELL_PREFIX.sub("", words)
    return re.sub(r"\b0+(\d)", r"\1", words)
