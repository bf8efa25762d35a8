"""A report as a Word file in Party layout. The same document gives the same bytes."""

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph as Line

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
from chibo.reports.layout import PARTY, LayoutRule, rule_on

__all__ = ["read_keys", "read_tokens", "to_docx"]

BLACK = RGBColor(0, 0, 0)
LANGUAGE = "vi-VN"
CELL, STRONG_CELL = "Table Cell", "Table Cell Strong"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
PARTY_WIDTH = 13.95
"""The width of these words in bold, in ems of Times New Roman (13.74), and a little, lest they part."""
THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


@dataclass(slots=True)
class Sheet:
    """The paper being written, with the rule that it follows."""

    paper: Paper
    rule: LayoutRule
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
    sheet = Sheet(docx.Document(), rule_on(document.rule_day))
    _set_page(sheet)
    _set_styles(sheet)
    _set_properties(sheet.paper, document)
    _write_head(sheet, document)
    _write_title(sheet, document)
    for block, label in numbered(document.blocks):
        _write_block(sheet, block, label)
    sheet.paper.paragraphs[-1].paragraph_format.keep_with_next = True
    _write_signature(sheet, document)
    keep_tokens(sheet.paper, document.tokens())
    return _saved(sheet.paper)


def _set_page(sheet: Sheet) -> None:
    section = sheet.paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, bottom, left, right = sheet.rule.margins
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    line = section.header.paragraphs[0]
    line.alignment = ALIGN.CENTER
    page = OxmlElement("w:fldSimple", {qn("w:instr"): "PAGE"})
    line._p.append(page)  # noqa: SLF001 -- python-docx has no fields
    written = line.add_run("2")
    written.font.size = Pt(sheet.rule.page_number_size)
    page.append(written._r)  # noqa: SLF001


def _set_styles(sheet: Sheet) -> None:
    styles, rule = sheet.paper.styles, sheet.rule
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults is not None, "the template has defaults"
    _set_family(defaults, rule.family)
    defaults.find(qn("w:lang")).attrib.update({qn("w:val"): LANGUAGE, qn("w:eastAsia"): LANGUAGE})
    normal = _style(sheet, "Normal", size=rule.body_size)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    _style(sheet, "Header", size=rule.page_number_size)
    _exactly(_style(sheet, "Body Text", size=rule.body_size), rule, ALIGN.JUSTIFY)
    for level in (1, 2, 3):
        heading = _style(sheet, f"Heading {level}", size=rule.body_size, bold=True)
        heading.font.italic = level == 3  # noqa: PLR2004 -- the third of three levels
        heading.paragraph_format.keep_with_next = True
        _exactly(heading, rule, ALIGN.LEFT)
    caption = _style(sheet, "Caption", size=rule.table_size, bold=True)
    caption.paragraph_format.alignment = ALIGN.CENTER
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(10), Pt(4)
    caption.paragraph_format.keep_with_next = True
    for name in (CELL, STRONG_CELL):
        sheet.paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        cell = _style(sheet, name, size=rule.table_size, bold=name == STRONG_CELL)
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
        cell.paragraph_format.line_spacing = 1.0


def _style(sheet: Sheet, name: str, *, size: float, bold: bool = False) -> ParagraphStyle:
    style = sheet.paper.styles[name]
    assert isinstance(style, ParagraphStyle)
    assert style.type is WD_STYLE_TYPE.PARAGRAPH
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, BLACK
    _set_family(style.element.get_or_add_rPr(), sheet.rule.family)
    return style


def _set_family(properties: Any, family: str) -> None:
    """Name the font for every script, and leave none to the theme."""
    fonts = properties.get_or_add_rFonts()
    for name in THEME_FONTS:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), family)


def _exactly(style: ParagraphStyle, rule: LayoutRule, alignment: ALIGN) -> None:
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(rule.line_height)
    layout.space_before, layout.space_after = Pt(rule.space_before), Pt(0)
    layout.first_line_indent = Mm(rule.first_line)
    layout.alignment = alignment


def _set_properties(paper: Paper, document: Document) -> None:
    properties = paper.core_properties
    properties.title, properties.author = document.title, document.issuer
    properties.subject, properties.comments, properties.keywords = document.number_line, "", ""
    properties.language, properties.last_modified_by, properties.revision = LANGUAGE, "", 1
    moment = dt.datetime.combine(document.issued_on or document.rule_day, dt.time(), dt.UTC)
    properties.created = properties.modified = moment


def _write_head(sheet: Sheet, document: Document) -> None:
    rule = sheet.rule
    grid = _bare_grid(sheet, (0.49, 0.51))
    left, right = grid.rows[0].cells
    _centred(left.paragraphs[0], document.superior, rule.issuer_size)
    _centred(left.add_paragraph(), document.issuer, rule.issuer_size, bold=True)
    _centred(left.add_paragraph(), "*", rule.issuer_size)
    _centred(left.add_paragraph(), document.number_line, rule.issuer_size)
    if document.mark:
        _centred(left.add_paragraph(), document.mark, rule.issuer_size)
    party = right.paragraphs[0]
    _centred(party, PARTY, rule.party_size, bold=True)
    _rule_below(party, (Mm(rule.text_width * 0.51) - Pt(PARTY_WIDTH * rule.party_size)) / 2)
    place = right.add_paragraph()
    place.paragraph_format.space_before = Pt(4)
    _centred(place, document.place_line, rule.place_size, italic=True)


