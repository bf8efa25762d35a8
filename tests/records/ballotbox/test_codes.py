import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from chibo.records.ballotbox import codes, seal
from chibo.records.ballotbox.questionnaire import checked, fitting
from tests.records.ballotbox.boxes import QUESTIONS

pytestmark = pytest.mark.usefixtures("in_english")
PLACES = st.integers(0, codes.LENGTH - 1)


@settings(deadline=None)
@given(PLACES, st.sampled_from(codes.ALPHABET))
def test_one_wrong_sign_in_a_code_always_shows(place, sign):
    plain = codes.new_code().replace("-", "")
    changed = plain[:place] + sign + plain[place + 1 :]
    if changed == plain:
        assert codes.read_code(changed) == codes.grouped(plain)
    else:
        with pytest.raises(ValidationError, match="not a code"):
            codes.read_code(changed)


@settings(deadline=None)
@given(PLACES, PLACES)
def test_two_exchanged_signs_in_a_code_always_show(one, other):
    signs = list(codes.new_code().replace("-", ""))
    signs[one], signs[other] = signs[other], signs[one]
    if signs[one] != signs[other]:
        with pytest.raises(ValidationError, match="not a code"):
            codes.read_code("".join(signs))


def test_a_code_is_read_however_it_is_typed_and_has_94_bits():
    code = codes.new_code()
    assert codes.read_code(code.lower().replace("-", " ")) == code
    assert not set("0O1IL") & set(codes.ALPHABET)
    assert len(codes.ALPHABET) ** (codes.LENGTH - 1) > 2**94


def test_the_same_code_leaves_another_digest_in_each_box_and_installation(monkeypatch):
    digest = codes.slip_digest(1, "ABCD")
    assert digest != codes.slip_digest(2, "ABCD")
    monkeypatch.setattr(django_settings, "SECRET_KEY", "another")
    assert digest != codes.slip_digest(1, "ABCD")


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 67), st.sampled_from("0123456789ABCDEF"))
def test_a_key_on_paper_is_read_back_and_a_wrong_sign_shows(private, place, sign):
    text = codes.key_text(private).replace("-", "")
    assert codes.read_key(codes.key_text(private).lower()) == private
    changed = text[:place] + sign + text[place + 1 :]
    if changed != text:
        try:
            read = codes.read_key(changed)
        except ValidationError:
            return
        assert read != private  # one in 65,536; the box then says that these are not its keys


def test_an_answer_is_read_only_with_both_keys_and_for_its_box():
    one, other, strange = (bytes(31) + bytes([n]) for n in (3, 5, 9))
    content = seal.seal({"work": "Tốt"}, [seal.public_of(one), seal.public_of(other)], "BOX")
    assert seal.unseal(content, [one, other], "BOX") == {"work": "Tốt"}
    for privates, context in (
        ([one, strange], "BOX"),
        ([strange, other], "BOX"),
        ([other, one], "BOX"),
        ([one, other], "B"),
    ):
        with pytest.raises(seal.UnreadableError):
            seal.unseal(content, privates, context)


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=1500))
def test_sealed_answers_are_all_equally_long_and_never_alike(words):
    publics = [seal.public_of(bytes(31) + bytes([n])) for n in (3, 5)]
    one, other = (seal.seal({"words": words}, publics, "BOX") for _ in range(2))
    assert len(one) == len(other) == seal.LENGTH
    assert one != other


@settings(deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["work", "words", "x"]), inner),
    )
)
def test_whatever_was_sealed_is_a_fitting_answer_or_refused(strange):
    """A spoiled answer must never stop an opening: what passes can be written into the database."""
    try:
        found = fitting(checked(QUESTIONS), strange)
    except ValidationError:
        return
    assert found["work"] in ("Tốt", "Khá", "Kém")
    assert "\0" not in found.get("words", "")
    found.get("words", "").encode()


@pytest.mark.parametrize(
    "question",
    [
        {"id": "", "text": "Gì?", "kind": "text"},
        {"id": "a", "text": "", "kind": "text"},
        {"id": "a", "text": "Gì?", "kind": "rank", "options": ["1", "2"]},
        {"id": "a", "text": "Gì?", "kind": "choice", "options": ["Có"]},
        {"id": "a", "text": "Gì?", "kind": "choice", "options": ["Có", "Có"]},
        {"id": "a", "text": "Gì?", "kind": "text", "options": ["Có", "Không"]},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(question):
    with pytest.raises(ValidationError):
        checked([question])


def test_a_scale_without_steps_goes_from_1_to_5():
    assert checked([{"id": "a", "text": "Mấy?", "kind": "scale"}])[0]["options"] == ["1", "2", "3", "4", "5"]
