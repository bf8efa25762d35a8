"""A committee with thousands of members below it summons those who lead them."""

import datetime as dt

import pytest

from chibo.base.facts import Period
from chibo.indicators.figures import figure
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from chibo.registry.people import actions as people
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_meeting, a_member, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 5, 10)


@pytest.fixture
def ward():
    return a_ward(parent=a_unit(kind=Kind.SUPERIOR, name="Thành ủy"))


@pytest.fixture
def secretary(ward):
    cell = a_unit(parent=ward)
    a_member(of=cell)
    secretary = a_member(of=cell)
    people.appoint(secretary, unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    return secretary


def test_of_the_members_only_those_who_lead_are_summoned(ward, secretary):
    clerk = a_user(Role.CLERK, of=ward)
    conference = a_meeting(of=ward, on=DAY, kind=Meeting.Kind.CONFERENCE)

    a_browser(clerk).post(f"/sinh-hoat/{conference.pk}/trieu-tap/", {"leading": "on"})

    assert [row.person for row in conference.attendances.all()] == [secretary]


def test_the_committee_above_and_the_grassroots_are_counted_apart(ward, secretary):
    city = ward.placements.get().parent
    for unit in (city, ward):
        conference = a_meeting(of=unit, on=DAY, kind=Meeting.Kind.CONFERENCE)
        meetings.convoke(conference, by=None)
        first, *others = conference.attendances.values_list("pk", flat=True)
        marks = {first: Attendance.State.ABSENT.value} | dict.fromkeys(others, Attendance.State.PRESENT.value)
        meetings.mark(conference, marks, by=None)
        meetings.close_meeting(conference, by=None)

    assert figure("HT-01", city.pk, Period.year(2022)).numerator == 2
    assert figure("HT-08", city.pk, Period.year(2022)).numerator == 1
    grassroots = figure("HT-09", city.pk, Period.year(2022))
    assert (grassroots.numerator, grassroots.denominator) == (1, 2)
