"""Data for tests: plain functions that go through the actions where an action exists."""

import datetime as dt
from itertools import count
from typing import Any

from chibo.registry.access.models import Grant, Role, User
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.actions import Decision
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Title

_n = count(1)
LONG_AGO = dt.date(2000, 1, 1)
GIVEN = ("An", "Bình", "Cường", "Dung", "Đạt", "Hà", "Hòa", "Lan", "Minh", "Nga", "Phúc", "Quân", "Sơn", "Thủy", "Yến")


def a_decision(on: dt.date = LONG_AGO, *, symbol: str = "") -> Decision:
    return Decision(symbol=symbol or f"{next(_n)}-QĐ/ĐU", decided_on=on, issuer="Quận ủy", effective_on=on)


def a_unit(*, kind: Kind = Kind.CELL, parent: Unit | None = None, since: dt.date = LONG_AGO, name: str = "") -> Unit:
    n = next(_n)
    return orgs.establish(
        slug=f"don-vi-{n}", kind=kind, name=name or f"Chi bộ {n}", parent=parent, decision=a_decision(since), by=None,
        position=n % 30_000,
    )  # fmt: skip


def a_ward(*, parent: Unit | None = None, since: dt.date = LONG_AGO) -> Unit:
    return a_unit(kind=Kind.PARTY, parent=parent, since=since, name=f"Đảng bộ phường {next(_n)}")


def a_person(**details: Any) -> Person:
    n = next(_n)
    name = details.pop("full_name", f"Nguyễn Văn {GIVEN[n % len(GIVEN)]}")
    return people.register_person(full_name=name, by=None, **details)


def a_member(
    *, of: Unit, since: dt.date = LONG_AGO, came: Membership.Way = Membership.Way.OPENING, **details: Any
) -> Person:
    person = a_person(**details)
    people.enrol(person, unit=of, on=since, came=came, by=None)
    return person


def a_user(role: Role | None = None, *, of: Unit | None = None) -> User:
    """A user who holds `role` over `of` in the way that role is really held: by membership, post or grant."""
    user = User.objects.create_user(f"user{next(_n)}", password="not a real one")  # noqa: S106
    if role is None or of is None:
        return user
    if role in (Role.MEMBER, Role.SECRETARY, Role.LEADER):
        user.person = a_member(of=of) if of.kind == Kind.CELL else a_person()
        user.save(update_fields=["person"])
        if role in (Role.SECRETARY, Role.LEADER):
            people.appoint(user.person, unit=of, title=Title.DEPUTY, on=LONG_AGO, by=None)
        return user
    Grant.objects.create(user=user, role=role, unit=of, valid_from=LONG_AGO)
    return user
