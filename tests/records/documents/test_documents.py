import datetime as dt
import io

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from chibo.base.clock import today
from chibo.base.spreadsheets import read_workbook
from chibo.records.documents import actions, queries
from chibo.records.documents import rules as document_rules
from chibo.records.documents.models import Document
from chibo.records.meetings import rules as meeting_rules
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_document, a_meeting, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
LIST, CREATE = reverse("documents:list"), reverse("documents:create")
FORM = {
    "issuer": "Bộ Chính trị", "symbol": "05-CT/TW", "issued_on": "15/5/2016", "type": "CT",
    "title": "Về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
}  # fmt: skip


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def clerk(ward):
    return a_browser(a_user(Role.CLERK, of=ward))


def test_two_documents_with_one_symbol_and_different_dates_stand_side_by_side(ward):
    first = a_document(of=ward, symbol="01-KL/TW", issued_on=dt.date(2016, 4, 4))
    second = a_document(of=ward, symbol="01-KL/TW", issued_on=dt.date(2021, 5, 18))
    assert set(Document.objects.filter(symbol="01-KL/TW")) == {first, second}


def test_one_symbol_and_day_of_two_issuers_are_two_documents(ward):
    for issuer in ("Quận ủy", "Thành ủy"):
        a_document(of=ward, issuer=issuer, symbol="12-KH", issued_on=dt.date(2022, 3, 1))
    assert Document.objects.filter(symbol="12-KH").count() == 2


@pytest.mark.parametrize(
    "written", [{}, {"issuer": "BỘ CHÍNH TRỊ"}, {"symbol": "05-ct/tw"}, {"issuer": "Bô Chinh tri"}]
)
def test_a_document_is_registered_once_however_it_is_written(ward, clerk, written):
    clerk.post(CREATE, FORM)
    with translation.override("vi"):
        refusal = gettext("This document is in the register already.")

    clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    response = clerk.post(CREATE, {**FORM, **written})

    assert response.status_code == 422
    assert refusal in response.text
    assert FORM["title"] in response.text
    assert Document.objects.count() == 1


def test_another_ward_registers_the_same_document_for_itself(ward):
    known = {"issuer": "Bộ Chính trị", "symbol": "05-CT/TW", "issued_on": dt.date(2016, 5, 15)}
    a_document(of=ward, **known)
    a_document(of=a_ward(), **known)
    assert Document.objects.count() == 2


def test_a_document_of_tomorrow_is_refused(ward):
    with pytest.raises(ValidationError):
        a_document(of=ward, issued_on=today() + dt.timedelta(days=1))


@pytest.mark.parametrize(
    "text", ["chỉ thị 05", "chi thi 05", "CHI THI", "ct05", "05-ct/tw", "bo chinh tri", "dẩy manh"]
)
def test_a_document_is_found_by_symbol_title_issuer_or_any_alias_without_marks(ward, clerk, text):
    a_document(of=ward, symbol="99-QĐ/TW", title="Chuyện khác", issuer="Ban Bí thư")
    clerk.post(CREATE, {**FORM, "aliases": "Chỉ thị 05\nCT05"})

    response = clerk.get(LIST, {"q": text})

    assert [row.symbol for row in response.context["page"]] == ["05-CT/TW"]


def test_every_word_must_be_found(ward):
    user = a_user(Role.CLERK, of=ward)
    document = a_document(of=ward, symbol="05-CT/TW", aliases="Chỉ thị năm")
    assert list(queries.document_list(user, text="chi 05")) == [document]
    assert list(queries.document_list(user, text="chi 06")) == []


def test_a_secret_document_is_a_line_without_a_title(clerk):
    refused = clerk.post(CREATE, {**FORM, "secret": "on"})
    assert refused.status_code == 422
    assert "A document marked Mật is registered without its title. Leave this empty." in refused.text

    clerk.post(CREATE, {**FORM, "title": "", "secret": "on"})

    document = Document.objects.get()
    assert document.secret
    assert document.title == actions.REGISTER_LINE_ONLY


def test_the_action_drops_the_title_of_a_secret_document_whoever_calls_it(ward):
    document = a_document(of=ward, secret=True, title="Nội dung mật")
    assert "Nội dung mật" not in {document.title, Document.objects.get().title_key}


def test_a_document_that_is_not_secret_needs_a_title(clerk):
    response = clerk.post(CREATE, {**FORM, "title": ""})
    assert response.status_code == 422
    assert "Write the title of the document." in response.text


def test_an_alias_is_noted_once_and_only_by_who_keeps_the_register(ward, clerk):
    document = a_document(of=ward)
    add = reverse("documents:alias_add", args=[document.pk])
    assert clerk.post(add, {"text": "Chỉ thị 05"}).status_code == 302
    assert clerk.post(add, {"text": "chi thi 05"}).status_code == 422
    assert a_browser(a_user(Role.BOARD, of=ward)).post(add, {"text": "CT 05"}).status_code == 403
    assert [alias.text for alias in document.aliases.all()] == ["Chỉ thị 05"]


