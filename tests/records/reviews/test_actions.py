import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chibo.records.ballots.actions import enter_count, settle
from chibo.records.ballots.numbers import Numbers
from chibo.records.reviews import actions, planning, polls, remedying
from chibo.records.reviews.actions import Judgement
from chibo.records.reviews.levels import Body, Group, Level
from chibo.records.reviews.models import Appeal, Decision
from chibo.registry.access.models import Role
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_member, a_user
from tests.records.reviews.data import (
    ROLL,
    a_campaign,
    a_published,
    decide_all,
    judged,
    propose_all,
    subject_of,
    to_rate,
)
from tests.records.tasks.tasks import a_task

pytestmark = pytest.mark.django_db


def decide(campaign, *judgements, **details):
    return actions.decide(campaign, judgements, **{"paper": "2-QĐ/ĐU", "decided_on": ROLL, "by": None} | details)


def a_person_user(person, name="nguoi"):
    user = a_user()
    user.person = person
    user.save(update_fields=["person"])
    return user


def test_the_collective_comes_before_its_people_and_the_head_first(ward, cell, members):
    appoint(members[0], unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    campaign = a_campaign(of=ward)
    by_group = {
        group: [Judgement(one, Level.GOOD) for one in to_rate(campaign) if one.group == group] for group in Group
    }
    for group in (Group.LEADER, Group.MEMBER):
        with pytest.raises(ValidationError, match="First comes"):
            actions.propose(campaign, by_group[group], on=ROLL, by=None)
    for group in (Group.COLLECTIVE, Group.LEADER, Group.MEMBER):
        actions.propose(campaign, by_group[group], on=ROLL, by=None)


def test_nothing_is_appraised_before_it_is_proposed_nor_decided_before_it_is_appraised(ward, cell, members):
    campaign = a_campaign(of=ward)
    one = Judgement(subject_of(campaign, unit=cell), Level.GOOD)
    with pytest.raises(ValidationError, match="nothing has been proposed"):
        actions.appraise(campaign, [one], on=ROLL, by=None)
    actions.propose(campaign, [one], on=ROLL, by=None)
    with pytest.raises(ValidationError, match="not been appraised"):
        decide(campaign, one)


def test_who_is_not_rated_gets_no_level(ward, cell, members):
    campaign = a_campaign(of=ward)
    subject = planning.leave_unrated(subject_of(campaign, members[0]), ground="exempt", reason="", by=None)
    with pytest.raises(ValidationError, match="is not rated"):
        actions.propose(campaign, [Judgement(subject, Level.GOOD)], on=ROLL, by=None)


def test_a_proposal_can_be_put_right_and_is_one(ward, cell, members):
    campaign = a_campaign(of=ward)
    subject = subject_of(campaign, unit=cell)
    for level in (Level.FULFILLED, Level.GOOD):
        actions.propose(campaign, [Judgement(subject, level)], on=ROLL, by=None)
    assert [one.level for one in subject.opinions.all()] == [Level.GOOD]


def test_a_decision_that_departs_from_the_proposal_needs_a_reason(ward, cell, members):
    campaign = a_campaign(of=ward)
    propose_all(campaign)
    subject = subject_of(campaign, members[0])
    with pytest.raises(ValidationError, match="departs from the proposal"):
        decide(campaign, Judgement(subject, Level.FULFILLED))
    decide(campaign, Judgement(subject, Level.FULFILLED, "Theo kết quả thẩm định"))
    subject.refresh_from_db()
    assert subject.level == Level.FULFILLED


def test_a_level_decided_before_changes_only_for_a_reason_and_both_decisions_stay(ward, cell, members):
    campaign = a_campaign(of=ward)
    decide_all(campaign)
    subject = subject_of(campaign, members[0])
    with pytest.raises(ValidationError, match="decided before"):
        decide(campaign, Judgement(subject, Level.FULFILLED))
    (new,) = decide(campaign, Judgement(subject, Level.FULFILLED, "Có kết luận mới"))
    assert (subject.decisions.count(), new.replaces.level) == (2, Level.GOOD)


def test_the_organisation_itself_is_decided_by_the_committee_above(ward, cell, members):
    campaign = a_campaign(of=ward)
    decide_all(campaign)
    assert subject_of(campaign, unit=ward).decisions.get().issuer == "Quận ủy"
    assert subject_of(campaign, unit=cell).decisions.get().issuer == ward.name


def test_the_cap_refuses_one_too_many(ward, cell, members):
    # 12 reach “good”: 2 of the 10 that remain are 20%, 3 of the 9 are more.
    campaign = a_campaign(of=ward)
    three = [subject_of(campaign, person) for person in members[:3]]
    propose_all(campaign, *three)
    two = [Judgement(one, Level.EXCELLENT) for one in three[:2]]
    decide(campaign, *two)
    with pytest.raises(ValidationError) as refused:
        decide(campaign, Judgement(three[2], Level.EXCELLENT))
    assert refused.value.code == "over_the_cap"
    assert "3 would be rated" in refused.value.messages[0]


def test_the_exception_needs_its_ground_and_gives_its_own_share(ward, cell):
    people = [a_member(of=cell) for _ in range(20)]
    campaign = a_campaign(of=ward)
    four = [subject_of(campaign, person) for person in people[:4]]  # 3 by the rule, 4 of 16 are 25%
    propose_all(campaign, *four)
    best = [Judgement(one, Level.EXCELLENT) for one in four]
    with pytest.raises(ValidationError):
        decide(campaign, *best)
    decisions = decide(campaign, *best, exception="Quyết định số 9-QĐ/QU")
    assert {one.exception for one in decisions} == {"Quyết định số 9-QĐ/QU"}


def test_the_exception_is_no_open_door(ward, cell, members):
    campaign = a_campaign(of=ward)
    best = [subject_of(campaign, person) for person in members[:6]]
    propose_all(campaign, *best)
    with pytest.raises(ValidationError):
        decide(campaign, *(Judgement(one, Level.EXCELLENT) for one in best), exception="Có căn cứ")


def test_a_late_task_bars_the_highest_level_unless_a_reason_is_given(ward, cell, members):
    a_task(of=cell, people=[members[0]])  # due in March, never done
    campaign = a_campaign(of=ward)
    subject = subject_of(campaign, members[0])
    propose_all(campaign, subject)
    with pytest.raises(ValidationError, match="a record stands against"):
        decide(campaign, Judgement(subject, Level.EXCELLENT))
    decide(campaign, Judgement(subject, Level.EXCELLENT, "Chậm do nguyên nhân khách quan"))


def test_what_the_ballot_did_not_carry_needs_a_reason(ward, cell, members):
    campaign = a_campaign(of=ward)
    propose_all(campaign)
    subjects = [subject_of(campaign, person) for person in members[:2]]
    clerks = [a_person_user(a_member(of=cell)) for _ in range(2)]
    ballot = polls.open_poll(campaign, subjects, title="Bỏ phiếu", held_on=ROLL, summoned=15, by=clerks[0])
    numbers = Numbers(15, 15, 15, 15, 0, votes=((0, 8, 7, 0), (0, 7, 8, 0)), blank=(0, 0))
    for clerk in clerks:
        enter_count(ballot, numbers=numbers, by=clerk)
    settle(ballot, by=clerks[0])
    assert [one.carried for one in polls.outcomes(subjects).values()] == [Level.GOOD, Level.FULFILLED]
    decide(campaign, Judgement(subjects[0], Level.GOOD))
    with pytest.raises(ValidationError, match="did not carry"):
        decide(campaign, Judgement(subjects[1], Level.GOOD))


def test_half_of_those_summoned_is_not_enough(ward, cell, members):
    assert polls.Outcome({Level.GOOD: 6, Level.FULFILLED: 6}, blank=0, summoned=12).carried is None
    assert polls.Outcome({Level.GOOD: 7, Level.FULFILLED: 5}, blank=0, summoned=12).carried is Level.GOOD


def test_another_place_and_the_inspection_committee_speak_without_a_level(ward, cell, members):
    campaign = a_campaign(of=ward)
    subject, inspector = subject_of(campaign, members[0]), a_user(Role.INSPECTOR, of=ward)
    actions.give_opinion(subject, body=Body.INSPECTION, unit=ward, text="Không có vi phạm", by=inspector)
    assert [(one.body, one.level) for one in subject.opinions.all()] == [(Body.INSPECTION, "")]
    with pytest.raises(ValidationError, match="holds no post"):
        actions.give_opinion(subject, body=Body.PLACE, unit=cell, text="Tốt", by=inspector)


def test_an_appeal_keeps_both_decisions_and_the_new_one_names_the_old(ward, cell, members):
    campaign = a_published(of=ward)
    subject, leader = subject_of(campaign, members[0]), a_user(Role.LEADER, of=ward)
    old = subject.decisions.get()
    appeal = remedying.file_appeal(old, text="Đề nghị xem xét lại", by=a_person_user(members[0]))
    remedying.answer_appeal(
        appeal, answer="Chấp nhận", level=Level.FULFILLED, paper="9-QĐ/ĐU", decided_on=dt.date(2026, 1, 9), by=leader
    )
    appeal.refresh_from_db()
    subject.refresh_from_db()
    assert (appeal.outcome, appeal.new_decision.replaces, subject.level) == (
        Appeal.Outcome.CHANGED,
        old,
        Level.FULFILLED,
    )
    assert [one.level for one in Decision.objects.filter(subject=subject)] == [Level.GOOD, Level.FULFILLED]


def test_an_appeal_that_is_not_followed_leaves_the_decision(ward, cell, members):
    campaign = a_published(of=ward)
    subject = subject_of(campaign, members[0])
    appeal = remedying.file_appeal(subject.decisions.get(), text="Xem lại", by=a_person_user(members[0]))
    remedying.answer_appeal(appeal, answer="Giữ nguyên", by=a_user(Role.LEADER, of=ward))
    assert subject.decisions.count() == 1
    with pytest.raises(ValidationError, match="answered already"):
        remedying.answer_appeal(appeal, answer="Giữ nguyên", by=a_user(Role.LEADER, of=ward))


def test_only_those_concerned_appeal_and_only_after_the_publication(ward, cell, members):
    campaign = a_campaign(of=ward)
    decide_all(campaign)
    decision = subject_of(campaign, members[0]).decisions.get()
    with pytest.raises(PermissionDenied):
        remedying.file_appeal(decision, text="Xem lại", by=a_person_user(members[1]))
    with pytest.raises(ValidationError, match="not published"):
        remedying.file_appeal(decision, text="Xem lại", by=a_person_user(members[0]))


def test_nobody_answers_an_appeal_of_their_own(ward, cell):
    leader = a_user(Role.LEADER, of=ward)
    leader.person = a_member(of=cell)
    leader.save()
    appoint(leader.person, unit=ward, title=Title.DEPUTY, on=LONG_AGO, by=None)
    campaign = a_published(of=ward)
    appeal = remedying.file_appeal(subject_of(campaign, leader.person).decisions.get(), text="Xem lại", by=leader)
    with pytest.raises(PermissionDenied):
        remedying.answer_appeal(appeal, answer="Đồng ý", by=leader)


def test_a_shortcoming_is_confirmed_by_somebody_else(ward, cell, members):
    subject = subject_of(a_campaign(of=ward), members[0])
    owner, secretary = a_person_user(members[0]), a_user(Role.SECRETARY, of=cell)
    remedy = remedying.set_remedy(
        subject, shortcoming="Vắng họp", measure="Dự đủ", owner=members[0], due_on=ROLL, by=secretary
    )
    with pytest.raises(ValidationError, match="nothing to confirm"):
        remedying.confirm_remedy(remedy, by=secretary)
    remedying.report_remedy(remedy, done_on=ROLL, proof="Sổ họp", by=owner)
    with pytest.raises(ValidationError, match="Somebody else"):
        remedying.confirm_remedy(remedy, by=owner)
    remedying.send_back_remedy(remedy, reason="Chưa đủ ba tháng", by=secretary)
    remedying.report_remedy(remedy, done_on=ROLL, proof="Sổ họp ba tháng", by=secretary)
    with pytest.raises(ValidationError, match="Somebody else than who reported"):
        remedying.confirm_remedy(remedy, by=secretary)
    assert remedying.confirm_remedy(remedy, by=a_user(Role.BOARD, of=ward)).confirmed_on is not None


def test_a_shortcoming_of_last_year_stands_against_the_highest_level_until_it_is_confirmed(ward, cell, members):
    before = subject_of(a_published(of=ward, year=2024), members[0])
    remedy = remedying.set_remedy(
        before, shortcoming="Vắng họp", measure="Dự đủ", owner=members[0], due_on=dt.date(2025, 6, 30), by=None
    )
    campaign = a_campaign(of=ward)
    subject = subject_of(campaign, members[0])
    found = actions.barriers(campaign, [subject])[subject.pk]
    assert [one.why for one in found] == ["Shortcoming not corrected: Vắng họp"]
    remedying.report_remedy(remedy, done_on=dt.date(2025, 6, 1), proof="Sổ họp", by=None)
    remedying.confirm_remedy(remedy, on=dt.date(2025, 6, 2), by=None)
    assert actions.barriers(campaign, [subject]) == {}
    assert judged(campaign)
