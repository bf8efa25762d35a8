import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from chibo.indicators.catalogue import BY_CODE, INDICATORS
from chibo.reports.tokens import MalformedError, Mark, check, joined, parse, serialise, wording_of, wordings_of

WORDS = st.text(st.characters(exclude_characters="«»", codec="utf-8"), max_size=20)
KNOWN = st.sampled_from(
    [Mark(one.code, wording) for one in INDICATORS for wording in ("", *wordings_of(one))],
)


@given(st.lists(WORDS | KNOWN))
def test_what_is_written_is_read_again(pieces):
    assert parse(serialise(pieces)) == joined(pieces)


@given(st.lists(WORDS | KNOWN))
def test_reading_and_writing_changes_no_text(pieces):
    text = serialise(pieces)
    assert serialise(parse(text)) == text


@given(st.lists(KNOWN))
def test_every_known_mark_passes(marks):
    check(serialise(marks), 1)


@pytest.mark.parametrize("text", ["«", "»", "«»", "a » b", "«DV-01 count more»", "««DV-01»", "«DV-01"])
def test_marks_that_do_not_pair_are_refused(text):
    with pytest.raises(MalformedError):
        parse(text)
    with pytest.raises(ValidationError) as refused:
        check(text, 3)
    assert "3" in refused.value.messages[0]


def test_spaces_inside_a_mark_do_not_matter():
    assert parse("có « DV-01   count » nhé") == ["có ", Mark("DV-01", "count"), " nhé"]


def test_an_unknown_code_is_named_with_its_paragraph():
    with pytest.raises(ValidationError) as refused:
        check("Có «DV-99» và «XX-1 count».", 7)
    assert [error.code for error in refused.value.error_list] == ["unknown_code", "unknown_code"]
    assert "7" in refused.value.messages[0]
    assert "DV-99" in refused.value.messages[0]


def test_a_wording_that_the_figure_does_not_know_is_refused():
    with pytest.raises(ValidationError) as refused:
        check("«DV-01 percent»", 1)
    assert refused.value.error_list[0].code == "unknown_wording"


def test_only_counts_with_targets_are_set_over_them():
    assert "ratio" in wordings_of(BY_CODE["DV-KN-01"])
    assert "ratio" not in wordings_of(BY_CODE["DV-01"])


def test_a_mark_without_wording_takes_the_usual_one():
    assert [wording_of(Mark(code)) for code in ("DV-01", "DV-03", "CT-02", "SH-03")] == [
        "count", "percent", "achievement", "range",
    ]  # fmt: skip
