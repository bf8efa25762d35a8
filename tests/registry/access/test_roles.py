import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.registry.access import actions
from chibo.registry.access.models import GRANTABLE, Grant, Role, Token, User
from chibo.registry.access.permissions import Permission, Reach, permitted_unit_ids, roles_of
from chibo.registry.access.tokens import issue_token
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint, end_tenure, leave, transfer
from chibo.registry.people.changes import NewUnit, merge
from chibo.registry.people.models import Membership, Title
from tests.factories import LONG_AGO, a_browser, a_decision, a_member, a_person, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 7, 1)
EVE = DAY - dt.timedelta(days=1)


@pytest.fixture
def ward():
    return a_ward()


def an_account(person):
    return User.objects.create(username=f"tai-khoan-{person.pk}", person=person)


def test_a_role_is_not_given_twice_for_the_same_days(ward):
    user = a_user()
    actions.grant_role(user, role=Role.CLERK, unit=ward, on=DAY, by=None)
    with pytest.raises(ValidationError) as refused:
        actions.grant_role(user, role=Role.CLERK, unit=ward, on=DAY + dt.timedelta(days=9), by=None)
    assert refused.value.code == "access_one_grant_at_a_time"
    actions.grant_role(user, role=Role.CLERK, unit=a_ward(), on=DAY, by=None)
    actions.grant_role(user, role=Role.BOARD, unit=ward, on=DAY, by=None)


def test_a_role_may_be_given_again_from_the_day_on_which_it_ended(ward):
    user = a_user()
    grant = actions.grant_role(user, role=Role.CLERK, unit=ward, on=LONG_AGO, by=None)
    actions.withdraw_role(grant, on=DAY, by=a_user())
    actions.grant_role(user, role=Role.CLERK, unit=ward, on=DAY, by=None)
    assert Grant.objects.on(DAY).get().valid_from == DAY


@pytest.mark.parametrize("role", sorted(set(Role) - set(GRANTABLE)))
def test_what_follows_from_posts_and_membership_is_not_given_by_hand(ward, role):
    with pytest.raises(ValidationError):
        actions.grant_role(a_user(), role=role, unit=ward, on=DAY, by=None)
    assert not Grant.objects.exists()


def test_the_first_day_without_a_role_is_without_it(ward):
    user = a_user()
    grant = actions.grant_role(user, role=Role.CLERK, unit=ward, on=LONG_AGO, by=None)
    actions.withdraw_role(grant, on=DAY, by=a_user())
    assert roles_of(user, EVE) == {(Role.CLERK, ward.pk)}
    assert roles_of(user, DAY) == set()


def test_a_role_taken_away_on_its_first_day_was_never_held(ward):
    user = a_user()
    grant = actions.grant_role(user, role=Role.CLERK, unit=ward, on=DAY, by=None)
    actions.withdraw_role(grant, on=DAY, by=a_user())
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("kind", "title", "role"),
    [
        (Kind.PARTY, Title.SECRETARY, Role.LEADER),
        (Kind.PARTY, Title.COMMITTEE_MEMBER, None),
        (Kind.CELL, Title.SECRETARY, Role.SECRETARY),
        (Kind.CELL, Title.COMMITTEE_MEMBER, None),
        (Kind.SUPERIOR, Title.STANDING_MEMBER, Role.SUPERIOR),
        (Kind.UNION, Title.HEAD, Role.PARTNER),
        (Kind.UNION, Title.DEPUTY_HEAD, None),
        (Kind.RESIDENTS, Title.HEAD, None),
    ],
)
def test_the_rights_of_a_post_come_and_go_with_it(ward, kind, title, role):
    unit = a_unit(kind=kind, parent=None if kind == Kind.SUPERIOR else ward)
    person = a_person()
    tenure = appoint(person, unit=unit, title=title, on=LONG_AGO, by=None)
    end_tenure(tenure, on=DAY, by=None)
    user = an_account(person)
    assert roles_of(user, EVE) == ({(role, unit.pk)} if role else set())
    assert roles_of(user, DAY) == set()


def test_a_member_is_one_of_the_cell_of_the_day(ward):
    here, there = a_unit(parent=ward), a_unit(parent=ward)
    person = a_member(of=here)
    transfer(person, to=there, on=DAY, by=None)
    leave(person, on=dt.date(2024, 9, 1), left=Membership.Way.DEPARTED, by=None)
    user = an_account(person)
    days = (EVE, DAY, dt.date(2024, 9, 1))
    assert [roles_of(user, day) for day in days] == [{(Role.MEMBER, here.pk)}, {(Role.MEMBER, there.pk)}, set()]


