import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chibo.records.members.importing import Cells, Layout, check, fold, guess, letters
from chibo.records.members.matching import Known, match
from tests.records.members.sheets import TITLES, a_row, a_sheet

DAY = dt.date(2026, 1, 5)
CELLS = Cells([(1, "Chi bộ 1"), (7, "Chi bộ 7"), (9, "Chi bộ Trường Tiểu học")], [(7, "Chi bộ khu phố 7")], DAY)
FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def checked(*rows, own_cell=None):
    sheet = a_sheet(*rows)
    return check(sheet, guess(sheet), CELLS, today=DAY, own_cell=own_cell)


def test_columns_are_found_by_their_titles():
    layout = guess(a_sheet())

    assert layout.header == 2
    assert {name: TITLES[column] for name, column in layout.columns.items()} == {
        "full_name": "Họ và tên", "born_on": "Ngày sinh", "gender": "Giới tính", "citizen_number": "Số CCCD",
        "card_number": "Số thẻ đảng viên", "joined_party_on": "Ngày vào Đảng", "official_on": "Ngày chính thức",
        "cell": "Chi bộ", "phone": "Điện thoại",
    }  # fmt: skip


def test_the_day_of_becoming_official_is_not_the_day_of_joining():
    titles = ["Họ tên", "Ngày vào Đảng chính thức", "Ngày kết nạp", "Ngày cấp số thẻ", "Ngày về chi bộ"]

    assert guess([titles]).columns == {"full_name": 0, "official_on": 1, "joined_party_on": 2}


@pytest.mark.parametrize(
    ("texts", "address", "reason"),
    [
        ({"born": "31/02/1958"}, "C3", "There is no day 31 in month 02 of 1958."),
        ({"born": "1958"}, "C3", "A year alone is not enough: write day/month/year."),
        ({"born": "05/01/2027"}, "C3", "This day is in the future."),
        ({"joined": "29221"}, "G3", "Excel sent the number 29221. Is this day meant?"),
        ({"joined": "01/01/1960"}, "G3", "This day is before the date of birth."),
        (
            {"official": "02/02/1995"},
            "H3",
            "Before the day of joining the Party. For a probationary member leave it empty.",
        ),
        (
            {"citizen": "01234567890"},
            "E3",
            "It has 11 digits and needs 12. Excel may have dropped a 0 at the beginning.",
        ),
        ({"card": "12345"}, "F3", "It has 5 digits; a card has 8 or 12."),
        (
            {"card": "1234567"},
            "F3",
            "It has 7 digits; a card has 8 or 12. Excel may have dropped a 0 at the beginning.",
        ),
        ({"citizen": "00123456789O"}, "E3", "The number has only digits."),
        ({"cell": "Chi bộ 17"}, "I3", "There is no Chi bộ 17 on 05/01/2026."),
        ({"cell": ""}, "I3", "The cell is missing."),
        ({"name": "Nguyễn Văn 4n"}, "B3", "A name cannot contain “4”."),
        ({"name": ""}, "B3", "The name is missing."),
        ({"gender": "x"}, "D3", "Write Nam or Nữ."),
        ({"phone": "912345678"}, "J3", "Excel may have dropped a 0 at the beginning."),
        (
            {"born": "", "citizen": ""},
            "C3",
            "Give the date of birth or a number: a name alone does not say who this is.",
        ),
    ],
)
def test_a_wrong_cell_is_named_with_its_place_and_reason(settings, texts, address, reason):
    settings.LANGUAGE_CODE = "en"
    found = checked(a_row(1, **texts))

    assert [(mistake.address, mistake.reason) for mistake in found.mistakes] == [(address, reason)]
    assert found.lines == []


def test_what_excel_spoiled_comes_with_the_value_that_was_meant():
    found = checked(a_row(1, citizen="1234567890", joined="29221", phone="912345678", cell="Chi bộ 17"))

    assert {mistake.address: mistake.suggestion for mistake in found.mistakes} == {
        "E3": "001234567890", "G3": "01/01/1980", "J3": "0912345678", "I3": "Chi bộ 7",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cell"),
    [("CHI BO 7", 7), ("Chi bộ số 07", 7), ("7", 7), ("chi bộ khu phố 7", 7), ("Trường tiểu  học", 9)],
)
def test_a_cell_is_found_however_it_is_written(text, cell):
    assert [line.cell for line in checked(a_row(1, cell=text)).lines] == [cell]


