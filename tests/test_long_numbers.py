"""A number of any length in a form or an address is a slip like any other: never an error of the server."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.vietnamese import parse_id
from chibo.records.members.enrolment import start_import
from chibo.registry.access.models import Role
from chibo.registry.people.models import Membership
from chibo.reports.actions import create_report
from chibo.reports.models import Report
from tests.factories import a_browser, a_target, a_unit, a_user, a_ward, an_application

NUMBERS = ("9" * 5000, "9" * 30, "2147483648", "²", "-1", "0")
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("9" * 18, int("9" * 18)), ("9" * 19, None), ("9" * 5000, None), ("²", None), ("", None)],
)
def test_the_number_of_a_record_is_read_or_is_none(text, number):
    assert parse_id(text) == number


@pytest.fixture
def ward(db):
    ward = a_ward()
    a_unit(parent=ward)
    return ward


@pytest.fixture
def board(ward):
    user = a_user(Role.BOARD, of=ward)
    return a_browser(user)


def answers(browser, address, fields):
    return browser.post(address, urlencode(fields), content_type=FORM).status_code


@pytest.mark.parametrize("number", NUMBERS)
def test_appointments(board, ward, number):
    address = reverse("structure:appoint", args=[ward.slug])
    assert answers(board, address, {"person": number, "title": "secretary", "on": "01/01/2024"}) in {403, 422}


@pytest.mark.parametrize("number", NUMBERS)
def test_cells_and_titles_of_a_list(board, ward, number):
    user = a_user(Role.BOARD, of=ward)
    started = start_import(
        rows=[["Họ và tên", "Ngày sinh"], ["Lê Thị Mai", "01/5/1990"]], unit=ward, on=today(),
        came=Membership.Way.OPENING, by=user, file_name="danh-sach.xlsx",
    )  # fmt: skip
    cells = {f"c-{number}-{number}": "x", f"c-2-{number}": "x", "use": f"{number}:{number}:x"}
    assert answers(board, reverse("members:import_preview", args=[started.pk]), cells) == 302
    mapping = {"header": number, "full_name": number}
    assert answers(board, reverse("members:import_mapping", args=[started.pk]), mapping) == 422


@pytest.mark.parametrize("number", NUMBERS)
def test_paragraphs_of_a_report(board, ward, number):
    report = create_report(unit=ward, kind=Report.Kind.YEAR, period=Period.year(2022), by=None)
    page = report.get_absolute_url()
    assert board.get(page, {"edit": number}).status_code == 404
    assert board.get(page, {"add": "text", "after": number}).status_code == 404
    sent = {"kind": "text", "after": number, "text": "Lời"}
    assert answers(board, reverse("reports:block_add", args=[report.pk]), sent) == 404


@pytest.mark.parametrize("number", NUMBERS)
def test_votes(ward, number):
    cell = a_unit(parent=ward)
    application = an_application(of=cell, on=today())
    secretary = a_browser(a_user(Role.SECRETARY, of=cell))
    sent = {"stage": "60", "taken_on": today().strftime("%d/%m/%Y"), "in_favour": number, "entitled": number}
    assert answers(secretary, reverse("admissions:step_record", args=[application.pk]), sent) == 422
    sent = {**sent, "stage": number}
    assert answers(secretary, reverse("admissions:step_record", args=[application.pk]), sent) == 422


@pytest.mark.parametrize("number", NUMBERS)
def test_amounts_of_a_target(board, ward, number):
    target = a_target("CT-01", 9, of=ward, year=today().year)
    sent = {"amount": number, "reason": "Ghi nhầm"}
    assert answers(board, reverse("targets:adjust", args=[target.pk]), sent) in {302, 403, 422}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("route", ["meetings:list", "reports:list", "plans:list", "members:roll", "contests:list"])
def test_pages_and_years_of_lists(board, route, number):
    address = reverse(route)
    assert board.get(address, {"page": number, "year": number}).status_code == 200


@pytest.mark.parametrize("number", ["9" * 4000, "9" * 30])
def test_addresses(board, number):
    assert board.get(f"/dang-vien/{number}/").status_code == 404
