"""A form as a Word file in Party layout."""

import docx
from docx.shared import Mm, Pt

from chibo.base.clock import today
from chibo.base.layout import rule_on
from chibo.base.party_paper import CELL, STRONG_CELL, Frame, Sheet, centred, prepare, saved, set_widths, write_head
from chibo.base.vietnamese import long_day, number
from chibo.records.reviews.headings import headings_of
from chibo.records.reviews.levels import Level
from chibo.records.reviews.models import SelfReview, Subject
from chibo.records.reviews.year_record import kept_or_current, rows_of


def to_docx(subject: Subject, form: SelfReview) -> bytes:
    """Write the form: head, facts of the period, own words under each heading, own rating."""
    sheet = Sheet(docx.Document(), rule_on(form.handed_in_on or today()))
    prepare(sheet)
    write_head(sheet, _frame(subject, form))
    _write_title(sheet, subject)
    _write_facts(sheet, subject, form)
    for place, (code, title) in enumerate(headings_of(subject).items(), 1):
        sheet.paper.add_paragraph(f"{place}. {title}", "Heading 1")
        for line in form.texts.get(code, "").splitlines() or ["…"]:
            sheet.paper.add_paragraph(line, "Body Text")
    _write_rating(sheet, subject, form)
    return saved(sheet.paper)


def _frame(subject: Subject, form: SelfReview) -> Frame:
    collective = subject.is_collective and subject.unit_id == subject.campaign.unit_id
    day = form.handed_in_on or today()
    return Frame(
        superior="" if collective else subject.campaign.unit.name.upper(), issuer=subject.unit.name.upper(), number="",
        place=long_day(day).capitalize(), kind="", subject=(), recipients=(), on_behalf="", post="", signer="",
        mark=form.sheet,
    )  # fmt: skip


def _write_title(sheet: Sheet, subject: Subject) -> None:
    kind = "BÁO CÁO KIỂM ĐIỂM TẬP THỂ" if subject.is_collective else "BẢN KIỂM ĐIỂM CÁ NHÂN"
    first = sheet.paper.add_paragraph()
    first.paragraph_format.space_before = Pt(14)
    centred(first, kind, sheet.rule.title_size, bold=True)
    campaign = subject.campaign
    period = f"Quý {campaign.quarter} năm {campaign.year}" if campaign.quarter else f"Năm {campaign.year}"
    centred(sheet.paper.add_paragraph(), period, sheet.rule.subject_size, bold=True)
    name = sheet.paper.add_paragraph(style="Body Text")
    name.add_run("Tập thể: " if subject.is_collective else "Họ và tên: ")
    name.add_run(str(subject)).bold = True
    if not subject.is_collective:
        sheet.paper.add_paragraph(f"Sinh hoạt tại: {subject.unit.name}", "Body Text")


def _write_facts(sheet: Sheet, subject: Subject, form: SelfReview) -> None:
    rows = rows_of(kept_or_current(subject, form.year_record), collective=subject.is_collective)
    sheet.paper.add_paragraph("Số liệu trong kỳ, lấy từ hồ sơ đã ghi", "Caption")
    grid = sheet.paper.add_table(len(rows), 2, "Table Grid")
    set_widths(grid, [Mm(sheet.rule.text_width * share) for share in (0.75, 0.25)])
    for line, texts in zip(grid.rows, rows, strict=True):
        for cell, text, style in zip(line.cells, texts, (CELL, STRONG_CELL), strict=True):
            cell.paragraphs[0].style = style
            cell.paragraphs[0].add_run(text)


def _write_rating(sheet: Sheet, subject: Subject, form: SelfReview) -> None:
    place = len(headings_of(subject)) + 1
    sheet.paper.add_paragraph(f"{place}. Tự nhận mức xếp loại", "Heading 1")
    if form.common_points is not None and form.task_points is not None:
        text = (
            f"Tiêu chí chung: {number(form.common_points)}/30 điểm; kết quả nhiệm vụ: {number(form.task_points)}/70"
            f" điểm; cộng: {number(form.common_points + form.task_points)}/100 điểm."
        )
        sheet.paper.add_paragraph(text, "Body Text")
    own = sheet.paper.add_paragraph(style="Body Text")
    own.add_run(str(Level(form.level).label) if form.level else "…").bold = True
    signed = sheet.paper.add_paragraph()
    signed.paragraph_format.left_indent = Mm(sheet.rule.text_width / 2)
    signed.paragraph_format.space_before = Pt(14)
    centred(signed, "T/M TẬP THỂ" if subject.is_collective else "NGƯỜI TỰ KIỂM ĐIỂM", sheet.rule.body_size, bold=True)
    if not subject.is_collective:
        name = sheet.paper.add_paragraph()
        name.paragraph_format.left_indent = Mm(sheet.rule.text_width / 2)
        name.paragraph_format.space_before = Mm(25)
        centred(name, str(subject), sheet.rule.body_size, bold=True)
