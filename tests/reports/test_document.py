import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chibo.reports.document import Heading, Table, Text, Token, heading_text, letter, numbered, roman
from tests.reports.sample import a_document, a_figure, a_token

DAYS = st.dates(dt.date(1930, 2, 3), dt.date(2100, 1, 1))
NAMES = st.text(st.characters(exclude_characters="|", categories=("L", "N", "P", "Zs")), max_size=80)
TOKENS = st.builds(
    lambda indicator, unit, days, wording, places, tree, as_of: Token(
        indicator, unit, *sorted(days), wording, places, tree, as_of
    ),
    NAMES,
    NAMES,
    st.tuples(DAYS, DAYS),
    NAMES,
    st.none() | st.integers(0, 4),
    st.sampled_from(["then", "now"]),
    st.none() | DAYS,
)


@given(TOKENS)
def test_a_token_is_read_from_what_it_writes(token):
    assert Token.parse(token.key()) == token


@given(TOKENS)
def test_a_tag_and_an_alias_fit_into_word(token):
    assert len(token.tag()) <= 64
    assert len(token.alias()) <= 64


@given(TOKENS, TOKENS)
def test_tags_differ_where_tokens_differ(one, other):
    assert (one.tag() == other.tag()) == (one == other)


@pytest.mark.parametrize("key", ["", "a|b", "CT-01|u|2022-01-01|2022-12-31|count||never|", "CT-01|u|x|y|count||then|"])
def test_no_token_is_read_from_something_else(key):
    with pytest.raises(ValueError, match=r"."):
        Token.parse(key)


def test_a_token_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before the first"):
        a_token(start=dt.date(2023, 1, 1))


def test_headings_count_again_below_each_higher_one():
    levels = [1, 2, 2, 3, 3, 1, 2, 3]
    labels = [label for _, label in numbered(tuple(Heading(level, "x") for level in levels))]
    assert labels == ["I-", "1.", "2.", "a)", "b)", "II-", "1.", "a)"]


def test_points_follow_the_vietnamese_alphabet():
    assert "".join(letter(position) for position in range(1, 11)) == "abcdđeghik"
    assert [roman(value) for value in (1, 4, 9, 14, 40)] == ["I", "IV", "IX", "XIV", "XXXX"]


def test_the_first_level_stands_in_capitals():
    assert heading_text(Heading(1, "Kết quả đạt được"), "I-") == "I- KẾT QUẢ ĐẠT ĐƯỢC"


def test_head_and_foot_read_as_the_guide_wants_them():
    document = a_document(number=5, issued_on=dt.date(2026, 2, 5))
    assert document.number_line == "Số 05-BC/ĐU"
    assert document.place_line == "Đức Thắng, ngày 05 tháng 02 năm 2026"
    assert document.recipient_lines[0] == "- Thường trực Quận ủy,"
    assert document.recipient_lines[-1] == "- Lưu Văn phòng Đảng ủy."


def test_a_draft_leaves_gaps_for_number_and_day():
    draft = a_document(number=None, issued_on=None)
    assert (draft.number_line, draft.place_line) == ("Số …-BC/ĐU", "Đức Thắng, ngày … tháng … năm 2022")


def test_a_table_refuses_a_row_with_a_cell_too_few():
    with pytest.raises(ValueError, match="needs 2 cells"):
        Table("Bảng", ("Chi bộ", "Số"), (("Chi bộ 1",),), ("text", "number"))


def test_every_figure_is_found_in_text_and_tables():
    document = a_document()
    texts = [figure.text for figure in document.figures()]
    assert texts[:3] == ["13 chi bộ", "572 đảng viên", "04 hội nghị"]
    assert "572" in texts
    assert {token.tag() for token in document.tokens().values()} == set(document.tokens())
    assert a_figure().token.tag() in document.tokens()
    assert Text("x") not in document.figures()