def _write_title(sheet: Sheet, document: Document) -> None:
    kind = sheet.paper.add_paragraph()
    kind.paragraph_format.space_before = Pt(18)
    _centred(kind, document.kind_title.upper(), sheet.rule.title_size, bold=True)
    for part in document.subject.splitlines():
        _centred(sheet.paper.add_paragraph(), part, sheet.rule.subject_size, bold=True)
    end = sheet.paper.add_paragraph()
    end.paragraph_format.space_after = Pt(6)
    _centred(end, "-----", sheet.rule.subject_size)


def _write_block(sheet: Sheet, block: Block, label: str) -> None:
    match block:
        case Heading():
            sheet.paper.add_paragraph(heading_text(block, label), f"Heading {block.level}")
        case Paragraph():
            _write_paragraph(sheet, block)
        case Table():
            _write_table(sheet, block)
        case Chart():
            _write_chart(sheet, block)


def _write_paragraph(sheet: Sheet, block: Paragraph) -> None:
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


def _write_table(sheet: Sheet, block: Table) -> None:
    sheet.paper.add_paragraph(block.caption, "Caption")
    grid = sheet.paper.add_table(len(block.rows) + 1, len(block.header), "Table Grid")
    _set_widths(grid, [Mm(sheet.rule.text_width * share) for share in block.shares()])
    first_total = len(block.rows) - block.totals
    for position, row in enumerate((block.header, *block.rows)):
        is_header = position == 0
        for cell, content, kind in zip(grid.rows[position].cells, row, block.kinds, strict=True):
            line = cell.paragraphs[0]
            line.style = STRONG_CELL if is_header or position > first_total else CELL
            line.alignment = ALIGN.CENTER if is_header else ALIGN.RIGHT if kind == "number" else ALIGN.LEFT
            sheet.write(line, runs_of(content))
    _mark_rows(grid, header=True)
    for row in (grid.rows[0], *grid.rows[-block.totals - 3 : -1]):
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    sheet.paper.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _write_chart(sheet: Sheet, block: Chart) -> None:
    sheet.paper.add_paragraph(block.caption, "Caption")
    line = sheet.paper.add_paragraph()
    line.alignment = ALIGN.CENTER
    picture = line.add_run().add_picture(BytesIO(charts.to_png(block.spec)), width=Mm(125))
    picture._inline.docPr.set("descr", block.alt)  # noqa: SLF001 -- python-docx has no alternative text


def _write_signature(sheet: Sheet, document: Document) -> None:
    rule, signing = sheet.rule, document.signing
    grid = _bare_grid(sheet, (0.5, 0.5))
    _mark_rows(grid, header=False)
    left, right = grid.rows[0].cells
    first = left.paragraphs[0]
    first.paragraph_format.space_before = Pt(18)
    written = first.add_run("Nơi nhận:")
    written.underline, written.font.size = True, Pt(rule.body_size)
    for recipient in document.recipient_lines:
        left.add_paragraph().add_run(recipient).font.size = Pt(rule.recipients_size)
    right.paragraphs[0].paragraph_format.space_before = Pt(18)
    _centred(right.paragraphs[0], signing.on_behalf, rule.body_size, bold=True)
    _centred(right.add_paragraph(), signing.post, rule.body_size)
    name = right.add_paragraph()
    name.paragraph_format.space_before = Mm(25)
    _centred(name, signing.name, rule.body_size, bold=True)


def _bare_grid(sheet: Sheet, shares: tuple[float, ...]) -> Grid:
    """Make one row without borders, as wide as the text."""
    grid: Grid = sheet.paper.add_table(1, len(shares))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(OxmlElement(f"w:{side}", {qn("w:w"): "0", qn("w:type"): "dxa"}))
    properties: Any = grid._tblPr  # noqa: SLF001 -- python-docx has no cell margins
    properties.find(qn("w:tblLook")).addprevious(margins)
    _set_widths(grid, [Mm(sheet.rule.text_width * share) for share in shares])
    return grid


def _set_widths(grid: Grid, widths: list[Length]) -> None:
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _mark_rows(grid: Grid, *, header: bool) -> None:
    """Let no row part over two pages, and the header stand on each."""
    for position, row in enumerate(grid.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has neither property
        properties.append(OxmlElement("w:cantSplit"))
        if header and position == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _centred(line: Line, text: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
    line.alignment = ALIGN.CENTER
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None


def _rule_below(line: Line, indent: float) -> None:
    """Draw a rule as long as the text: the paragraph is made as narrow as that."""
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Length(int(indent))
    border: Any = OxmlElement("w:pBdr")
    values = {"val": "single", "sz": "6", "space": "1", "color": "000000"}
    border.append(OxmlElement("w:bottom", {qn(f"w:{name}"): value for name, value in values.items()}))
    properties = line._p.get_or_add_pPr()  # noqa: SLF001 -- python-docx has no borders
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _saved(paper: Paper) -> bytes:
    """Save with one fixed time for every part, and without the template's preview picture."""
    relations = paper.part.package.rels if paper.part.package else {}
    for identity in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[identity]
    draft, fixed = BytesIO(), BytesIO()
    paper.save(draft)
    with ZipFile(draft) as before, ZipFile(fixed, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return fixed.getvalue()
