from dataclasses import replace
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from chibo.base.clock import now
from chibo.records.ballots import actions, queries
from chibo.records.ballots.models import Ballot, Count, Use, Vote
from chibo.records.ballots.numbers import Numbers
from tests.factories import a_unit
from tests.records.ballots.data import a_ballot, a_counter, a_settled_ballot

pytestmark = pytest.mark.django_db
TRUE = Numbers(present=9, issued=9, returned=9, valid=8, invalid=1, votes=((2, 5, 0),), blank=(1,))


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def people(unit):
    return [a_counter(of=unit) for _ in range(3)]


def test_two_counts_that_agree_are_the_result_for_good(unit):
    ballot = a_settled_ballot(TRUE, of=unit)
    found = queries.result(ballot)
    assert found is not None
    assert (found.summoned, found.present, found.valid, found.votes, found.blank) == (10, 9, 8, ((2, 5, 0),), (1,))
    assert found.of_summoned(0, 1) == Fraction(1, 2)
    assert found.of_valid(0, 1) == Fraction(5, 8)
    assert found.number("Tập thể chi ủy", "Tốt") == 5


@pytest.mark.parametrize(
    ("wrong", "cell"),
    [
        (replace(TRUE, present=11), "present"),
        (replace(TRUE, issued=10), "issued"),
        (replace(TRUE, returned=10, invalid=2), "returned"),
        (replace(TRUE, invalid=0), "invalid"),
        (replace(TRUE, votes=((3, 5, 0),)), "blank_0"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_cell(unit, people, wrong, cell):
    with pytest.raises(ValidationError) as refused:
        actions.enter_count(a_ballot(of=unit), numbers=wrong, by=people[0])
    assert list(refused.value.error_dict) == [cell]
    assert not Count.objects.exists()


def test_a_paper_with_several_choices_is_bounded_by_the_valid_papers_only(unit, people):
    ballot = a_ballot(of=unit, one_option_each=False)
    actions.enter_count(ballot, numbers=replace(TRUE, votes=((8, 8, 3),), blank=(0,)), by=people[0])
    with pytest.raises(ValidationError):
        actions.enter_count(ballot, numbers=replace(TRUE, votes=((9, 8, 3),), blank=(0,)), by=people[1])


def test_one_person_counts_once_and_an_unnamed_account_not_at_all(unit, people):
    ballot = a_ballot(of=unit)
    actions.enter_count(ballot, numbers=TRUE, by=people[0])
    with pytest.raises(ValidationError, match="already"):
        actions.enter_count(ballot, numbers=TRUE, by=people[0])
    people[1].person = None
    with pytest.raises(ValidationError, match="no named person"):
        actions.enter_count(ballot, numbers=TRUE, by=people[1])


def test_settling_waits_until_both_counts_agree(unit, people):
    ballot = a_ballot(of=unit)
    actions.enter_count(ballot, numbers=TRUE, by=people[0])
    with pytest.raises(ValidationError, match="Two people"):
        actions.settle(ballot, by=people[0])
    mistaken = replace(TRUE, votes=((5, 2, 0),))
    second = actions.enter_count(ballot, numbers=mistaken, by=people[1])
    found = queries.differences(ballot, queries.counts_of(ballot))
    assert [(one.cell, one.first, one.second) for one in found] == [("vote_0_0", 2, 5), ("vote_0_1", 5, 2)]
    with pytest.raises(ValidationError, match="differ"):
        actions.settle(ballot, by=people[0])
    with pytest.raises(ValidationError, match="Only"):
        actions.correct_count(second, numbers=TRUE, by=people[0])
    actions.correct_count(second, numbers=TRUE, by=people[1])
    assert actions.settle(ballot, by=people[0]).is_settled
    assert [(one.cell, one.before, one.after) for one in queries.corrections_of(ballot)] == [
        ("vote_0_0", 5, 2), ("vote_0_1", 2, 5),
    ]  # fmt: skip


def test_a_third_person_chooses_between_the_counts_with_a_reason(unit, people):
    ballot = a_ballot(of=unit)
    for person, numbers in zip(people, (TRUE, replace(TRUE, votes=((5, 2, 0),))), strict=False):
        actions.enter_count(ballot, numbers=numbers, by=person)
    both = {"vote_0_0": 1, "vote_0_1": 1}
    with pytest.raises(ValidationError, match="neither"):
        actions.look_again(ballot, right=both, reason="Kiểm lại", by=people[0])
    with pytest.raises(ValidationError, match="which"):
        actions.look_again(ballot, right={"vote_0_0": 1}, reason="Kiểm lại", by=people[2])
    with pytest.raises(ValidationError, match="make"):
        actions.look_again(ballot, right={"vote_0_0": 1, "vote_0_1": 2}, reason="Kiểm lại", by=people[2])
    with pytest.raises(ValidationError):
        actions.look_again(ballot, right=both, reason="", by=people[2])
    actions.look_again(ballot, right=both, reason="Kiểm lại", by=people[2])
    actions.settle(ballot, by=people[2])
    assert queries.result(ballot) is None, "the row that was loaded before"
    found = queries.result(Ballot.objects.get(pk=ballot.pk))
    assert found is not None
    assert found.votes == ((2, 5, 0),)


@pytest.mark.parametrize(
    "change",
    [
        lambda ballot: Ballot.objects.filter(pk=ballot.pk).update(title="Khác"),
        lambda ballot: Ballot.objects.filter(pk=ballot.pk).update(settled_at=None, settled_by=None),
        lambda ballot: Ballot.objects.filter(pk=ballot.pk).delete(),
        lambda ballot: Count.objects.filter(ballot=ballot).update(present=10),
        lambda ballot: Vote.objects.filter(count__ballot=ballot).update(number=1),
        lambda ballot: ballot.questions.create(position=9, text="Thêm"),
        lambda ballot: ballot.options.all().delete(),
    ],
)
def test_the_database_refuses_to_change_what_is_settled(unit, change):
    ballot = a_settled_ballot(TRUE, of=unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(ballot)


def test_the_database_refuses_to_settle_counts_that_differ(unit, people):
    ballot = a_ballot(of=unit)
    for person, numbers in zip(people, (TRUE, replace(TRUE, votes=((5, 2, 0),))), strict=False):
        actions.enter_count(ballot, numbers=numbers, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(settled_at=now(), settled_by=people[0])


def test_how_many_were_summoned_can_be_corrected_while_it_fits(unit, people):
    ballot = a_ballot(of=unit)
    actions.enter_count(ballot, numbers=TRUE, by=people[0])
    with pytest.raises(ValidationError, match="present"):
        actions.change_summoned(ballot, summoned=8, reason="Nhầm", by=people[0])
    actions.change_summoned(ballot, summoned=12, reason="Nhầm", by=people[0])
    assert Count.objects.get().summoned == 12
    with pytest.raises(IntegrityError), transaction.atomic():
        Count.objects.update(summoned=20)


def test_a_vote_is_removed_only_while_nobody_has_counted(unit, people):
    actions.take_back(a_ballot(of=unit), by=people[0])
    assert not Ballot.objects.exists()
    ballot = a_ballot(of=unit)
    actions.enter_count(ballot, numbers=TRUE, by=people[0])
    with pytest.raises(ValidationError):
        actions.take_back(ballot, by=people[0])


def test_two_thirds_of_those_summoned_make_a_quorum(unit):
    rule = queries.quorum(Use.CONFIDENCE, a_ballot(of=unit).held_on)
    assert rule is not None
    assert [rule.least(n) for n in (3, 10, 12, 100)] == [2, 7, 8, 67]
    assert rule.is_met(8, 12)
    assert not rule.is_met(66, 100)
