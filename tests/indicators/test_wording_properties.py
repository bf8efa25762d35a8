import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chibo.indicators.wording import (
    Style,
    Verdict,
    agrees,
    rounded,
    verdict,
    word_achievement,
    word_change_in_points,
    word_count,
    word_count_range,
    word_excess,
    word_nearly,
    word_over,
    word_over_percent,
    word_part,
    word_percent,
    word_range,
    word_ratio,
    word_share,
)

COUNTS = st.integers(0, 100_000)
PLANS = st.integers(1, 100_000)
PLACES = st.integers(0, 3)


def said(text):
    """Read the number in a Vietnamese text."""
    (written,) = re.findall(r"\d[\d.]*(?:,\d+)?", text)
    return Decimal(written.replace(".", "").replace(",", "."))


def test_figures_are_worded_as_the_handbook_asks():
    assert word_count(4, "hội nghị") == "04 hội nghị"
    assert word_count(4, "hội nghị", Style(pad=False)) == "4 hội nghị"
    assert word_count(0, "tổ chức đảng") == "không có tổ chức đảng"
    assert word_ratio(1138, 820, "bài") == "1.138/820 bài"
    assert word_part(8, 9, "kết luận") == "08/09 kết luận"
    assert word_achievement(1138, 820, "kế hoạch") == "đạt 138,8% kế hoạch"
    assert word_excess(1138, 820, "kế hoạch") == "vượt 38,8% kế hoạch"
    assert word_achievement(7, 6, "chỉ tiêu", Style(places=0)) == "đạt 117% chỉ tiêu"
    assert word_excess(6, 6, "kế hoạch") == "đạt 100% kế hoạch"
    assert word_excess(5, 6, "kế hoạch") == "đạt 83,3% kế hoạch"
    assert word_range(Decimal(93), Decimal("94.11"), Style(places=2)) == "từ 93% đến 94,11%"
    assert word_count_range(5, 7, "phút") == "từ 5 đến 7 phút"
    assert word_change_in_points(Decimal("91.3"), Decimal("93.4")) == "tăng 2,1 điểm %"
    assert word_change_in_points(Decimal("93.4"), Decimal("91.3")) == "giảm 2,1 điểm %"
    assert word_nearly(28, "hộ") == "gần 30 hộ"
    assert word_over(1338, "lượt") == "trên 1.300 lượt"
    assert word_over_percent(Decimal("95.4")) == "trên 95%"


def test_nothing_is_not_zero():
    unknown = [
        word_count(None, "cuộc"),
        word_ratio(None, 6, "bài"),
        word_ratio(5, None, "bài"),
        word_share(5, None),
        word_share(0, 0),
        word_achievement(5, 0, "kế hoạch"),
        word_excess(None, 6, "kế hoạch"),
        word_change_in_points(None, Decimal(5)),
        word_range(None, None),
        word_over_percent(None),
    ]
    assert unknown == ["–"] * len(unknown)


@given(COUNTS, PLANS, PLACES)
def test_reached_and_exceeded_are_never_said_together(actual, plan, places):
    for text in (
        word_achievement(actual, plan, "kế hoạch", Style(places)),
        word_excess(actual, plan, "kế hoạch", Style(places)),
    ):
        assert ("đạt" in text) != ("vượt" in text)


@given(COUNTS, PLANS, PLACES)
def test_only_what_is_above_its_target_exceeds_it(actual, plan, places):
    text = word_excess(actual, plan, "kế hoạch", Style(places))
    assert ("vượt" in text) == (verdict(actual, plan) is Verdict.ABOVE)
    assert ("vượt" not in text) or said(text) > 0


@given(COUNTS, PLANS, PLACES)
def test_what_is_reached_is_what_is_exceeded_and_a_hundred(actual, plan, places):
    reached, beyond = (word(actual, plan, "kế hoạch", Style(places)) for word in (word_achievement, word_excess))
    assert said(reached) == said(beyond) + (100 if "vượt" in beyond else 0)


@given(COUNTS, PLANS, PLACES)
def test_a_percentage_reads_back_within_its_rounding(part, whole, places):
    exact = Decimal(100) * part / whole
    assert abs(said(word_share(part, whole, Style(places))) - exact) <= Decimal("0.5").scaleb(-places)


@given(PLANS, PLANS)
def test_a_hundred_per_cent_means_all_and_nought_means_none(part, whole):
    text = word_share(part, whole)
    assert (text == "100%") == (part == whole)
    assert text != "0%"


@given(st.integers(1, 100_000))
def test_nearly_is_below_and_rounds_to_it(value):
    text = word_nearly(value, "hộ")
    assert text == word_count(value, "hộ") or agrees(said(text), value, "nearly", "count")
    assert not text.startswith("gần") or value < said(text) <= value + 5


@given(st.integers(1, 100_000))
def test_over_is_above(value):
    text = word_over(value, "lượt")
    assert not text.startswith("trên") or said(text) < value < said(text) + 100


@given(COUNTS, PLANS, PLACES)
def test_what_is_worded_agrees_with_what_it_words(actual, plan, places):
    exact = Decimal(100) * actual / plan
    published = said(word_percent(exact, Style(places)))
    assert agrees(published, exact, "exact", "percent")


@given(st.decimals(0, 200, places=3), PLACES)
def test_rounding_goes_away_from_zero_at_the_half(value, places):
    assert abs(rounded(value, places) - value) <= Decimal("0.5").scaleb(-places)
    assert rounded(Decimal("0.5").scaleb(-places), places) == Decimal(1).scaleb(-places)


@pytest.mark.parametrize(
    ("published", "computed", "worded", "kind", "fits"),
    [
        (117, Decimal("116.666"), "exact", "percent", True),
        (138.8, Decimal("138.780"), "exact", "percent", True),
        (138.8, Decimal("138.9"), "exact", "percent", False),
        (100, Decimal(100), "exact", "percent", True),
        (100, Decimal("99.7"), "exact", "percent", False),
        (4, 4, "exact", "count", True),
        (4, None, "exact", "count", False),
        (0, 0, "none", "count", True),
        (0, None, "none", "count", False),
        (30, 28, "nearly", "count", True),
        (30, 30, "nearly", "count", False),
        (30, 24, "nearly", "count", False),
        (1300, 1338, "over", "count", True),
        (1300, 1300, "over", "count", False),
        (1300, 1400, "over", "count", False),
        (95, Decimal("95.4"), "over", "percent", True),
        (95, Decimal(95), "over", "percent", False),
        ([1138, 820], [1138, 820], "exact", "ratio", True),
        ([1138, 820], [1137, 820], "exact", "ratio", False),
        ([93, 94.11], [Decimal(93), Decimal("94.1138")], "exact", "range", True),
        ([93, 94.11], [Decimal("93.4"), Decimal("94.11")], "exact", "range", False),
        (5, 5, "listed", "count", True),
        (572, 572, "exact", "stock", True),
    ],
)
def test_a_published_figure_fits_what_the_records_say(published, computed, worded, kind, fits):
    assert agrees(published, computed, worded, kind) is fits
