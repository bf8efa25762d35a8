import datetime as dt
from typing import Any

from chibo.records.awards import actions
from chibo.records.awards.actions import Decision, NewAward
from chibo.records.awards.models import Award, AwardKind, Giver
from chibo.registry.orgs.models import Unit


def a_kind(code: str) -> AwardKind:
    return AwardKind.objects.get(pk=code)


def a_decision(on: dt.date, **details: Any) -> Decision:
    values = {"symbol": "12-QĐ/ĐU", "issuer": "Đảng ủy", "giver": Giver.BASE, "money": None}
    return Decision(decided_on=on, **(values | details))


def an_award(
    code: str, year: int, *, of: Unit, person: Any = None, on: dt.date | None = None, merit: str = "", **details: Any
) -> Award:
    decision = a_decision(on or dt.date(year, 12, 20), **details)
    return actions.record_awards([NewAward(of, a_kind(code), year, decision, person, merit)], by=None)[0]


def a_proposal(code: str, year: int, *, of: Unit, **details: Any) -> Award:
    return actions.propose(unit=of, kind=a_kind(code), year=year, by=None, **details)
