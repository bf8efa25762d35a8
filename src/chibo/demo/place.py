"""A committee of the demonstration and how its story is told: units, rolls, conferences, comings and goings."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from chibo.records.documents.models import Document
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.actions import Decision
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Title

BESIDE = (Kind.FRONT, Kind.UNION, Kind.RESIDENTS, Kind.GOVERNMENT)
LEADING = (Title.SECRETARY, Title.DEPUTY, Title.HEAD)
OUTSIDE: dict[str, object] = {"joined_party_on": None, "official_on": None, "card_number": None}
"""What somebody outside the Party does not have."""


@dataclass
class Place:
    """What the later parts of a story need to find again."""

    random: Random
    newcomers: Iterator[dict[str, object]]
    begin: dt.date
    issuer: str
    """Who decides on its units."""
    prefix: str
    """What the short addresses of its units begin with."""
    party: Unit = field(init=False)
    cells: list[Unit] = field(default_factory=list)
    beside: dict[str, Unit] = field(default_factory=dict)
    groups: list[Unit] = field(default_factory=list)
    holders: dict[str, Person] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

    def decision(self, symbol: str, on: dt.date, issuer: str = "") -> Decision:
        decided = on - dt.timedelta(days=10)
        return Decision(symbol=symbol, decided_on=decided, issuer=issuer or self.issuer, effective_on=on)

    def unit(self, slug: str, kind: Kind, name: str, parent: Unit | None, position: int = 0) -> Unit:
        return orgs.establish(
            slug=slug, kind=kind, name=name, parent=parent, decision=self.decision("112-QĐ", self.begin), by=None,
            position=position,
        )  # fmt: skip

    def add_cells(self, names: Iterable[str], parent: Unit, prefix: str) -> list[Unit]:
        cells = [
            self.unit(f"{prefix}-chi-bo-{place}", Kind.CELL, name, parent, place)
            for place, name in enumerate(names, start=1)
        ]
        self.cells += cells
        return cells

    def add_beside(self, names: Sequence[tuple[Kind, str, str]]) -> None:
        for place, (kind, slug, name) in enumerate(names, start=40):
            self.beside[slug] = self.unit(f"{self.prefix}-{slug}", kind, name, self.party, place)

    def outsider(self) -> Person:
        return people.register_person(by=None, **{**next(self.newcomers), **OUTSIDE})

    def enrol(self, sizes: Iterable[tuple[Unit, int]]) -> list[tuple[Person, Unit]]:
        """Put invented people on the rolls on the first day."""
        joining = [(Person(**next(self.newcomers)), cell) for cell, size in sizes for _ in range(size)]
        people.enrol_many(joining, on=self.begin, came=Membership.Way.OPENING, by=None)
        return joining

    def appoint(self, person: Person, unit: Unit, title: Title, on: dt.date | None = None) -> None:
        people.appoint(person, unit=unit, title=title, on=on or self.begin, by=None, paper="Quyết định chuẩn y")
        self.holders[f"{title}:{unit.slug}"] = person

    def fill_posts(self, joined: Collection[tuple[Person, Unit]], offices: Sequence[tuple[Unit, Title]]) -> None:
        """Give each cell a secretary and a deputy, and the posts of the committee to members of the last cell."""
        rolls: dict[Unit, list[Person]] = {}
        for person, cell in joined:
            rolls.setdefault(cell, []).append(person)
        for cell, members in rolls.items():
            self.appoint(members[0], cell, Title.SECRETARY)
            self.appoint(members[1], cell, Title.DEPUTY)
        last = list(rolls.values())[-1]
        for (unit, title), person in zip(offices, last[2:], strict=False):
            self.appoint(person, unit, title)

    def conference(
        self, title: str, on: dt.date, symbols: Iterable[str], *, missing: int, unit: Unit | None = None,
        members: bool = True, kinds: Iterable[Kind] = (), place: str = "Hội trường Ủy ban nhân dân phường",
    ) -> Meeting:  # fmt: skip
        """Hold a study conference at which this many of those with the duty were missing or left early."""
        meeting = meetings.plan_meeting(
            unit=unit or self.party, kind=Meeting.Kind.CONFERENCE, title=title, held_on=on, starts_at=dt.time(8),
            place=place, documents=[self.documents[symbol] for symbol in symbols], by=None,
        )  # fmt: skip
        meetings.convoke(meeting, posts=LEADING if kinds else (), kinds=kinds, members=members, by=None)
        self.roll_call(meeting, missing=missing)
        return meeting

    def roll_call(self, meeting: Meeting, *, missing: int) -> None:
        state = Attendance.State
        others = (state.EXCUSED, state.EXCUSED, state.EXCUSED, state.EARLY, state.ABSENT)
        summoned = list(meeting.attendances.filter(state=state.SUMMONED).order_by("pk").values_list("pk", flat=True))
        marks: dict[int, str] = dict.fromkeys(summoned, state.PRESENT)
        for place, pk in enumerate(self.random.sample(summoned, missing)):
            marks[pk] = others[place % len(others)]
        meetings.mark(meeting, marks, by=None)
        meetings.close_meeting(meeting, by=None)

    def come(self, on: dt.date, count: int, way: Membership.Way = Membership.Way.ARRIVED) -> None:
        for _ in range(count):
            person = people.register_person(by=None, **next(self.newcomers))
            cell = self.random.choice(self.cells)
            people.enrol(person, unit=cell, on=on, came=way, by=None, paper="Giấy giới thiệu")

    def go(self, on: dt.date, count: int) -> None:
        """Let members without a post and without a standing leave."""
        rows = Membership.objects.on(on).filter(
            unit__in=self.cells, valid_until=None, valid_from__lt=on, person__tenures=None, person__standings=None
        )
        for row in self.random.sample(list(rows.select_related("person").order_by("pk")), count):
            people.leave(row.person, on=on, left=Membership.Way.DEPARTED, by=None, paper="Giấy giới thiệu")


def spread(total: int, count: int) -> list[int]:
    """Divide a roll unevenly among so many cells, as cells are."""
    weights = [9 + place * 5 % 7 for place in range(count)]
    sizes = [total * weight // sum(weights) for weight in weights]
    sizes[0] += total - sum(sizes)
    return sizes
