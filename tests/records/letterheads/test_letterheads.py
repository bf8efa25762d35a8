import datetime as dt
import io

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from chibo.base.guard import RefusedFile
from chibo.records.documents.models import Direction, Document, State, Type
from chibo.records.letterheads.actions import put_in_place, withdraw_template
from chibo.records.letterheads.models import Template
from chibo.records.letterheads.placeholders import SAMPLE
from chibo.records.letterheads.queries import document_word
from chibo.records.letterheads.word import built_in, fill
from chibo.registry.access.models import Role
from chibo.registry.files.models import StoredFile
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_document, a_person, a_unit, a_user
from tests.registry.files.papers import a_letter, a_pdf, with_part

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 2, 5)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ward():
    above = a_unit(kind=Kind.SUPERIOR, name="Quận ủy Long Biên")
    ward = a_unit(kind=Kind.PARTY, parent=above, name="Đảng bộ phường Phúc Lâm")
    for title, name in ((Title.SECRETARY, "Trần Thị Hòa"), (Title.DEPUTY, "Lê Văn Đạt")):
        appoint(a_person(full_name=name), unit=ward, title=title, on=LONG_AGO, by=None)
    return ward


def a_plan(ward, **details):
    given = {
        "unit": ward, "direction": Direction.OUTGOING, "state": State.ISSUED, "issuer": "Đảng ủy phường Phúc Lâm",
        "symbol": "05-KH/ĐU", "issued_on": DAY, "type": Type.PLAN, "title": "tổ chức hội nghị học tập",
        "signer": "Lê Văn Đạt", "recipients_text": "Các chi bộ\nLưu Văn phòng Đảng ủy",
    }  # fmt: skip
    document = Document.objects.create(**given | details)
    for position, (number, text) in enumerate((("1", "Mục đích"), ("2", "Quán triệt <b>&\nĐúng đối tượng"))):
        document.clauses.create(number=number, text=text, position=position)
    return document


def lines(content: bytes) -> list[str]:
    """All that stands on the paper, the cells of its head and foot too."""
    paper = docx.Document(io.BytesIO(content))
    texts = [
        line.text for line in paper.element.body.iter("{*}p") for line in [docx.text.paragraph.Paragraph(line, paper)]
    ]
    return [text for text in texts if text]


def an_edited(*texts: str) -> ContentFile:
    return ContentFile(a_letter(*texts), name="mau.docx")


def test_a_document_becomes_a_paper_with_head_points_recipients_and_signature(ward):
    assert lines(document_word(a_plan(ward))) == [
        "ĐẢNG BỘ QUẬN LONG BIÊN", "ĐẢNG ỦY PHƯỜNG PHÚC LÂM", "*", "Số 05-KH/ĐU", "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Phúc Lâm, ngày 05 tháng 02 năm 2026", "KẾ HOẠCH", "tổ chức hội nghị học tập", "-----", "1. Mục đích",
        "2. Quán triệt <b>&", "Đúng đối tượng", "Nơi nhận:", "- Các chi bộ,", "- Lưu Văn phòng Đảng ủy.",
        "T/M ĐẢNG ỦY", "PHÓ BÍ THƯ", "Lê Văn Đạt",
    ]  # fmt: skip


def test_a_draft_leaves_gaps_and_a_letter_says_below_its_number_what_it_is_about(ward):
    draft = lines(document_word(a_plan(ward, state=State.DRAFT, symbol="", signer="", type=Type.LETTER)))
    assert "Số …-CV/ĐU" in draft
    assert "V/v tổ chức hội nghị học tập" in draft
    assert "Phúc Lâm, ngày … tháng … năm 2026" in draft
    assert "Kính gửi: Các chi bộ; Lưu Văn phòng Đảng ủy" in draft
    assert draft[-2:] == ["BÍ THƯ", "Trần Thị Hòa"]


def test_the_standing_committee_signs_in_its_own_name(ward):
    assert "T/M BAN THƯỜNG VỤ" in lines(document_word(a_plan(ward, issuer="Ban Thường vụ Đảng ủy phường Phúc Lâm")))


@pytest.mark.parametrize(("day", "left"), [(dt.date(2016, 5, 1), 35), (DAY, 30), (dt.date(2026, 6, 1), 30)])
def test_the_built_in_template_follows_the_rule_of_the_day(day, left):
    paper = docx.Document(io.BytesIO(built_in(Type.PLAN, day)))
    assert round(paper.sections[0].left_margin.mm) == left


