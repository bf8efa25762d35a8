"""Rated and not rated with a reason are all, whatever was decided so far."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chibo.records.reviews import actions, planning, queries
from chibo.records.reviews.actions import Judgement
from chibo.records.reviews.levels import Ground, Level
from chibo.registry.orgs.models import Kind
from tests.factories import a_member, a_unit, a_ward
from tests.records.reviews.data import ROLL, a_campaign, judged, to_rate

PEOPLE = 9
WAITS, BELOW = "waits", [level for level in Level if level is not Level.EXCELLENT]
FATES = st.lists(st.sampled_from([*Ground, *BELOW, WAITS]), min_size=PEOPLE, max_size=PEOPLE)


@pytest.mark.django_db
@given(fates=FATES)
@settings(max_examples=25, deadline=None)
def test_rated_and_not_rated_are_all_in_any_review(fates):
    ward = a_ward(parent=a_unit(kind=Kind.SUPERIOR))
    cell = a_unit(parent=ward)
    for _ in range(PEOPLE):
        a_member(of=cell, joined_party_on=dt.date(2000, 1, 1))
    campaign = a_campaign(of=ward)
    people = [one for one in to_rate(campaign) if one.person]
    for subject, fate in zip(people, fates, strict=True):
        if fate in Ground.values:
            planning.leave_unrated(subject, ground=fate, reason="Lý do", by=None)
    rated = {subject.pk: fate for subject, fate in zip(people, fates, strict=True) if fate in BELOW}
    actions.propose(campaign, judged(campaign), on=ROLL, by=None)
    actions.appraise(campaign, judged(campaign), on=ROLL, by=None)
    lines = [Judgement(one, rated[one.pk], "Lý do") for one in to_rate(campaign) if one.pk in rated]
    actions.decide(campaign, lines, paper="1-QĐ/ĐU", decided_on=ROLL, by=None)
    found = queries.distribution(campaign)["members"]
    grounds = [fate for fate in fates if fate in Ground.values]
    assert (found.rated, found.not_rated, found.waiting) == (len(rated), len(grounds), fates.count(WAITS))
    assert found.rated + found.not_rated + found.waiting == found.all == campaign.subjects.exclude(person=None).count()
    assert all(found.unrated[ground] == grounds.count(ground) for ground in set(grounds))
