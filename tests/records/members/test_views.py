import datetime as dt
import io

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.models import AuditEntry
from chibo.base.spreadsheets import read_workbook
from chibo.records.members.actions import show_numbers
from chibo.records.members.enrolment import import_roll
from chibo.records.members.models import Correction
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import correct_person
from chibo.registry.people.changes import merge
from chibo.registry.people.models import Membership, Person
from tests.factories import a_decision, a_member, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
ROLL = "/dang-vien/"


@pytest.fixture
def places():
    """A district with two wards; the member of interest is in `cell`."""
    district = a_unit(kind=Kind.SUPERIOR)
    ward, other_ward = a_ward(parent=district), a_ward(parent=district)
    return {
        "district": district, "ward": ward, "cell": a_unit(parent=ward), "sibling": a_unit(parent=ward),
        "other ward": other_ward, "other cell": a_unit(parent=other_ward),
    }  # fmt: skip


@pytest.fixture
def member(places):
    return a_member(of=places["cell"], full_name="Đỗ Thị Hằng", citizen_number="001234567890", phone="0912345678")


def as_user(client, role, unit):
    user = a_user(role, of=unit)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "case",
    [
        (Role.SECRETARY, "cell", 200),
        (Role.SECRETARY, "sibling", 404),
        (Role.SECRETARY, "other cell", 404),
        (Role.BOARD, "ward", 200),
        (Role.BOARD, "other ward", 404),
        (Role.LEADER, "ward", 200),
        (Role.LEADER, "other ward", 404),
        (Role.MEMBER, "cell", 404),
        (Role.CLERK, "ward", 404),
        (Role.INSPECTOR, "ward", 404),
        (Role.PARTNER, "ward", 404),
        (Role.SUPERIOR, "district", 404),
        (Role.ADMIN, "ward", 404),
    ],
)
def test_who_may_see_a_person(client, places, member, case):
    role, place, status = case
    as_user(client, role, places[place])

    assert client.get(f"/dang-vien/{member.pk}/").status_code == status


@pytest.mark.parametrize(
    "case",
    [
        (Role.SECRETARY, "cell", "edit", 200),
        (Role.SECRETARY, "cell", "leave", 200),
        (Role.SECRETARY, "cell", "standing", 200),
        (Role.SECRETARY, "cell", "transfer", 403),
        (Role.SECRETARY, "sibling", "edit", 404),
        (Role.BOARD, "ward", "transfer", 200),
        (Role.BOARD, "other ward", "transfer", 404),
        (Role.LEADER, "ward", "edit", 403),
        (Role.LEADER, "ward", "leave", 403),
        (Role.LEADER, "ward", "transfer", 403),
        (Role.CLERK, "ward", "standing", 404),
    ],
)
def test_who_may_change_a_person(client, places, member, case):
    role, place, page, status = case
    as_user(client, role, places[place])

    assert client.get(reverse(f"members:{page}", args=[member.pk])).status_code == status


@pytest.mark.parametrize(
    "case",
    [
        (Role.SECRETARY, "cell", "roll", 200),
        (Role.CLERK, "ward", "roll", 200),
        (Role.SUPERIOR, "district", "roll", 200),
        (Role.MEMBER, "cell", "roll", 403),
        (Role.PARTNER, "ward", "roll", 403),
        (Role.SECRETARY, "cell", "export", 200),
        (Role.LEADER, "ward", "export", 403),
        (Role.CLERK, "ward", "export", 403),
        (Role.BOARD, "ward", "import_start", 200),
        (Role.SECRETARY, "cell", "import_start", 403),
        (Role.SECRETARY, "cell", "corrections", 200),
        (Role.LEADER, "ward", "corrections", 403),
        (Role.BOARD, "ward", "arrival", 200),
        (Role.MEMBER, "cell", "arrival", 403),
        (Role.MEMBER, "cell", "me", 200),
        (Role.ADMIN, "ward", "me", 200),
    ],
)
def test_who_may_open_a_page(client, places, member, case):
    role, place, page, status = case
    as_user(client, role, places[place])

    assert client.get(reverse(f"members:{page}")).status_code == status


def test_a_clerk_sees_how_many_and_no_name(client, places, member):
    as_user(client, Role.CLERK, places["ward"])

    page = client.get(ROLL).text

    assert places["cell"].name in page
    assert member.full_name not in page


def test_a_secretary_who_stands_on_the_ward_sees_only_the_own_cell(client, places, member):
    a_member(of=places["sibling"], full_name="Đỗ Thị Lánh")
    as_user(client, Role.SECRETARY, places["cell"])

    page = client.get(ROLL, {"unit": places["ward"].slug}).text

    assert member.full_name in page
    assert "Đỗ Thị Lánh" not in page


def test_the_roll_is_searched_without_marks_and_ordered_by_given_name(client, places):
    for name in ("Đặng Văn Yên", "Đặng Văn Ân", "Đặng Văn An", "Lê Thị Bé"):
        a_member(of=places["cell"], full_name=name)
    as_user(client, Role.BOARD, places["ward"])

    response = client.get(ROLL, {"q": "dang van"})

    names = [row.person.full_name for row in response.context["page"]]
    assert names == ["Đặng Văn An", "Đặng Văn Ân", "Đặng Văn Yên"]


