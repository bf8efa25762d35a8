"""Data for tests of what is published."""

import datetime as dt
from typing import Any

from chibo.records.communication import actions, exemplars
from chibo.records.communication.models import Example, Item
from chibo.registry.orgs.models import Unit


def an_item(
    *, of: Unit, on: dt.date, channel: str = Item.Channel.PORTAL, published: bool = True, **details: Any
) -> Item:
    title = details.pop("title", "Chi bộ sinh hoạt chuyên đề")
    if channel == Item.Channel.RADIO:
        details.setdefault("minutes", 5)
    item = actions.propose_item(unit=of, channel=channel, title=title, day=on, by=None, **details)
    return actions.publish_item(actions.approve_item(item, by=None), day=on, by=None) if published else item


def an_example(
    *, of: Unit, on: dt.date, kind: str = Example.Kind.PERSON, published: bool = True, **details: Any
) -> Example:
    name = details.pop("name", "Đồng chí Trần Thị Hạnh")
    example = exemplars.propose_example(unit=of, kind=kind, name=name, proposed_on=on, by=None, **details)
    if not published:
        return example
    exemplars.approve_example(example, on=on, level=Example.Level.WARD, by=None)
    if kind == Example.Kind.PERSON:
        exemplars.record_consent(example, on=on, by=None)
    return exemplars.publish_example(example, on=on, where="Bản tin nội bộ", by=None)
