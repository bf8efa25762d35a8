import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import sheet
from chibo.records.plans import actions, queries
from chibo.records.plans.models import StudyPlan
from chibo.registry.access.models import Role
from chibo.registry.people.actions import transfer
from tests.factories import a_browser, a_member, a_person, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 2, 1)
LIST, OWN = reverse("plans:list"), reverse("plans:own")


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


def counted(unit, code="DK-02", year=2024):
    return sheet([unit.pk], Period.year(year), codes=(code,))[unit.pk, code].numerator


def test_a_person_registers_once_a_year(cell):
    person = a_member(of=cell)
    actions.register_individual(person, on=DAY, by=None)
    with pytest.raises(ValidationError):
        actions.register_individual(person, on=dt.date(2024, 12, 1), by=None)
    with pytest.raises(ValidationError):
        actions.register_individuals([person], on=dt.date(2024, 12, 1), by=None)
    actions.register_individual(person, on=dt.date(2025, 2, 1), by=None)
    assert [plan.year for plan in StudyPlan.objects.order_by("year")] == [2024, 2025]


def test_a_collective_registers_once_a_year_beside_its_people(ward, cell):
    actions.register_individual(a_member(of=cell), on=DAY, by=None)
    actions.register_collective(cell, on=DAY, by=None)
    with pytest.raises(ValidationError):
        actions.register_collective(cell, on=DAY, by=None)
    assert (counted(ward, "DK-01"), counted(ward, "DK-02")) == (1, 1)


def test_a_plan_that_was_withdrawn_no_longer_counts_and_may_be_registered_again(cell):
    person = a_member(of=cell)
    plan = actions.register_individual(person, on=DAY, by=None)
    actions.withdraw(plan, reason="Đăng ký nhầm", by=a_user())
    assert counted(cell) == 0
    actions.register_individual(person, on=DAY, by=None)
    assert counted(cell) == 1


def test_a_plan_is_withdrawn_once_and_for_a_reason(cell):
    plan = actions.register_individual(a_member(of=cell), on=DAY, by=None)
    with pytest.raises(ValidationError):
        actions.withdraw(plan, reason="", by=a_user())
    actions.withdraw(plan, reason="Đăng ký nhầm", by=a_user())
    with pytest.raises(ValidationError):
        actions.withdraw(plan, reason="Lần nữa", by=a_user())


def test_a_plan_is_counted_in_the_cell_where_the_member_was_that_day(ward, cell):
    there = a_unit(parent=ward)
    person = a_member(of=cell)
    actions.register_individual(person, on=DAY, by=None)
    transfer(person, to=there, on=dt.date(2024, 6, 1), by=None)
    actions.register_individual(person, on=dt.date(2025, 2, 1), by=None)
    assert (counted(cell), counted(there), counted(ward)) == (1, 0, 1)
    assert (counted(cell, year=2025), counted(there, year=2025)) == (0, 1)


def test_many_are_registered_together_or_not_at_all(cell):
    member, nobody = a_member(of=cell), a_person(full_name="Trần Văn Ngoài")
    with pytest.raises(ValidationError, match="Trần Văn Ngoài"):
        actions.register_individuals([member, nobody], on=DAY, by=None)
    assert not StudyPlan.objects.exists()


def test_nobody_registers_for_a_day_to_come(cell):
    tomorrow = today() + dt.timedelta(days=1)
    person = a_member(of=cell)
    with pytest.raises(ValidationError):
        actions.register_individual(person, on=tomorrow, by=None)
    with pytest.raises(ValidationError):
        actions.register_individuals([person], on=tomorrow, by=None)
    with pytest.raises(ValidationError):
        actions.register_collective(cell, on=tomorrow, by=None)


def test_a_member_registers_the_own_plan_and_sees_it(cell):
    user = a_user(Role.MEMBER, of=cell)
    browser = a_browser(user)
    assert browser.get(OWN).status_code == 200
    assert browser.post(OWN).status_code == 302
    assert queries.own_plan(user, today().year).unit == cell
    assert browser.post(OWN).status_code == 422
    assert StudyPlan.objects.count() == 1


def test_a_secretary_registers_only_members_of_the_own_cell(ward, cell):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    own, other = a_member(of=cell), a_member(of=a_unit(parent=ward))
    address, on = reverse("plans:individuals"), today().strftime("%d/%m/%Y")

    assert browser.post(address, {"people": [own.pk, other.pk], "on": on}).status_code == 422
    assert browser.post(address, {"people": [own.pk], "on": on}).status_code == 302

    assert [plan.person for plan in StudyPlan.objects.all()] == [own]


def test_withdrawing_through_the_page_asks_for_the_reason(cell):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    plan = actions.register_individual(a_member(of=cell), on=DAY, by=None)
    address = reverse("plans:withdraw", args=[plan.pk])
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "Đăng ký nhầm"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.withdrawn_on, plan.withdrawal_reason) == (today(), "Đăng ký nhầm")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_plans(cell, django_assert_num_queries, rows):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    for _ in range(rows):
        actions.register_individual(a_member(of=cell), on=DAY, by=None)
    with django_assert_num_queries(16):
        response = browser.get(LIST, {"year": "2024"}, headers={"HX-Request": "true"})
    assert len(response.context["page"]) == rows


def test_two_registrations_of_one_person_at_once_are_refused_in_words(cell):
    """Named twice in one list, a person reaches the table twice, as two clerks at the same moment would."""
    person = a_member(of=cell)
    with pytest.raises(ValidationError) as refused:
        actions.register_individuals([person, person], on=DAY, by=None)
    assert "has registered for that year already" in str(refused.value)
    assert not StudyPlan.objects.exists()
