import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from chibo.base.clock import today
from chibo.registry.access.models import Role
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.models import Kind
from chibo.registry.people import actions as people
from chibo.registry.people import changes
from chibo.registry.people.changes import NewUnit
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_decision, a_meeting, a_member, a_person, a_unit, a_user, a_ward, an_application

pytestmark = pytest.mark.django_db
TREE = "/to-chuc/"


def a_cell_with_secretary(ward, name=""):
    cell = a_unit(parent=ward, name=name)
    people.appoint(a_member(of=cell), unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    return cell


def test_tree_shows_members_below_each_unit_and_who_leads_it(client):
    ward = a_ward()
    cells = [a_cell_with_secretary(ward) for _ in range(2)]
    a_member(of=cells[0])
    client.force_login(a_user(Role.BOARD, of=ward))

    party = client.get(TREE).context["party"]
    assert [(branch.name, branch.members) for branch in party] == [
        (ward.name, 3),
        (cells[0].name, 2),
        (cells[1].name, 1),
    ]
    assert [len(branch.heads) for branch in party] == [0, 1, 1]


def test_bodies_stand_beside_the_tree_by_kind(client):
    ward = a_ward()
    front = a_unit(kind=Kind.FRONT, parent=ward, name="Ủy ban MTTQ")
    groups = [a_unit(kind=Kind.RESIDENTS, parent=ward) for _ in range(2)]
    client.force_login(a_user(Role.BOARD, of=ward))

    page = client.get(TREE).context
    assert [branch.unit for branch in page["party"]] == [ward]
    assert [[branch.unit for branch in branches] for _kind, branches in page["beside"]] == [[front], groups]


def test_tree_of_a_past_day_has_the_units_and_names_of_that_day(client):
    ward = a_ward()
    old = a_unit(parent=ward, name="Chi bộ Cũ")
    orgs.rename(old, name="Chi bộ Mới", decision=a_decision(dt.date(2022, 7, 1)), by=None)
    a_unit(parent=ward, name="Chi bộ Sau", since=dt.date(2022, 7, 1))
    client.force_login(a_user(Role.BOARD, of=ward))

    def names(day):
        return [branch.name for branch in client.get(TREE, {"day": day}).context["party"]][1:]

    assert names("2022-06-30") == ["Chi bộ Cũ"]
    assert names("2022-07-01") == ["Chi bộ Mới", "Chi bộ Sau"]


def test_changes_of_the_year_before_the_day_are_told_with_the_names_of_then(client):
    ward = a_ward()
    cells = [a_unit(parent=ward, name=f"Chi bộ {n}") for n in (3, 5)]
    changes.merge(
        cells, into=NewUnit(slug="moi", name="Chi bộ chung"), decision=a_decision(dt.date(2022, 7, 1)), by=None
    )
    client.force_login(a_user(Role.BOARD, of=ward))

    told = client.get(TREE, {"day": "2022-12-31"}).context["changes"]
    assert [change.slug for change in told] == ["moi"]
    assert all(name in told[0].sentence for name in ("Chi bộ 3", "Chi bộ 5", "Chi bộ chung"))
    assert client.get(TREE, {"day": "2023-12-31"}).context["changes"] == []


def queries_for(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(url)
    return len(queries)


def test_tree_and_unit_take_as_many_queries_for_three_cells_as_for_one(client):
    ward = a_ward()
    client.force_login(a_user(Role.BOARD, of=ward))
    urls = (TREE, reverse("structure:unit", args=[ward.slug]))

    def a_renamed_cell_and_a_post():
        cell = a_cell_with_secretary(ward)
        lately = today() - dt.timedelta(days=10)
        orgs.rename(cell, name=f"{cell.name} mới", decision=a_decision(lately), by=None)
        people.appoint(a_member(of=cell), unit=ward, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)

    a_renamed_cell_and_a_post()
    one = [queries_for(client, url) for url in urls]
    a_renamed_cell_and_a_post()
    a_renamed_cell_and_a_post()
    assert [queries_for(client, url) for url in urls] == one
    assert max(one) < 35


def test_unit_page_tells_names_places_posts_and_where_it_came_from(client):
    ward = a_ward()
    cells = [a_cell_with_secretary(ward) for _ in range(2)]
    merged = changes.merge(
        cells, into=NewUnit(slug="moi", name="Chi bộ chung"), decision=a_decision(dt.date(2022, 7, 1)), by=None
    )
    orgs.rename(merged, name="Chi bộ Hoa Sen", decision=a_decision(dt.date(2023, 1, 1)), by=None)
    client.force_login(a_user(Role.BOARD, of=ward))

    page = client.get("/to-chuc/moi/", {"day": "2022-12-31"}).context
    assert page["name"] == "Chi bộ chung"
    assert [row.name for row in page["life"].names] == ["Chi bộ Hoa Sen", "Chi bộ chung"]
    assert {(row.predecessor, row.moved) for row in page["life"].origins} == {(cell, 1) for cell in cells}
    assert page["here"].parent_name == ward.name


def test_unit_of_another_ward_is_not_found(client):
    other = a_unit(parent=a_ward())
    client.force_login(a_user(Role.LEADER, of=a_ward()))
    assert client.get(reverse("structure:unit", args=[other.slug])).status_code == 404


def test_workbook_holds_the_tree_of_the_day(client):
    ward = a_ward()
    cell = a_cell_with_secretary(ward)
    client.force_login(a_user(Role.BOARD, of=ward))
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/to-chuc/tep/excel/").content))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    assert [(row[0], row[4]) for row in rows] == [(ward.name, 1), (f"– {cell.name}", 1)]


OWN, ABOVE, BESIDE, ELSEWHERE = "own", "above", "beside", "elsewhere"
MAY = {
    (Role.MEMBER, OWN): (200, 403, 403),
    (Role.SECRETARY, OWN): (200, 403, 403),
    (Role.SECRETARY, BESIDE): (200, 403, 403),
    (Role.CLERK, ABOVE): (200, 200, 200),
    (Role.BOARD, ABOVE): (200, 200, 200),
    (Role.LEADER, ABOVE): (200, 200, 403),
    (Role.INSPECTOR, ABOVE): (200, 403, 403),
    (Role.SUPERIOR, ABOVE): (200, 403, 403),
    (Role.PARTNER, ABOVE): (200, 403, 403),
    (Role.ADMIN, ABOVE): (404, 404, 404),
    (Role.BOARD, BESIDE): (200, 403, 403),
    (Role.BOARD, ELSEWHERE): (404, 404, 404),
    (Role.LEADER, ELSEWHERE): (404, 404, 404),
    (None, ABOVE): (404, 404, 404),
}


@pytest.mark.parametrize(("role", "place"), MAY)
def test_who_sees_changes_and_appoints(client, role, place):
    ward = a_ward()
    cell, neighbour = a_cell_with_secretary(ward), a_unit(parent=ward)
    of = {OWN: cell, ABOVE: ward, BESIDE: neighbour, ELSEWHERE: a_ward()}[place]
    client.force_login(a_user(role, of=of))

    see, change, appoint = MAY[role, place]
    assert client.get(reverse("structure:unit", args=[cell.slug])).status_code == see
    for name in ("rename", "move", "split", "dissolve"):
        assert client.get(reverse(f"structure:{name}", args=[cell.slug])).status_code == change
    assert client.get(reverse("structure:appoint", args=[cell.slug])).status_code == appoint
    tenure = cell.tenures.get(title=Title.SECRETARY)
    assert client.get(reverse("structure:post_end", args=[tenure.pk])).status_code == appoint


@pytest.mark.parametrize(
    ("role", "status"), [(Role.MEMBER, 403), (Role.INSPECTOR, 403), (Role.LEADER, 200), (Role.BOARD, 200)]
)
def test_who_establishes_and_merges(client, role, status):
    ward = a_ward()
    cell = a_unit(parent=ward)
    client.force_login(a_user(role, of=cell if role == Role.MEMBER else ward))
    for name in ("establish", "merge"):
        assert client.get(reverse(f"structure:{name}")).status_code == status


def test_a_cell_that_one_may_not_change_cannot_be_merged(client):
    ward, foreign = a_ward(), a_unit(parent=a_ward())
    own = a_unit(parent=ward)
    client.force_login(a_user(Role.BOARD, of=ward))
    answer = client.post(reverse("structure:merge"), {"units": [own.pk, foreign.pk], "name": "X", "confirm": "1"})
    assert answer.status_code == 422
    assert "units" in answer.context["form"].errors


@pytest.fixture
def office(client):
    ward = a_ward()
    client.force_login(a_user(Role.BOARD, of=ward))
    return ward


def appoint(client, cell, **data):
    url = reverse("structure:appoint", args=[cell.slug])
    return client.post(url, {"title": Title.SECRETARY, "on": "01/7/2022", **data})


def test_a_member_is_appointed_until_the_named_last_day(client, office):
    cell = a_unit(parent=office)
    member = a_member(of=cell)
    assert appoint(client, cell, person=member.pk, last_day="31/12/2022", paper="12-QĐ/ĐU").status_code == 302
    tenure = cell.tenures.get()
    assert (tenure.person, tenure.valid_until, tenure.paper) == (member, dt.date(2023, 1, 1), "12-QĐ/ĐU")


def test_a_second_secretary_is_refused_and_the_values_stay(client, office):
    cell = a_cell_with_secretary(office)
    other = a_member(of=cell)
    answer = appoint(client, cell, person=other.pk, paper="12-QĐ/ĐU")
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert answer.context["form"]["paper"].value() == "12-QĐ/ĐU"
    assert other.full_name in answer.content.decode()
    assert cell.tenures.count() == 1


def test_the_search_finds_people_of_the_ward_only(client, office):
    cell = a_unit(parent=office)
    own = a_member(of=cell, full_name="Đỗ Thị Huệ")
    a_member(of=a_unit(parent=a_ward()), full_name="Đỗ Văn Huệ")
    found = client.get(reverse("structure:appoint", args=[cell.slug]), {"q": "hue do"}).context["found"]
    assert found == [own]


def test_somebody_of_another_ward_cannot_be_appointed(client, office):
    cell = a_unit(parent=office)
    stranger = a_member(of=a_unit(parent=a_ward()))
    assert appoint(client, cell, person=stranger.pk).status_code == 422


def test_somebody_outside_the_party_leads_a_residential_group(client, office):
    group = a_unit(kind=Kind.RESIDENTS, parent=office)
    assert appoint(client, group, outsider="Trần Thị Mùi", title=Title.HEAD).status_code == 302
    assert group.tenures.get().person.full_name == "Trần Thị Mùi"


def test_a_post_ends_after_its_last_day(client, office):
    cell = a_unit(parent=office)
    tenure = people.appoint(a_person(), unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    url = reverse("structure:post_end", args=[tenure.pk])
    assert client.post(url, {"last_day": "31/12/1999"}).status_code == 422
    assert client.post(url, {"last_day": "30/6/2022"}).status_code == 302
    tenure.refresh_from_db()
    assert tenure.valid_until == dt.date(2022, 7, 1)


def test_the_preview_of_a_merger_names_what_is_open_in_the_cells_that_end(client):
    ward = a_ward()
    client.force_login(a_user(Role.CLERK, of=ward))
    cells = [a_cell_with_secretary(ward) for _ in range(3)]
    day = today() + dt.timedelta(days=10)
    a_meeting(of=cells[0], on=day + dt.timedelta(days=1), title="Sinh hoạt sau sáp nhập")
    an_application(of=cells[1], on=today(), full_name="Lê Thị Ngân")
    a_meeting(of=cells[2], on=day, title="Sinh hoạt của chi bộ khác")
    typed = {
        "units": [cell.pk for cell in cells[:2]], "into": "", "name": "Chi bộ chung", "symbol": "12-QĐ/ĐU",
        "decided_on": f"{today():%d/%m/%Y}", "issuer": "Quận ủy", "effective_on": f"{day:%d/%m/%Y}",
    }  # fmt: skip

    page = client.post(reverse("structure:merge"), typed)

    shown = [(line.unit, [matter.title for matter in matters]) for line, matters in page.context["preview"].matters]
    assert shown == [(cells[0], ["Sinh hoạt sau sáp nhập"]), (cells[1], ["Lê Thị Ngân"])]
    assert "Sinh hoạt của chi bộ khác" not in page.content.decode()
