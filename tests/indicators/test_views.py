import datetime as dt
from io import BytesIO
from random import Random

import pytest
from django.conf import settings
from django.test import Client

from chibo.base.models import AuditEntry
from chibo.base.spreadsheets import read_workbook
from chibo.indicators.models import CheckAnswer
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from chibo.registry.people import changes
from chibo.registry.people.models import Membership
from tests.factories import a_decision, a_member, a_unit, a_user, a_ward
from tests.indicators.data import YEAR, Year, a_meeting, a_plan, a_target

pytestmark = pytest.mark.django_db
PAGES = ("/so-lieu/", "/so-lieu/DV-01/", "/so-lieu/so-sanh/", "/so-lieu/bien-dong/", "/so-lieu/doi-chieu/")
YEAR_OF = {"start": f"{YEAR}-01-01", "end": f"{YEAR}-12-31"}


def browser(user) -> Client:
    """A reader who wants English, so that what is asserted is the text in the source."""
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


class Place:
    """A district with two wards, the first of which has two cells."""

    def __init__(self) -> None:
        self.district = a_unit(kind=Kind.SUPERIOR, name="Đảng bộ quận")
        self.ward = a_ward(parent=self.district)
        self.other = a_ward(parent=self.district)
        self.cell = a_unit(parent=self.ward)
        self.sister = a_unit(parent=self.ward)


CELL_ROLES = (Role.MEMBER, Role.SECRETARY)
EVERYWHERE = ("cell", "sister", "ward", "other", "district")
SEEN = {
    Role.MEMBER: {"cell", "ward", "district"},
    Role.SECRETARY: {"cell", "sister", "ward", "district"},
    Role.CLERK: {"cell", "sister", "ward"},
    Role.BOARD: {"cell", "sister", "ward"},
    Role.INSPECTOR: {"cell", "sister", "ward"},
    Role.LEADER: {"cell", "sister", "ward"},
    Role.PARTNER: {"cell", "sister", "ward"},
    Role.SUPERIOR: set(EVERYWHERE),
    Role.ADMIN: set(),
}
ANSWERS = {Role.SECRETARY, Role.CLERK, Role.BOARD, Role.LEADER}


def held_at(role: Role, place: Place):
    return place.cell if role in CELL_ROLES else place.district if role is Role.SUPERIOR else place.ward


@pytest.mark.parametrize("role", Role)
def test_who_sees_which_figures(role):
    place = Place()
    client = browser(a_user(role, of=held_at(role, place)))

    for name in EVERYWHERE:
        asked = YEAR_OF | {"unit": getattr(place, name).slug}
        expected = 200 if name in SEEN[role] else 404
        for path in PAGES:
            assert client.get(path, asked).status_code == expected, (path, name)


@pytest.mark.parametrize("role", [role for role in Role if SEEN[role]])
def test_who_may_explain_a_finding(role):
    place = Place()
    for _ in range(2):
        a_plan(of=place.cell, person=a_member(of=place.cell, since=dt.date(2023, 6, 1)))
    client = browser(a_user(role, of=held_at(role, place)))
    asked = YEAR_OF | {"unit": place.cell.slug}

    url = _explain(client, asked, "registered-within-members")

    assert bool(url) is (role in ANSWERS)


def _explain(client, asked, check):
    rows = client.get("/so-lieu/doi-chieu/", asked).context["look"]
    return next((row["answer_url"] for row in rows if row["finding"].check.code == check), None)


def seven_of_six():
    """A ward whose cells admitted seven people against a target of six."""
    ward = a_ward()
    cells = [a_unit(parent=ward), a_unit(parent=ward)]
    for n in range(7):
        a_member(
            of=cells[n % 2],
            since=dt.date(YEAR, 5, 19),
            came=Membership.Way.ADMITTED,
            full_name=f"Trần Thị Hà {'Anh' * n}",
        )
    a_target("DV-KN-01", 6, of=ward)
    return ward, cells