def test_names_in_capitals_are_written_as_names():
    assert checked(a_row(1, name="NGUYỄN THỊ ÁNH")).lines[0].name == "Nguyễn Thị Ánh"


def test_the_row_that_numbers_the_columns_and_empty_rows_are_left_out():
    numbering = [f"({n})" for n in range(1, 11)]

    assert [line.row for line in checked(numbering, [""] * 10, a_row(1), ["1", *[""] * 9]).lines] == [5]


def test_people_without_a_cell_go_to_the_cell_that_the_list_is_for():
    assert [line.cell for line in checked(a_row(1, cell=""), own_cell=9).lines] == [9]


@given(st.sampled_from(["Nguyễn Thị Thủy", "Đặng Hữu Phước", "Lê Hoàng Ửng", "Trần Đức Ổn"]), st.sampled_from(FORMS))
def test_a_name_is_the_same_in_every_unicode_form(name, form):
    written = unicodedata.normalize(form, name)

    assert checked(a_row(1, name=written)).lines == checked(a_row(1, name=name)).lines
    assert fold(written) == fold(name)


@given(st.integers(0, 20_000))
def test_columns_are_called_as_excel_calls_them(column):
    number = 0
    for letter in letters(column):
        number = number * 26 + ord(letter) - 64
    assert number == column + 1


def known(pk, row, *, cell=1, **details):
    line = checked(row).lines[0]
    held = {"citizen_number": None, "card_number": None, "born_on": None} | dict(line.details) | details
    return Known(pk, held, cell)


def matched(rows, people):
    sheet = a_sheet(*rows)
    layout = guess(sheet)
    return match(check(sheet, layout, CELLS, today=DAY).lines, people, layout, DAY)


def test_a_number_says_who_it_is_before_the_name_does():
    same_name = known(1, a_row(1, citizen="001000000099"))
    same_number = known(2, a_row(1), born_on=dt.date(1950, 1, 1))

    found = matched([a_row(1)], [same_name, same_number])

    assert [person.pk for _line, person in found.standing] == [2]


def test_name_and_birth_date_say_who_it_is_only_where_no_number_contradicts():
    other = known(1, a_row(1), citizen_number="001000000077")
    without = known(2, a_row(2), citizen_number=None)

    found = matched([a_row(1), a_row(2)], [other, without])

    assert [person.pk for _line, person in found.standing] == [2]
    assert [person for _line, person in found.joining] == [None]


def test_the_exact_name_goes_before_the_one_without_marks():
    flat, heavy = a_row(1, name="Lê Thị Hà", citizen=""), a_row(2, name="Lê Thị Hạ", born="02/3/1970", citizen="")
    people = [known(1, heavy), known(2, flat)]

    assert [(line.name, person.details["full_name"]) for line, person in matched([flat, heavy], people).standing] == [
        ("Lê Thị Hà", "Lê Thị Hà"), ("Lê Thị Hạ", "Lê Thị Hạ"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "people", "reason"),
    [
        ([a_row(1), a_row(2, citizen="001000000001")], [], "The same person as in row 3."),
        ([a_row(1, citizen=""), a_row(1, citizen="")], [], "The same person as in row 3."),
        (
            [a_row(1, name="Trần Văn Khác")],
            [known(1, a_row(1))],
            "This number is held with another name. Correct the name by hand if it is the same person.",
        ),
        (
            [a_row(1)],
            [known(1, a_row(1), cell=7)],
            "This member is on the roll of another cell: move them by a transfer.",
        ),
        (
            [a_row(1, card="111111111111")],
            [known(1, a_row(1)), known(2, a_row(2), card_number="111111111111")],
            "The identification number and the card number belong to two people.",
        ),
    ],
)
def test_a_row_that_cannot_be_settled_is_named(settings, rows, people, reason):
    settings.LANGUAGE_CODE = "en"

    assert [mistake.reason for mistake in matched(rows, people).mistakes] == [reason]


def test_a_layout_that_names_a_column_beyond_the_row_reads_nothing_there():
    layout = Layout(1, {"full_name": 0, "born_on": 1, "cell": 9})

    found = check([["Họ tên"], ["Lê An", "01/3/1970"]], layout, CELLS, today=DAY, own_cell=1)

    assert [line.name for line in found.lines] == ["Lê An"]


def test_a_card_of_eight_digits_is_still_one():
    found = checked(a_row(1, card="12345678"))
    assert found.mistakes == []
    assert found.lines[0].details["card_number"] == "12345678"
