import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from chibo.registry.people.actions import appoint, end_tenure, leave, set_standing
from chibo.registry.people.models import Membership, Standing, Tenure, Title
from chibo.registry.people.queries import holders_on
from tests.factories import LONG_AGO, a_member, a_person, a_unit, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 7, 1)
EVE = DAY - dt.timedelta(days=1)


@pytest.fixture
def cell():
    return a_unit(parent=a_ward())


def test_two_people_do_not_hold_one_single_post_on_the_same_day(cell):
    first, second = a_member(of=cell), a_member(of=cell)
    appoint(first, unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        appoint(second, unit=cell, title=Title.SECRETARY, on=DAY, by=None)
    assert [str(message) for message in refused.value.messages] == ["Somebody else holds this post on these days."]
    assert Tenure.objects.count() == 1


def test_the_successor_begins_on_the_day_on_which_the_post_ends(cell):
    first, second = a_member(of=cell), a_member(of=cell)
    tenure = appoint(first, unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    end_tenure(tenure, on=DAY, by=None)
    appoint(second, unit=cell, title=Title.SECRETARY, on=DAY, by=None)
    holders = [[row.person for row in holders_on(day, [cell.pk])] for day in (EVE, DAY)]
    assert holders == [[first], [second]]


def test_a_post_before_one_that_is_recorded_must_end_in_time(cell):
    appoint(a_member(of=cell), unit=cell, title=Title.SECRETARY, on=DAY, by=None)
    earlier = a_member(of=cell)
    with pytest.raises(ValidationError):
        appoint(earlier, unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    appoint(earlier, unit=cell, title=Title.SECRETARY, on=LONG_AGO, until=DAY, by=None)


def test_the_same_post_is_not_held_twice_by_one_person(cell):
    person = a_member(of=cell)
    appoint(person, unit=cell, title=Title.DEPUTY, on=LONG_AGO, by=None)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        appoint(person, unit=cell, title=Title.DEPUTY, on=DAY, by=None)
    assert [str(m) for m in refused.value.messages] == ["The person already holds this post on these days."]


def test_several_deputies_and_several_posts_of_one_person_are_right(cell):
    ward = cell.placements.get().parent
    first, second = a_member(of=cell), a_member(of=cell)
    for person in (first, second):
        appoint(person, unit=cell, title=Title.DEPUTY, on=LONG_AGO, by=None)
    appoint(first, unit=ward, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
    assert holders_on(DAY, [cell.pk, ward.pk]).count() == 3


def test_a_post_ends_once_and_after_it_began(cell):
    tenure = appoint(a_person(), unit=cell, title=Title.DEPUTY, on=DAY, by=None)
    with pytest.raises(ValidationError):
        end_tenure(tenure, on=DAY, by=None)
    end_tenure(tenure, on=dt.date(2024, 9, 1), by=None)
    with pytest.raises(ValidationError):
        end_tenure(tenure, on=dt.date(2024, 10, 1), by=None)


def test_there_is_no_post_in_a_unit_that_does_not_exist_yet(cell):
    late = a_unit(parent=cell.placements.get().parent, since=DAY)
    with pytest.raises(ValidationError) as refused:
        appoint(a_person(), unit=late, title=Title.SECRETARY, on=EVE, by=None)
    assert refused.value.code == "no_unit"


def test_who_leaves_the_party_loses_the_posts_in_it_that_had_an_end_set(cell):
    person = a_member(of=cell)
    end = DAY + dt.timedelta(days=900)
    tenure = appoint(person, unit=cell, title=Title.SECRETARY, on=LONG_AGO, until=end, by=None)
    leave(person, on=DAY, left=Membership.Way.EXPELLED, by=None)
    tenure.refresh_from_db()
    assert tenure.valid_until == DAY


def test_a_period_that_runs_backwards_is_refused_in_words(cell):
    person = a_member(of=cell)
    with translation.override("en"):
        with pytest.raises(ValidationError, match="The last day must come after the first day"):
            appoint(person, unit=cell, title=Title.DEPUTY, on=DAY, until=EVE, by=None)
        tenure = appoint(person, unit=cell, title=Title.DEPUTY, on=DAY, by=None)
        with pytest.raises(ValidationError, match="The last day must come after the first day"):
            end_tenure(tenure, on=EVE, by=None)


def test_a_probationary_member_who_is_away_for_a_while_comes_back_probationary():
    member = a_member(of=a_unit(parent=a_ward()))
    state = Standing.State
    set_standing(member, state=state.PROBATIONARY, on=dt.date(2022, 1, 1), by=None)

    set_standing(member, state=state.AWAY, on=dt.date(2022, 3, 1), until=dt.date(2022, 6, 1), by=None)

    days = {dt.date(2022, 2, 1): "probationary", dt.date(2022, 4, 1): "away", dt.date(2022, 6, 1): "probationary"}
    assert {day: Standing.objects.on(day).get(person=member).state for day in days} == days
