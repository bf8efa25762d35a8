import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.records.reviews import planning, queries
from chibo.records.reviews.levels import Ground, Group, Stage
from chibo.records.reviews.models import Campaign
from chibo.registry.people.actions import appoint, set_standing
from chibo.registry.people.models import Standing, Title
from tests.factories import LONG_AGO, a_member, a_unit
from tests.records.reviews.data import ROLL, a_campaign, days, decide_all, subject_of, to_rate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("year", "code"), [(2022, "2018"), (2023, "2023"), (2024, "2023"), (2025, "2025")])
def test_a_review_keeps_the_rule_in_force_at_the_end_of_its_period(ward, year, code):
    assert a_campaign(of=ward, year=year).rule == code


def test_no_review_of_a_period_before_the_first_rule_that_is_known(ward):
    with pytest.raises(ValidationError, match="no rule"):
        a_campaign(of=ward, year=2017)


def test_every_organisation_and_every_member_of_the_roll_is_on_the_list_once(ward, cell, members):
    campaign = a_campaign(of=ward)
    assert {one.unit for one in to_rate(campaign) if one.is_collective} == {ward, cell}
    assert sorted(one.person.pk for one in to_rate(campaign) if one.person) == [person.pk for person in members]


def test_who_holds_two_posts_is_rated_once_and_reviewed_in_each_place(ward, cell, members):
    office = a_unit(kind="office", parent=ward)
    for unit, title in ((cell, Title.SECRETARY), (office, Title.HEAD)):
        appoint(members[0], unit=unit, title=title, on=LONG_AGO, by=None)
    subject = subject_of(a_campaign(of=ward), members[0])
    assert (subject.group, list(subject.places.all())) == (Group.LEADER, [office])


def test_who_is_not_rated_has_a_ground_and_nobody_is_lost(ward, cell, members):
    set_standing(members[0], state=Standing.State.EXEMPT, on=LONG_AGO, by=None)
    set_standing(members[1], state=Standing.State.SUSPENDED, on=LONG_AGO, by=None)
    a_member(of=cell, joined_party_on=dt.date(2025, 9, 2))
    found = queries.distribution(a_campaign(of=ward))["members"]
    assert found.unrated == {Ground.EXEMPT: 1, Ground.SUSPENDED: 1, Ground.NEW: 1}
    assert (found.rated + found.not_rated + found.waiting, found.all) == (13, 13)


def test_a_new_member_was_rated_under_the_rule_of_2018(ward, cell):
    person = a_member(of=cell, joined_party_on=dt.date(2022, 9, 2))
    assert subject_of(a_campaign(of=ward, year=2022), person).unrated == ""


def test_a_quarter_reviews_only_holders_of_leading_posts(ward, cell, members):
    appoint(members[3], unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    campaign = a_campaign(of=ward, year=2026, kind=Campaign.Kind.QUARTER, quarter=3, roll_on=dt.date(2026, 9, 20))
    assert [one.person for one in to_rate(campaign)] == [members[3]]
    assert (campaign.first_day, campaign.last_day) == (dt.date(2026, 7, 1), dt.date(2026, 9, 30))


def test_leaders_were_not_reviewed_each_quarter_before_the_rule(ward):
    with pytest.raises(ValidationError, match="no rule"):
        a_campaign(of=ward, year=2026, kind=Campaign.Kind.QUARTER, quarter=1, roll_on=dt.date(2026, 3, 20))


def test_who_comes_later_is_added_and_nobody_is_added_twice(ward, cell, members):
    campaign = a_campaign(of=ward)
    a_member(of=cell)
    assert (planning.take_roll(campaign, by=None), planning.take_roll(campaign, by=None)) == (1, 0)


def test_the_days_of_the_stages_follow_one_another(ward):
    wrong = days(ROLL) | {Stage.HEADS: ROLL}
    with pytest.raises(ValidationError) as refused:
        a_campaign(of=ward, days=wrong)
    assert list(refused.value.error_dict) == ["day_30"]


def test_not_rated_for_another_reason_needs_the_reason(ward, cell, members):
    subject = subject_of(a_campaign(of=ward), members[0])
    with pytest.raises(ValidationError, match="Say why there is no rating"):
        planning.leave_unrated(subject, ground=Ground.OTHER, reason="", by=None)


def test_publication_waits_until_rated_and_not_rated_are_all(ward, cell, members):
    campaign = a_campaign(of=ward)
    with pytest.raises(ValidationError, match="14 are neither rated"):
        planning.publish(campaign, on=ROLL, by=None)
    decide_all(campaign)
    assert planning.publish(campaign, on=ROLL, by=None).is_published


def test_after_the_publication_nothing_changes_but_by_appeal(ward, cell, members):
    campaign = a_campaign(of=ward)
    decide_all(campaign)
    planning.publish(campaign, on=ROLL, by=None)
    with pytest.raises(ValidationError, match="answers an appeal"):
        planning.leave_unrated(subject_of(campaign, members[0]), ground="", reason="", by=None)
