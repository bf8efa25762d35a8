import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from chibo.config.navigation import GROUPS, TABS
from chibo.home.shell import Shell
from chibo.registry.access.models import Role
from chibo.registry.access.permissions import may_anywhere
from chibo.registry.access.standing_point import StandingPoint
from tests.factories import a_unit, a_user, a_ward


def the_shell(user, path="/", day=None):
    request = RequestFactory().get(path)
    request.user = user
    if user.is_authenticated:
        request.standing = StandingPoint(user, None, day)
    return Shell(request)


def may_open(user):
    return {a.url_name for g in GROUPS for a in g.areas if a.needs is None or may_anywhere(user, a.needs)}


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2023-01-05", [dt.date(2022, 12, 31), dt.date(2022, 6, 30)]),
        ("2023-06-30", [dt.date(2022, 12, 31), dt.date(2022, 6, 30)]),
        ("2023-07-01", [dt.date(2023, 6, 30), dt.date(2022, 12, 31)]),
    ],
)
def test_the_days_on_offer_are_the_ends_of_the_last_two_half_years(now, days):
    with time_machine.travel(f"{now}T05:00:00Z"):
        assert the_shell(AnonymousUser()).days == days


def test_nobody_who_is_not_signed_in_sees_an_area():
    shell = the_shell(AnonymousUser())
    assert (shell.areas, shell.tabs, shell.unit) == ([], [], None)


@pytest.mark.django_db
def test_only_an_administrator_is_led_to_the_accounts():
    ward = a_ward()
    cell = a_unit(parent=ward)
    assert "access:accounts" in may_open(a_user(Role.ADMIN, of=ward))
    for role in set(Role) - {Role.ADMIN}:
        of = cell if role in (Role.MEMBER, Role.SECRETARY) else ward
        assert "access:accounts" not in may_open(a_user(role, of=of)), role


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.MEMBER, Role.SECRETARY, Role.LEADER, Role.CLERK, Role.BOARD, Role.ADMIN])
def test_every_tab_of_a_role_leads_where_the_role_may_go(role):
    ward = a_ward()
    cell = a_unit(parent=ward)
    user = a_user(role, of=cell if role in (Role.MEMBER, Role.SECRETARY) else ward)
    assert set(TABS[role]) <= may_open(user)


@pytest.mark.django_db
def test_a_reader_sees_with_which_duty_and_where():
    cell = a_unit(parent=a_ward(), name="Chi bộ 7")
    assert the_shell(a_user(Role.SECRETARY, of=cell)).duty == f"{Role.SECRETARY.label}, Chi bộ 7"


@pytest.mark.django_db
def test_another_day_than_today_is_told_apart():
    user = a_user(Role.SECRETARY, of=a_unit(parent=a_ward()))
    assert the_shell(user).is_today
    assert not the_shell(user, day=dt.date(2022, 12, 31)).is_today
