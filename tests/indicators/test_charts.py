import re
from decimal import Decimal

from lxml import etree

from chibo.indicators.charts import Bar, alt_text, bars_against_target, by_unit, to_png, to_svg, to_svg_plain, years

YEARS = [Bar("2020", 4, 6), Bar("2021", None, 6), Bar("2022", 7, 6, marked=True)]
UNITS = [
    Bar("Chi bộ 1", Decimal("94.11"), 90),
    Bar("Chi bộ 2", Decimal("83.2"), 90),
    Bar("Chi bộ 3", None),
    Bar("Chi bộ 4", 0),
]


def shapes(svg, tag, name):
    return etree.fromstring(svg).findall(f".//{{*}}{tag}[@class='{name}']")


def test_a_page_gets_classes_and_neither_style_nor_colour():
    svg = to_svg(years(YEARS, "Kết nạp"))
    assert not re.search(r"style|fill|stroke|font-family|#[0-9a-f]{3}|<script|aria-hidden", svg)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 ')
    assert len(shapes(svg, "path", "bar-soft")) == 1
    assert len(shapes(svg, "path", "bar-ink")) == 1
    assert len(shapes(svg, "line", "target")) == 3


def test_nothing_is_drawn_as_nothing_and_zero_as_zero():
    svg = to_svg(by_unit(UNITS, "Dự sinh hoạt"))
    texts = [text.text for text in etree.fromstring(svg).iter("{*}text")]
    assert texts[:4] == ["Chi bộ 4", "Chi bộ 2", "Chi bộ 1", "Chi bộ 3"]
    assert texts[4:] == ["0", "83,2/90", "94,11/90", "–"]
    assert len(shapes(svg, "path", "bar")) == 2


def test_a_missed_target_has_a_colour_of_its_own():
    svg = to_svg(bars_against_target(UNITS[:2], "Dự sinh hoạt"))
    assert (len(shapes(svg, "path", "bar-low")), len(shapes(svg, "path", "bar"))) == (1, 1)


def test_every_axis_starts_at_zero():
    for spec in (years(YEARS, "x"), by_unit(UNITS, "x"), bars_against_target([Bar("a", 1000), Bar("b", 1001)], "x")):
        (scale,) = [
            channel["scale"] for channel in spec["layer"][0]["encoding"].values() if channel.get("field") == "value"
        ]
        assert scale["domain"][0] == 0


def test_a_chart_is_told_in_words():
    spec = years([Bar("2022", 1138, 820)], "Bài dự thi")
    assert alt_text(spec) == "Bài dự thi: 2022 1.138/820."
    svg = etree.fromstring(to_svg(spec))
    assert (svg.get("role"), svg.findtext("{*}title"), svg.findtext("{*}desc")) == (
        "img",
        "Bài dự thi",
        "Bài dự thi: 2022 1.138/820.",
    )


def test_markup_in_a_label_is_only_text():
    svg = to_svg(years([Bar("<b>&", 1)], "</title><script>"))
    assert "<script>" not in svg
    assert [text.text for text in etree.fromstring(svg).iter("{*}text")] == ["<b>&", "1"]


def test_paper_gets_colours_and_word_a_picture():
    spec = years(YEARS, "Kết nạp")
    assert "#8693a7" in to_svg_plain(spec)
    assert to_png(spec).startswith(b"\x89PNG")
    assert to_png(spec) == to_png(spec)


def test_an_empty_chart_can_be_drawn():
    assert to_svg(by_unit([], "Không có")).startswith("<svg")
