import subprocess
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from chibo.reports.document import unglued
from chibo.reports.word import read_keys, read_tokens, to_docx
from tests.reports.sample import a_document, a_figure, prose


@pytest.fixture(scope="module")
def file():
    return to_docx(a_document())


@pytest.fixture(scope="module")
def paper(file):
    return docx.Document(BytesIO(file))


def edited(file, before, after):
    """Change the main part as a clerk's Word would."""
    out = BytesIO()
    with ZipFile(BytesIO(file)) as parts, ZipFile(out, "w", ZIP_DEFLATED) as changed:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "word/document.xml":
                assert content.count(before.encode()) == 1
                content = content.replace(before.encode(), after.encode())
            changed.writestr(name, content)
    return out.getvalue()


def test_the_same_document_gives_the_same_bytes(file):
    assert to_docx(a_document()) == file


def test_every_figure_is_read_back_in_order(file):
    expected = [(figure.token.tag(), figure.text) for figure in a_document().figures()]
    assert read_tokens(file) == expected


def test_the_file_says_what_its_tags_stand_for(file):
    assert read_keys(file) == a_document().tokens()


def test_a_figure_changed_by_hand_is_still_known(file):
    changed = edited(file, ">94,2%<", ">95 %<")
    before, after = dict(read_tokens(file)), dict(read_tokens(changed))
    tag = a_figure(indicator="HT-02", places=1).token.tag()
    assert (before[tag], after[tag]) == ("94,2%", "95 %")
    assert {key for key in before if before[key] != after[key]} == {tag}


def test_a_figure_emptied_in_word_has_no_text(file):
    tag = a_figure(indicator="HT-02", places=1).token.tag()
    emptied = edited(file, f'w:val="{tag}"/>', f'w:val="{tag}"/><w:showingPlcHdr/>')
    assert dict(read_tokens(emptied))[tag] == ""


def test_controls_are_not_locked_and_have_ids_of_their_own(paper):
    controls = list(paper.element.body.iter(qn("w:sdtPr")))
    assert not [each for each in controls if each.find(qn("w:lock")) is not None]
    ids = [each.find(qn("w:id")).get(qn("w:val")) for each in controls]
    assert len(set(ids)) == len(ids) == len(list(a_document().figures()))


def test_number_and_noun_stay_on_one_line(paper):
    texts = [each.text for each in paper.element.body.iter(qn("w:t")) if unglued(each.text) == "572 đảng viên"]
    assert texts == ["572\N{NO-BREAK SPACE}đảng viên"]


def test_the_page_is_that_of_the_rule(paper):
    section = paper.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert [round(section.page_width.mm), round(section.page_height.mm)] == [210, 297]
    assert section.different_first_page_header_footer
    assert not section.first_page_header.paragraphs[0].text
    assert section.header.paragraphs[0]._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"


def test_body_lines_are_exactly_as_high_as_the_rule_says(paper):
    body = paper.styles["Body Text"].paragraph_format
    assert (body.line_spacing, body.space_before, round(body.first_line_indent.mm)) == (Pt(18), Pt(6), 10)
    assert paper.styles["Normal"].font.size == Pt(14)
    assert paper.styles["Heading 1"].font.name == "Times New Roman"


def test_a_paper_before_2018_has_the_old_margins():
    old = docx.Document(BytesIO(to_docx(a_document(rule_day=a_document().issued_on.replace(year=2016)))))
    assert round(old.sections[0].left_margin.mm) == 35


def test_rows_never_part_and_the_header_repeats(paper):
    table = paper.tables[1]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    headers = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert headers == [True] + [False] * 14


def test_the_signature_stays_with_the_last_paragraph(paper):
    assert paper.paragraphs[-1].paragraph_format.keep_with_next
    signature = paper.tables[-1].rows[0]
    assert signature._tr.trPr.find(qn("w:cantSplit")) is not None
    assert signature.cells[1].text.split("\n") == ["T/M ĐẢNG ỦY", "BÍ THƯ", "Phạm Quốc Tuấn"]


def test_a_chart_says_in_words_what_it_shows(paper):
    (described,) = [each.get("descr") for each in paper.element.body.iter(qn("wp:docPr"))]
    assert described == "Số kết nạp và chỉ tiêu: 2018 8/7; 2019 7/7; 2020 4/6; 2021 5/6; 2022 7/6."


def test_the_file_says_its_title_and_language(paper):
    properties = paper.core_properties
    assert properties.title.startswith("Báo cáo kết quả công tác xây dựng Đảng năm 2022,")
    assert (properties.language, properties.author) == ("vi-VN", "ĐẢNG ỦY PHƯỜNG ĐỨC THẮNG")
    assert properties.created.date() == a_document().issued_on


def test_content_is_text_whatever_it_holds():
    file = to_docx(a_document(blocks=(prose("<w:t>&amp; ", a_figure("05 <b>cuộc</b>")),)))
    assert read_tokens(file)[0][1] == "05 <b>cuộc</b>"


def test_libreoffice_opens_a_long_report(file, tmp_path):
    (tmp_path / "report.docx").write_bytes(to_docx(a_document(blocks=a_document().blocks * 3)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "report.docx"],
        check=True,
        timeout=120,
        capture_output=True,
    )
    pdf = (tmp_path / "report.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type/Page/") + pdf.count(b"/Type/Page\n") >= 3
