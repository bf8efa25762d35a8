"""The minutes of a count as a Word file in Party layout."""

import docx

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
from chibo.base.vietnamese import long_day, number, padded, percent
from chibo.records.ballots.models import Ballot
from chibo.records.ballots.numbers import Result
from chibo.records.ballots.page import Row, rows_of
from chibo.records.ballots.page import percent as share
from chibo.registry.people.heads import head_of

NUMBER_SHARE = 0.06


def write(ballot: Ballot, result: Result) -> bytes:
    """Write the minutes of a settled vote; the people of the counting team sign by hand."""
    day = ballot.held_on
    head = head_of(ballot.unit, day)
    sheet = Sheet(docx.Document(), rule_on(min(day, today())))
    prepare(sheet)
    frame = Frame(
        superior=head.superior.upper(), issuer=head.issuer.upper(), number=f"Số …-BB/{head.authority}",
        place=", ".join(filter(None, (head.place, long_day(day)))), kind="BIÊN BẢN",
        subject=("kiểm phiếu", ballot.title), recipients=head.recipients, on_behalf="T/M TỔ KIỂM PHIẾU",
        post="TỔ TRƯỞNG", signer="",
    )  # fmt: skip
    write_head(sheet, frame)
    write_title(sheet, frame)
    for line in _papers(ballot, result):
        sheet.paper.add_paragraph(line, "Body Text")
    _write_table(sheet, result)
    closing = "Biên bản được lập thành 02 bản và thông qua trước hội nghị; phiếu được niêm phong cùng biên bản."
    sheet.paper.add_paragraph(closing, "Body Text").paragraph_format.keep_with_next = True
    write_signature(sheet, frame)
    sheet.paper.core_properties.title, sheet.paper.core_properties.author = ballot.title, head.issuer
    sheet.paper.core_properties.language = LANGUAGE
    return saved(sheet.paper)


def _papers(ballot: Ballot, result: Result) -> list[str]:
    turnout = percent(share(result.present, result.summoned), 2)
    return [
        f"Hội nghị bỏ phiếu kín {long_day(ballot.held_on)}; tổ kiểm phiếu đã kiểm và lập biên bản kết quả như sau:",
        f"- Số người được triệu tập: {padded(result.summoned)}; có mặt: {padded(result.present)} ({turnout}).",
        f"- Số phiếu phát ra: {padded(result.issued)}; thu về: {padded(result.returned)}.",
        f"- Số phiếu hợp lệ: {padded(result.valid)}; không hợp lệ: {padded(result.invalid)}.",
    ]


def _write_table(sheet: Sheet, result: Result) -> None:
    sheet.paper.add_paragraph("Kết quả kiểm phiếu (số phiếu; % trên số phiếu hợp lệ; % trên số triệu tập)", "Caption")
    header = ["TT", "Nội dung", *result.options, "Để trống"]
    rest = len(header) - 2
    shares = [NUMBER_SHARE, 0.3, *[(1 - 0.3 - NUMBER_SHARE) / rest] * rest]
    rows = [header, *(_texts(place, row) for place, row in enumerate(rows_of(result), start=1))]
    write_table(sheet, rows, shares, left=(1,))


def _texts(place: int, row: Row) -> list[str]:
    cells = [
        f"{number(cell.number)} ({percent(cell.of_valid, 2)}; {percent(cell.of_summoned, 2)})" for cell in row.cells
    ]
    return [str(place), row.question, *cells, number(row.blank)]
