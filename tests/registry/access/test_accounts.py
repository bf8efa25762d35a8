"""Accounts: opened once, closed after a second look, ended with the duty."""

from threading import Event, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from chibo.base.audit import trail
from chibo.base.clock import now, today
from chibo.records.members.actions import let_go
from chibo.registry.access import actions
from chibo.registry.access.models import Grant, Proposal, Role, Token, User
from chibo.registry.access.permissions import roles_of
from chibo.registry.access.tokens import issue_token, user_of
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint, end_tenure
from chibo.registry.people.models import Membership, Title
from tests.factories import LONG_AGO, a_browser, a_member, a_person, a_unit, a_user, a_ward

PASSWORD = "mùa thu ở Bắc Hà"
ACCOUNTS, TOKENS = "/nguoi-dung/", "/nguoi-dung/khoa/"


@pytest.fixture
def ward(db):
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def admin(ward):
    return a_user(Role.ADMIN, of=ward)


def an_account(person):
    return User.objects.create(username=f"tai-khoan-{person.pk}", person=person)


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_with_one_name_at_the_same_moment_the_second_is_refused_in_words():
    written, go_on = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            actions.open_account(username="van-phong", password=PASSWORD, by=None)
            written.set()
            go_on.wait(5)
        connection.close()

    other = Thread(target=first)
    other.start()
    written.wait(5)
    Thread(target=go_on.set).start()
    with pytest.raises(ValidationError):
        actions.open_account(username="van-phong", password=PASSWORD, by=None)
    other.join()
    assert User.objects.filter(username="van-phong").count() == 1


class TestGiving:
    @pytest.mark.parametrize("role", [Role.CLERK, Role.ADMIN])
    def test_nobody_gives_a_role_to_the_own_account(self, ward, admin, role):
        form = {"role": role.value, "unit": ward.pk, "on": "01/7/2024"}
        response = a_browser(admin).post(reverse("access:role_grant", args=[admin.pk]), form)
        assert response.status_code == 422
        assert "You cannot give a role to your own account" in response.text
        assert roles_of(admin, today()) == {(Role.ADMIN, ward.pk)}

    def test_the_only_administrator_makes_a_second_one(self, ward, admin):
        second = a_user()
        given = actions.give_role(second, role=Role.ADMIN, unit=ward, on=today(), by=admin)
        assert isinstance(given, Grant)

    def test_a_third_administrator_is_confirmed_by_the_second(self, ward, admin):
        second, third = a_user(Role.ADMIN, of=ward), a_user()
        form = {"role": "admin", "unit": ward.pk, "on": today().strftime("%d/%m/%Y")}
        assert a_browser(admin).post(reverse("access:role_grant", args=[third.pk]), form).status_code == 302
        assert roles_of(third, today()) == set()
        proposal = Proposal.objects.get()
        assert third.username in a_browser(second).get(ACCOUNTS).text

        address = reverse("access:proposal_confirm", args=[proposal.pk])
        a_browser(admin).post(address)
        assert roles_of(third, today()) == set()
        a_browser(second).post(address)
        assert roles_of(third, today()) == {(Role.ADMIN, ward.pk)}
        assert a_browser(second).post(address).status_code == 404

    def test_what_is_declined_is_not_given_and_may_be_proposed_again(self, ward, admin):
        second, third = a_user(Role.ADMIN, of=ward), a_user()
        proposal = actions.propose_administrator(third, unit=ward, on=today(), by=admin)
        with pytest.raises(ValidationError):
            actions.propose_administrator(third, unit=ward, on=today(), by=admin)
        actions.decline_proposal(proposal, by=second)
        assert roles_of(third, today()) == set()
        actions.propose_administrator(third, unit=ward, on=today(), by=admin)

    def test_an_administrator_of_another_ward_answers_nothing(self, ward, admin):
        proposal = actions.propose_administrator(a_user(), unit=ward, on=today(), by=admin)
        stranger = a_user(Role.ADMIN, of=a_ward())
        assert a_browser(stranger).post(reverse("access:proposal_confirm", args=[proposal.pk])).status_code == 404
        with pytest.raises(ValidationError):
            actions.confirm_proposal(proposal, by=stranger)

    def test_the_table_itself_refuses_a_proposal_confirmed_by_its_author(self, ward, admin):
        proposal = actions.propose_administrator(a_user(), unit=ward, on=today(), by=admin)
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(accepted=True, settled_by=admin, settled_at=now())


