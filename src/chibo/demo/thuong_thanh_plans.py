"""Plans that members of Thượng Thanh registered in five years, and the meetings that commented on them."""

import datetime as dt

from chibo.demo.place import Place
from chibo.records.plans.actions import register_individuals
from chibo.records.plans.agreeing import comment_many
from chibo.registry.people.models import Membership, Person

COMMENTED = (
    ("2016-06-20", "2016-09-08", 26), ("2017-01-16", "2017-03-09", 31), ("2018-01-15", "2018-04-12", 33),
    ("2019-01-14", "2019-03-14", 29), ("2020-01-13", "2020-05-14", 33),
)  # fmt: skip
"""The day of registration, that of the meeting, and how many got comments there for the first time: 152 in all."""
AGAIN = ("2021-01-18", "2021-03-11", 40)
"""Who had got comments before registered once more and got them a second time: counted once, though turns are more."""
LISTENING = 12
"""How many each year registered and got no comments."""


def comment_on_plans(place: Place) -> None:
    members = _members(place)
    first = 0
    for registered, made, count in COMMENTED:
        chosen = members[first : first + count + LISTENING]
        _register_and_comment(chosen, registered, made, count)
        first += count
    registered, made, count = AGAIN
    _register_and_comment(members[:count], registered, made, count)


def _members(place: Place) -> list[Person]:
    """Those who stay on the roll all the time and have no post."""
    rows = Membership.objects.filter(
        unit__in=place.cells, valid_from=place.begin, valid_until=None, person__tenures=None, person__standings=None
    )
    return [row.person for row in rows.select_related("person").order_by("pk")]


def _register_and_comment(people: list[Person], registered: str, made: str, count: int) -> None:
    plans = register_individuals(people, on=dt.date.fromisoformat(registered), by=None)
    comment_many(plans[:count], made_on=dt.date.fromisoformat(made), by=None)