def test_a_figure_is_told_against_its_target_with_its_records_and_their_sum():
    ward, cells = seven_of_six()
    client = browser(a_user(Role.LEADER, of=ward))

    response = client.get("/so-lieu/DV-KN-01/", YEAR_OF | {"unit": ward.slug})

    page = response.text
    assert "7/6" in page
    assert "7/6 đảng viên, đạt 116,7% chỉ tiêu" in page
    assert "The 7 records that make this figure" in page
    assert len(response.context["listing"].items) == 7
    assert response.context["total"] == 7
    assert [share.text for share in response.context["breakdown"].rows] == ["4", "3"]
    assert page.count(f"unit={cells[0].slug}") == 1


def test_who_may_not_see_the_records_gets_the_count_and_no_row():
    ward, cells = seven_of_six()
    client = browser(a_user(Role.MEMBER, of=cells[0]))

    response = client.get("/so-lieu/DV-KN-01/", YEAR_OF | {"unit": ward.slug})

    assert "and 7 records that you may not see" in response.text
    assert "Trần Thị Hà" not in response.text
    assert (response.context["listing"].items, response.context["listing"].hidden_amount) == ([], 7)


def test_a_secretary_sees_the_rows_of_the_own_cell_only():
    ward, cells = seven_of_six()
    client = browser(a_user(Role.SECRETARY, of=cells[0]))

    listing = client.get("/so-lieu/DV-KN-01/", YEAR_OF | {"unit": ward.slug}).context["listing"]

    assert {one.unit for one in listing.items} == {cells[0]}
    assert (len(listing.items), listing.hidden) == (4, 3)


def test_the_list_comes_in_pages_and_htmx_gets_the_list_only():
    ward = a_ward()
    cell = a_unit(parent=ward)
    for _ in range(51):
        a_member(of=cell)
    client = browser(a_user(Role.LEADER, of=ward))
    asked = YEAR_OF | {"unit": ward.slug}

    first = client.get("/so-lieu/DV-01/", asked)
    second = client.get("/so-lieu/DV-01/", asked | {"page": 2}, headers={"HX-Request": "true"})

    assert len(first.context["listing"].items) == 50
    assert len(second.context["listing"].items) == 1
    assert "<html" not in second.text


def test_of_a_list_too_long_to_look_through_each_page_is_looked_through(monkeypatch):
    monkeypatch.setattr("chibo.indicators.views.LOOKED_THROUGH", 3)
    ward, cells = seven_of_six()
    client = browser(a_user(Role.SECRETARY, of=cells[0]))

    context = client.get("/so-lieu/DV-KN-01/", YEAR_OF | {"unit": ward.slug}).context

    assert (len(context["listing"].items), context["listing"].hidden, context["count"]) == (4, 3, 7)


def test_the_base_of_a_percentage_has_its_own_list():
    year = Year(Random(3))
    client = browser(a_user(Role.LEADER, of=year.ward))
    asked = YEAR_OF | {"unit": year.ward.slug}

    part = client.get("/so-lieu/SH-02/", asked).context
    base = client.get("/so-lieu/SH-02/", asked | {"base": "1"}).context

    assert part["count"] == part["total"] == part["figure"].numerator
    assert base["count"] == base["total"] == part["figure"].denominator


def test_a_figure_of_a_unit_that_has_ended_is_still_told():
    ward, cells = seven_of_six()
    client = browser(a_user(Role.LEADER, of=ward))
    merged = _merge(cells)

    asked = YEAR_OF | {"unit": cells[0].slug}
    then = client.get("/so-lieu/DV-KN-01/", asked)
    now = client.get("/so-lieu/DV-KN-01/", asked | {"unit": merged.slug, "tree": "now"})

    assert (then.context["figure"].value, now.context["figure"].value) == (4, 7)


def _merge(cells):
    decision = a_decision(dt.date(YEAR, 8, 1))
    return changes.merge(cells, into=changes.NewUnit(slug="chung", name="Chi bộ chung"), decision=decision, by=None)


def test_unknown_figures_are_not_found_and_wrong_days_are_told():
    ward = a_ward()
    client = browser(a_user(Role.LEADER, of=ward))

    assert client.get("/so-lieu/XX-01/").status_code == 404
    backwards = client.get("/so-lieu/", {"start": "31/12/2022", "end": "1/1/2022"})
    assert backwards.status_code == 422
    assert "The last day must not come before the first." in backwards.text
    assert client.get("/so-lieu/", {"start": "31/2/2022", "end": "31/12/2022"}).status_code == 422


