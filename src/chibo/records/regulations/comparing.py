"""Two texts side by side: paragraph by paragraph, with the words that went and those that came."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
ALIKE = 0.5
MOST_PAIRS = 2_500
"""How many pairs of changed paragraphs are looked at; beyond that they stand one after the other."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph before and after; empty where there is none."""

    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()

    @property
    def changed(self) -> bool:
        return not self.old or not self.new or any(piece.changed for piece in (*self.old, *self.new))


def compare(old: str, new: str) -> list[Row]:
    """Return every paragraph of both texts, in order."""
    before, after = paragraphs(old), paragraphs(new)
    rows: list[Row] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            rows += [Row((Piece(line),), (Piece(line),)) for line in before[a:b]]
        else:
            rows += _changed(before[a:b], after[c:d])
    return rows


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Pair the paragraphs that are most alike, and what stands before and behind them in the same way."""
    pair = _most_alike(old, new)
    if pair is None:
        yield from (Row(old=(Piece(line, changed=True),)) for line in old)
        yield from (Row(new=(Piece(line, changed=True),)) for line in new)
        return
    i, j = pair
    yield from _changed(old[:i], new[:j])
    yield _words(old[i], new[j])
    yield from _changed(old[i + 1 :], new[j + 1 :])


def _most_alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    if len(old) * len(new) > MOST_PAIRS:
        return None
    found, best = None, ALIKE
    for j, after in enumerate(new):
        matcher = SequenceMatcher(None, "", after, autojunk=False)
        for i, before in enumerate(old):
            matcher.set_seq1(before)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                found, best = (i, j), ratio
    return found


def _words(old: str, new: str) -> Row:
    before, after = WORDS.findall(old), WORDS.findall(new)
    left, right = [], []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = what == "equal"
        if a < b:
            left.append(Piece("".join(before[a:b]), changed=not same))
        if c < d:
            right.append(Piece("".join(after[c:d]), changed=not same))
    return Row(tuple(left), tuple(right))
