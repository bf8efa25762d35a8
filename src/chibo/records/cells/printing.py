"""Records as Word and PDF in Party layout of their day, their code printed below; the same record, the same bytes."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import docx
import typst
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.shared import Mm, Pt

import chibo
from chibo.base.layout import PARTY, rule_on
from chibo.base.party_paper import (
    CELL,
    LANGUAGE,
    STRONG_CELL,
    Frame,
    Sheet,
    centred,
    mark_rows,
    prepare,
    saved,
    set_widths,
    write_head,
    write_signature,
    write_title,
)
from chibo.records.cells.paper import Block, Paper, shown
from chibo.records.cells.sealing import HOW, LABEL

TEMPLATE = Path(__file__).parent / "typst" / "record.typ"
FONTS = Path(chibo.__path__[0]) / "reports" / "fonts"
FAMILY = "Liberation Serif"
"""Free, with the widths of Times New Roman."""
SHARES = {4: (0.08, 0.42, 0.2, 0.3), 5: (0.08, 0.42, 0.1, 0.1, 0.3)}
RECIPIENTS = "Nơi nhận:"


def to_docx(paper: Paper) -> bytes:
    return book_docx([paper])


def book_docx(papers: Sequence[Paper]) -> bytes:
    """Write one file with every paper on a page of its own; the rule of the last one's day holds for all."""
    sheet = Sheet(docx.Document(), rule_on(papers[-1].day))
    prepare(sheet)
    _set_properties(sheet, papers[-1])
    for place, paper in enumerate(papers):
        if place:
            sheet.paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _write(sheet, paper)
    return saved(sheet.paper)


def to_pdf(paper: Paper) -> bytes:
    """Typeset the paper; its words reach the template as data, never as markup."""
    typeset = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"record": json.dumps(_content(paper), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],  # to be archived, and to be read aloud
        timestamp=dt.datetime.combine(paper.day, dt.time(), dt.UTC),
    )
    assert isinstance(typeset, bytes), "a PDF is one file"
    return typeset


def _content(paper: Paper) -> dict[str, Any]:
    rule = {name: value for name, value in asdict(rule_on(paper.day)).items() if isinstance(value, int | float | tuple)}
    return {
        **asdict(paper.around),
        "title": f"{paper.around.kind} {paper.around.number}",
        "party": PARTY,
        "blocks": [_typeset(block) for block in paper.blocks],
        "recipients": paper.around.left[0] == RECIPIENTS,
        "code": f"{LABEL} {paper.digest}" if paper.digest else "",
        "how": HOW,
        "rule": {**rule, "pdf_family": FAMILY},
    }


def _typeset(block: Block) -> dict[str, Any]:
    shares = SHARES.get(len(block.rows[0])) if block.rows else None
    return {"kind": block.kind, "text": shown(block), "rows": block.rows, "shares": shares or ()}


def _set_properties(sheet: Sheet, paper: Paper) -> None:
    properties, around = sheet.paper.core_properties, paper.around
    properties.title, properties.author, properties.subject = f"{around.kind} {around.number}", around.issuer, ""
    properties.comments = properties.keywords = properties.last_modified_by = ""
    properties.language, properties.revision = LANGUAGE, 1
    properties.created = properties.modified = dt.datetime.combine(paper.day, dt.time(), dt.UTC)


def _write(sheet: Sheet, paper: Paper) -> None:
    frame = _frame(paper)
    write_head(sheet, frame)
    write_title(sheet, frame)
    for block in paper.blocks:
        _write_block(sheet, block)
    sheet.paper.paragraphs[-1].paragraph_format.keep_with_next = True
    if paper.around.left[0] == RECIPIENTS:
        write_signature(sheet, frame)
    else:
        _write_two_names(sheet, paper)
    if paper.digest:
        _write_code(sheet, paper.digest)


def _frame(paper: Paper) -> Frame:
    around = paper.around
    behalf, *post, signer = around.right
    return Frame(
        superior=around.superior, issuer=around.issuer, number=around.number, place=around.place, kind=around.kind,
        subject=(around.subject,), recipients=around.left[1:], on_behalf=behalf, post=post[0] if post else "",
        signer=signer, mark="" if paper.digest else "Dự thảo",
    )  # fmt: skip


def _write_block(sheet: Sheet, block: Block) -> None:
    if block.rows:
        _write_table(sheet, block.rows)
    else:
        style = "Heading 1" if block.kind == "heading" else "Body Text"
        sheet.paper.add_paragraph(shown(block), style)


def _write_table(sheet: Sheet, rows: Sequence[Sequence[str]]) -> None:
    width = len(rows[0])
    grid = sheet.paper.add_table(len(rows), width, "Table Grid")
    shares = SHARES.get(width) or (1 / width,) * width
    set_widths(grid, [Mm(sheet.rule.text_width * share) for share in shares])
    for place, row in enumerate(rows):
        for cell, text in zip(grid.rows[place].cells, row, strict=True):
            line = cell.paragraphs[0]
            line.style, line.alignment = (CELL, ALIGN.LEFT) if place else (STRONG_CELL, ALIGN.CENTER)
            line.add_run(text)
    mark_rows(grid, header=True)


def _write_two_names(sheet: Sheet, paper: Paper) -> None:
    grid = sheet.paper.add_table(1, 2)
    set_widths(grid, [Mm(sheet.rule.text_width / 2)] * 2)
    mark_rows(grid, header=False)
    for cell, lines in zip(grid.rows[0].cells, (paper.around.left, paper.around.right), strict=True):
        first = cell.paragraphs[0]
        first.paragraph_format.space_before = Pt(18)
        centred(first, lines[0], sheet.rule.body_size, bold=True)
        name = cell.add_paragraph()
        name.paragraph_format.space_before = Mm(25)
        centred(name, lines[-1], sheet.rule.body_size, bold=True)


def _write_code(sheet: Sheet, digest: str) -> None:
    for place, text in enumerate((f"{LABEL} {digest}", HOW)):
        line = sheet.paper.add_paragraph()
        line.paragraph_format.space_before = Pt(0 if place else 18)
        line.add_run(text).font.size = Pt(9)
