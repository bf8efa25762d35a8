"""A report as PDF in Party layout, typeset by Typst. The same document gives the same bytes."""

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from chibo.base.layout import PARTY, LayoutRule, rule_on
from chibo.indicators import charts
from chibo.reports.document import (
    Block,
    Chart,
    Document,
    Figure,
    Heading,
    Paragraph,
    Run,
    Table,
    glued,
    heading_text,
    numbered,
    runs_of,
)

HERE = Path(__file__).parent
TEMPLATE = HERE / "typst" / "report.typ"
FONTS = HERE / "fonts"
FAMILY = "Liberation Serif"
"""Free, with the widths of Times New Roman, so that lines break as in Word."""


def to_pdf(document: Document) -> bytes:
    """Typeset the report; its content reaches the template as data, never as markup."""
    moment = dt.datetime.combine(document.issued_on or document.rule_day, dt.time(), dt.UTC)
    typeset = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"report": json.dumps(_content(document), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],  # to be archived, and to be read aloud
        timestamp=moment,
    )
    assert isinstance(typeset, bytes), "a PDF is one file"
    return typeset


def _content(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "superior": document.superior,
        "issuer": document.issuer,
        "party": PARTY,
        "number_line": document.number_line,
        "mark": document.mark,
        "place_line": document.place_line,
        "kind_title": document.kind_title.upper(),
        "subject": document.subject.splitlines(),
        "blocks": [_block(block, label) for block, label in numbered(document.blocks)],
        "signing": asdict(document.signing),
        "recipients": document.recipient_lines,
        "rule": _rule(rule_on(document.rule_day)),
    }


def _rule(rule: LayoutRule) -> dict[str, Any]:
    sizes = {name: value for name, value in asdict(rule).items() if isinstance(value, int | float | tuple)}
    return {**sizes, "pdf_family": FAMILY}


def _block(block: Block, label: str) -> dict[str, Any]:
    match block:
        case Heading():
            return {"type": "heading", "level": block.level, "text": heading_text(block, label)}
        case Paragraph():
            return {"type": "paragraph", "role": block.role, "runs": [_run(run) for run in block.runs]}
        case Table():
            return _table(block)
        case Chart():
            svg = charts.to_svg_plain(block.spec)
            return {"type": "chart", "caption": block.caption, "alt": block.alt, "svg": svg}


def _table(block: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "caption": block.caption,
        "header": block.header,
        "rows": [[[_run(run) for run in runs_of(cell)] for cell in row] for row in block.rows],
        "kinds": block.kinds,
        "shares": block.shares(),
        "totals": block.totals,
    }


def _run(run: Run) -> dict[str, Any]:
    if isinstance(run, Figure):
        return {"text": glued(run.text), "bold": run.bold, "italic": False}
    return {"text": run.text, "bold": run.bold, "italic": run.italic}
