"""What may be published of a survey without telling what one person, or a handful, answered.

A table counts the answers of all, or of one group, by option. Threshold: no number that is published, nor any that
follows from published ones by adding and subtracting, counts fewer than five ballots. Also "nobody chose this" is
not told: it says of everybody what they did not choose.

1. Options that fewer than five chose are counted together with the option beside them, until two are nine, three
   thirteen: of five together one would know, by this very rule, that nobody chose the second.
2. Where nine of ten chose the same, only that is said, of all together and of no group.
3. A group is shown when its own table passes; what the hidden groups have together (all less the shown ones) must
   pass too, else the next smallest group is hidden with them.

All groups count by the options of the total or, where no group passes so, all by the first and the rest: subtracting
one table from another never splits what is counted together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

THRESHOLD = 5
"""Ballots."""
FREE_TEXT_FROM = 10
"""Ballots from which on comments are shown."""
NEARLY_ALL = 9
"""Of ten."""

type Counts = Sequence[int]
"""How many ballots chose each option, in the order of the options."""


class Shown(Enum):
    COUNTS = "counts"
    NEARLY_ALL = "nearly_all"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Row:
    """Options that are counted together, and how many ballots; None where it is not told."""

    options: tuple[int, ...]
    count: int | None


@dataclass(frozen=True, slots=True)
class Disclosed:
    shown: Shown
    rows: tuple[Row, ...] = ()


NOTHING = Disclosed(Shown.NOTHING)


def disclose(groups: Sequence[Counts]) -> tuple[Disclosed, list[Disclosed]]:
    """Return what may be shown of all together and of each group, from what each group answered."""
    total = [sum(column) for column in zip(*groups, strict=True)]
    if _is_nearly_all(total):
        return _top_coded(total), [NOTHING] * len(groups)
    blocks = _blocks(total)
    if not _passes(_merged(total, blocks)):
        return NOTHING, [NOTHING] * len(groups)
    for counted_by in (blocks, _first_and_rest(blocks)):
        shown = _shown_groups([_merged(group, counted_by) for group in groups])
        if shown:
            break
    return _table(total, blocks), [
        _table(group, counted_by) if place in shown else NOTHING for place, group in enumerate(groups)
    ]


def comments_are_shown(ballots: int) -> bool:
    return ballots >= FREE_TEXT_FROM


def _is_nearly_all(counts: Counts) -> bool:
    whole = sum(counts)
    return whole > 0 and max(counts) * 10 >= whole * NEARLY_ALL


def _top_coded(total: Counts) -> Disclosed:
    """Tell of at least ten ballots which option nine of ten chose; of fewer that would be all of them."""
    if sum(total) < FREE_TEXT_FROM:
        return NOTHING
    return Disclosed(Shown.NEARLY_ALL, (Row((list(total).index(max(total)),), None),))


def _blocks(total: Counts) -> list[tuple[int, ...]]:
    """Count each option by itself, but fewer than five ballots together with the option beside it."""
    blocks: list[tuple[int, ...]] = [(place,) for place in range(len(total))]
    while len(blocks) > 1:
        sizes = zip(blocks, _merged(total, blocks), strict=True)
        small = next((place for place, (block, size) in enumerate(sizes) if size < _least(block)), None)
        if small is None:
            break
        first = max(small - 1, 0)
        blocks[first : first + 2] = [blocks[first] + blocks[first + 1]]
    return blocks


def _first_and_rest(blocks: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Count the first block by itself and all others together: more small groups pass."""
    return [blocks[0], tuple(option for block in blocks[1:] for option in block)]


def _least(block: tuple[int, ...]) -> int:
    """Return how many ballots a block needs: so many that none of its options is known by the rule itself."""
    return THRESHOLD + (THRESHOLD - 1) * (len(block) - 1)


def _merged(counts: Counts, blocks: Sequence[tuple[int, ...]]) -> list[int]:
    return [sum(counts[option] for option in block) for block in blocks]


def _passes(sizes: Counts) -> bool:
    """Tell whether a table may be shown: no small number in it, and no single answer of nearly all."""
    return all(size >= THRESHOLD for size in sizes) and not _is_nearly_all(sizes)


def _shown_groups(tables: Sequence[list[int]]) -> set[int]:
    shown = {place for place, table in enumerate(tables) if _passes(table)}
    while shown:
        hidden = [table for place, table in enumerate(tables) if place not in shown]
        rest = [sum(column) for column in zip(*hidden, strict=True)]
        if not sum(rest) or _passes(rest):
            break
        shown.remove(min(shown, key=lambda place: (sum(tables[place]), place)))
    return shown


def _table(counts: Counts, blocks: Sequence[tuple[int, ...]]) -> Disclosed:
    rows = (Row(block, size) for block, size in zip(blocks, _merged(counts, blocks), strict=True))
    return Disclosed(Shown.COUNTS, tuple(rows))
