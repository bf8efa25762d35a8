import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chibo.base.sandbox import parse
from chibo.records.cells import actions, sealing
from chibo.records.cells.models import Record
from chibo.records.cells.paper import canonical, paper_of
from chibo.records.cells.printing import book_docx, to_docx, to_pdf
from chibo.records.cells.views.books import READER
from chibo.records.cells.voting import Vote
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.cells.data import a_roll, a_sitting, held, locked

pytestmark = pytest.mark.django_db
LONG = "\n".join(
    ["I. ĐÁNH GIÁ", "| TT | Nhiệm vụ | Đầu kỳ | Kết quả |", "| 1 | Vận động hiến đất | Mới giao | Hoàn thành |"]
    + [f"{n}. Chỉ tiêu thứ {n} về chuyển đổi số, fi và ffi, “hòa, khóa, ủy”; đạt {n},5% ở 2 tổ." for n in range(1, 60)]
)


@pytest.fixture
def record(db):
    cell = a_unit(parent=a_ward())
    a_roll(cell)
    sitting = held(a_sitting(cell), decisions=[("Thống nhất", Vote())])
    return next(one for one in locked(sitting, resolution=LONG) if one.kind == "resolution")


def words_of(kind, content):
    return parse(kind.encode() + b"\n" + content, parser=READER)["text"]


@pytest.mark.parametrize(("kind", "make"), [("docx", to_docx), ("pdf", to_pdf)])
@pytest.mark.parametrize("which", ["resolution", "minutes"])
def test_code_in_the_file_is_computed_from_the_file_alone(record, kind, make, which):
    one = record.sitting.records.get(kind=which)
    (verdict,) = sealing.judge(words_of(kind, make(paper_of(one))))
    assert verdict.is_whole
    assert verdict.printed == one.digest


def test_one_changed_letter_shows(record):
    paper = docx.Document(io.BytesIO(to_docx(paper_of(record))))
    line = next(line for line in paper.paragraphs if "Chỉ tiêu thứ 7 " in line.text)
    line.runs[0].text = line.text.replace("7,5%", "9,5%")
    changed = io.BytesIO()
    paper.save(changed)
    (verdict,) = sealing.judge(words_of("docx", changed.getvalue()))
    assert verdict.printed == record.digest
    assert not verdict.is_whole


def test_book_of_a_year_keeps_the_code_of_every_paper(record):
    papers = [paper_of(one) for one in record.sitting.records.all()]
    verdicts = sealing.judge(words_of("docx", book_docx(papers)))
    assert [verdict.printed for verdict in verdicts] == [paper.digest for paper in papers]
    assert all(verdict.is_whole for verdict in verdicts)


WORDS = st.lists(st.text("aăâđeêơưừựỵ0123456789,.-", min_size=1))


@given(WORDS, st.sampled_from([" ", "\n", "\t", "\N{NO-BREAK SPACE}"]))
def test_white_space_makes_no_other_code(words, gap):
    assert sealing.fingerprint(gap.join(words)) == sealing.fingerprint("".join(words))


@given(WORDS, WORDS)
def test_other_words_make_another_code(words, others):
    same = "".join(words) == "".join(others)
    assert (sealing.fingerprint(" ".join(words)) == sealing.fingerprint(" ".join(others))) is same


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cells_record SET text = 'khác' WHERE id = %s",
        "UPDATE cells_record SET state = 'draft', digest = '', frame = NULL, locked_at = NULL WHERE id = %s",
        "DELETE FROM cells_record WHERE id = %s",
    ],
)
def test_what_is_locked_stays_even_for_sql(record, sql):
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [record.pk])
    assert Record.objects.get(pk=record.pk).text == LONG


def test_votes_of_a_locked_meeting_stay(record):
    for sql in (
        "UPDATE cells_decision SET in_favour = 0 WHERE sitting_id = %s",
        "UPDATE cells_agendaitem SET text = 'khác' WHERE sitting_id = %s",
    ):
        with pytest.raises(IntegrityError, match="are locked"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [record.sitting_id])


def test_correction_cites_what_it_corrects_and_is_locked_in_its_turn(record):
    new = actions.correct(record, text="Bản đúng", because="Ghi nhầm ngày", by=None)
    new = actions.lock_correction(new, by=None)
    words = canonical(paper_of(new))
    assert record.digest in words
    assert f"đính chính văn bản số {record.symbol}" in words
    assert (new.number, new.state) == (record.number + 1, "locked")
    assert sealing.fingerprint(words) == new.digest
    assert sealing.judge(words_of("pdf", to_pdf(paper_of(new))))[0].is_whole


def test_anybody_checks_a_file_on_the_page(record):
    browser = a_browser(a_user(Role.CLERK, of=a_ward()))
    upload = SimpleUploadedFile("nghi-quyet.docx", to_docx(paper_of(record)))
    told = browser.post(reverse("cells:check"), {"file": upload}).content.decode()
    assert "Every word is as it was" in told
    assert "stands in the books" in told
    draft = SimpleUploadedFile("khac.pdf", to_pdf(paper_of(Record(**_draft(record)))))
    assert "No code is printed" in browser.post(reverse("cells:check"), {"file": draft}).content.decode()


def _draft(record):
    return {"sitting": record.sitting, "unit": record.unit, "kind": "minutes", "held_on": record.held_on, "text": "A"}
