"""Votes for tests, through the actions that the pages use."""

from typing import Any

from chibo.base.clock import today
from chibo.records.ballots import actions
from chibo.records.ballots.models import Ballot
from chibo.records.ballots.numbers import Numbers
from chibo.registry.access.models import Role, User
from chibo.registry.orgs.models import Unit
from tests.factories import a_person, a_user


def a_counter(*, of: Unit, role: Role = Role.BOARD) -> User:
    """Somebody who is named and may enter counts of this unit."""
    user = a_user(role, of=of)
    if user.person is None:
        user.person = a_person()
        user.save(update_fields=["person"])
    return user


def a_ballot(*, of: Unit, summoned: int = 10, **details: Any) -> Ballot:
    values: dict[str, Any] = {
        "title": "Bỏ phiếu xếp loại", "held_on": today(), "questions": ["Tập thể chi ủy"],
        "options": ["Xuất sắc", "Tốt", "Hoàn thành"],
    }  # fmt: skip
    return actions.open_ballot(unit=of, summoned=summoned, by=None, **(values | details))


def a_settled_ballot(numbers: Numbers, *, of: Unit, **details: Any) -> Ballot:
    ballot = a_ballot(of=of, **details)
    counters = [a_counter(of=of), a_counter(of=of)]
    for counter in counters:
        actions.enter_count(ballot, numbers=numbers, by=counter)
    return actions.settle(ballot, by=counters[0])
