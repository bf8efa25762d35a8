import datetime as dt
import re

import pytest

from chibo.reports.document import Heading
from chibo.reports.pdf import to_pdf
from tests.reports.sample import a_document, a_figure, prose


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.fixture(scope="module")
def pdf():
    return to_pdf(a_document())


def test_the_same_document_gives_the_same_bytes(pdf):
    assert to_pdf(a_document()) == pdf


def test_it_is_a_tagged_file_in_vietnamese_made_on_the_day_of_the_report(pdf):
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in pdf
    assert b"/Lang(vi-VN)" in pdf
    assert b"pdfaid:part>2<" in pdf
    assert b"pdfuaid:part>1<" in pdf
    assert b"2022-12-28T00:00:00" in pdf


def test_a_long_report_takes_more_pages(pdf):
    assert pages(pdf) == 2
    assert pages(to_pdf(a_document(blocks=a_document().blocks * 3))) > 3


def test_markup_in_a_report_is_only_text():
    hostile = '#panic("no") $x$ *b* _i_ \\ <label> @ref [#] "'
    document = a_document(
        subject=hostile,
        superior=hostile,
        blocks=(Heading(1, hostile), prose(hostile, a_figure(hostile))),
        recipients=(hostile,),
    )
    assert to_pdf(document).startswith(b"%PDF")


def test_an_empty_draft_can_be_printed():
    assert pages(to_pdf(a_document(blocks=(), number=None, issued_on=None, mark="Dự thảo lần 1"))) == 1


def test_each_rule_lays_the_paper_out():
    days = [dt.date(2016, 1, 4), dt.date(2022, 1, 4), dt.date(2026, 6, 1)]
    assert [to_pdf(a_document(rule_day=day, blocks=())).startswith(b"%PDF") for day in days] == [True] * 3