class TestClosing:
    def test_it_is_asked_about_first(self, ward, admin):
        user = a_user(Role.CLERK, of=ward)
        address = reverse("access:account_close", args=[user.pk])
        assert user.username in a_browser(admin).get(address).text
        assert User.objects.get(pk=user.pk).is_active
        a_browser(admin).post(address)
        assert not User.objects.get(pk=user.pk).is_active

    def test_who_leaves_the_party_is_signed_out_and_holds_no_duty_at_once(self, ward, cell):
        person = a_member(of=cell)
        user = an_account(person)
        Grant.objects.create(user=user, role=Role.CLERK, unit=ward, valid_from=LONG_AGO)
        issue_token(user)
        browser = a_browser(user)
        let_go(person, on=today(), left=Membership.Way.EXPELLED, by=a_user())
        assert browser.get("/").status_code == 302
        assert roles_of(user, today()) == set()
        assert not Token.objects.exists()

    def test_who_is_only_transferred_or_still_holds_a_post_keeps_the_account(self, ward, cell):
        holder = a_person()
        tenure = appoint(holder, unit=a_unit(kind=Kind.UNION, parent=ward), title=Title.HEAD, on=LONG_AGO, by=None)
        member, outsider = an_account(a_member(of=cell)), an_account(holder)
        assert actions.close_departed(by=None) == 0
        end_tenure(tenure, on=today(), by=None)
        assert actions.close_departed(by=None) == 1
        assert User.objects.filter(pk=member.pk, is_active=True).exists()
        assert not User.objects.filter(pk=outsider.pk, is_active=True).exists()

    def test_an_account_without_any_past_in_the_party_is_left_alone(self, admin):
        an_account(a_person())
        assert actions.close_departed(by=None) == 0
        assert User.objects.filter(pk=admin.pk, is_active=True).exists()

    def test_the_trail_of_the_unit_tells_of_its_accounts(self, ward, cell, admin):
        person = a_member(of=cell)
        user = actions.open_account(username="dong-chi-lan", password=PASSWORD, person=person, by=admin)
        actions.close_account(user, by=admin)
        told = set(trail([cell.pk]).values_list("verb", flat=True))
        assert {"account opened", "account closed"} <= told
        actions.open_account(username="van-thu", password=PASSWORD, by=admin)
        assert "account opened" in set(trail([ward.pk]).values_list("verb", flat=True))


class TestKeys:
    def test_a_reader_sees_and_revokes_the_own_keys_only(self, ward):
        own, other = a_user(Role.CLERK, of=ward), a_user(Role.BOARD, of=ward)
        key = issue_token(own)
        issue_token(other)
        browser = a_browser(own)
        page = browser.get(TOKENS).text
        assert own.username in page
        assert other.username not in page
        assert browser.post(reverse("access:token_revoke", args=[other.tokens.get().pk])).status_code == 404
        assert browser.post(reverse("access:token_revoke", args=[own.tokens.get().pk])).status_code == 302
        assert user_of(key) is None

    def test_an_administrator_sees_the_keys_of_the_accounts_in_hand(self, ward, admin):
        user = a_user(Role.CLERK, of=ward)
        stranger = a_user(Role.CLERK, of=a_ward())
        issue_token(user)
        issue_token(stranger)
        page = a_browser(admin).get(TOKENS).text
        assert user.username in page
        assert stranger.username not in page

    def test_a_key_tells_when_it_was_last_used(self, ward):
        user = a_user(Role.CLERK, of=ward)
        key = issue_token(user)
        assert Token.objects.get().last_used_on is None
        user_of(key)
        assert Token.objects.get().last_used_on == today()

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_the_same_for_any_number_of_keys(self, ward, django_assert_max_num_queries, count):
        user = a_user(Role.CLERK, of=ward)
        for _ in range(count):
            issue_token(user)
        browser = a_browser(user)
        browser.get(TOKENS)
        with django_assert_max_num_queries(14):
            assert browser.get(TOKENS).text.count("khoa/") >= count
