"""Paper in Party layout: page, styles, head, title and signature. Reports and templates of letters stand on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

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

from chibo.base.layout import PARTY, LayoutRule

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


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the text of a paper: its head, its title and who signs it."""

    superior: str
    issuer: str
    number: str
    place: str
    kind: str
    subject: tuple[str, ...]
    recipients: tuple[str, ...]
    on_behalf: str
    post: str
    signer: str
    mark: str = ""
    about: str = ""
    """What a letter is about, below its number; other papers say it in their title."""


def prepare(sheet: Sheet) -> None:
    """Set page and styles as the rule says."""
    _set_page(sheet)
    _set_styles(sheet)


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


def write_head(sheet: Sheet, frame: Frame) -> None:
    rule = sheet.rule
    grid = _bare_grid(sheet, (0.49, 0.51))
    left, right = grid.rows[0].cells
    centred(left.paragraphs[0], frame.superior, rule.issuer_size)
    centred(left.add_paragraph(), frame.issuer, rule.issuer_size, bold=True)
    centred(left.add_paragraph(), "*", rule.issuer_size)
    centred(left.add_paragraph(), frame.number, rule.issuer_size)
    if frame.about:
        centred(left.add_paragraph(), frame.about, rule.recipients_size, italic=True)
    if frame.mark:
        centred(left.add_paragraph(), frame.mark, rule.issuer_size)
    party = right.paragraphs[0]
    centred(party, PARTY, rule.party_size, bold=True)
    rule_below(party, (Mm(rule.text_width * 0.51) - Pt(PARTY_WIDTH * rule.party_size)) / 2)
    place = right.add_paragraph()
    place.paragraph_format.space_before = Pt(4)
    centred(place, frame.place, rule.place_size, italic=True)


def write_title(sheet: Sheet, frame: Frame) -> None:
    kind = sheet.paper.add_paragraph()
    kind.paragraph_format.space_before = Pt(18)
    centred(kind, frame.kind, sheet.rule.title_size, bold=True)
    for part in frame.subject:
        centred(sheet.paper.add_paragraph(), part, sheet.rule.subject_size, bold=True)
    end = sheet.paper.add_paragraph()
    end.paragraph_format.space_after = Pt(6)
    centred(end, "-----", sheet.rule.subject_size)


def write_signature(sheet: Sheet, frame: Frame) -> None:
    rule = sheet.rule
    grid = _bare_grid(sheet, (0.5, 0.5))
    mark_rows(grid, header=False)
    left, right = grid.rows[0].cells
    first = left.paragraphs[0]
    first.paragraph_format.space_before = Pt(18)
    written = first.add_run("Nơi nhận:")
    written.underline, written.font.size = True, Pt(rule.body_size)
    for recipient in frame.recipients:
        left.add_paragraph().add_run(recipient).font.size = Pt(rule.recipients_size)
    right.paragraphs[0].paragraph_format.space_before = Pt(18)
    centred(right.paragraphs[0], frame.on_behalf, rule.body_size, bold=True)
    centred(right.add_paragraph(), frame.post, rule.body_size)
    name = right.add_paragraph()
    name.paragraph_format.space_before = Mm(25)
    centred(name, frame.signer, rule.body_size, bold=True)


def _bare_grid(sheet: Sheet, shares: tuple[float, ...]) -> Grid:
    """Make one row without borders, as wide as the text."""
    grid: Grid = sheet.paper.add_table(1, len(shares))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(OxmlElement(f"w:{side}", {qn("w:w"): "0", qn("w:type"): "dxa"}))
    properties: Any = grid._tblPr  # noqa: SLF001 -- python-docx has no cell margins
    properties.find(qn("w:tblLook")).addprevious(margins)
    set_widths(grid, [Mm(sheet.rule.text_width * share) for share in shares])
    return grid


def write_table(
    sheet: Sheet, rows: Sequence[Sequence[str]], shares: Sequence[float], *, left: Collection[int] = ()
) -> None:
    """Write a table as wide as the text, its first row the header; the columns `left` begin at the left below it."""
    grid = sheet.paper.add_table(len(rows), len(shares), "Table Grid")
    set_widths(grid, [Mm(sheet.rule.text_width * share) for share in shares])
    for position, row in enumerate(rows):
        for column, (cell, text) in enumerate(zip(grid.rows[position].cells, row, strict=True)):
            line = cell.paragraphs[0]
            line.style = CELL if position else STRONG_CELL
            line.alignment = ALIGN.LEFT if position and column in left else ALIGN.CENTER
            line.add_run(text)
    mark_rows(grid, header=True)


def set_widths(grid: Grid, widths: list[Length]) -> None:
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def mark_rows(grid: Grid, *, header: bool) -> None:
    """Let no row part over two pages, and the header stand on each."""
    for position, row in enumerate(grid.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has neither property
        properties.append(OxmlElement("w:cantSplit"))
        if header and position == 0:
            properties.append(OxmlElement("w:tblHeader"))


def centred(line: Line, text: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
    line.alignment = ALIGN.CENTER
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None


def rule_below(line: Line, indent: float) -> None:
    """Draw a rule as long as the text: the paragraph is made as narrow as that."""
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Length(int(indent))
    border: Any = OxmlElement("w:pBdr")
    values = {"val": "single", "sz": "6", "space": "1", "color": "000000"}
    border.append(OxmlElement("w:bottom", {qn(f"w:{name}"): value for name, value in values.items()}))
    properties = line._p.get_or_add_pPr()  # noqa: SLF001 -- python-docx has no borders
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def saved(paper: Paper) -> bytes:
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
