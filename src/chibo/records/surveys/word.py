"""The summary of a survey as a paper in Party layout. The paper itself is in Vietnamese, whatever the pages speak."""

import docx
from django.utils import translation
from docx.shared import Pt

from chibo.base.clock import today
from chibo.base.layout import rule_on
from chibo.base.party_paper import (
    LANGUAGE,
    Frame,
    Sheet,
    prepare,
    saved,
    write_head,
    write_signature,
    write_table,
    write_title,
)
from chibo.base.vietnamese import day, long_day, number, percent
from chibo.records.surveys.models import Measure, Question, Survey, Table
from chibo.records.surveys.queries import Result
from chibo.records.surveys.readings import lines_of
from chibo.registry.people.heads import head_of

HEADER = ("Nội dung trả lời", "Số phiếu", "% phiếu hợp lệ", "% người được hỏi")
SHARES = (0.46, 0.16, 0.19, 0.19)


def summary_of(survey: Survey, results: list[Result], measures: list[Measure]) -> bytes:
    """Write what was published and what was done about it."""
    with translation.override("vi"):
        sheet = Sheet(docx.Document(), rule_on(today()))
        prepare(sheet)
        _set_properties(sheet, survey)
        frame = _frame(survey)
        write_head(sheet, frame)
        write_title(sheet, frame)
        _write_bases(sheet, survey, results)
        for place, result in enumerate(results, start=1):
            _write_result(sheet, place, result)
        _write_measures(sheet, measures)
        write_signature(sheet, frame)
        return saved(sheet.paper)


def _set_properties(sheet: Sheet, survey: Survey) -> None:
    properties = sheet.paper.core_properties
    properties.title, properties.author, properties.language = survey.title, "Chibo", LANGUAGE
    properties.comments = ""


def _frame(survey: Survey) -> Frame:
    head = head_of(survey.unit, today())
    return Frame(
        superior=head.superior.upper(), issuer=head.issuer.upper(), number=f"Số … -BC/{head.authority}",
        place=f"{head.place}, {long_day(today())}", kind="BÁO CÁO",
        subject=("tổng hợp kết quả lấy ý kiến", survey.title),
        recipients=tuple(f"- {one}," for one in head.recipients), on_behalf=head.on_behalf, post=head.post,
        signer=head.signer,
    )  # fmt: skip


def _write_bases(sheet: Sheet, survey: Survey, results: list[Result]) -> None:
    asked = results[0].total if results else None
    _line(sheet, f"Thời gian trả lời: từ ngày {day(survey.answer_from)} đến ngày {day(survey.answer_until)}.")
    if asked:
        _line(sheet, f"Số người được hỏi: {number(asked.invited)}. Số phiếu hợp lệ: {number(asked.valid)}.")
    _line(sheet, "Ý kiến của dưới 5 phiếu không nêu riêng; nội dung không nêu được ghi “không nêu”.")


def _write_result(sheet: Sheet, place: int, result: Result) -> None:
    table = result.total
    about = f"{table.subject.name}: " if table.subject else ""
    sheet.paper.add_paragraph(f"{place}. {about}{table.question.text}", "Heading 2")
    if table.question.kind == Question.Kind.TEXT:
        _write_themes(sheet, result)
        return
    _write_table(sheet, table, "Chung")
    for group, _lines in result.by_group:
        if group.shown == Table.Shown.COUNTS and group.group:
            _write_table(sheet, group, group.group.name)
    hidden = [group.group.name for group, _lines in result.by_group if group.group and group.shown != table.shown]
    if hidden:
        _line(sheet, f"Không nêu riêng: {'; '.join(hidden)}.")


def _write_themes(sheet: Sheet, result: Result) -> None:
    _line(sheet, f"Số ý kiến góp ý: {number(result.comments)}.")
    for theme in result.themes:
        told = f"{number(theme.comments)} ý kiến" if theme.comments else "dưới 5 ý kiến"
        _line(sheet, f"- {theme.name}: {told}.")


def _write_table(sheet: Sheet, table: Table, caption: str) -> None:
    bases = f"{number(table.valid)} phiếu hợp lệ trên {number(table.invited)} người được hỏi"
    sheet.paper.add_paragraph(f"{caption}: {bases}", "Caption")
    rows = [
        HEADER,
        *((one.answer, number(one.count), percent(one.of_valid), percent(one.of_invited)) for one in lines_of(table)),
    ]
    write_table(sheet, rows, SHARES, left=(0,))
    sheet.paper.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _write_measures(sheet: Sheet, measures: list[Measure]) -> None:
    if not measures:
        return
    sheet.paper.add_paragraph("Việc tiếp thu, khắc phục", "Heading 2")
    for one in measures:
        state = f"đã xong ngày {day(one.done_on)}: {one.outcome}" if one.done_on else f"hạn {day(one.due_on)}"
        _line(sheet, f"- {one.text.rstrip('.')}. Phụ trách: {one.owner}; {state.rstrip('.')}.")


def _line(sheet: Sheet, text: str) -> None:
    sheet.paper.add_paragraph(text, "Body Text")
