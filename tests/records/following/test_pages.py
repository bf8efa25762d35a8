import datetime as dt

import pytest
from django.urls import reverse

from chibo.base.clock import today
from chibo.records.following.actions import follow, record_visit
from chibo.records.following.models import Following, Visit
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_meeting, a_user, a_ward
from tests.records.following.test_following import SINCE, a_committee_member
from tests.records.scoring.meetings import a_cell

pytestmark = pytest.mark.django_db
NOTE = "Còn né tránh trong phê bình"


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_cell(ward=ward, members=2)


@pytest.fixture
def follower(ward, cell):
    """Somebody whose account leads the ward and who follows the cell."""
    user = a_user(Role.LEADER, of=ward)
    follow(person=user.person, unit=cell, on=SINCE, by=None)
    return user


def test_the_board_assigns_several_cells_at_once(ward, cell):
    other, person = a_cell(ward=ward), a_committee_member(ward)
    browser = a_browser(a_user(Role.BOARD, of=ward))
    page = browser.get(reverse("following:follow"), {"cell": cell.slug}).text
    assert cell.name in page
    sent = {"person": person.pk, "units": [cell.pk, other.pk], "on": "01/3/2026", "paper": "12-TB/ĐU"}
    assert browser.post(reverse("following:follow"), sent).status_code == 302
    assert set(Following.objects.values_list("unit", "paper")) == {(cell.pk, "12-TB/ĐU"), (other.pk, "12-TB/ĐU")}
    refused = browser.post(reverse("following:follow"), sent)
    assert refused.status_code == 422
    assert "12-TB/ĐU" in refused.text
    assert Following.objects.count() == 2


def test_one_tap_says_that_the_follower_was_there(follower, cell):
    meeting = a_meeting(of=cell, on=today())
    browser = a_browser(follower)
    assert "I was there" in browser.get(reverse("following:own")).text
    browser.post(reverse("following:own_visit", args=[meeting.pk]))
    assert Visit.objects.get().attended
    browser.post(reverse("following:own_visit", args=[meeting.pk]), {"note": NOTE})
    assert Visit.objects.get().note == NOTE
    browser.post(reverse("following:own_visit", args=[meeting.pk]))
    assert Visit.objects.get().note == NOTE
    browser.post(reverse("following:own_visit", args=[meeting.pk]), {"note": NOTE, "absent": "1"})
    assert Visit.objects.values_list("attended", "note").get() == (False, "")


def test_nobody_writes_a_note_on_a_cell_that_they_do_not_follow(ward, cell):
    meeting = a_meeting(of=cell, on=today())
    browser = a_browser(a_user(Role.LEADER, of=ward))
    assert browser.post(reverse("following:own_visit", args=[meeting.pk]), {"note": NOTE}).status_code == 404


def test_notes_are_read_by_board_and_leaders_not_by_office_and_cell(ward, cell, follower):
    record_visit(a_meeting(of=cell, on=today()), person=follower.person, note=NOTE, by=follower)
    page = reverse("following:cell", args=[cell.slug])
    for role in (Role.BOARD, Role.LEADER):
        assert NOTE in a_browser(a_user(role, of=ward)).get(page).text
    office = a_browser(a_user(Role.CLERK, of=ward)).get(page).text
    assert follower.person.full_name in office
    assert NOTE not in office
    for role in (Role.SECRETARY, Role.MEMBER):
        assert a_browser(a_user(role, of=cell)).get(page).status_code == 404
    assert a_browser(a_user(Role.BOARD, of=a_ward())).get(page).status_code == 404


def test_the_office_ticks_who_came(ward, cell, follower):
    meeting = a_meeting(of=cell, on=today())
    browser = a_browser(a_user(Role.CLERK, of=ward))
    address = f"{reverse('following:day')}?on={today().isoformat()}"
    other = a_committee_member(ward)
    sent = {f"v-{meeting.pk}": follower.person_id, f"add-{meeting.pk}": other.pk}
    assert browser.post(address, sent).status_code == 302
    assert set(Visit.objects.values_list("person", "attended")) == {(follower.person_id, True), (other.pk, True)}
    assert a_browser(follower).post(address, sent).status_code == 403


def test_who_follows_is_told_of_the_coming_meeting_and_leaders_of_cells_without_anybody(ward, cell, follower):
    a_meeting(of=cell, on=today() + dt.timedelta(days=3))
    lonely = a_cell(ward=ward)
    page = a_browser(follower).get(reverse("home")).text
    assert f"Attend the meeting of {cell.name}" in page
    assert "Nobody follows 1 cell" in page
    assert lonely.name in page
    assert "1 cell was not visited for three months" in page


def test_pages_open_empty_and_full(ward, cell, follower):
    browser = a_browser(a_user(Role.BOARD, of=ward))
    record_visit(a_meeting(of=cell, on=today()), person=follower.person, by=None)
    names = ("list", "day", "coverage")
    assert [browser.get(reverse(f"following:{name}")).status_code for name in names] == [200] * 3
    stop = reverse("following:stop", args=[Following.objects.get().pk])
    assert browser.get(stop).status_code == 200
    assert browser.post(stop, {"on": ""}).status_code == 422
    assert browser.post(stop, {"on": "01/01/2027"}).status_code == 302
    assert browser.get(reverse("following:coverage"), {"month": "nope"}).status_code == 200
    assert browser.get(reverse("following:day"), {"on": "32/13/1"}).status_code == 200
