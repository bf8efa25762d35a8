import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.models import AuditEntry
from chibo.registry.access.models import Role
from chibo.reports import actions
from chibo.reports.document import Token
from chibo.reports.models import Block, Report, SignedFile
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.reports.year import Ward, a_report, a_target, another_admission, fill_with_records

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 12, 28)


@pytest.fixture
def ward():
    return Ward()


@pytest.fixture
def year(ward):
    """The records of one year in the ward."""
    fill_with_records(ward)


@pytest.fixture
def clerk(ward, client):
    user = a_user(Role.CLERK, of=ward.unit)
    client.force_login(user)
    return user


def a_signed(unit, *, number=186):
    return actions.sign_report(a_report(unit), number=number, signed_on=DAY, by=a_user(Role.LEADER, of=unit))


def url(name, report, *args, query=""):
    return reverse(f"reports:{name}", args=[report.pk, *args]) + query


def texts(report):
    return report.blocks.filter(kind=Block.Kind.TEXT).order_by("position")


WHO = [
    (Role.MEMBER, "first", 404, 200),
    (Role.SECRETARY, "first", 200, 200),
    (Role.CLERK, "unit", 200, 200),
    (Role.BOARD, "unit", 200, 200),
    (Role.INSPECTOR, "unit", 200, 200),
    (Role.LEADER, "unit", 200, 200),
    (Role.PARTNER, "unit", 404, 200),
    (Role.SUPERIOR, "above", 404, 200),
    (Role.ADMIN, "unit", 404, 404),
    (Role.CLERK, "first", 404, 404),
    (Role.CLERK, "elsewhere", 404, 404),
    (Role.LEADER, "elsewhere", 404, 404),
    (Role.BOARD, "elsewhere", 404, 404),
]


@pytest.mark.parametrize(("role", "place", "of_draft", "of_signed"), WHO)
def test_who_sees_drafts_and_who_only_what_is_signed(  # noqa: PLR0917 -- a row of the table
    client, ward, role, place, of_draft, of_signed
):
    client.force_login(a_user(role, of=getattr(ward, place)))
    for report, status in ((a_report(ward.unit), of_draft), (a_signed(ward.unit), of_signed)):
        assert client.get(report.get_absolute_url()).status_code == status
        assert client.get(url("download", report, "docx")).status_code == status


@pytest.mark.parametrize(
    ("role", "place", "write", "sign"),
    [
        (Role.CLERK, "unit", 200, 403),
        (Role.BOARD, "unit", 200, 403),
        (Role.INSPECTOR, "unit", 403, 403),
        (Role.SECRETARY, "first", 403, 403),
        (Role.LEADER, "unit", 403, 200),
        (Role.MEMBER, "first", 404, 404),
        (Role.LEADER, "elsewhere", 404, 404),
    ],
)
def test_who_writes_and_who_signs(client, ward, role, place, write, sign):  # noqa: PLR0917 -- a row of the table
    client.force_login(a_user(role, of=getattr(ward, place)))
    report = a_report(ward.unit)
    assert client.get(url("edit", report)).status_code == write
    assert client.get(url("sign", report)).status_code == sign


def test_the_list_shows_a_member_only_what_is_signed(client, ward):
    client.force_login(a_user(Role.MEMBER, of=ward.first))
    draft, signed = a_report(ward.unit), a_signed(ward.unit)
    page = client.get(reverse("reports:list")).content.decode()
    assert signed.get_absolute_url() in page
    assert draft.get_absolute_url() not in page


def test_the_list_asks_the_same_for_one_report_and_for_three(client, ward, clerk):
    a_report(ward.unit)
    address = reverse("reports:list")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    a_report(ward.unit)
    a_report(ward.first)
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)


def test_filters_narrow_the_list(client, ward, clerk):
    draft, signed = a_report(ward.unit), a_signed(ward.unit)
    for query, seen, unseen in (
        ("?state=signed", signed, draft), ("?state=draft&kind=year&year=2022", draft, signed),
    ):  # fmt: skip
        page = client.get(reverse("reports:list") + query).content.decode()
        assert seen.get_absolute_url() in page
        assert unseen.get_absolute_url() not in page
    assert draft.get_absolute_url() not in client.get(reverse("reports:list") + "?year=2021").content.decode()


def test_a_draft_is_made_from_the_form(client, ward, clerk):
    form = {"unit": ward.unit.pk, "kind": "year", "start": "01/01/2022", "last": "31/12/2022"}
    response = client.post(reverse("reports:create"), form)
    report = Report.objects.get()
    assert response["Location"] == report.get_absolute_url()
    assert report.subject == "kết quả công tác xây dựng Đảng năm 2022"
    assert (report.superior, report.issuer) == ("Đảng bộ quận Bắc Hà", "Đảng ủy phường Đức Hòa")