def test_without_days_the_page_is_about_the_year_in_which_the_reader_stands():
    ward = a_ward()
    client = browser(a_user(Role.LEADER, of=ward))

    question = client.get("/so-lieu/", {"day": "30/6/2021"}).context["question"]

    assert (question.period.start, question.period.last_day) == (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
    assert question.period_name == "year 2021"


@pytest.mark.parametrize("path", [*PAGES, "/so-lieu/SH-02/"])
def test_queries_do_not_grow_with_units_and_records(path, django_assert_max_num_queries):
    counts = [_queries(path, cells, django_assert_max_num_queries) for cells in (2, 4)]
    assert counts[0] == counts[1]


def _queries(path, cells, limit) -> int:
    year = Year(Random(5), cells=cells)
    client = browser(a_user(Role.LEADER, of=year.ward))
    asked = YEAR_OF | {"unit": year.ward.slug}
    client.get(path, asked)
    with limit(400) as captured:
        assert client.get(path, asked).status_code == 200
    return len(captured)


def test_an_export_holds_what_the_reader_may_see_and_is_noted():
    ward, cells = seven_of_six()
    user = a_user(Role.SECRETARY, of=cells[0])

    response = browser(user).get("/so-lieu/DV-KN-01/excel/", YEAR_OF | {"unit": ward.slug})

    rows = read_workbook(BytesIO(response.content))
    assert len(rows) == 1 + 4 + 1
    assert rows[-1][1] == "3 records that you may not see"
    noted = AuditEntry.objects.filter(by=user, verb="records behind a figure exported").get()
    assert noted.changes == {"figure": ["", "DV-KN-01"], "rows": ["", 4]}


def test_the_movement_of_members_closes_for_the_ward_and_each_cell():
    year = Year(Random(7))
    client = browser(a_user(Role.LEADER, of=year.ward))

    context = client.get("/so-lieu/bien-dong/", YEAR_OF | {"unit": year.ward.slug}).context

    assert context["movement"].closes
    assert [one.closes for one in context["below"]] == [True] * 3


def test_a_reason_is_kept_for_just_these_numbers():
    ward = a_ward()
    cell = a_unit(parent=ward)
    people = [a_member(of=cell, since=dt.date(2023, 6, 1)) for _ in range(2)]
    a_plan(of=cell, person=people[0])
    user = a_user(Role.LEADER, of=ward)
    client = browser(user)
    asked = YEAR_OF | {"unit": cell.slug}

    url = _explain(client, asked, "registered-within-members")
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Đăng ký trước khi chuyển đến."}).status_code == 302

    page = client.get("/so-lieu/doi-chieu/", asked)
    assert "Explained: Đăng ký trước khi chuyển đến." in page.text
    assert "are usually not more than the members on the last day" in page.text
    assert CheckAnswer.objects.get().by == user

    a_plan(of=cell, person=people[1])
    page = client.get("/so-lieu/doi-chieu/", asked)
    assert "Đăng ký trước khi chuyển đến." not in page.text
    assert client.get(url).status_code == 302
    assert CheckAnswer.objects.count() == 1


def test_a_member_may_not_explain():
    ward = a_ward()
    cell = a_unit(parent=ward)
    asked = YEAR_OF | {"unit": cell.slug}
    url = _explain(browser(a_user(Role.SECRETARY, of=cell)), asked, "monthly-meetings")

    response = browser(a_user(Role.MEMBER, of=cell)).post(url, {"reason": "x"})

    assert response.status_code == 403
    assert not CheckAnswer.objects.exists()


def test_units_and_years_are_compared_side_by_side():
    ward = a_ward()
    cell = a_unit(parent=ward)
    a_meeting(of=cell, on=dt.date(YEAR, 3, 1))
    a_meeting(of=cell, on=dt.date(YEAR - 1, 3, 1))
    client = browser(a_user(Role.LEADER, of=ward))

    context = client.get("/so-lieu/so-sanh/", YEAR_OF | {"unit": ward.slug, "code": ["SH-01", "no such"]}).context

    assert [[part.text for _head, part in row.labelled] for row in context["units"]] == [["1"], ["1"]]
    assert [part.text for _head, part in context["by_year"][0].labelled] == ["0", "0", "0", "1", "1"]
