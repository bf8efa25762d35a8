import datetime as dt

import pytest

from chibo.base.clock import today
from chibo.registry.access.models import Grant, Role
from chibo.registry.orgs.models import Kind
from chibo.registry.people.changes import merge
from tests.factories import LONG_AGO, a_browser, a_decision, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


def stands(browser, **asked):
    """Where the reader stands after asking: the short address of the unit, and the day."""
    response = browser.get("/", asked)
    assert response.status_code == 200
    standing = response.wsgi_request.standing
    return standing.unit.slug, standing.day


def test_a_reader_first_stands_where_the_duty_is_held_today(ward, cell):
    assert stands(a_browser(a_user(Role.SECRETARY, of=cell))) == (cell.slug, today())
    assert stands(a_browser(a_user(Role.CLERK, of=ward))) == (ward.slug, today())


def test_unit_and_day_that_were_chosen_are_kept(ward, cell):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    chosen = (ward.slug, dt.date(2022, 12, 31))
    assert stands(browser, unit=ward.slug, day="31/12/2022") == chosen
    assert stands(browser) == chosen
    assert stands(browser, day=today().isoformat()) == (ward.slug, today())


@pytest.mark.parametrize("unit", ["khong-co", "", "x" * 500, "'; --"])
def test_a_unit_that_does_not_exist_is_ignored(cell, unit):
    assert stands(a_browser(a_user(Role.SECRETARY, of=cell)), unit=unit) == (cell.slug, today())


@pytest.mark.parametrize("day", ["31/02/2024", "hôm nay", "", "99999-01-01", "01/01/0000", "31/12/9999", "01/01/0001"])
def test_a_day_that_does_not_exist_is_ignored(cell, day):
    assert stands(a_browser(a_user(Role.SECRETARY, of=cell)), day=day) == (cell.slug, today())


def test_nobody_stands_in_another_ward(cell):
    other = a_unit(parent=a_ward())
    assert stands(a_browser(a_user(Role.SECRETARY, of=cell)), unit=other.slug) == (cell.slug, today())


def test_on_a_day_before_the_unit_existed_the_reader_stands_nowhere(cell):
    response = a_browser(a_user(Role.SECRETARY, of=cell)).get("/", {"day": "01/01/1990"})
    assert response.status_code == 200
    assert response.wsgi_request.standing.unit is None


def test_who_has_no_role_stands_nowhere():
    response = a_browser(a_user()).get("/")
    assert response.status_code == 200
    assert response.wsgi_request.standing.unit is None


def test_the_choice_is_in_reading_order_with_depths_from_what_is_seen(ward, cell):
    district = a_unit(kind=Kind.SUPERIOR)
    inner = a_ward(parent=district)
    under = a_unit(parent=inner)
    response = a_browser(a_user(Role.SECRETARY, of=under)).get("/")
    units = response.wsgi_request.standing.units
    assert [(unit, unit.depth) for unit in units] == [(inner, 0), (under, 1)]


def test_below_the_unit_lies_what_went_on_in_it_too(ward, cell):
    a_unit(parent=a_ward())
    sibling, day = a_unit(parent=ward), dt.date(2023, 1, 1)
    merge([cell, sibling], into=sibling, decision=a_decision(day), by=None)
    standing = a_browser(a_user(Role.CLERK, of=ward)).get("/").wsgi_request.standing
    assert standing.below == {ward.pk, cell.pk, sibling.pk}
    nowhere = a_browser(a_user()).get("/").wsgi_request.standing
    assert nowhere.below == set()


def test_of_two_units_with_the_same_role_it_is_always_the_same_one(ward):
    user, second = a_user(Role.CLERK, of=ward), a_ward()
    Grant.objects.create(user=user, role=Role.CLERK, unit=second, valid_from=LONG_AGO)
    assert stands(a_browser(user)) == (ward.slug, today())
