import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import sheet
from chibo.records.contests.actions import NewEntry, record_entries
from chibo.records.contests.models import Entry
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import transfer
from tests.factories import a_browser, a_contest, a_member, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
OPENS, CLOSES = dt.date(2024, 9, 5), dt.date(2024, 9, 30)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def contest(ward):
    return a_contest(of=ward, opens_on=OPENS, closes_on=CLOSES)


def counted(unit, code):
    return sheet([unit.pk], Period.year(2024), codes=(code,))[unit.pk, code].numerator


def test_an_entry_that_is_sent_twice_counts_once(contest, cell, ward):
    entries = [NewEntry("001", cell, OPENS), NewEntry("001", cell, OPENS), NewEntry("002", cell, CLOSES)]
    assert record_entries(contest, entries, by=None) == 2
    assert record_entries(contest, entries, by=None) == 0
    assert counted(ward, "CT-01") == 2


def test_one_receipt_in_two_contests_is_two_entries(contest, cell, ward):
    other = a_contest(of=ward, opens_on=OPENS, closes_on=CLOSES)
    for one in (contest, other):
        record_entries(one, [NewEntry("001", cell, OPENS)], by=None)
    assert counted(ward, "CT-01") == 2


def test_entries_and_the_people_who_sent_them_are_counted_apart(contest, cell, ward):
    group, person = a_unit(kind=Kind.RESIDENTS, parent=ward), a_member(of=cell)
    entries = [NewEntry("1", cell, OPENS, person), NewEntry("2", cell, OPENS, person), NewEntry("3", group, OPENS)]
    record_entries(contest, entries, by=None)
    assert (counted(ward, "CT-01"), counted(ward, "CT-03")) == (3, 1)


@pytest.mark.parametrize("day", [OPENS - dt.timedelta(days=1), CLOSES + dt.timedelta(days=1)])
def test_a_day_on_which_the_contest_was_not_open_is_refused(contest, cell, day):
    with pytest.raises(ValidationError, match="007"):
        record_entries(contest, [NewEntry("006", cell, OPENS), NewEntry("007", cell, day)], by=None)
    assert not Entry.objects.exists()


def test_an_entry_of_tomorrow_is_refused(cell, ward):
    tomorrow = today() + dt.timedelta(days=1)
    contest = a_contest(of=ward, opens_on=today(), closes_on=tomorrow)
    with pytest.raises(ValidationError):
        record_entries(contest, [NewEntry("1", cell, tomorrow)], by=None)


def test_a_unit_of_another_ward_takes_no_part(contest):
    with pytest.raises(ValidationError):
        record_entries(contest, [NewEntry("1", a_unit(parent=a_ward()), OPENS)], by=None)


def test_a_contest_does_not_close_before_it_opens(ward):
    with pytest.raises(ValidationError):
        a_contest(of=ward, opens_on=CLOSES, closes_on=OPENS)


def test_a_secretary_records_receipts_one_on_each_line(contest, cell):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    address = reverse("contests:entry_record", args=[contest.pk])
    person = a_member(of=cell)
    form = {"unit": cell.pk, "person": person.pk, "entered_on": "10/9/2024", "receipts": "A-1\n\n A-2 \nA-1"}

    assert browser.post(address, form).status_code == 302
    assert set(Entry.objects.values_list("receipt", "person_id")) == {("A-1", person.pk), ("A-2", person.pk)}

    refused = browser.post(address, {**form, "entered_on": "10/10/2024", "receipts": "A-3"})
    assert refused.status_code == 422
    assert "Entry A-3 is not from a day on which the contest was open." in refused.text
    assert "A-3</textarea>" in refused.text


def test_a_secretary_records_for_no_other_cell(contest, cell, ward):
    other = a_unit(parent=ward)
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    form = {"unit": other.pk, "entered_on": "10/9/2024", "receipts": "A-1"}
    assert browser.post(reverse("contests:entry_record", args=[contest.pk]), form).status_code == 422


def test_names_of_entrants_are_only_for_those_who_see_the_entries(contest, cell):
    person = a_member(of=cell, full_name="Đỗ Thị Hằng")
    record_entries(contest, [NewEntry("1", cell, OPENS, person)], by=None)
    page = contest.get_absolute_url()
    assert "Hằng" in a_browser(a_user(Role.SECRETARY, of=cell)).get(page).text
    assert "Hằng" not in a_browser(a_user(Role.MEMBER, of=cell)).get(page).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_contests(ward, django_assert_num_queries, rows):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    for _ in range(rows):
        a_contest(of=ward, opens_on=OPENS, closes_on=CLOSES)
    with django_assert_num_queries(12):
        response = browser.get(reverse("contests:list"), headers={"HX-Request": "true"})
    assert len(response.context["page"]) == rows


def test_a_member_enters_for_the_cell_of_that_day(contest, cell, ward):
    person, later = a_member(of=cell), a_unit(parent=ward)
    transfer(person, to=later, on=CLOSES, by=None)
    with pytest.raises(ValidationError):
        record_entries(contest, [NewEntry("1", later, OPENS, person)], by=None)
    record_entries(contest, [NewEntry("1", cell, OPENS, person), NewEntry("2", later, CLOSES, person)], by=None)
    assert [counted(unit, "CT-01") for unit in (cell, later)] == [1, 1]
