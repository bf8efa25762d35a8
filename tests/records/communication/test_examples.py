import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import sheet
from chibo.records.communication.exemplars import (
    approve_example,
    change_example,
    publish_example,
    record_consent,
    withdraw_consent,
)
from chibo.records.communication.models import Example
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.communication.data import an_example

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 1, 15)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


def counted(unit):
    found = sheet([unit.pk], Period.year(2021), codes=("TTr-07", "TTr-08"))
    return [found[unit.pk, code].numerator for code in ("TTr-07", "TTr-08")]


def test_people_and_models_count_once_published(ward, cell):
    an_example(of=cell, on=DAY)
    an_example(of=cell, on=DAY, kind=Example.Kind.MODEL, name="Tuyến phố tự quản")
    an_example(of=cell, on=DAY, published=False)
    assert counted(ward) == [1, 1]


def test_no_person_is_published_without_consent(cell):
    example = an_example(of=cell, on=DAY, published=False)
    approve_example(example, on=DAY, level="ward", by=None)
    with pytest.raises(ValidationError, match="agrees"):
        publish_example(example, on=DAY, where="Cổng thông tin", by=None)
    record_consent(example, on=DAY, by=None)
    publish_example(example, on=DAY, where="Cổng thông tin", by=None)


def test_the_database_itself_refuses_it(cell):
    for consent in (None, DAY + dt.timedelta(1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Example.objects.create(
                unit=cell, kind="person", name="An", proposed_on=DAY, approved_on=DAY, level="ward",
                consent_on=consent, published_on=DAY,
            )  # fmt: skip


def test_nothing_is_published_unapproved(cell):
    with pytest.raises(ValidationError):
        publish_example(an_example(of=cell, on=DAY, kind="model", published=False), on=DAY, where="Bản tin", by=None)


def test_who_no_longer_agrees_counts_no_more(ward, cell):
    withdraw_consent(an_example(of=cell, on=DAY), by=None)
    assert counted(ward) == [0, 0]


def test_who_was_approved_is_not_exchanged(cell):
    example = an_example(of=cell, on=DAY)
    with pytest.raises(ValidationError):
        change_example(example, name="Người khác", by=None)
    assert change_example(example, story="Giúp đỡ hộ nghèo", by=None).story == "Giúp đỡ hộ nghèo"


def test_a_day_to_come_is_refused(cell):
    with pytest.raises(ValidationError):
        an_example(of=cell, on=today() + dt.timedelta(1))


def test_a_proposal_is_not_read_by_the_members(ward, cell):
    example = an_example(of=cell, on=DAY, published=False)
    assert a_browser(a_user(Role.MEMBER, of=cell)).get(example.get_absolute_url()).status_code == 404


def test_the_board_takes_the_steps_one_by_one(ward, cell):
    browser = a_browser(a_user(Role.BOARD, of=ward))
    form = {"unit": cell.pk, "kind": "person", "name": "Lê Văn Hòa", "proposed_on": "15/1/2021"}
    browser.post(reverse("communication:example_add"), form)
    page = reverse("communication:example_step", args=[Example.objects.get().pk])
    assert browser.post(page, {"step": "publish", "on": "20/1/2021", "where": "Bản tin"}).status_code == 422
    for step, more in (("approve", {"level": "district"}), ("consent", {}), ("publish", {"where": "Bản tin nội bộ"})):
        assert browser.post(page, {"step": step, "on": "20/1/2021"} | more).status_code == 302
    assert Example.objects.get().published_in == "Bản tin nội bộ"
    assert browser.post(page, {"step": "nonsense"}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_examples(ward, django_assert_num_queries, rows):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    for _ in range(rows):
        an_example(of=ward, on=DAY)
    with django_assert_num_queries(15):
        response = browser.get(reverse("communication:examples"), headers={"HX-Request": "true"})
    assert len(response.context["page"]) == rows
