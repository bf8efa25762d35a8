from decimal import Decimal

import pytest

from chibo.base.facts import Period
from chibo.indicators.catalogue import BY_CODE
from chibo.indicators.figures import Figure, percentage
from chibo.indicators.rollup import AS_THEN
from chibo.indicators.wording import Style, agrees, brief, read


def a_figure(code: str, numerator: int | None, denominator: int | None = None, **more) -> Figure:
    base = None if denominator is None else Decimal(denominator)
    value = None if numerator is None else percentage(numerator, base) if base is not None else Decimal(numerator)
    known = {"value": value} | more
    return Figure(BY_CODE[code], 1, Period.year(2022), AS_THEN, numerator=numerator, denominator=base, **known)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (a_figure("HT-01", 4), "04 hội nghị"),
        (a_figure("DV-01", 572), "572 đảng viên"),
        (a_figure("CT-01", 1138), "1.138 bài"),
        (a_figure("HT-01", 0), "không có hội nghị"),
        (a_figure("HT-01", None), "–"),
        (a_figure("DV-KN-02", 7, 6), "7/6 đảng viên, đạt 116,7% chỉ tiêu"),
        (a_figure("CT-02", 1138, 820), "1.138/820 bài, đạt 138,8% kế hoạch"),
        (a_figure("HT-02", 1234, 1310), "94,2% lượt người phải dự (1.234/1.310)"),
        (a_figure("HT-02", 0, 0), "–"),
        (a_figure("HT-02", 999, 1000), "99,9% lượt người phải dự (999/1.000)"),
        (a_figure("HT-02", 9999, 10000), "99,99% lượt người phải dự (9.999/10.000)"),
        (a_figure("SH-03", 9, value=Decimal("91.2"), greatest=Decimal("97.5")), "từ 91,2% đến 97,5%"),
    ],
)
def test_a_figure_reads_as_papers_write_it(figure, text):
    assert read(figure) == text


def test_a_report_may_round_otherwise():
    assert read(a_figure("DV-KN-02", 7, 6), Style(places=0)) == "7/6 đảng viên, đạt 117% chỉ tiêu"


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (a_figure("HT-01", 4), "4"),
        (a_figure("HT-01", 0), "0"),
        (a_figure("HT-01", None), "–"),
        (a_figure("HT-02", 1234, 1310), "94,2%"),
        (a_figure("HT-02", 0, 0), "–"),
    ],
)
def test_a_table_prints_the_bare_value(figure, text):
    assert brief(figure) == text


@pytest.mark.parametrize(
    ("published", "computed", "kind", "fits"),
    [
        (117, Decimal(700) / 6, "percent", True),
        (116, Decimal(700) / 6, "percent", False),
        (138.8, Decimal(113800) / 820, "percent", True),
        ([7, 6], [Decimal(7), Decimal(6)], "ratio", True),
        (572, Decimal(571), "stock", False),
        (100, Decimal("99.9"), "percent", False),
    ],
)
def test_a_published_figure_agrees_as_far_as_it_was_written(published, computed, kind, fits):
    assert agrees(published, computed, "exact", kind) is fits