@pytest.mark.parametrize("type_", Type)
def test_every_built_in_template_can_be_filled(type_):
    assert "Nguyễn Văn An" in lines(fill(built_in(type_, DAY), SAMPLE))


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["{{ trich_yeu }} {{ so_hieu }}"], "“so_hieu”"),
        (["{% if loai %}{{ khong_co }}{% endif %}"], "“khong_co”"),
        (["{{ trich_yeu"], "not written right"),
        (["{% if loai %}", "{{ loai }}"], "not written right"),
        (["{{ noi_dung }}"], "“noi_dung” is a list"),
        (["{{ trich_yeu.__class__ }}"], "nothing that computes"),
        (["{{ trich_yeu|upper }}"], "nothing that computes"),
        (["{{ 7 * 7 }}"], "nothing that computes"),
        (["{{ 'a' * 999999999 }}"], "nothing that computes"),
        (["{% for i in range(99999) %}{% endfor %}"], "must walk over"),
        (["{% for i in trich_yeu %}{{ i }}{% endfor %}"], "must walk over"),
        (["{{ cycler() }}"], "nothing that computes"),
        (["{% include 'a' %}"], "nothing that computes"),
        (["{% set a = loai %}{{ a }}"], "nothing that computes"),
        (["Kế hoạch"], "no placeholder"),
    ],
)
def test_a_template_that_asks_for_anything_else_is_refused_with_what_is_wrong(ward, texts, reason):
    with override("en"), pytest.raises(ValidationError) as refused:
        put_in_place(unit=ward, type_=Type.PLAN, upload=an_edited(*texts), on=DAY, by=None)
    assert reason in " ".join(refused.value.messages)
    assert not Template.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("mau.docx", with_part(a_letter("{{ loai }}"), "word/vbaProject.bin", b"x")), ("mau.pdf", a_pdf())],
)
def test_a_template_is_guarded_as_every_file(ward, name, content):
    with pytest.raises(RefusedFile):
        put_in_place(unit=ward, type_=Type.PLAN, upload=ContentFile(content, name=name), on=DAY, by=None)


def test_a_paper_is_written_from_the_template_of_its_day(ward):
    first, then = an_edited("Mẫu một: {{ trich_yeu }}"), an_edited("Mẫu hai: {{ trich_yeu }}")
    put_in_place(unit=ward, type_=Type.PLAN, upload=first, on=DAY, by=None)
    put_in_place(unit=ward, type_=Type.PLAN, upload=then, on=DAY + dt.timedelta(days=10), by=None)
    plan = a_plan(ward)
    later = a_plan(ward, symbol="06-KH/ĐU", issued_on=DAY + dt.timedelta(days=10))
    assert lines(document_word(plan)) == ["Mẫu một: tổ chức hội nghị học tập"]
    assert lines(document_word(later)) == ["Mẫu hai: tổ chức hội nghị học tập"]
    assert "KẾ HOẠCH" in lines(document_word(a_plan(ward, symbol="04-KH/ĐU", issued_on=DAY - dt.timedelta(days=1))))


def test_a_second_file_of_the_day_takes_the_place_of_the_first_and_withdrawing_leaves_none(ward):
    for text in ("Một {{ loai }}", "Hai {{ loai }}"):
        template = put_in_place(unit=ward, type_=Type.PLAN, upload=an_edited(text), on=DAY, by=None)
    assert (Template.objects.count(), StoredFile.objects.count()) == (1, 1)
    withdraw_template(template, on=DAY, by=None)
    assert (Template.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_template_cannot_slip_in_before_a_later_one(ward):
    put_in_place(unit=ward, type_=Type.PLAN, upload=an_edited("{{ loai }}"), on=DAY, by=None)
    with pytest.raises(ValidationError):
        put_in_place(
            unit=ward, type_=Type.PLAN, upload=an_edited("{{ loai }} 2"), on=DAY - dt.timedelta(days=1), by=None
        )


def test_the_word_file_is_for_those_who_see_the_document_and_not_for_secret_or_incoming_ones(ward):
    plan, incoming = a_plan(ward), a_document(of=ward)
    secret = a_document(of=ward, secret=True, title="")
    clerk, stranger = a_browser(a_user(Role.CLERK, of=ward)), a_browser(a_user(Role.CLERK, of=a_unit(kind=Kind.PARTY)))
    response = clerk.get(reverse("letterheads:word", args=[plan.pk]))
    assert (response.status_code, lines(response.getvalue())[3]) == (200, "Số 05-KH/ĐU")
    assert "05-KH-" in response["Content-Disposition"]
    refused = [(clerk, incoming), (clerk, secret), (stranger, plan)]
    assert [who.get(reverse("letterheads:word", args=[one.pk])).status_code for who, one in refused] == [404] * 3


def test_the_office_replaces_a_template_and_is_told_what_is_wrong_beside_what_was_typed(ward):
    clerk = a_browser(a_user(Role.CLERK, of=ward))
    address = reverse("letterheads:upload", args=[ward.slug, "plan"])
    bad = SimpleUploadedFile("mau.docx", a_letter("{{ ten_la }}"))
    response = clerk.post(address, {"file": bad, "on": "05/02/2026"})
    assert response.status_code == 422
    assert "“ten_la”" in response.content.decode()
    assert "05/02/2026" in response.content.decode()
    good = SimpleUploadedFile("mau.docx", a_letter("{{ loai }}"))
    assert clerk.post(address, {"file": good, "on": "05/02/2026"}).status_code == 302
    page = clerk.get(reverse("letterheads:list")).content.decode()
    assert "mau.docx, since 05/02/2026" in page
    withdraw = reverse("letterheads:withdraw", args=[ward.slug, "plan"])
    assert clerk.get(withdraw).status_code == 200
    assert clerk.post(withdraw).status_code == 302
    assert clerk.get(withdraw).status_code == 404
