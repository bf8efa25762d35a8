import re

from django.template.loader import render_to_string
from django.utils import translation
from lxml import html as parser

from chibo.reports.document import Heading
from chibo.reports.html import paper, to_html
from tests.reports.sample import a_document, a_figure, prose


def drawn(document):
    with translation.override("en"):
        return parser.fromstring(render_to_string("reports/document.html", {"paper": paper(document)}))


def test_every_figure_opens_its_records():
    figures = list(a_document().figures())
    links = drawn(a_document()).findall(".//a[@data-state]")
    assert [link.get("href") for link in links] == [figure.url for figure in figures]
    assert [link.get("data-state") for link in links] == [figure.state for figure in figures]


def test_a_state_is_said_and_not_only_drawn():
    links = {link.get("data-state"): link.text_content() for link in drawn(a_document()).findall(".//a[@data-state]")}
    assert links["moved"] == "572\N{NO-BREAK SPACE}đảng viên (changed since signing)"
    assert links["wrong"].endswith("(contradictory)")
    assert "(" not in links["right"]


def test_the_margin_says_the_worst_of_a_paragraph():
    marks = [mark.text_content() for mark in drawn(a_document()).findall(".//a[@data-tone]")]
    assert marks == ["now differs", "1 error", "by hand"]


def test_sentences_have_no_space_before_their_full_stop():
    page = drawn(a_document(blocks=(prose("Có ", a_figure("04 hội nghị"), "."),)))
    assert page.find(".//div[@class='para']/p").text_content() == "Có 04\N{NO-BREAK SPACE}hội nghị."


def test_the_page_holds_no_style_that_its_policy_forbids():
    page = render_to_string("reports/document.html", {"paper": paper(a_document())})
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", page)


def test_words_of_a_report_are_never_markup():
    page = render_to_string(
        "reports/document.html",
        {"paper": paper(a_document(blocks=(Heading(1, "<b>"), prose("<script>", a_figure("<i>5</i>")))))},
    )
    assert "<script>" not in page
    assert "<i>5" not in page
    assert "I- &lt;B&gt;" in page


def test_a_file_stands_alone():
    file = to_html(a_document()).decode()
    assert not re.search(r"<(script|link|use|a) |src=|url\(|data-state", file)
    assert "size: A4; margin: 20mm 15mm 20mm 30mm" in file
    assert file.lstrip().startswith("<!DOCTYPE html>")
    keys = [each.get("value") for each in parser.fromstring(file).iter("data")]
    assert keys == [figure.token.key() for figure in a_document().figures()]


def test_the_same_document_gives_the_same_file():
    assert to_html(a_document()) == to_html(a_document())