@pytest.mark.parametrize("last", ["30/11/2022", "01/01/2021", "31/02/2022", ""])
def test_a_wrong_period_is_refused_and_what_was_typed_stays(client, ward, clerk, last):
    form = {"unit": ward.unit.pk, "kind": "year", "start": "01/01/2022", "last": last, "subject": "kết quả năm"}
    response = client.post(reverse("reports:create"), form)
    assert response.status_code == 422
    assert "kết quả năm" in response.content.decode()
    assert not Report.objects.exists()


def test_nobody_makes_a_report_of_another_unit(client, ward, clerk):
    form = {"unit": ward.elsewhere.pk, "kind": "year", "start": "01/01/2022", "last": "31/12/2022"}
    assert client.post(reverse("reports:create"), form).status_code == 422


def test_the_page_has_living_figures_and_shows_the_records_of_one(client, ward, year, clerk):
    report = a_report(ward.unit)
    page = client.get(report.get_absolute_url()).content.decode()
    tag = re.search(r"\?figure=(chibo%3A[a-z2-7]+)", page)
    assert tag
    looked = client.get(f"{report.get_absolute_url()}?figure={tag[1]}")
    assert looked.context["looked"].evidence.total > 0
    assert "/TC-01/" in looked.context["looked"].url
    assert "Chi bộ 1" in looked.content.decode()


def test_records_that_a_reader_may_not_see_are_only_counted(client, ward, year):
    client.force_login(a_user(Role.MEMBER, of=ward.first))
    report = a_signed(ward.unit)
    token = report.figures.get(code="DV-KN-01", wording="ratio", position__lt=20)
    response = client.get(report.get_absolute_url(), {"figure": Token.parse(token.key).tag()})
    evidence = response.context["looked"].evidence
    assert (evidence.seen, evidence.hidden, evidence.total) == ([], 1, 1)


def test_a_paragraph_is_edited_in_place(client, ward, year, clerk):
    report = a_report(ward.unit)
    block = texts(report)[0]
    page = client.get(report.get_absolute_url(), {"edit": block.pk}).content.decode()
    assert "«TC-01»" in page
    response = client.post(url("block_edit", report, block.pk), {"text": "Có «DV-01 count»."})
    assert response.status_code == 302
    block.refresh_from_db()
    assert block.text == "Có «DV-01 count»."


@pytest.mark.parametrize("wrong", ["Có «DV-99».", "Có «DV-01", "", "Có «DV-01 percent»."])
def test_an_unknown_figure_is_refused_with_the_text_kept(client, ward, clerk, wrong):
    report = a_report(ward.unit)
    block = texts(report)[0]
    response = client.post(url("block_edit", report, block.pk), {"text": wrong})
    assert response.status_code == 422
    assert wrong in response.content.decode()
    before = block.text
    block.refresh_from_db()
    assert block.text == before


def test_a_preview_reads_and_saves_nothing(client, ward, year, clerk):
    report = a_report(ward.unit)
    block = texts(report)[0]
    response = client.post(url("block_edit", report, block.pk), {"text": "Nay có «DV-01».", "preview": "1"})
    assert response.status_code == 200
    assert "Nay có 06 đảng viên." in response.content.decode()
    assert texts(report)[0].text == block.text
    wrong = client.post(url("block_edit", report, block.pk), {"text": "«DV-99»", "preview": "1"})
    assert wrong.status_code == 422


def test_a_chosen_figure_is_put_into_the_text(client, ward, year, clerk):
    report = a_report(ward.unit)
    block = texts(report)[0]
    form = {"text": "Có", "figure": "«DV-01 count»", "insert": "1"}
    page = client.post(url("block_edit", report, block.pk), form).content.decode()
    assert "Có «DV-01 count»" in page
    assert "Có 06 đảng viên" in page


def test_parts_are_added_moved_and_deleted(client, ward, clerk):
    report = a_report(ward.unit)
    block = texts(report)[0]
    assert client.get(report.get_absolute_url(), {"add": "chart", "after": block.pk}).status_code == 200
    form = {"kind": "chart", "after": block.pk, "text": "admissions by year"}
    assert client.post(url("block_add", report), form).status_code == 302
    added = report.blocks.get(text="admissions by year")
    assert added.position == block.position + 1
    client.post(url("block_move", report, added.pk), {"up": "1"})
    added.refresh_from_db()
    assert added.position == block.position
    assert client.get(url("block_delete", report, added.pk)).status_code == 200
    client.post(url("block_delete", report, added.pk))
    assert not report.blocks.filter(pk=added.pk).exists()
    assert client.post(url("block_add", report), {"kind": "chart", "text": "x"}).status_code == 422