def test_htmx_gets_the_rows_only(client, places, member):
    as_user(client, Role.BOARD, places["ward"])

    part = client.get(ROLL, headers={"HX-Request": "true"}).text

    assert "<html" not in part
    assert member.full_name in part


def test_the_roll_asks_the_database_as_often_for_three_as_for_one(client, places, member):
    as_user(client, Role.BOARD, places["ward"])
    client.get(ROLL)
    with CaptureQueriesContext(connection) as one:
        client.get(ROLL)
    for _ in range(2):
        a_member(of=places["sibling"])
    with CaptureQueriesContext(connection) as three:
        client.get(ROLL)

    assert len(three) == len(one)


def test_the_exported_roll_masks_numbers_and_holds_no_formula(client, places, member):
    trap = a_unit(parent=places["ward"], name="=HYPERLINK(1)")
    a_member(of=trap, full_name="Lê An")
    as_user(client, Role.BOARD, places["ward"])

    response = client.get("/dang-vien/xuat/")

    rows = read_workbook(io.BytesIO(response.content))
    assert [(row[1], row[4], row[8]) for row in rows[1:]] == [
        ("Lê An", "", "=HYPERLINK(1)"), ("Đỗ Thị Hằng", "••••7890", places["cell"].name),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb="roll exported").count() == 1


def test_full_numbers_are_shown_on_asking_and_that_is_noted(client, places, member):
    user = as_user(client, Role.SECRETARY, places["cell"])
    assert "001234567890" not in client.get(f"/dang-vien/{member.pk}/").text

    shown = client.post(f"/dang-vien/{member.pk}/so/")

    assert "001234567890" in shown.text
    assert "no-store" in shown["Cache-Control"]
    note = AuditEntry.objects.get(verb="numbers shown")
    assert (note.by, note.record_id, note.unit_id) == (user, str(member.pk), places["cell"].pk)


def test_a_leader_may_not_unmask(client, places, member):
    as_user(client, Role.LEADER, places["ward"])

    assert client.post(f"/dang-vien/{member.pk}/so/").status_code == 403


def test_old_numbers_stay_masked_in_the_trail_on_the_page(client, places, member):
    correct_person(member, {"citizen_number": "001234560000"}, by=None)
    as_user(client, Role.SECRETARY, places["cell"])

    page = client.get(f"/dang-vien/{member.pk}/").text

    assert "••••7890" in page
    assert "001234567890" not in page


def test_a_member_reads_everything_about_themselves_and_who_looked(client, places):
    user = as_user(client, Role.MEMBER, places["cell"])
    Person.objects.filter(pk=user.person_id).update(citizen_number="001999999999")
    secretary = a_user(Role.SECRETARY, of=places["cell"])
    show_numbers(user.person, unit_id=places["cell"].pk, by=secretary)

    page = client.get("/dang-vien/toi/").text

    assert "001999999999" in page
    assert str(secretary.person) in page


