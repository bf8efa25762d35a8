"""A record as a paper: what stands around its text, and its words in the order in which every file has them."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from chibo.base.layout import PARTY
from chibo.base.text import nfc
from chibo.base.vietnamese import long_day
from chibo.records.cells.filling import rate, subject
from chibo.records.cells.models import Record
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.heads import Head, head_of, post_of
from chibo.registry.people.models import Title
from chibo.registry.people.queries import holders_on

HEADING = re.compile(r"^[IVX]+[.-] ")
TITLES = {Record.Kind.MINUTES: "BIÊN BẢN", Record.Kind.RESOLUTION: "NGHỊ QUYẾT"}


@dataclass(frozen=True, slots=True)
class Surround:
    """Head, title and foot. In `left` and `right` at the foot the first line is a heading, the last one a name."""

    superior: str
    issuer: str
    number: str
    place: str
    kind: str
    subject: str
    closing: tuple[str, ...]
    """What follows the text: how it was adopted, what it corrects."""
    left: tuple[str, ...]
    right: tuple[str, ...]
    day: str
    """The day of the paper, as in 2026-11-24: it says which layout rule holds."""

    @classmethod
    def kept(cls, values: dict[str, Any]) -> "Surround":
        """Make it again from what was kept."""
        tuples = {name: tuple(values[name]) for name in ("closing", "left", "right")}
        return cls(**values | tuples)

    def as_kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Block:
    """One line of text, or a table whose first row is its head."""

    kind: str
    """heading, dash, body or table."""
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    around: Surround
    blocks: tuple[Block, ...]
    digest: str = ""

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.around.day)


def paper_of(record: Record) -> Paper:
    """Return the paper; of a locked record exactly what was locked."""
    kept = record.frame
    around = Surround.kept(kept) if kept else surround_of(record)
    return Paper(around, tuple(blocks_of("\n".join((record.text, *around.closing)))), record.digest)


def surround_of(record: Record, head: Head | None = None) -> Surround:
    """Return what stands around a record by today's register of units, posts and names; `head` if it is known."""
    meeting = record.sitting.meeting
    head = head or head_of(record.unit, record.held_on)
    is_resolution = record.kind == Record.Kind.RESOLUTION
    left, right = _resolution_foot(record, head) if is_resolution else _minutes_foot(record)
    return Surround(
        superior=head.superior.upper(), issuer=head.issuer.upper(),
        number=f"Số {record.symbol or f'…-{record.code}'}",
        place=f"{head.place}, {long_day(record.held_on)}", kind=TITLES[Record.Kind(record.kind)],
        subject=subject(meeting), closing=tuple(_closing(record)), left=left, right=right,
        day=record.held_on.isoformat(),
    )  # fmt: skip


def canonical(paper: Paper) -> str:
    """Return every word of the paper before its code, line by line as the files have them."""
    around = paper.around
    lines = [around.superior, around.issuer, "*", around.number, PARTY, around.place, around.kind, around.subject]
    lines.append("-----")
    for block in paper.blocks:
        lines += ["\t".join(row) for row in block.rows] or [shown(block)]
    return "\n".join([*lines, *around.left, *around.right])


def plain(text: str) -> str:
    """Return a text as it is kept: in NFC, lines ended by one sign, nothing at the ends."""
    return nfc(text).replace("\r\n", "\n").replace("\0", "").strip()


def shown(block: Block) -> str:
    return f"- {block.text}" if block.kind == "dash" else block.text


def blocks_of(text: str) -> Iterator[Block]:
    """Read the lines of a text; rows that follow each other are one table."""
    rows: list[tuple[str, ...]] = []
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("|"):
            rows.append(tuple(part.strip() for part in line.strip("| ").split("|")))
            continue
        yield from _table(rows)
        rows = []
        if line:
            yield _block(line)
    yield from _table(rows)


def _table(rows: list[tuple[str, ...]]) -> Iterator[Block]:
    if rows:
        width = max(len(row) for row in rows)
        yield Block("table", rows=tuple((*row, *[""] * (width - len(row))) for row in rows))


def _block(line: str) -> Block:
    if HEADING.match(line):
        return Block("heading", line)
    return Block("dash", line[1:].strip()) if line.startswith("-") else Block("body", line)


def _closing(record: Record) -> Iterator[str]:
    if record.voters is not None and record.in_favour is not None:
        name = "Nghị quyết" if record.kind == Record.Kind.RESOLUTION else "Biên bản"
        body = "tổ đảng" if record.unit.kind == Kind.GROUP else "chi bộ"
        yield f"{name} được {body} biểu quyết thông qua: {rate(record.in_favour, record.voters)} tán thành."
    if earlier := record.corrects:
        yield (
            f"Văn bản này đính chính văn bản số {earlier.symbol} {long_day(earlier.held_on)}, "
            f"đã khóa với mã kiểm chứng {earlier.digest}. Lý do: {record.because.rstrip('.')}."
        )


def _resolution_foot(record: Record, head: Head) -> tuple[tuple[str, ...], tuple[str, ...]]:
    day = record.held_on
    signer = record.sitting.chair.full_name if record.sitting.chair else head.signer
    names = [name.strip("-,;. ") for name in head.recipients]
    left = ("Nơi nhận:", *(f"- {name}{'.' if name is names[-1] else ','}" for name in names))
    if record.unit.kind == Kind.GROUP:
        return left, ("T/M TỔ ĐẢNG", "TỔ TRƯỞNG", signer)
    behalf = "T/M CHI ỦY" if _has_committee(record.unit, day) else "T/M CHI BỘ"
    return left, (behalf, post_of(record.unit, signer, day) or head.post, signer)


def _minutes_foot(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sitting = record.sitting
    taker = sitting.minute_taker.full_name if sitting.minute_taker else ""
    chair = sitting.chair.full_name if sitting.chair else ""
    return ("NGƯỜI GHI BIÊN BẢN", taker), ("CHỦ TRÌ", chair)


def _has_committee(unit: Unit, day: dt.date) -> bool:
    return holders_on(day, [unit.pk]).filter(title=Title.COMMITTEE_MEMBER).exists()