def test_an_alias_of_another_document_is_not_removed_through_this_one(ward, clerk):
    document, other = a_document(of=ward), a_document(of=ward, aliases="Chỉ thị 05")
    remove = reverse("documents:alias_remove", args=[document.pk, other.aliases.get().pk])
    assert clerk.post(remove).status_code == 404
    assert other.aliases.exists()


def test_a_document_leads_to_the_meetings_that_studied_it(ward, clerk):
    document = a_document(of=ward)
    a_meeting(of=ward, on=dt.date(2024, 3, 5), kind="conference", title="Học tập nghị quyết", documents=[document])
    assert "Học tập nghị quyết" in clerk.get(document.get_absolute_url()).text


def test_a_member_reads_what_the_ward_registered_and_nothing_of_another_cell(ward):
    cell, sister = a_unit(parent=ward), a_unit(parent=ward)
    wards, cells, sisters = (a_document(of=unit) for unit in (ward, cell, sister))
    member = a_user(Role.MEMBER, of=cell)
    assert set(queries.document_list(member)) == {wards, cells}
    assert a_browser(member).get(sisters.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_documents(ward, clerk, django_assert_num_queries, rows):
    for _ in range(rows):
        a_document(of=ward)
    with django_assert_num_queries(13):
        response = clerk.get(LIST, headers={"HX-Request": "true"})
    assert len(response.context["page"]) == rows
    assert "<html" not in response.text


def test_the_meetings_of_a_cell_are_named_beside_a_document_only_to_who_may_open_them(ward):
    document, cell = a_document(of=ward), a_unit(parent=ward)
    a_meeting(of=cell, on=dt.date(2024, 3, 5), title="Sinh hoạt chi bộ tháng 3", documents=[document])
    page = document.get_absolute_url()
    for role, unit, seen in (
        (Role.CLERK, ward, False), (Role.INSPECTOR, ward, False), (Role.BOARD, ward, True), (Role.MEMBER, cell, True),
    ):  # fmt: skip
        assert ("Sinh hoạt chi bộ tháng 3" in a_browser(a_user(role, of=unit)).get(page).text) is seen
    assert document_rules.VIEW_STUDIES.roles == meeting_rules.VIEW.roles


def test_no_type_is_chosen_for_the_clerk(clerk):
    response = clerk.post(CREATE, {**FORM, "type": ""})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["type"]
    assert FORM["title"] in response.text


def test_a_symbol_with_stray_spaces_is_put_right_and_one_that_is_none_is_refused(clerk):
    assert clerk.post(CREATE, {**FORM, "symbol": "Số 05- CT / TW"}).status_code == 302
    assert Document.objects.get().symbol == "05-CT/TW"
    response = clerk.post(CREATE, {**FORM, "symbol": "không số"})
    assert "A symbol has no space in it" in response.text
    assert 'value="không số"' in response.text


def test_a_duplicate_leads_to_the_line_that_is_there(clerk):
    clerk.post(CREATE, FORM)
    response = clerk.post(CREATE, {**FORM, "symbol": "05 - CT/TW"})
    assert response.status_code == 422
    assert f'href="{Document.objects.get().get_absolute_url()}"' in response.text


def test_a_line_is_corrected_and_a_deadline_before_its_date_is_refused(clerk):
    clerk.post(CREATE, FORM)
    document = Document.objects.get()
    edit = reverse("documents:edit", args=[document.pk])
    response = clerk.post(edit, {**FORM, "due_on": "14/5/2016"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["due_on"]
    assert clerk.post(edit, {**FORM, "due_on": "16/5/2016", "title": "Về học tập"}).status_code == 302
    document.refresh_from_db()
    assert (document.due_on, document.title) == (dt.date(2016, 5, 16), "Về học tập")


def test_the_page_gives_both_citations(clerk):
    clerk.post(CREATE, FORM)
    text = clerk.get(Document.objects.get().get_absolute_url()).text
    assert ">Chỉ thị số 05-CT/TW, ngày 15/5/2016 của Bộ Chính trị về đẩy mạnh học tập" in text
    assert ">Chỉ thị số 05-CT/TW<" in text


def test_an_export_holds_what_the_filters_leave(clerk):
    clerk.post(CREATE, FORM)
    clerk.post(CREATE, {**FORM, "symbol": "06-KL/TW", "type": "KL"})
    for asked, symbols in (({}, ["06-KL/TW", "05-CT/TW"]), ({"type": "CT"}, ["05-CT/TW"]), ({"year": "2017"}, [])):
        book = clerk.get(reverse("documents:export"), asked)
        rows = read_workbook(io.BytesIO(book.content))
        assert {row[2] for row in rows[1:]} == set(symbols)
