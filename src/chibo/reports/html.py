"""A report as a sheet of paper on the screen, and as a file of its own for a browser."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chibo.base.layout import PARTY, rule_on
from chibo.indicators import charts
from chibo.reports.document import (
    NBSP,
    Block,
    Chart,
    Document,
    Figure,
    Heading,
    Paragraph,
    Run,
    State,
    Table,
    glued,
    heading_text,
    numbered,
    runs_of,
)

STYLE = Path(__file__).parent / "paper.css"
ICONS = {State.MOVED: "moved", State.HAND: "pen", State.WRONG: "wrong"}
TONES = {State.MOVED: "look", State.HAND: "hand", State.WRONG: "wrong"}
SAID: dict[State, str | Promise] = {
    State.MOVED: _("changed since signing"),
    State.HAND: _("changed by hand"),
    State.WRONG: _("contradictory"),
}
IN_THE_MARGIN: dict[State, str | Promise] = {State.MOVED: _("now differs"), State.HAND: _("by hand")}
"""The same in fewer words: the margin is narrow."""
WORST_FIRST = (State.WRONG, State.HAND, State.MOVED)


@dataclass(frozen=True, slots=True)
class Mark:
    """A remark in the margin: what is wrong with the figures of a paragraph, and the first of them."""

    tone: str
    icon: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Ink:
    """A run as the page draws it: the icon of a figure stays with its last word."""

    text: str
    last: str = ""
    bold: bool = False
    italic: bool = False
    token: str = ""
    url: str = ""
    state: str = ""
    icon: str = ""
    said: str = ""


def paper(document: Document) -> dict[str, Any]:
    """Return what `reports/document.html` draws, as `paper`."""
    return {
        "document": document,
        "party": PARTY,
        "subject": document.subject.splitlines(),
        "parts": [_part(block, label) for block, label in numbered(document.blocks)],
    }


def to_html(document: Document) -> bytes:
    """Return a file that needs nothing else: the report as it prints, each figure with its token."""
    top, bottom, left, right = rule_on(document.rule_day).margins
    context = {
        "paper": paper(document),
        "style": STYLE.read_text(encoding="utf-8"),
        "margins": f"{top:g}mm {right:g}mm {bottom:g}mm {left:g}mm",
        "alone": True,
    }
    with translation.override("vi"):
        return render_to_string("reports/document_file.html", context).encode()


def _part(block: Block, label: str) -> dict[str, Any]:
    match block:
        case Heading():
            return {"type": "heading", "level": block.level, "text": heading_text(block, label)}
        case Paragraph():
            inks = [_ink(run) for run in block.runs]
            return {"type": "paragraph", "role": block.role, "key": block.key, "runs": inks, "mark": _mark(block.runs)}
        case Table():
            return {"type": "table", "caption": block.caption, "header": _head(block), "rows": _rows(block)}
        case Chart():
            return {"type": "chart", "caption": block.caption, "svg": charts.to_svg(block.spec)}


def _head(table: Table) -> list[tuple[str, bool]]:
    return [(text, kind == "number") for text, kind in zip(table.header, table.kinds, strict=True)]


def _rows(table: Table) -> list[tuple[list[tuple[list[Ink], bool]], bool]]:
    """Return for each row its cells, each with whether it holds a number, and whether the row is a sum."""
    first_total = len(table.rows) - table.totals
    return [
        (
            [
                ([_ink(run) for run in runs_of(cell)], kind == "number")
                for cell, kind in zip(row, table.kinds, strict=True)
            ],
            position >= first_total,
        )
        for position, row in enumerate(table.rows)
    ]


def _ink(run: Run) -> Ink:
    if not isinstance(run, Figure):
        return Ink(run.text, bold=run.bold, italic=run.italic)
    text = glued(run.text)
    cut = max(text.rfind(" "), text.rfind(NBSP)) + 1 if run.state in ICONS else len(text)
    return Ink(
        text[:cut],
        text[cut:],
        bold=run.bold,
        token=run.token.key(),
        url=run.url or "",
        state=run.state,
        icon=ICONS.get(run.state, ""),
        said=run.note or str(SAID.get(run.state, "")),
    )


def _mark(runs: Iterable[Run]) -> Mark | None:
    figures = [run for run in runs if isinstance(run, Figure)]
    counts = Counter(figure.state for figure in figures)
    worst = next((state for state in WORST_FIRST if counts[state]), None)
    if worst is None:
        return None
    url = next(figure.url or "" for figure in figures if figure.state is worst)
    return Mark(TONES[worst], ICONS[worst], _mark_text(worst, counts[worst]), url)


def _mark_text(state: State, count: int) -> str:
    if state is State.WRONG:
        return ngettext("%(count)d error", "%(count)d errors", count) % {"count": count}
    return str(IN_THE_MARGIN[state])
