"""A report as content, apart from any medium: the same document becomes a page, a Word file and a PDF."""

import datetime as dt
import re
from base64 import b32encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Literal, Self

from chibo.base.vietnamese import day, long_day, padded

SEPARATOR = "|"
NBSP = "\N{NO-BREAK SPACE}"
LETTERS = "abcdđeghik"
"""The Vietnamese order in which points are lettered."""
ALIAS_LENGTH = 64


class State(StrEnum):
    """Whether a figure still says what the records say."""

    RIGHT = "right"
    MOVED = "moved"
    HAND = "hand"
    WRONG = "wrong"


class Role(StrEnum):
    BODY = "body"
    DASH = "dash"
    """One entry of a list, begun with a dash."""
    NOTE = "note"
    """A remark in italics, in the middle of the line."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a figure states, so that it can be computed again. `end` is the last day, included."""

    indicator: str
    unit: str
    start: dt.date
    end: dt.date
    wording: str = "count"
    places: int | None = None
    tree: Literal["then", "now"] = "then"
    as_of: dt.date | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("the last day comes before the first")
        if any(SEPARATOR in text for text in (self.indicator, self.unit, self.wording)):
            raise ValueError(f"no part of a token may contain {SEPARATOR}")

    def key(self) -> str:
        """Write the token as one line from which `parse` makes it again."""
        values = (getattr(self, field.name) for field in fields(self))
        return SEPARATOR.join("" if value is None else str(value) for value in values)

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read what `key` wrote; ValueError for anything else."""
        parts = key.split(SEPARATOR)
        if len(parts) != len(fields(cls)):
            raise ValueError(f"not a token: {key!r}")
        indicator, unit, start, end, wording, places, tree, as_of = parts
        if tree not in {"then", "now"}:
            raise ValueError(f"no such tree: {tree!r}")
        return cls(
            indicator, unit, dt.date.fromisoformat(start), dt.date.fromisoformat(end), wording,
            int(places) if places else None, "now" if tree == "now" else "then",
            dt.date.fromisoformat(as_of) if as_of else None,
        )  # fmt: skip

    def tag(self) -> str:
        """Return the name of the token in Word, which allows 64 characters: the same token, the same tag."""
        digest = blake2b(self.key().encode(), digest_size=15).digest()
        return "chibo:" + b32encode(digest).decode().lower()

    def alias(self) -> str:
        """Return what Word shows above the figure."""
        return f"{self.indicator}, {day(self.start)} – {day(self.end)}, {self.unit}"[:ALIAS_LENGTH]


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its noun, and the token behind it. `note` says to a screen reader what the state means here."""

    token: Token
    text: str
    state: State = State.RIGHT
    url: str | None = None
    note: str = ""
    bold: bool = False


type Run = Text | Figure
type Cell = str | Figure | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`key` names the paragraph within its report, for editing it and for marks in its margin."""

    runs: tuple[Run, ...]
    role: Role = Role.BODY
    key: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The number before it (I-, 1., a)) follows from its place in the document."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """`kinds` says for each column whether it holds text or numbers; the last `totals` rows are sums."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kinds: tuple[Literal["text", "number"], ...]
    widths: tuple[float, ...] = ()
    totals: int = 0

    def __post_init__(self) -> None:
        if any(len(row) != len(self.header) for row in (self.kinds, self.widths or self.header, *self.rows)):
            raise ValueError(f"every row of “{self.caption}” needs {len(self.header)} cells")

    def shares(self) -> list[float]:
        """Return each column's share of the width."""
        widths = self.widths or tuple(3.0 if kind == "text" else 1.0 for kind in self.kinds)
        return [width / sum(widths) for width in widths]


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite specification from `charts`, its title above, and its content in words."""

    caption: str
    spec: Mapping[str, Any]
    alt: str


type Block = Paragraph | Heading | Table | Chart


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs: T/M ĐẢNG ỦY, the post, and the name without titles."""

    on_behalf: str
    post: str
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """`rule_day` chooses the layout rule; a document without number or day is a draft and leaves gaps for them."""

    superior: str
    issuer: str
    symbol: str
    place: str
    kind_title: str
    subject: str
    blocks: tuple[Block, ...]
    signing: Signing
    recipients: tuple[str, ...]
    rule_day: dt.date
    number: int | None = None
    issued_on: dt.date | None = None
    mark: str = ""
    """Such as “Dự thảo lần 1”, below the number."""

    @property
    def number_line(self) -> str:
        """Return “Số 05-BC/ĐU”."""
        return f"Số {'…' if self.number is None else padded(self.number)}-{self.symbol}"

    @property
    def place_line(self) -> str:
        """Return “Đức Thắng, ngày 28 tháng 12 năm 2022”."""
        if self.issued_on is None:
            return f"{self.place}, ngày … tháng … năm {self.rule_day.year}"
        return f"{self.place}, {long_day(self.issued_on)}"

    @property
    def title(self) -> str:
        return f"{self.kind_title.capitalize()} {' '.join(self.subject.split())}"

    @property
    def recipient_lines(self) -> list[str]:
        """Return one line each, ended by a comma and the last by a full stop."""
        last = len(self.recipients) - 1
        return [
            f"- {name.rstrip(',;. ')}{'.' if position == last else ','}"
            for position, name in enumerate(self.recipients)
        ]

    def figures(self) -> Iterator[Figure]:
        """Yield every figure in reading order."""
        for block in self.blocks:
            for run in runs_of_block(block):
                if isinstance(run, Figure):
                    yield run

    def tokens(self) -> dict[str, Token]:
        """Return the tokens of the document by their tags."""
        return {figure.token.tag(): figure.token for figure in self.figures()}


def runs_of(cell: Cell) -> tuple[Run, ...]:
    if isinstance(cell, str):
        return (Text(cell),)
    return (cell,) if isinstance(cell, Figure) else cell


def runs_of_block(block: Block) -> Iterator[Run]:
    if isinstance(block, Paragraph):
        yield from block.runs
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from runs_of(cell)


def numbered(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, str]]:
    """Yield each block with the number before it: I-, II- … 1., 2. … a), b) …; empty for all but headings."""
    counts = [0, 0, 0]
    for block in blocks:
        label = ""
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (3 - block.level)
            label = _label(block.level, counts[block.level - 1])
        yield block, label


def heading_text(heading: Heading, label: str) -> str:
    """Return the heading with its number; the first level stands in capitals."""
    return f"{label} {heading.text.upper() if heading.level == 1 else heading.text}"


def glued(text: str) -> str:
    """Keep a number and the word after it on one line."""
    return re.sub(r"(?<=[\d%]) (?=[^\W\d])", NBSP, text)


def unglued(text: str) -> str:
    return text.replace(NBSP, " ")


def _label(level: int, position: int) -> str:
    if level == 1:
        return f"{roman(position)}-"
    return f"{position}." if level == 2 else f"{letter(position)})"  # noqa: PLR2004 -- the second of three levels


def roman(value: int) -> str:
    """Return 4 as IV."""
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def letter(position: int) -> str:
    """Return the point's letter in Vietnamese order: a, b, c, d, đ, e, g …; after k it doubles."""
    rounds, place = divmod(position - 1, len(LETTERS))
    return LETTERS[place] * (rounds + 1)
