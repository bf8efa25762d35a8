import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.base.audit import trail
from chibo.base.models import AuditEntry
from chibo.records.members import actions
from chibo.records.members.models import Correction
from chibo.registry.access.models import Role, User
from chibo.registry.orgs.models import Kind
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Tenure, Title
from tests.factories import LONG_AGO, a_member, a_person, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell():
    return a_unit(parent=a_ward())


@pytest.fixture
def member(cell) -> User:
    return a_user(Role.MEMBER, of=cell)


@pytest.fixture
def secretary(cell) -> User:
    return a_user(Role.SECRETARY, of=cell)


def proposed(member, field="born_on", value=dt.date(1970, 3, 2)) -> Correction:
    return actions.propose_correction(member.person, field=field, value=value, by=member, reason="Giấy khai sinh")


def test_an_accepted_correction_is_in_the_record_and_in_the_trail(member, secretary):
    actions.accept_correction(proposed(member), by=secretary)

    person = Person.objects.get(pk=member.person_id)
    assert person.born_on == dt.date(1970, 3, 2)
    assert list(AuditEntry.objects.filter(by=secretary).order_by("pk").values_list("verb", flat=True)) == [
        "corrected", "correction accepted",
    ]  # fmt: skip


def test_a_declined_correction_leaves_the_record_and_says_why(member, secretary):
    correction = actions.decline_correction(proposed(member), answer="Hồ sơ gốc ghi khác", by=secretary)

    assert (correction.state, correction.answer) == (Correction.State.DECLINED, "Hồ sơ gốc ghi khác")
    assert Person.objects.get(pk=member.person_id).born_on is None


def test_a_correction_is_declined_only_for_a_reason(member, secretary):
    with pytest.raises(ValidationError):
        actions.decline_correction(proposed(member), answer="", by=secretary)


def test_nobody_decides_on_a_correction_of_their_own_record(secretary):
    with pytest.raises(ValidationError):
        actions.accept_correction(proposed(secretary), by=secretary)


def test_a_correction_is_decided_once(member, secretary):
    correction = actions.accept_correction(proposed(member), by=secretary)

    with pytest.raises(ValidationError):
        actions.decline_correction(correction, answer="Nhầm", by=secretary)


@pytest.mark.parametrize(
    ("field", "value"),
    [("citizen_number", "123"), ("full_name", "Lê V@n"), ("official_on", dt.date(1990, 1, 1)), ("phone", "")],
)
def test_what_the_record_could_never_hold_is_refused_when_it_is_proposed(member, field, value):
    people.correct_person(member.person, {"joined_party_on": dt.date(1995, 1, 1)}, by=None)

    with pytest.raises(ValidationError):
        proposed(member, field, value)


def test_a_correction_keeps_no_number_in_clear_beside_the_proposed_one(member):
    people.correct_person(member.person, {"citizen_number": "001234567890"}, by=None)
    member.person.refresh_from_db()

    assert proposed(member, "citizen_number", "001234567899").was == "••••7890"


def test_who_leaves_loses_the_posts_the_same_day(cell):
    person = a_member(of=cell)
    people.appoint(person, unit=cell, title=Title.DEPUTY, on=LONG_AGO, by=None)

    actions.let_go(person, on=dt.date(2025, 3, 1), left=Membership.Way.DEPARTED, by=a_user())

    assert Tenure.objects.get(person=person).valid_until == dt.date(2025, 3, 1)


def test_a_member_who_comes_back_from_outside_is_the_same_person(cell):
    person = a_member(of=cell, citizen_number="001234567890", phone="0912345678")
    actions.let_go(person, on=dt.date(2025, 3, 1), left=Membership.Way.DEPARTED, by=a_user())

    again = actions.receive_member(
        unit=cell, on=dt.date(2025, 9, 1), by=a_user(), full_name=person.full_name, phone="",
        citizen_number="001234567890",
    )  # fmt: skip

    assert (again.pk, again.phone) == (person.pk, "0912345678")
    assert again.memberships.count() == 2


def test_a_number_that_is_on_a_roll_cannot_arrive_a_second_time(cell):
    a_member(of=cell, citizen_number="001234567890")

    with pytest.raises(ValidationError):
        actions.receive_member(
            unit=cell, on=dt.date(2025, 9, 1), by=a_user(), full_name="Lê An", citizen_number="001234567890"
        )


def test_who_leaves_loses_also_the_posts_outside_the_party_that_had_an_end_set(cell, secretary):
    person, front = a_member(of=cell), a_unit(kind=Kind.FRONT, parent=cell.placements.get().parent)
    day = dt.date(2024, 7, 1)
    people.appoint(person, unit=front, title=Title.HEAD, on=LONG_AGO, until=dt.date(2099, 1, 1), by=None)
    actions.let_go(person, on=day, left=Membership.Way.EXPELLED, by=secretary)
    assert Tenure.objects.get(person=person).valid_until == day


def test_a_correction_stands_in_the_trail_of_the_cell(cell, secretary):
    person = a_member(of=cell)
    people.correct_person(person, {"phone": "0900000001"}, by=secretary)
    assert trail({cell.pk}).filter(verb="corrected", record_id=str(person.pk)).exists()


@pytest.mark.parametrize(("number", "kept"), [("12345678", True), ("123456789", False), ("123456789012", True)])
def test_a_card_has_twelve_digits_and_an_old_one_eight(number, kept):
    if kept:
        assert a_person(card_number=number).card_number == number
        return
    with pytest.raises(ValidationError):
        a_person(card_number=number)
