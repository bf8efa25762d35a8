import datetime as dt
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from chibo.base.clock import today
from chibo.records.ballots import actions as ballots
from chibo.records.ballots.models import Ballot
from chibo.records.ballots.numbers import Numbers
from chibo.records.confidence import actions, queries
from chibo.records.confidence.models import Poll, Threshold
from chibo.registry.access.models import Role
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_member, a_unit, a_user, a_ward
from tests.records.ballots.data import a_counter

TODAY = today()


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def leaders(ward):
    cell = a_unit(parent=ward)
    people = [a_member(of=cell, full_name=name) for name in ("Đào Văn An", "Lý Thị Bình")]
    for person, title in zip(people, (Title.SECRETARY, Title.STANDING_MEMBER), strict=True):
        appoint(person, unit=ward, title=title, on=LONG_AGO, by=None)
    return people


def a_poll(ward, people, *, summoned=12):
    return actions.prepare_poll(
        unit=ward, title="Lấy phiếu tín nhiệm giữa nhiệm kỳ", held_on=TODAY, summoned=summoned, people=people, by=None
    )


def settle(poll, *votes, present=12):
    valid = sum(votes[0])
    numbers = Numbers(present, valid, valid, valid, 0, votes, (0,) * len(votes))
    counters = [a_counter(of=poll.unit), a_counter(of=poll.unit)]
    for counter in counters:
        ballots.enter_count(poll.ballot, numbers=numbers, by=counter)
    ballots.settle(poll.ballot, by=counters[0])
    return Poll.objects.select_related("ballot", "unit").get(pk=poll.pk)


@given(low=st.integers(0, 60), whole=st.integers(1, 60), reached_at=st.booleans())
def test_a_threshold_is_met_exactly(low, whole, reached_at):
    share = Fraction(low, whole)
    threshold = Threshold(numerator=2, denominator=3, reached_at=reached_at)
    assert threshold.is_met(low, whole) == (share >= Fraction(2, 3) if reached_at else share > Fraction(2, 3))
    assert not threshold.is_met(0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("low", "part"), [(6, None), (7, "1/2"), (8, "2/3"), (12, "2/3"), (0, None)], ids=str
)  # fmt: skip
def test_the_rule_attaches_to_more_than_half_and_to_two_thirds(ward, leaders, low, part):
    poll = settle(a_poll(ward, leaders[:1]), (12 - low, 0, low))
    outcome = queries.verdict(a_user(Role.LEADER, of=ward), poll).outcomes[0]
    assert (str(outcome.threshold) if outcome.threshold else None) == part
    assert [share.papers for share in outcome.shares] == [12 - low, 0, low]


@pytest.mark.django_db
def test_shares_are_of_the_valid_papers_and_of_those_summoned(ward, leaders):
    poll = settle(a_poll(ward, leaders, summoned=15), (5, 4, 1), (10, 0, 0), present=12)
    found = queries.verdict(a_user(Role.LEADER, of=ward), poll)
    share = found.outcomes[0].shares[0]
    assert (str(share.of_valid), str(round(share.of_summoned, 2))) == ("50", "33.33")


@pytest.mark.django_db
def test_below_two_thirds_present_nothing_follows(ward, leaders):
    poll = settle(a_poll(ward, leaders[:1], summoned=20), (0, 0, 12), present=13)
    found = queries.verdict(a_user(Role.LEADER, of=ward), poll)
    assert (found.counts, found.outcomes[0].threshold) == (False, None)


@pytest.mark.django_db
def test_only_holders_of_leading_posts_are_voted_on_each_once(ward, leaders):
    appoint(leaders[0], unit=ward, title=Title.STANDING_MEMBER, on=LONG_AGO, by=None)
    poll = a_poll(ward, leaders)
    assert list(poll.subjects.values_list("person__full_name", flat=True)) in (
        ["Đào Văn An", "Lý Thị Bình"], ["Lý Thị Bình", "Đào Văn An"],
    )  # fmt: skip
    assert poll.subjects.get(person=leaders[0]).post.count(";") == 1
    with pytest.raises(ValidationError, match="leading post"):
        a_poll(ward, [*leaders, a_member(of=a_unit(parent=ward))])
    assert Ballot.objects.count() == 1


@pytest.mark.django_db
def test_a_person_sees_the_own_result_only_and_only_when_it_is_settled(ward, leaders):
    member = a_user(Role.MEMBER, of=a_unit(parent=ward))
    appoint(member.person, unit=ward, title=Title.DEPUTY_HEAD, on=LONG_AGO, by=None)
    poll = a_poll(ward, [leaders[0], member.person])
    assert queries.poll_page(member, poll.pk) is None
    poll = settle(poll, (12, 0, 0), (11, 1, 0))
    assert [one.subject.person for one in queries.verdict(member, poll).outcomes] == [member.person]
    shown = a_browser(member).get(poll.get_absolute_url()).content.decode()
    assert leaders[0].full_name not in shown
    assert queries.poll_page(a_user(Role.MEMBER, of=a_unit(parent=ward)), poll.pk) is None
    assert queries.poll_page(a_user(Role.ADMIN, of=ward), poll.pk) is None


@pytest.mark.django_db
def test_what_followed_is_recorded_after_the_result(ward, leaders):
    board = a_user(Role.BOARD, of=ward)
    poll = a_poll(ward, leaders[:1])
    subject = poll.subjects.get()
    after = {"told_person_on": TODAY, "told_above_on": None, "decision": "", "decided_on": None, "done_on": None}
    with pytest.raises(ValidationError, match="settled"):
        actions.follow_up(subject, by=board, **after)
    settle(poll, (2, 2, 8))
    with pytest.raises(ValidationError, match="before the vote"):
        actions.follow_up(subject, by=board, **(after | {"told_person_on": TODAY - dt.timedelta(days=1)}))
    with pytest.raises(ValidationError, match="with its day"):
        actions.follow_up(subject, by=board, **(after | {"decision": "Cho thôi giữ chức vụ"}))
    browser = a_browser(board)
    day = TODAY.strftime("%d/%m/%Y")
    sent = {"told_person_on": day, "decision": "Cho thôi giữ chức vụ", "decided_on": day}
    assert browser.post(f"/tin-nhiem/dong-chi/{subject.pk}/", sent).status_code == 302
    assert "Cho thôi giữ chức vụ" in browser.get(poll.get_absolute_url()).content.decode()
    assert browser.post(f"/tin-nhiem/dong-chi/{subject.pk}/", sent | {"decided_on": ""}).status_code == 422


@pytest.mark.django_db
def test_the_board_prepares_a_vote_on_the_page(ward, leaders):
    browser = a_browser(a_user(Role.BOARD, of=ward))
    sent = {"title": "Lấy phiếu", "held_on": TODAY.strftime("%d/%m/%Y"), "summoned": 12, "people": []}
    assert browser.post("/tin-nhiem/moi/", sent).status_code == 422
    answer = browser.post("/tin-nhiem/moi/", sent | {"people": [person.pk for person in leaders]})
    assert answer.status_code == 302
    shown = browser.get(answer["Location"]).content.decode()
    assert "Lý Thị Bình" in shown
    assert "Lấy phiếu" in browser.get("/tin-nhiem/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_polls_as_for_one(ward, leaders, count, django_assert_num_queries):
    for _ in range(count):
        a_poll(ward, leaders)
    browser = a_browser(a_user(Role.BOARD, of=ward))
    browser.get("/tin-nhiem/")
    with django_assert_num_queries(13):
        assert browser.get("/tin-nhiem/").status_code == 200
