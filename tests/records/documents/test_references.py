import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chibo.records.documents.references import (
    NAMES,
    Reference,
    fold,
    full_citation,
    normal_symbol,
    number_of,
    query_of,
    read_reference,
    short_citation,
    symbol_of,
)

FIVE_WAYS = ("Chỉ thị số 05-CT/TW", "Chỉ thị 05-CT/TW", "Chỉ thị số 05- CT/TW", "Chỉ thị số 05", "Chỉ thị 05")


@pytest.mark.parametrize("written", [*FIVE_WAYS, *map(fold, FIVE_WAYS), "05-CT/TW", "5 - ct / tw", "CHỈ THỊ  SỐ 5"])
def test_every_way_of_writing_is_read_as_the_same_document(written):
    read = read_reference(written)
    assert (read.type, read.number) == ("CT", 5)
    assert read.issuer in ("", "tw")


def test_a_date_after_the_symbol_is_read_with_it():
    read = read_reference("Quy định số 11-QĐi/TW, ngày 18/02/2019 của Bộ Chính trị")
    assert read == Reference("QĐi", 11, "tw", dt.date(2019, 2, 18))


@pytest.mark.parametrize(
    "text", ["", "05", "đẩy mạnh học tập", "Chỉ thị", "Nghị quyết Trung ương 4", "Chỉ thị 0", "Phường 5"]
)
def test_what_names_no_document_is_no_reference(text):
    assert read_reference(text) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("05- CT/TW", "05-CT/TW"), ("Số 05-CT / TW", "05-CT/TW"), ("số: 12–nq/ĐU.", "12-NQ/ĐU"),
        ("3-ctr/TU", "3-CTr/TU"),
        ("11-qđi/TW", "11-QĐi/TW"), ("12-KH", "12-KH"), ("45-KH/BTGDVĐU", "45-KH/BTGDVĐU"),
    ],
)  # fmt: skip
def test_a_symbol_loses_stray_spaces_and_nothing_else(typed, kept):
    assert normal_symbol(typed) == kept


@given(
    st.integers(1, 999),
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(["TW", "ĐU", "CB", "UBKT"]),
    st.tuples(*[st.sampled_from(["", " ", "  ", "\t"])] * 5),
    st.tuples(st.sampled_from(["-", "–", "‑"]), st.sampled_from(["", "Số ", "số "])),
)
def test_however_it_is_spaced_a_symbol_comes_back_and_is_read(number, type_, issuer, gaps, signs):
    a, b, c, d, e = gaps
    dash, before = signs
    symbol = symbol_of(number, type_, issuer)
    typed = f"{a}{before}{number:02}{b}{dash}{c}{type_}{d}/{e}{issuer}"

    assert normal_symbol(typed) == symbol
    assert number_of(symbol) == number
    for text in (typed, f"{NAMES[type_]} {typed.strip()}", fold(f"{NAMES[type_]} số {symbol}")):
        assert read_reference(text) == Reference(type_, number, fold(issuer))


@given(st.text(max_size=60))
def test_any_text_is_normal_after_once(text):
    assert normal_symbol(normal_symbol(text)) == normal_symbol(text)
    read_reference(text)
    assert re.fullmatch(r"[a-z0-9:*&|()<> -]*", query_of(text))


def test_a_citation_pads_the_date_as_offices_do():
    day = dt.date(2016, 5, 15)
    full = full_citation("CT", "05-CT/TW", issued_on=day, issuer="Bộ Chính trị", title="Về đẩy mạnh học tập")
    assert full == "Chỉ thị số 05-CT/TW, ngày 15/5/2016 của Bộ Chính trị về đẩy mạnh học tập"
    assert short_citation("CT", "05-CT/TW") == "Chỉ thị số 05-CT/TW"
    secret = full_citation("TB", "07-TB/QU", issued_on=dt.date(2018, 2, 2), issuer="Quận ủy", title="")
    assert secret == "Thông báo số 07-TB/QU, ngày 02/02/2018 của Quận ủy"
