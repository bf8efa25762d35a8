import datetime as dt
from io import BytesIO

import docx
import pytest

from chibo.base.facts import Period
from chibo.indicators.catalogue import BY_CODE
from chibo.indicators.figures import figure
from chibo.reports.compose import compose, compose_compared
from chibo.reports.document import State, Table
from chibo.reports.models import Block, Report
from chibo.reports.plans import NAMED, plan_of, thawed
from chibo.reports.readings import read
from chibo.reports.skeletons import fits, label_of, skeleton
from chibo.reports.tokens import check
from chibo.reports.word import read_keys, read_tokens, to_docx
from tests.factories import a_unit
from tests.reports.year import YEAR, a_report, a_ward_with_records, another_admission

pytestmark = pytest.mark.django_db


YEAR_IN_WORDS = """
Tính đến ngày 31/12/2022, Đảng bộ phường Đức Hòa có 02 chi bộ trực thuộc với 06 đảng viên, trong đó có \
03 đảng viên nữ, chiếm 50%.
Trong kỳ, Đảng ủy đã tổ chức 01 hội nghị học tập, quán triệt; 100% số lượt người phải dự đã dự đến hết \
chương trình. Tính theo người, có 05 người dự học.
Đã có 01 tập thể và 01 cá nhân đăng ký kế hoạch học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh.
Các cuộc thi tìm hiểu trong kỳ nhận được 2/4 bài dự thi, đạt 50% kế hoạch.
Đã kết nạp 1/1 đảng viên mới, đạt 100% chỉ tiêu.
Đã họp 03 buổi sinh hoạt chi bộ định kỳ. Bình quân 87,5% số lượt đảng viên phải dự đã dự đến hết buổi; \
tỷ lệ của các tháng từ 66,7% đến 100%.
Đảng ủy tập trung giữ nền nếp sinh hoạt chi bộ, học tập và quán triệt đầy đủ các văn bản mới, tạo nguồn \
kết nạp đảng viên và hoàn thành các chỉ tiêu được giao trong thời gian tới.
""".strip().split("\n")


def text_of(report):
    document = compose(report, report.blocks.order_by("position")).document
    return [
        "".join(run.text.replace("\N{NO-BREAK SPACE}", " ") for run in block.runs)
        for block in document.blocks
        if hasattr(block, "runs")
    ]


def test_the_year_skeleton_says_what_the_records_say():
    report = a_report(a_ward_with_records().unit)
    assert text_of(report) == YEAR_IN_WORDS


def test_every_mark_of_the_skeleton_is_known():
    report = a_report(a_ward_with_records().unit)
    for number, block in enumerate(report.blocks.filter(kind=Block.Kind.TEXT), 1):
        check(block.text, number)
    named = report.blocks.filter(kind__in=(Block.Kind.TABLE, Block.Kind.CHART))
    assert [(block.kind, block.text) for block in named] == [
        ("table", "members by cell"), ("chart", "attendance by cell"), ("table", "targets"),
    ]  # fmt: skip


def test_a_unit_without_records_gets_no_empty_chapter():
    report = a_report(a_unit(name="Chi bộ 7"))
    kinds = [(block.kind, block.text) for block in report.blocks.all()]
    assert [kind for kind, _text in kinds] == ["heading1", "heading2", "text", "heading1", "text"]
    assert text_of(report)[0] == "Trong kỳ không có đảng viên mới được kết nạp."


def test_a_table_shows_each_cell_and_their_sum():
    report = a_report(a_ward_with_records().unit)
    table = next(block for block in compose(report, report.blocks.all()).document.blocks if isinstance(block, Table))
    rows = [[cell if isinstance(cell, str) else cell.text for cell in row] for row in table.rows]
    assert rows == [
        ["Chi bộ 1", "3", "0", "83,3%"], ["Chi bộ 2", "3", "1", "100%"], ["Toàn Đảng bộ", "6", "1", "87,5%"],
    ]  # fmt: skip


def test_every_control_in_word_leads_back_to_its_figure():
    ward = a_ward_with_records()
    report = a_report(ward.unit)
    composition = compose(report, report.blocks.order_by("position"))
    file = to_docx(composition.document)
    tokens, written = read_keys(file), read_tokens(file)
    assert len(written) == len(list(composition.document.figures())) > 20
    for tag, text in written:
        assert read([tokens[tag]])[tokens[tag].key()].text == text
    docx.Document(BytesIO(file))


def test_figures_open_their_records_in_their_period_and_unit():
    ward = a_ward_with_records()
    report = a_report(ward.unit)
    urls = {one.token.key(): one.url for one in compose(report, report.blocks.all()).document.figures()}
    wanted = f"/DV-01/?unit={ward.unit.slug}&start=2022-01-01&end=2022-12-31&tree=then"
    assert any(url.endswith(wanted) for url in urls.values())


def test_a_number_in_the_text_is_the_number_of_the_catalogue():
    ward = a_ward_with_records()
    report = a_report(ward.unit)
    for reading in compose(report, report.blocks.all()).readings.values():
        if reading.token.unit == ward.unit.slug and reading.token.wording != "ratio":
            known = figure(reading.token.indicator, ward.unit.pk, YEAR)
            assert (reading.value, reading.numerator) == (known.value, known.numerator)
            assert reading.token.indicator in BY_CODE


def test_a_draft_lives():
    ward = a_ward_with_records()
    report = a_report(ward.unit)
    another_admission(ward)
    assert "Đã kết nạp 2/1 đảng viên mới, đạt 200% chỉ tiêu." in text_of(report)
    states = compose_compared(report, report.blocks.all()).remarks
    assert State.MOVED not in {remark.state for remark in states.values()}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in NAMED.items() for name in names])
def test_a_frozen_table_or_chart_is_the_same_again(kind, name):
    ward = a_ward_with_records()
    plan = plan_of(a_report(ward.unit), Block(kind=kind, text=name))
    assert thawed(plan.frozen()) == plan
    assert list(plan.tokens())


def test_a_skeleton_asks_the_same_number_of_questions_for_two_cells_and_for_five(django_assert_max_num_queries):
    ward = a_ward_with_records()
    for _ in range(3):
        a_unit(parent=ward.unit)
    report = a_report(ward.unit)
    with django_assert_max_num_queries(75):
        skeleton(report)


@pytest.mark.parametrize(
    ("start", "last", "label"),
    [
        ((2022, 1, 1), (2022, 12, 31), "năm 2022"),
        ((2022, 1, 1), (2022, 8, 31), "8 tháng đầu năm 2022"),
        ((2022, 7, 1), (2022, 12, 31), "6 tháng cuối năm 2022"),
        ((2022, 4, 1), (2022, 6, 30), "quý II năm 2022"),
        ((2022, 2, 1), (2022, 2, 28), "tháng 2 năm 2022"),
        ((2016, 5, 15), (2021, 4, 22), "từ ngày 15/5/2016 đến ngày 22/4/2021"),
    ],
)
def test_a_period_is_named_as_the_office_names_it(start, last, label):
    assert label_of(Period.closed(dt.date(*start), dt.date(*last))) == label


def test_a_yearly_report_covers_a_year():
    assert fits(Report.Kind.YEAR, YEAR)
    assert not fits(Report.Kind.YEAR, Period.closed(dt.date(2022, 1, 1), dt.date(2022, 11, 30)))
    assert not fits(Report.Kind.QUARTER, Period.closed(dt.date(2022, 2, 1), dt.date(2022, 4, 30)))
    assert fits(Report.Kind.THEMATIC, Period.closed(dt.date(2016, 5, 15), dt.date(2021, 4, 22)))