def test_a_block_of_another_report_is_not_found(client, ward, clerk):
    report, other = a_report(ward.unit), a_report(ward.elsewhere)
    assert client.post(url("block_edit", report, texts(other)[0].pk), {"text": "x"}).status_code == 404


def test_head_and_recipients_are_changed(client, ward, clerk):
    report = a_report(ward.unit)
    page = client.get(url("edit", report))
    form = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    assert client.post(url("edit", report), form | {"place": "Đức Hòa", "places": 2}).status_code == 302
    report.refresh_from_db()
    assert (report.place, report.places) == ("Đức Hòa", 2)
    assert client.post(url("edit", report), form | {"issuer": ""}).status_code == 422


def test_a_leader_signs_and_the_page_says_so(client, ward):
    leader = a_user(Role.LEADER, of=ward.unit)
    client.force_login(leader)
    report = a_report(ward.unit)
    asked = client.get(url("sign", report))
    assert asked.context["form"].initial["number"] == 1
    assert str(leader.person) in asked.content.decode()
    response = client.post(url("sign", report), {"number": "12", "signed_on": "28/12/2022"})
    assert response.status_code == 302
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Báo cáo số 12-BC/ĐU ngày 28/12/2022" in page
    assert SignedFile.objects.filter(report=report).first().sha256[:16] in page
    assert client.post(url("sign", report), {"number": "13", "signed_on": "28/12/2022"}).status_code == 302
    report.refresh_from_db()
    assert report.number == 12


def test_contradictions_are_shown_and_stop_signing(client, ward, year):
    client.force_login(a_user(Role.LEADER, of=ward.unit))
    a_target(ward.first, "DV-KN-01", 3)
    report = a_report(ward.unit)
    assert client.get(report.get_absolute_url()).context["wrong"]
    response = client.post(url("sign", report), {"number": "12", "signed_on": "28/12/2022"})
    assert response.status_code == 422
    assert not Report.objects.filter(state="signed").exists()


def test_a_signed_page_tells_what_has_changed_and_offers_a_correction(client, ward, year):
    client.force_login(a_user(Role.BOARD, of=ward.unit))
    report = a_signed(ward.unit)
    newcomer = another_admission(ward)
    page = client.get(report.get_absolute_url())
    assert "2/1 đảng viên" in page.content.decode()
    assert {one.difference.token.indicator for one in page.context["told"]} >= {"DV-01", "DV-KN-01"}
    assert newcomer.full_name in page.content.decode()
    listed = client.get(report.get_absolute_url(), {"state": "moved"}).context["listed"]
    assert {"1/1 đảng viên", "06 đảng viên"} <= {one["text"] for one in listed}
    response = client.post(url("correct", report))
    draft = Report.objects.get(replaces=report)
    assert response["Location"] == draft.get_absolute_url()
    assert report.citation in client.get(draft.get_absolute_url()).content.decode()
    assert client.post(url("correct", report)).status_code == 422


def test_signed_files_are_served_as_they_were_signed(client, ward, year, clerk):
    report = a_signed(ward.unit)
    another_admission(ward)
    for kind in SignedFile.Kind.values:
        response = client.get(url("download", report, kind))
        assert response.content == bytes(report.files.get(kind=kind).content)
        assert response["Content-Disposition"].startswith("attachment")
    assert client.get(url("download", report, "exe")).status_code == 404


def test_a_draft_is_deleted_after_a_second_look_and_a_signed_report_never(db):
    ward = a_ward()
    board, leader = a_user(Role.BOARD, of=ward), a_user(Role.LEADER, of=ward)
    draft = actions.create_report(unit=ward, kind=Report.Kind.YEAR, period=Period.year(2022), by=None)
    address = reverse("reports:delete", args=[draft.pk])
    browser = a_browser(board)
    assert browser.get(address).status_code == 200
    assert Report.objects.filter(pk=draft.pk).exists()
    assert browser.post(address).status_code == 302
    assert not Report.objects.filter(pk=draft.pk).exists()
    assert AuditEntry.objects.filter(verb="draft deleted", unit_id=ward.pk).count() == 1

    plain = actions.create_report(unit=ward, kind=Report.Kind.YEAR, period=Period.year(2022), by=None)
    signed = actions.sign_report(plain, number=1, signed_on=today(), by=leader)
    assert browser.post(reverse("reports:delete", args=[signed.pk])).status_code == 403
    assert Report.objects.filter(pk=signed.pk).exists()


def test_a_new_report_is_first_the_yearly_one_of_where_the_clerk_stands(db):
    ward = a_ward()
    a_unit(parent=ward, name="Chi bộ 1")
    page = a_browser(a_user(Role.CLERK, of=ward)).get(reverse("reports:create"))
    form = page.context["form"]
    assert form["unit"].value() == ward.pk
    assert f'<option value="{ward.pk}" selected>' in page.text
    assert '<option value="year" selected>' in page.text
