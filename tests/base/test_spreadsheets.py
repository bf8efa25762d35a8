import datetime as dt
import io
import unicodedata
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chibo.base.guard import FileKind, RefusedFile, inspect
from chibo.base.sandbox import ParserFailed
from chibo.base.spreadsheets import Column, read_workbook, write_workbook

HOSTILE = [
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.example","y")',
    "http://x.example", "mailto:a@b.example", "internal:A1", "{=1}", "＝1+1", "0012", "1e5", "TRUE",
    "<b>&amp;", "_x0041_",
]  # fmt: skip


def a_workbook(fill) -> io.BytesIO:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    fill(book, book.add_worksheet())
    book.close()
    return buffer


def parts(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name)


def test_what_goes_out_is_never_a_formula_or_a_link_and_comes_back_unchanged():
    content = write_workbook("Thử", [Column("Giá trị")], [[text] for text in HOSTILE])
    assert "<f>" not in parts(content)
    assert "<f " not in parts(content)
    assert "yperlink" not in parts(content)
    inspect(io.BytesIO(content), FileKind.XLSX)
    assert [row[0] for row in read_workbook(io.BytesIO(content))[1:]] == [text.strip() for text in HOSTILE]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1), min_size=1, max_size=30))
def test_any_text_comes_back_as_it_went_out(texts):
    content = write_workbook("Thử", [Column("#"), Column("Chữ")], [[".", text] for text in texts])
    back = [row[1] for row in read_workbook(io.BytesIO(content))[1:]]
    assert back == [unicodedata.normalize("NFC", text).strip() for text in texts]
    assert "<f" not in parts(content)


def test_numbers_and_days_stay_what_they_are():
    columns = [Column("Số", format="#,##0"), Column("Tỷ lệ", format="0.00"), Column("Ngày", format="dd/mm/yyyy")]
    rows = [[1138, Decimal("94.11"), dt.date(2026, 2, 5)], [None, "", dt.datetime(2026, 2, 6, 7, tzinfo=dt.UTC)]]
    content = write_workbook("Thử", columns, rows)
    assert read_workbook(io.BytesIO(content))[1:] == [["1138", "94.11", "2026-02-05"], ["", "", "2026-02-06"]]


def test_the_sheet_is_made_for_reading_and_printing():
    sheet = parts(write_workbook("Đảng viên: [2026]/*?", [Column("A", width=40), Column("B")], [["a", "b"]]))
    for wish in ('state="frozen"', '<autoFilter ref="A1:B2"', 'paperSize="9"', 'orientation="landscape"'):
        assert wish in sheet


@pytest.mark.parametrize("title", ["", "'", "[]", "'x'", "Danh sách đảng viên tham dự hội nghị toàn thể năm 2026"])
def test_any_title_makes_a_sheet(title):
    assert read_workbook(io.BytesIO(write_workbook(title, [Column("A")], []))) == [["A"]]


def test_a_very_long_text_is_cut_not_lost():
    content = write_workbook("Thử", [Column("A")], [["x" * 40_000]])
    assert read_workbook(io.BytesIO(content))[1] == ["x" * 32_767]


def test_a_list_is_read_as_it_was_typed():
    def fill(book, sheet):
        sheet.write(2, 1, unicodedata.normalize("NFD", "  Nguyễn Thị Hòa "))
        sheet.write_string(2, 2, "001203004567")
        sheet.write_number(3, 2, 123456789012)
        sheet.write_number(3, 3, 94.11)
        sheet.write_datetime(4, 1, dt.datetime(1990, 5, 19), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
        sheet.write_formula(4, 2, "=1+1", None, 2)
        sheet.write_string(9, 1, "   ")

    assert read_workbook(a_workbook(fill)) == [
        ["", "", "", ""],
        ["", "", "", ""],
        ["", "Nguyễn Thị Hòa", "001203004567", ""],
        ["", "", "123456789012", "94.11"],
        ["", "1990-05-19", "2", ""],
    ]


def test_an_empty_sheet_has_no_rows():
    assert read_workbook(a_workbook(lambda _book, _sheet: None)) == []


def test_only_the_first_sheet_is_read():
    def fill(book, sheet):
        sheet.write(0, 0, "một")
        book.add_worksheet().write(0, 0, "hai")

    assert read_workbook(a_workbook(fill)) == [["một"]]


@pytest.mark.parametrize("place", [(50_000, 0), (0, 200)])
def test_a_sheet_beyond_the_limits_is_refused(place):
    with pytest.raises(RefusedFile):
        read_workbook(a_workbook(lambda _book, sheet: sheet.write(*place, "x")))


def test_two_cells_that_span_the_greatest_sheet_do_not_bring_us_down():
    def fill(_book, sheet):
        sheet.write(0, 0, "x")
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises((ParserFailed, RefusedFile)):
        read_workbook(a_workbook(fill))


def test_a_damaged_sheet_is_refused():
    whole = a_workbook(lambda _book, sheet: sheet.write(0, 0, "x"))
    broken = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    with pytest.raises((ParserFailed, RefusedFile)):
        read_workbook(broken)
