"""Whatever single digit is mistyped in one of the two counts, it is refused or shown, never the result."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chibo.records.ballots import actions, queries
from chibo.records.ballots.models import Ballot
from chibo.records.ballots.numbers import Numbers, faults, from_cells
from tests.factories import a_unit
from tests.records.ballots.data import a_ballot, a_counter


@st.composite
def counts(draw: Any) -> tuple[int, Numbers, bool]:
    """What can be true of a vote."""
    summoned = draw(st.integers(1, 400))
    present = draw(st.integers(0, summoned))
    issued = draw(st.integers(0, present))
    returned = draw(st.integers(0, issued))
    valid = draw(st.integers(0, returned))
    questions, options, single = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.booleans())
    votes, blank = [], []
    for _question in range(questions):
        if single:
            cuts = sorted(draw(st.lists(st.integers(0, valid), min_size=options, max_size=options)))
            votes.append(tuple(b - a for a, b in zip((0, *cuts), cuts, strict=False)))
            blank.append(valid - cuts[-1])
        else:
            votes.append(tuple(draw(st.integers(0, valid)) for _ in range(options)))
            blank.append(draw(st.integers(0, valid)))
    return summoned, Numbers(present, issued, returned, valid, returned - valid, tuple(votes), tuple(blank)), single


def corruptions(number: int):
    """Every number that differs from this one in a single digit."""
    text = str(number)
    for place, digit in enumerate(text):
        yield from (int(text[:place] + other + text[place + 1 :]) for other in "0123456789" if other != digit)


def corrupted(numbers: Numbers):
    cells = numbers.cells()
    for cell, number in cells.items():
        for wrong in corruptions(number):
            yield from_cells(cells | {cell: wrong}, len(numbers.votes), len(numbers.votes[0]))


@given(counts())
@settings(max_examples=200, deadline=None)
def test_what_is_true_has_no_fault_and_every_corruption_a_fault_or_another_cell(drawn):
    summoned, numbers, single = drawn
    assert faults(summoned, numbers, one_option_each=single) == {}
    for wrong in corrupted(numbers):
        assert faults(summoned, wrong, one_option_each=single) or wrong.cells() != numbers.cells()
        changed = {cell for cell, number in wrong.cells().items() if number != numbers.cells()[cell]}
        if single and not changed <= {"present", "issued"}:
            assert faults(summoned, wrong, one_option_each=True), "in what adds up, one wrong digit breaks a sum"


@pytest.mark.django_db
@given(data=st.data(), drawn=counts())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_corruption_of_a_second_count_is_ever_settled(data, drawn):
    summoned, numbers, single = drawn
    with transaction.atomic():
        unit = a_unit()
        first, second = a_counter(of=unit), a_counter(of=unit)
        ballot = a_ballot(
            of=unit, summoned=summoned, one_option_each=single,
            questions=[f"Câu {n}" for n in range(len(numbers.votes))],
            options=[f"Mức {n}" for n in range(len(numbers.votes[0]))],
        )  # fmt: skip
        actions.enter_count(ballot, numbers=numbers, by=first)
        every = list(corrupted(numbers))
        for wrong in data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=8)):
            _refused_or_shown(ballot, wrong, second)
        transaction.set_rollback(True)


def _refused_or_shown(ballot: Ballot, wrong: Numbers, second: Any) -> None:
    with transaction.atomic():
        try:
            actions.enter_count(ballot, numbers=wrong, by=second)
        except ValidationError:
            return
        assert queries.differences(ballot, queries.counts_of(ballot))
        with pytest.raises(ValidationError, match="differ"):
            actions.settle(ballot, by=second)
        transaction.set_rollback(True)
