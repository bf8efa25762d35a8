"""Records of all kinds, small and random, for tests of what they add up to."""

import datetime as dt
from random import Random

from chibo.base.clock import now
from chibo.records.contests.models import Contest, Entry
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.plans.models import StudyPlan
from chibo.records.targets.models import Target
from chibo.registry.orgs.models import Unit
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Standing
from tests.factories import a_member, a_unit, a_ward

YEAR = 2022
WAYS_OUT = (Membership.Way.DEPARTED, Membership.Way.DIED, Membership.Way.RESIGNED, Membership.Way.STRUCK_OFF)


def a_meeting(
    *, of: Unit, on: dt.date, kind: Meeting.Kind = Meeting.Kind.REGULAR, closed: bool = True, title: str = "Sinh hoạt"
) -> Meeting:
    state = Meeting.State.CLOSED if closed else Meeting.State.PLANNED
    closed_at = now() if closed else None
    return Meeting.objects.create(unit=of, kind=kind, title=title, held_on=on, state=state, closed_at=closed_at)


def attend(meeting: Meeting, person: Person, *, of: Unit, state: Attendance.State = Attendance.State.PRESENT):
    return Attendance.objects.create(meeting=meeting, person=person, unit=of, state=state)


def a_target(indicator: str, amount: int, *, of: Unit, given_by: Unit | None = None, year: int = YEAR) -> Target:
    start, end = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    return Target.objects.create(
        unit=of, indicator=indicator, start=start, end=end, amount=amount, given_by=given_by or of
    )


def a_plan(*, of: Unit, person: Person | None = None, on: dt.date = dt.date(YEAR, 2, 1)) -> StudyPlan:
    return StudyPlan.objects.create(unit=of, person=person, year=on.year, registered_on=on)


def entries(contest: Contest, *, of: Unit, persons: list[Person | None], on: dt.date = dt.date(YEAR, 6, 1)) -> None:
    start = Entry.objects.count()
    for n, person in enumerate(persons):
        Entry.objects.create(contest=contest, unit=of, person=person, entered_on=on, receipt=f"{start + n}")


def a_contest(*, of: Unit) -> Contest:
    first, last = dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)
    return Contest.objects.create(unit=of, title="Tìm hiểu Nghị quyết", opens_on=first, closes_on=last)


class Year:
    """A ward with some cells and a year of records, drawn by `random`."""

    def __init__(self, random: Random, *, cells: int = 3, members: int = 4) -> None:
        self.random = random
        self.ward = a_ward()
        self.cells = [a_unit(parent=self.ward) for _ in range(cells)]
        self.members = {cell: [self._member(cell) for _ in range(members)] for cell in self.cells}
        self.contest = a_contest(of=self.ward)
        for cell in self.cells:
            self._live(cell)
        self._study()
        a_target("DV-KN-01", 6, of=self.ward)
        a_target("CT-01", 8, of=self.ward)

    def day(self) -> dt.date:
        return dt.date(YEAR, 1, 1) + dt.timedelta(days=self.random.randrange(365))

    def _member(self, cell: Unit) -> Person:
        gender = self.random.choice(Person.Gender.values)
        person = a_member(of=cell, gender=gender)
        if self.random.random() < 0.3:
            state = self.random.choice((Standing.State.EXEMPT, Standing.State.PROBATIONARY))
            people.set_standing(person, state=state, on=dt.date(2021, 1, 1), by=None)
        return person

    def _live(self, cell: Unit) -> None:
        random, members = self.random, self.members[cell]
        for month in range(1, 13):
            self._meet(cell, month)
        for _ in range(random.randrange(3)):
            a_member(of=cell, since=self.day(), came=Membership.Way.ADMITTED)
        if random.random() < 0.5:
            people.leave(members[0], on=self.day(), left=random.choice(WAYS_OUT), by=None)
        if random.random() < 0.5:
            people.transfer(members[1], to=random.choice([c for c in self.cells if c != cell]), on=self.day(), by=None)
        a_plan(of=cell, on=self.day())
        for person in random.sample(members, k=2):
            a_plan(of=cell, person=person, on=self.day())
        entries(self.contest, of=cell, persons=random.choices([*members, None], k=3), on=self.day())

    def _meet(self, cell: Unit, month: int) -> None:
        meeting = a_meeting(of=cell, on=dt.date(YEAR, month, self.random.randrange(1, 28)))
        for person in self.members[cell]:
            attend(meeting, person, of=cell, state=self.random.choice(list(Attendance.State)))

    def _study(self) -> None:
        for month in (3, 9):
            conference = a_meeting(of=self.ward, on=dt.date(YEAR, month, 5), kind=Meeting.Kind.CONFERENCE)
            for cell, members in self.members.items():
                for person in members:
                    attend(conference, person, of=cell, state=self.random.choice(list(Attendance.State)))
