"""Data for tests: plain functions that go through the actions where an action exists."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from django.conf import settings
from django.test import Client

from chibo.base.facts import Period
from chibo.records.admissions.actions import put_forward
from chibo.records.admissions.models import Application
from chibo.records.contests.actions import open_contest
from chibo.records.contests.models import Contest
from chibo.records.documents.actions import register_document
from chibo.records.documents.models import Document
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.records.targets.actions import give_target
from chibo.records.targets.models import Target
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
    user = User.objects.create_user(f"user{next(_n)}", password="not a real one")
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


def a_browser(user: User | None = None) -> Client:
    """A browser that asks for English, so that what is asserted is the text in the source."""
    client = Client()
    if user:
        client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def a_meeting(*, of: Unit, on: dt.date, kind: Meeting.Kind = Meeting.Kind.REGULAR, **details: Any) -> Meeting:
    """A meeting that is planned; nobody is summoned yet."""
    title = details.pop("title", f"Sinh hoạt {next(_n)}")
    return meetings.plan_meeting(unit=of, kind=kind, title=title, held_on=on, by=None, **details)


def a_document(*, of: Unit, **details: Any) -> Document:
    n = next(_n)
    given = {
        "issuer": "Bộ Chính trị", "symbol": f"{n}-CT/TW", "issued_on": dt.date(2021, 5, 15), "type": "CT",
        "title": f"Chỉ thị số {n}",
    }  # fmt: skip
    return register_document(unit=of, by=None, **given | details)


def a_contest(*, of: Unit, opens_on: dt.date, closes_on: dt.date, title: str = "Cuộc thi tìm hiểu") -> Contest:
    return open_contest(unit=of, title=title, opens_on=opens_on, closes_on=closes_on, by=None)


def a_target(indicator: str, amount: int, *, of: Unit, year: int, given_by: Unit | None = None) -> Target:
    return give_target(
        unit=of, indicator=indicator, period=Period.year(year), amount=Decimal(amount), given_by=given_by or of, by=None
    )


def an_application(*, of: Unit, on: dt.date, **details: Any) -> Application:
    """The admission of somebody who was put forward on that day."""
    return put_forward(unit=of, on=on, person=a_person(**details), by=None)