def test_a_closed_account_signs_in_no_more_and_its_keys_are_gone(ward):
    user, admin = a_user(Role.CLERK, of=ward), a_user(Role.ADMIN, of=ward)
    issue_token(user)
    browser = a_browser(user)
    actions.close_account(user, by=admin)
    assert not Token.objects.exists()
    assert browser.get("/").status_code == 302


def test_an_administrator_does_not_shut_the_door_from_outside(ward):
    admin = a_user(Role.ADMIN, of=ward)
    with pytest.raises(ValidationError):
        actions.close_account(admin, by=admin)
    with pytest.raises(ValidationError):
        actions.withdraw_role(Grant.objects.get(user=admin), on=today(), by=admin)


class TestPages:
    @pytest.fixture
    def admin(self, ward):
        return a_browser(a_user(Role.ADMIN, of=ward))

    @pytest.mark.parametrize("password", ["ngan", "12345678901", "password123"])
    def test_a_password_that_is_easy_to_guess_is_refused(self, admin, password):
        response = admin.post(reverse("access:account_open"), {"username": "van-phong", "password": password})
        assert response.status_code == 422
        assert "van-phong" in response.text
        assert password not in response.text
        assert not User.objects.filter(username="van-phong").exists()

    def test_an_account_is_tied_to_the_person_of_the_card(self, admin, ward):
        person = a_member(of=a_unit(parent=ward), card_number="012345678901")
        form = {"username": "dong-chi-lan", "password": "mùa thu ở Bắc Hà", "card_number": "012345678901"}
        assert admin.post(reverse("access:account_open"), form).status_code == 302
        assert User.objects.get(username="dong-chi-lan").person == person

    def test_nobody_becomes_a_leader_of_another_ward_through_an_account(self, admin):
        leader = a_person(card_number="012345678901")
        appoint(leader, unit=a_ward(), title=Title.SECRETARY, on=LONG_AGO, by=None)
        form = {"username": "dong-chi-lan", "password": "mùa thu ở Bắc Hà", "card_number": "012345678901"}
        assert admin.post(reverse("access:account_open"), form).status_code == 422
        assert not User.objects.filter(username="dong-chi-lan").exists()

    def test_a_role_is_given_only_over_the_own_units(self, admin, ward):
        user, other = a_user(), a_ward()
        address = reverse("access:role_grant", args=[user.pk])
        form = {"role": "clerk", "on": today().strftime("%d/%m/%Y")}
        assert admin.post(address, {**form, "unit": other.pk}).status_code == 422
        assert admin.post(address, {**form, "unit": ward.pk}).status_code == 302
        assert [(grant.role, grant.unit) for grant in Grant.objects.filter(user=user)] == [("clerk", ward)]

    def test_the_same_role_again_is_refused_in_the_form(self, admin, ward):
        user = a_user(Role.CLERK, of=ward)
        form = {"role": "clerk", "unit": ward.pk, "on": "01/7/2024"}
        response = admin.post(reverse("access:role_grant", args=[user.pk]), form)
        assert response.status_code == 422
        assert "The account holds this role on these days already." in response.text


def test_after_a_merger_the_new_secretary_leads_what_went_on_in_the_old_cells(ward):
    cells = [a_unit(parent=ward), a_unit(parent=ward)]
    elsewhere = a_unit(parent=a_ward())
    merged = merge(cells, into=NewUnit(slug="chung", name="Chi bộ chung"), decision=a_decision(DAY), by=None)
    person = a_person()
    appoint(person, unit=merged, title=Title.SECRETARY, on=DAY, by=None)
    reached = permitted_unit_ids(an_account(person), Permission("test.hold", {Role.SECRETARY: Reach.UNIT}))
    assert reached == {merged.pk, *(cell.pk for cell in cells)}
    assert elsewhere.pk not in reached


def test_a_secretary_of_one_of_the_old_cells_leads_nothing_once_the_merger_counts(ward):
    old, other = a_unit(parent=ward), a_unit(parent=ward)
    person = a_member(of=old)
    appoint(person, unit=old, title=Title.SECRETARY, on=LONG_AGO, by=None)
    merge([old, other], into=NewUnit(slug="chung", name="Chi bộ chung"), decision=a_decision(DAY), by=None)
    assert permitted_unit_ids(an_account(person), Permission("test.hold", {Role.SECRETARY: Reach.UNIT})) == set()


def test_a_merger_that_is_still_to_come_opens_nothing(ward):
    cells = [a_unit(parent=ward), a_unit(parent=ward)]
    coming = today() + dt.timedelta(days=30)
    merge(cells, into=cells[0], decision=a_decision(coming), by=None)
    person = a_member(of=cells[0])
    appoint(person, unit=cells[0], title=Title.SECRETARY, on=LONG_AGO, by=None)
    permission = Permission("test.hold", {Role.SECRETARY: Reach.UNIT})
    assert permitted_unit_ids(an_account(person), permission) == {cells[0].pk}
