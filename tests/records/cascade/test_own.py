"""A cell or a mass organisation says what it does with a document that was sent to it."""

import pytest
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.vietnamese import day
from chibo.records.cascade.models import Dissemination, Response
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.cascade.directives import a_directive, days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def union(ward):
    return a_unit(kind=Kind.UNION, parent=ward, name="Hội Nông dân")


@pytest.fixture
def programme(ward, cell, union):
    return a_directive(of=ward, to=[cell, union], points=["Quán triệt", "Kiểm tra"])


def address(name, programme, unit):
    return reverse(f"cascade:{name}", args=[programme.pk, unit.slug])


def test_received_and_made_known_are_two_steps(programme, cell):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    page = browser.get(address("own", programme, cell))
    assert "We have received it" in page.text
    page = browser.post(address("confirm", programme, cell), follow=True)
    assert "It has been made known in our unit" in page.text
    browser.post(address("confirm", programme, cell), {"read": "1"})
    delivery = programme.deliveries.get(unit=cell)
    assert (delivery.received_on, delivery.read_on) == (today(), today())
    assert programme.deliveries.exclude(unit=cell).get().received_on is None


def test_a_plan_is_recorded_with_the_points_it_takes_up(programme, cell):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    first = programme.clauses.first()
    typed = {"kind": "plan", "title": "Kế hoạch của chi bộ", "made_on": day(today()), "clauses": [first.pk]}
    page = browser.post(address("response_add", programme, cell), typed, follow=True)
    assert "Kế hoạch của chi bộ" in page.text
    assert list(Response.objects.get().clauses.all()) == [first]


def test_a_refused_plan_keeps_what_was_typed(programme, cell):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    typed = {"kind": "plan", "title": "Kế hoạch quá sớm", "made_on": day(days_ago(300))}
    page = browser.post(address("response_add", programme, cell), typed)
    assert page.status_code == 422
    assert "Kế hoạch quá sớm" in page.text
    assert not Response.objects.exists()


def test_a_plan_is_removed_after_asking_again(programme, cell):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    typed = {"kind": "plan", "title": "Ghi nhầm", "made_on": day(today())}
    browser.post(address("response_add", programme, cell), typed)
    remove = reverse("cascade:response_withdraw", args=[Response.objects.get().pk])
    assert "will no longer count" in browser.get(remove).text
    assert Response.objects.exists()
    browser.post(remove)
    assert not Response.objects.exists()


def test_an_office_records_what_a_cell_hands_in_on_paper_but_does_not_sign_for_it(programme, ward, cell):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    typed = {"kind": "plan", "title": "Bản giấy", "made_on": day(today())}
    assert browser.post(address("response_add", programme, cell), typed).status_code == 302
    assert browser.post(address("confirm", programme, cell)).status_code == 403


def test_a_union_counts_its_members_and_counting_again_replaces(programme, union):
    browser = a_browser(a_user(Role.PARTNER, of=union))
    for reached in ("120", "200"):
        typed = {"held_on": day(today()), "reached": reached, "whole": "214"}
        assert browser.post(address("reach", programme, union), typed).status_code == 302
    count = Dissemination.objects.get()
    assert (count.reached, count.whole) == (200, 214)
    assert "200/214" in browser.get(address("own", programme, union)).text


def test_more_than_all_cannot_be_reached(programme, union):
    browser = a_browser(a_user(Role.PARTNER, of=union))
    page = browser.post(address("reach", programme, union), {"held_on": day(today()), "reached": "215", "whole": "214"})
    assert page.status_code == 422
    assert "No more members can be reached than the organisation has." in page.text
    assert not Dissemination.objects.exists()


def test_what_was_sent_is_listed_with_what_is_missing(programme, ward, cell):
    other = a_unit(parent=ward)
    a_directive(of=ward, to=[other], title="Không gửi cho ta")
    text = a_browser(a_user(Role.SECRETARY, of=cell)).get(reverse("cascade:sent")).text
    assert programme.symbol in text
    assert "Not received yet." in text
    assert "Không gửi cho ta" not in text
