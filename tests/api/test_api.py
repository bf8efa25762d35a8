import datetime as dt

import pytest
from django.test import Client

from chibo.indicators.catalogue import INDICATORS
from chibo.registry.access.models import Role, Token
from chibo.registry.access.tokens import issue_token, user_of
from chibo.registry.people.models import Membership
from tests.factories import a_member, a_unit, a_user, a_ward
from tests.indicators.data import YEAR, a_target

pytestmark = pytest.mark.django_db
ASKED = {"start": f"{YEAR}-01-01", "end": f"{YEAR}-12-31"}
FIGURE = {
    "code", "name", "noun", "kind", "value", "numerator", "denominator", "text", "records_count", "records",
}  # fmt: skip
RECORD = {"type", "id", "label", "unit", "day", "amount", "url"}


@pytest.fixture
def ward():
    ward = a_ward()
    cell = a_unit(parent=ward)
    for _ in range(7):
        a_member(of=cell, since=dt.date(YEAR, 5, 19), came=Membership.Way.ADMITTED)
    a_target("DV-KN-01", 6, of=ward)
    return ward


def caller(user) -> Client:
    return Client(headers={"authorization": f"Bearer {issue_token(user)}", "accept-language": "en"})


def test_the_figures_of_a_unit_have_the_agreed_shape(ward):
    response = caller(a_user(Role.LEADER, of=ward)).get("/api/v1/figures", ASKED | {"unit": ward.slug})

    answer = response.json()
    assert set(answer) == {"unit", "period", "figures"}
    assert (answer["unit"], answer["period"]) == (ward.slug, {"start": "2022-01-01", "end": "2022-12-31"})
    assert [figure["code"] for figure in answer["figures"]] == [indicator.code for indicator in INDICATORS]
    assert all(set(figure) == FIGURE for figure in answer["figures"])
    known = {figure["code"]: figure for figure in answer["figures"]}
    assert (known["DV-KN-01"]["value"], known["DV-KN-01"]["denominator"]) == (7, None)
    admitted = known["DV-KN-02"]
    assert (admitted["kind"], admitted["numerator"], admitted["denominator"]) == ("achievement", 7, 6)
    assert admitted["value"] == pytest.approx(116.666667)
    assert admitted["text"] == "7/6 đảng viên, đạt 116,7% chỉ tiêu"
    assert known["SH-02"]["value"] is None


def test_the_records_behind_a_figure_are_where_it_says(ward):
    client = caller(a_user(Role.LEADER, of=ward))
    answer = client.get("/api/v1/figures", ASKED | {"unit": ward.slug}).json()
    admitted = next(figure for figure in answer["figures"] if figure["code"] == "DV-KN-01")

    records = client.get(admitted["records"]).json()

    assert set(records) == {"items", "next"}
    assert len(records["items"]) == admitted["records_count"] == 7
    assert sum(item["amount"] for item in records["items"]) == admitted["value"]
    assert all(set(item) == RECORD for item in records["items"])
    assert records["items"][0]["day"] == "2022-05-19"
    assert records["next"] is None


def test_long_lists_come_in_pages(ward):
    cell = a_unit(parent=ward)
    for _ in range(101):
        a_member(of=cell)
    client = caller(a_user(Role.LEADER, of=ward))
    asked = ASKED | {"unit": cell.slug}

    first = client.get("/api/v1/figures/DV-01/records", asked).json()
    second = client.get(first["next"]).json()

    assert (len(first["items"]), len(second["items"]), second["next"]) == (100, 1, None)
    assert not {item["id"] for item in first["items"]} & {item["id"] for item in second["items"]}


def test_who_may_not_see_the_records_gets_the_count_and_no_row(ward):
    client = caller(a_user(Role.PARTNER, of=ward))
    answer = client.get("/api/v1/figures", ASKED | {"unit": ward.slug}).json()
    admitted = next(figure for figure in answer["figures"] if figure["code"] == "DV-KN-01")

    assert admitted["records_count"] == 7
    assert client.get(admitted["records"]).json() == {"items": [], "next": None}


@pytest.mark.parametrize("path", ["/api/v1/figures", "/api/v1/figures/DV-01/records"])
def test_other_wards_and_unknown_units_are_not_found(ward, path):
    client = caller(a_user(Role.LEADER, of=ward))
    other = a_ward()

    assert client.get(path, ASKED | {"unit": other.slug}).status_code == 404
    assert client.get(path, ASKED | {"unit": "no-such"}).status_code == 404
    assert client.get(path, ASKED | {"unit": "\0"}).status_code == 404
    assert client.get("/api/v1/figures/XX-1/records", ASKED | {"unit": ward.slug}).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": "2021-01-01"}, {"start": "yesterday"}, {"tree": "later"}, {"unit": None}, {"end": "9999-12-31"},
        {"start": "0001-01-01"},
    ],
    ids=str,
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(ward, wrong):
    asked = {name: value for name, value in (ASKED | {"unit": ward.slug} | wrong).items() if value}
    assert caller(a_user(Role.LEADER, of=ward)).get("/api/v1/figures", asked).status_code == 422


def test_a_page_beyond_all_numbers_is_refused(ward):
    asked = ASKED | {"unit": ward.slug, "offset": "9" * 30}
    assert caller(a_user(Role.LEADER, of=ward)).get("/api/v1/figures/DV-01/records", asked).status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/figures", "/api/v1/figures/DV-01/records"])
@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer nothing"}, {"authorization": "Basic x"}], ids=str)
def test_strangers_are_turned_away_without_a_page_to_sign_in(ward, path, headers):
    response = Client(headers=headers).get(path, ASKED | {"unit": ward.slug})
    assert response.status_code == 401
    assert "Location" not in response.headers


def test_who_is_signed_in_needs_no_key(ward):
    client = Client()
    client.force_login(a_user(Role.LEADER, of=ward))
    assert client.get("/api/v1/figures", ASKED | {"unit": ward.slug}).status_code == 200


def test_the_description_of_the_api_is_open_and_names_every_operation():
    answer = Client().get("/api/v1/openapi.json").json()
    assert set(answer["paths"]) == {"/api/v1/figures", "/api/v1/figures/{code}/records", "/api/v1/documents"}


def test_restated_figures_are_asked_for_by_the_tree_of_today(ward):
    client = caller(a_user(Role.LEADER, of=ward))
    answer = client.get("/api/v1/figures", ASKED | {"unit": ward.slug, "tree": "now"}).json()
    assert "tree=now" in answer["figures"][0]["records"]


def test_a_key_is_kept_as_a_digest_and_ends_with_its_last_day(ward):
    user = a_user(Role.LEADER, of=ward)
    key = issue_token(user, days=1)

    assert user_of(key) == user
    assert not Token.objects.filter(digest=key).exists()
    Token.objects.update(expires_on=dt.date(2020, 1, 1))
    assert user_of(key) is None


def test_the_key_of_a_closed_account_opens_nothing(ward):
    user = a_user(Role.LEADER, of=ward)
    key = issue_token(user)
    user.is_active = False
    user.save()
    assert user_of(key) is None
