"""Data for tests of the week and the month."""

import datetime as dt
from typing import Any

from chibo.records.schedules.actions import add_event, add_room
from chibo.records.schedules.models import Event, MonthPlan, Room
from chibo.records.schedules.planning import add_item, start_plan
from chibo.registry.orgs.models import Unit


def an_event(*, of: Unit, on: dt.date, **details: Any) -> Event:
    title = details.pop("title", "Giao ban tuần")
    return add_event(unit=of, title=title, day=on, by=None, **details)


def a_room(*, of: Unit, name: str = "Phòng họp tầng 2") -> Room:
    return add_room(unit=of, name=name, by=None)


def a_month_plan(*, of: Unit, month: dt.date, texts: tuple[str, ...] = ("Rà soát hồ sơ",)) -> MonthPlan:
    plan = start_plan(unit=of, month=month, by=None)
    for text in texts:
        add_item(plan, text=text, lead=of, due_on=plan.last_day, by=None)
    return plan
