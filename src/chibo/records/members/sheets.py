"""The rows of a workbook as the page shows them: like the sheet, with what is wrong in its place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from chibo.records.members.holdings import masked
from chibo.records.members.importing import FIELDS, SECRET, Layout, Mistake, Rows, letters

LABELS = {one.name: one.label for one in FIELDS}


@dataclass(frozen=True, slots=True)
class SheetTitle:
    name: str
    letter: str
    label: str | Promise
    column: int


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell; `key` is how the page sends it back, `shown` what it shows where nothing is wrong."""

    title: SheetTitle
    row: int
    text: str
    mistake: Mistake | None

    @property
    def key(self) -> str:
        return f"c-{self.row}-{self.title.column}"

    @property
    def shown(self) -> str:
        return masked(self.text) if self.title.name in SECRET else self.text

    @property
    def use(self) -> str:
        return f"{self.row}:{self.title.column}:{self.mistake.suggestion if self.mistake else ''}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    number: int
    cells: Sequence[SheetCell]


def titles_of(layout: Layout) -> list[SheetTitle]:
    """Return the mapped columns from left to right."""
    columns = sorted(layout.columns.items(), key=lambda pair: pair[1])
    return [SheetTitle(name, letters(column), LABELS[name], column) for name, column in columns]


def sheet_rows(rows: Rows, layout: Layout, mistakes: Collection[Mistake], numbers: Sequence[int]) -> list[SheetRow]:
    """Return these rows, each wrong cell with its first mistake."""
    first: dict[tuple[int, int], Mistake] = {}
    for mistake in mistakes:
        first.setdefault((mistake.row, mistake.column), mistake)
    titles = titles_of(layout)
    return [SheetRow(number, [_cell(rows[number - 1], number, title, first) for title in titles]) for number in numbers]


def _cell(row: Sequence[str], number: int, title: SheetTitle, mistakes: dict[tuple[int, int], Mistake]) -> SheetCell:
    text = row[title.column] if title.column < len(row) else ""
    return SheetCell(title, number, text, mistakes.get((number, title.column)))