def test_a_member_proposes_and_reads_the_answer(client, places):
    user = as_user(client, Role.MEMBER, places["cell"])
    page = "/dang-vien/toi/de-nghi-sua/born_on/"

    wrong = client.post(page, {"value": "31/02/1970"})
    right = client.post(page, {"value": "01/3/1970", "reason": "Giấy khai sinh"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert 'value="31/02/1970"' in wrong.text
    correction = Correction.objects.get()
    client.force_login(a_user(Role.SECRETARY, of=places["cell"]))
    client.post(f"/dang-vien/de-nghi-sua/{correction.pk}/tu-choi/", {"answer": "Hồ sơ gốc ghi khác"})
    client.force_login(user)
    assert "Hồ sơ gốc ghi khác" in client.get("/dang-vien/toi/").text


def test_a_secretary_elsewhere_does_not_find_the_correction(client, places):
    as_user(client, Role.MEMBER, places["cell"])
    client.post("/dang-vien/toi/de-nghi-sua/phone/", {"value": "0987654321"})
    correction = Correction.objects.get()
    as_user(client, Role.SECRETARY, places["sibling"])

    assert client.post(f"/dang-vien/de-nghi-sua/{correction.pk}/nhan/").status_code == 404
    assert list(client.get("/dang-vien/de-nghi-sua/").context["page"]) == []


def test_an_accepted_correction_is_held(client, places):
    user = as_user(client, Role.MEMBER, places["cell"])
    client.post("/dang-vien/toi/de-nghi-sua/gender/", {"value": "woman"})
    client.force_login(a_user(Role.SECRETARY, of=places["cell"]))

    assert client.get("/dang-vien/de-nghi-sua/").status_code == 200
    client.post(f"/dang-vien/de-nghi-sua/{Correction.objects.get().pk}/nhan/")

    assert Person.objects.get(pk=user.person_id).gender == Person.Gender.WOMAN


def test_a_transfer_is_told_in_a_sentence_before_it_is_done(client, places, member):
    as_user(client, Role.BOARD, places["ward"])
    page, asked = f"/dang-vien/{member.pk}/chuyen/", {"unit": places["sibling"].pk, "on": "01/3/2025"}

    preview = client.post(page, asked)
    assert Membership.objects.get(person=member).unit == places["cell"]
    done = client.post(page, {**asked, "confirmed": "1"})

    assert (preview.status_code, done.status_code) == (200, 302)
    assert places["sibling"].name in preview.text
    now = Membership.objects.get(person=member, valid_until=None)
    assert (now.unit, now.valid_from) == (places["sibling"], dt.date(2025, 3, 1))


@pytest.mark.parametrize("day", ["31/02/2025", "01/01/2999", "01/01/1990", "hôm nay"])
def test_impossible_days_of_a_transfer_are_refused_before_it_is_asked_about(client, places, member, day):
    as_user(client, Role.BOARD, places["ward"])

    answer = client.post(f"/dang-vien/{member.pk}/chuyen/", {"unit": places["sibling"].pk, "on": day})

    assert answer.status_code == 422
    assert f'value="{day}"' in answer.text
    assert Membership.objects.get(person=member).unit == places["cell"]


def test_nobody_is_transferred_to_a_cell_of_another_ward(client, places, member):
    as_user(client, Role.BOARD, places["ward"])

    answer = client.post(f"/dang-vien/{member.pk}/chuyen/", {"unit": places["other cell"].pk, "on": "01/3/2025"})

    assert answer.status_code == 422


def test_leaving_is_asked_about_and_then_off_the_roll(client, places, member):
    as_user(client, Role.SECRETARY, places["cell"])
    page, asked = f"/dang-vien/{member.pk}/ra-khoi-danh-sach/", {"left": "departed", "on": "01/3/2025"}

    client.post(page, asked)
    assert Membership.objects.get(person=member).valid_until is None
    client.post(page, {**asked, "confirmed": "1"})

    assert Membership.objects.get(person=member).valid_until == dt.date(2025, 3, 1)
    assert client.get(page).status_code == 403


def test_an_exemption_until_a_day_holds_that_day_and_no_longer(client, places, member):
    as_user(client, Role.SECRETARY, places["cell"])

    client.post(f"/dang-vien/{member.pk}/tinh-trang/", {"state": "exempt", "on": "01/3/2025", "last_day": "31/5/2025"})

    assert member.standings.get().valid_until == dt.date(2025, 6, 1)


def test_editing_without_numbers_keeps_the_numbers(client, places, member):
    as_user(client, Role.SECRETARY, places["cell"])

    answer = client.post(f"/dang-vien/{member.pk}/sua/", {"full_name": "Đỗ Thị Hằng Nga", "born_on": ""})

    member.refresh_from_db()
    assert answer.status_code == 302
    assert (member.full_name, member.citizen_number, member.phone) == ("Đỗ Thị Hằng Nga", "001234567890", "0912345678")


def test_somebody_from_outside_is_put_on_the_roll(client, places):
    as_user(client, Role.BOARD, places["ward"])

    answer = client.post(
        "/dang-vien/moi/",
        {"full_name": "Lê  Văn Tới", "born_on": "01/3/1980", "unit": places["cell"].pk, "on": "01/3/2025"},
    )

    arrived = Membership.objects.get(person__full_name="Lê Văn Tới")
    assert answer.status_code == 302
    assert (arrived.came, arrived.unit) == (Membership.Way.ARRIVED, places["cell"])


class TestACellThatEnds:
    """A cell whose end is recorded for a day to come takes nobody in any more, and the page says so."""

    SAID = "ends on"

    @pytest.fixture
    def ending(self, places):
        cell = a_unit(parent=places["ward"])
        coming = today() + dt.timedelta(days=30)
        merge([cell, places["sibling"]], into=places["sibling"], decision=a_decision(coming), by=None)
        return cell

    @pytest.fixture
    def board(self, client, places):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return as_user(client, Role.BOARD, places["ward"])

    def test_nobody_is_transferred_to_it(self, client, board, member, ending):
        sent = {"unit": ending.pk, "on": today().strftime("%d/%m/%Y"), "confirmed": "1"}
        response = client.post(f"{ROLL}{member.pk}/chuyen/", sent)
        assert response.status_code == 422
        assert self.SAID in response.text

    def test_nobody_arrives_in_it(self, client, board, ending):
        sent = {
            "full_name": "Lê Thị Mai",
            "born_on": "01/5/1990",
            "unit": ending.pk,
            "on": today().strftime("%d/%m/%Y"),
        }
        response = client.post(reverse("members:arrival"), sent)
        assert response.status_code == 422
        assert self.SAID in response.text
        assert not Person.objects.filter(full_name="Lê Thị Mai").exists()

    def test_a_list_for_it_is_refused_in_words(self, ending):
        rows = [["Họ và tên", "Ngày sinh"], ["Lê Thị Mai", "01/5/1990"]]
        with pytest.raises(ValidationError) as refused:
            import_roll(rows, ending, today(), None)
        assert refused.value.code in {"people_membership_in_a_living_unit", "people_unit_outlives_its_people"}
        assert not Person.objects.filter(full_name="Lê Thị Mai").exists()
