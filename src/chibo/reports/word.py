"""A report as a Word file in Party layout. The same document gives the same bytes."""

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count

import docx
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from chibo.base.layout import rule_on
from chibo.base.party_paper import (
    CELL,
    LANGUAGE,
    STRONG_CELL,
    Frame,
    Sheet,
    mark_rows,
    prepare,
    saved,
    set_widths,
    write_head,
    write_signature,
    write_title,
)
from chibo.indicators import charts
from chibo.reports.controls import control, keep_tokens, read_keys, read_tokens, run_text
from chibo.reports.document import (
    Block,
    Chart,
    Document,
    Figure,
    Heading,
    Paragraph,
    Role,
    Run,
    Table,
    heading_text,
    numbered,
    runs_of,
)

__all__ = ["read_keys", "read_tokens", "to_docx"]


@dataclass(slots=True)
class ReportSheet(Sheet):
    """The paper being written, with a number for each of its controls."""

    identities: "count[int]" = field(default_factory=lambda: count(1))

    def write(self, line: Line, runs: tuple[Run, ...]) -> None:
        for run in runs:
            written = line.add_run("" if isinstance(run, Figure) else run.text)
            written.bold = run.bold or None
            if isinstance(run, Figure):
                # python-docx has no content controls
                written._r.append(run_text(run.text))  # noqa: SLF001
                line._p.append(control(run, next(self.identities), written._r))  # noqa: SLF001
            else:
                written.italic = run.italic or None


def to_docx(document: Document) -> bytes:
    """Write the report as Word."""
    sheet = ReportSheet(docx.Document(), rule_on(document.rule_day))
    prepare(sheet)
    _set_properties(sheet.paper, document)
    frame = frame_of(document)
    write_head(sheet, frame)
    write_title(sheet, frame)
    for block, label in numbered(document.blocks):
        _write_block(sheet, block, label)
    sheet.paper.paragraphs[-1].paragraph_format.keep_with_next = True
    write_signature(sheet, frame)
    keep_tokens(sheet.paper, document.tokens())
    return saved(sheet.paper)


def frame_of(document: Document) -> Frame:
    """Return what stands around the text of the report."""
    signing = document.signing
    return Frame(
        superior=document.superior, issuer=document.issuer, number=document.number_line, mark=document.mark,
        place=document.place_line, kind=document.kind_title.upper(), subject=tuple(document.subject.splitlines()),
        recipients=tuple(document.recipient_lines), on_behalf=signing.on_behalf, post=signing.post,
        signer=signing.name,
    )  # fmt: skip


def _set_properties(paper: Paper, document: Document) -> None:
    properties = paper.core_properties
    properties.title, properties.author = document.title, document.issuer
    properties.subject, properties.comments, properties.keywords = document.number_line, "", ""
    properties.language, properties.last_modified_by, properties.revision = LANGUAGE, "", 1
    moment = dt.datetime.combine(document.issued_on or document.rule_day, dt.time(), dt.UTC)
    properties.created = properties.modified = moment


def _write_block(sheet: ReportSheet, block: Block, label: str) -> None:
    match block:
        case Heading():
            sheet.paper.add_paragraph(heading_text(block, label), f"Heading {block.level}")
        case Paragraph():
            _write_paragraph(sheet, block)
        case Table():
            _write_table(sheet, block)
        case Chart():
            _write_chart(sheet, block)


def _write_paragraph(sheet: ReportSheet, block: Paragraph) -> None:
    line = sheet.paper.add_paragraph(style="Body Text")
    if block.role is Role.DASH:
        line.add_run("- ")
    if block.role is Role.NOTE:
        line.alignment = ALIGN.CENTER
        line.paragraph_format.first_line_indent = Mm(0)
    sheet.write(line, block.runs)
    if block.role is Role.NOTE:
        for run in line.runs:
            run.italic = True


def _write_table(sheet: ReportSheet, block: Table) -> None:
    sheet.paper.add_paragraph(block.caption, "Caption")
    grid = sheet.paper.add_table(len(block.rows) + 1, len(block.header), "Table Grid")
    set_widths(grid, [Mm(sheet.rule.text_width * share) for share in block.shares()])
    first_total = len(block.rows) - block.totals
    for position, row in enumerate((block.header, *block.rows)):
        is_header = position == 0
        for cell, content, kind in zip(grid.rows[position].cells, row, block.kinds, strict=True):
            line = cell.paragraphs[0]
            line.style = STRONG_CELL if is_header or position > first_total else CELL
            line.alignment = ALIGN.CENTER if is_header else ALIGN.RIGHT if kind == "number" else ALIGN.LEFT
            sheet.write(line, runs_of(content))
    mark_rows(grid, header=True)
    for row in (grid.rows[0], *grid.rows[-block.totals - 3 : -1]):
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    sheet.paper.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _write_chart(sheet: ReportSheet, block: Chart) -> None:
    sheet.paper.add_paragraph(block.caption, "Caption")
    line = sheet.paper.add_paragraph()
    line.alignment = ALIGN.CENTER
    picture = line.add_run().add_picture(BytesIO(charts.to_png(block.spec)), width=Mm(125))
    picture._inline.docPr.set("descr", block.alt)  # noqa: SLF001 -- python-docx has no alternative text
