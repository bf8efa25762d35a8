import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from chibo.base.vietnamese import (
    NoSuchDayError,
    day,
    long_day,
    month,
    number,
    padded,
    parse_day,
    parse_year,
    percent,
    weekday,
)

DAYS = st.dates(min_value=dt.date(1900, 1, 1))
DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1138, "1.138"), (0, "0"), (-1138, "-1.138"), (1_234_567, "1.234.567"), (None, "–"),
        (Decimal("94.11"), "94,11"), (Decimal("3000.00"), "3.000"), (Decimal("3.5E+3"), "3.500"),
    ],
)  # fmt: skip
def test_number_has_dots_for_thousands_and_a_comma_for_the_rest(value, written):
    assert number(value) == written


def test_number_rounds_half_up_to_the_places_asked_for():
    assert number(Decimal("2.345"), 2) == "2,35"
    assert number(Decimal("2.5"), 0) == "3"
    assert number(12, 2) == "12,00"


def test_nothing_that_rounds_to_zero_is_minus_zero():
    assert number(Decimal("-0.04"), 1) == "0,0"


@given(DECIMALS)
def test_number_loses_nothing_of_a_value(value):
    assert Decimal(number(value).replace(".", "").replace(",", ".")) == value


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [("138.75", 1, "138,8%"), ("100", 1, "100%"), ("94.11", 2, "94,11%"), ("92.30", 2, "92,3%"), ("0.05", 1, "0,1%")],
)
def test_percent_rounds_half_up_and_drops_a_trailing_zero(value, places, written):
    assert percent(Decimal(value), places) == written


def test_percent_of_nothing_is_not_zero():
    assert percent(None) == "–"


def test_percent_keeps_its_zeros_where_columns_must_align():
    assert percent(Decimal(100), trim=False) == "100,0%"


@given(DECIMALS)
def test_percent_is_never_further_than_half_a_unit_of_its_last_place(value):
    read = Decimal(percent(value, 1).rstrip("%").replace(".", "").replace(",", "."))
    assert abs(read - value) <= Decimal("0.05")


@pytest.mark.parametrize(("n", "written"), [(0, "00"), (4, "04"), (22, "22"), (117, "117")])
def test_single_digits_are_padded(n, written):
    assert padded(n) == written


@pytest.mark.parametrize(
    ("d", "written"),
    [
        (dt.date(2016, 8, 3), "03/8/2016"), (dt.date(2018, 2, 2), "02/02/2018"), (dt.date(2022, 12, 31), "31/12/2022"),
        (dt.date(2023, 1, 5), "05/01/2023"),
    ],
)  # fmt: skip
def test_day_pads_days_and_the_first_two_months_only(d, written):
    assert day(d) == written


def test_month_and_long_day_and_weekday():
    d = dt.date(2026, 2, 5)
    assert month(d) == "2/2026"
    assert long_day(d) == "ngày 05 tháng 02 năm 2026"
    assert weekday(d) == "Thứ Năm"
    assert weekday(dt.date(2026, 2, 8)) == "Chủ Nhật"


@given(DAYS)
def test_every_day_that_is_written_is_read_as_itself(d):
    assert parse_day(day(d)) == d
    assert parse_day(f"{d:%d/%m/%Y}") == d
    assert parse_day(d.isoformat()) == d


@pytest.mark.parametrize("text", ["3/8/2016", "03/08/2016", "03-8-2016", "03.08.2016", " 3 / 8 / 2016 ", "2016-08-03"])
def test_a_day_is_read_in_every_way_that_clerks_write_it(text):
    assert parse_day(text) == dt.date(2016, 8, 3)


@pytest.mark.parametrize("text", ["", "3/8", "3/8/16", "8/2016", "2016/08/03", "ngày 3", "03082016", "3/8/2016 7:00"])
def test_what_is_not_a_day_is_refused(text):
    with pytest.raises(ValueError, match="not a day"):
        parse_day(text)


def test_a_day_that_no_month_has_is_named():
    with pytest.raises(NoSuchDayError) as refused:
        parse_day("31/02/2023")
    assert (refused.value.day, refused.value.month, refused.value.year) == (31, 2, 2023)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_days(text):
    try:
        parsed = parse_day(text)
    except ValueError:
        return
    assert isinstance(parsed, dt.date)


def render(source, **context):
    return Template(source).render(Context(context))


def test_filters_write_a_dash_for_what_is_unknown():
    source = "{{ v|number }} {{ v|percent }} {{ v|day }} {{ v|month }} {{ v|long_day }} {{ v|weekday }}"
    assert render(source, v=None) == "– – – – – –"


def test_an_instant_is_the_day_of_the_office_not_of_greenwich():
    late_in_greenwich = dt.datetime(2023, 1, 4, 18, 0, tzinfo=dt.UTC)
    assert render("{{ at|day }}", at=late_in_greenwich) == "05/01/2023"


def test_weekdays_and_long_days_follow_the_language():
    d = dt.date(2026, 2, 5)
    with translation.override("en"):
        assert render("{{ d|weekday }}, {{ d|long_day }}", d=d) == "Thursday, 5 February 2026"
    with translation.override("vi"):
        assert render("{{ d|weekday }}, {{ d|long_day }}", d=d) == "Thứ Năm, ngày 05 tháng 02 năm 2026"


@pytest.mark.parametrize(
    ("text", "year"),
    [("1900", 1900), ("2022", 2022), ("2100", 2100)]
    + [(text, None) for text in ("", "0000", "1899", "2101", "22", " 2022", "２０２２", "9" * 5000, "-202")],
)
def test_a_year_is_four_digits_of_our_time(text, year):
    assert parse_year(text) == year
