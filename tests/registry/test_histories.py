"""Whatever happens later, the past stays: random histories of a ward against the promises of valid time."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chibo.base.facts import Period
from chibo.indicators.rollup import AS_THEN, View, rows, totals
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.registry.people import actions as people
from chibo.registry.people import changes
from chibo.registry.people.changes import NewUnit
from chibo.registry.people.facts import ADMITTED, CAME, LEFT, MEMBERS, OPENING, REGROUPED_IN, REGROUPED_OUT
from chibo.registry.people.models import Membership, Person
from tests.factories import a_decision, a_member, a_person, a_unit, a_ward

pytestmark = pytest.mark.django_db
START = dt.date(2020, 1, 1)
MEASURES = [MEMBERS, ADMITTED, OPENING, *CAME.values(), *LEFT.values(), REGROUPED_IN, REGROUPED_OUT]
EVENT = st.tuples(
    st.sampled_from(["admit", "transfer", "leave", "merge", "absorb", "split", "dissolve", "move", "rename", "new"]),
    st.integers(0, 50), st.integers(0, 50), st.integers(1, 20),
)  # fmt: skip


class History:
    """A district with two wards; every event happens on a later day than the one before."""

    def __init__(self) -> None:
        self.district = a_unit(kind=Kind.SUPERIOR, since=START)
        self.wards = [a_ward(parent=self.district, since=START) for _ in range(2)]
        for ward in self.wards:
            for _ in range(2):
                cell = a_unit(parent=ward, since=START)
                for _ in range(2):
                    a_member(of=cell, since=START)
        self.day = START
        self.n = 0

    def cells(self) -> list[Unit]:
        return list(units_on(self.day).filter(kind=Kind.CELL).order_by("pk"))

    def members(self) -> list[Person]:
        return [m.person for m in Membership.objects.on(self.day).select_related("person").order_by("pk")]

    def apply(self, event: tuple[str, int, int, int]) -> None:
        what, a, b, days = event
        self.day += dt.timedelta(days=days)
        self.n += 1
        try:
            with transaction.atomic():
                getattr(self, what)(a, b)
                connection.check_constraints()
        except (ValidationError, ZeroDivisionError):
            pass

    def pick(self, found, n):
        return found[n % len(found)]

    def admit(self, a, b):
        person = a_person()
        people.enrol(person, unit=self.pick(self.cells(), a), on=self.day, came=Membership.Way.ADMITTED, by=None)

    def transfer(self, a, b):
        people.transfer(self.pick(self.members(), a), to=self.pick(self.cells(), b), on=self.day, by=None)

    def leave(self, a, b):
        way = self.pick((Membership.Way.DEPARTED, Membership.Way.DIED, Membership.Way.RESIGNED), b)
        people.leave(self.pick(self.members(), a), on=self.day, left=way, by=None)

    def merge(self, a, b):
        pair = {self.pick(self.cells(), a), self.pick(self.cells(), b)}
        changes.merge(pair, into=self.new_unit(), decision=a_decision(self.day), by=None)

    def absorb(self, a, b):
        first, second = self.pick(self.cells(), a), self.pick(self.cells(), b)
        changes.merge({first, second}, into=first, decision=a_decision(self.day), by=None)

    def split(self, a, b):
        cell = self.pick(self.cells(), a)
        people_there = [
            m for m in self.members() if Membership.objects.on(self.day).filter(person=m, unit=cell).exists()
        ]
        half = len(people_there) // 2
        parts = {self.new_unit(): people_there[:half], self.new_unit(): people_there[half:]}
        changes.split(cell, parts=parts, decision=a_decision(self.day), by=None)

    def dissolve(self, a, b):
        cells = self.cells()
        changes.dissolve(self.pick(cells, a), into=self.pick(cells, b), decision=a_decision(self.day), by=None)

    def move(self, a, b):
        orgs.move(self.pick(self.cells(), a), parent=self.pick(self.wards, b), decision=a_decision(self.day), by=None)

    def rename(self, a, b):
        orgs.rename(self.pick(self.cells(), a), name=f"Chi bộ mới {self.n}", decision=a_decision(self.day), by=None)

    def new(self, a, b):
        a_unit(parent=self.pick(self.wards, a), since=self.day)

    def new_unit(self) -> NewUnit:
        self.n += 1
        return NewUnit(slug=f"moi-{self.n}", name=f"Chi bộ {self.n}")

    def figures(self, until: dt.date):
        """Every measure for every unit over periods that end on or before `until`."""
        ids = list(Unit.objects.values_list("pk", flat=True))
        middle = START + (until - START) / 2
        periods = [Period(START, until + dt.timedelta(days=1)), Period(middle, until + dt.timedelta(days=1))]
        return {(m.code, p): totals(m, p, ids) for m in MEASURES for p in periods}


def fewer_examples(**more):
    return settings(deadline=None, suppress_health_check=list(HealthCheck), **more)


@fewer_examples(max_examples=5, phases=[Phase.generate])
@given(st.lists(EVENT, min_size=30, max_size=40))
def test_history_keeps_every_promise(events):
    with transaction.atomic():
        _live_through(events)
        transaction.set_rollback(True)


def _live_through(events):
    history = History()
    for event in events[: len(events) // 2]:
        history.apply(event)
    middle = history.day
    known = history.figures(middle)

    for event in events[len(events) // 2 :]:
        history.apply(event)

    later = history.figures(middle)
    for key, before in known.items():
        assert {pk: later[key].get(pk, 0) for pk in before} == before
    _one_cell_per_member_and_day(history)
    _sum_of_records_is_the_figure(history)
    _roll_forward_closes(history)
    _totals_are_conserved(history)


def _one_cell_per_member_and_day(history: History) -> None:
    day = START
    while day <= history.day:
        on_rolls = Membership.objects.on(day)
        assert on_rolls.count() == on_rolls.values("person").distinct().count()
        assert set(on_rolls.values_list("unit_id", flat=True)) <= subtree_ids([history.district.pk], day)
        day += dt.timedelta(days=37)


def _sum_of_records_is_the_figure(history: History) -> None:
    period = Period(START, history.day + dt.timedelta(days=1))
    for view in (AS_THEN, View.now(history.day)):
        for measure in MEASURES:
            found = totals(measure, period, list(Unit.objects.values_list("pk", flat=True)), view)
            for pk in sorted(found, key=found.__getitem__)[::4]:
                total = found[pk]
                assert sum(row.amount for row in rows(measure, period, pk, view)) == total


def _roll_forward_closes(history: History) -> None:
    period = Period(START + dt.timedelta(days=20), history.day + dt.timedelta(days=1))
    if period.start >= period.end:
        return
    ids = list(Unit.objects.values_list("pk", flat=True))
    of = {measure.code: totals(measure, period, ids) for measure in MEASURES}
    for pk in ids:
        came = sum(of[m.code].get(pk, 0) for m in (*CAME.values(), REGROUPED_IN))
        left = sum(of[m.code].get(pk, 0) for m in (*LEFT.values(), REGROUPED_OUT))
        assert of[OPENING.code].get(pk, 0) + came - left == of[MEMBERS.code].get(pk, 0)


def _totals_are_conserved(history: History) -> None:
    """The root counts each fact once, as it was and restated; restated, the living units hold everything."""
    period = Period(START, history.day + dt.timedelta(days=1))
    root = history.district.pk
    for measure in (ADMITTED, *CAME.values()):
        everything = measure.facts(period).count()
        assert totals(measure, period, [root]).get(root, 0) == everything
        assert totals(measure, period, [root], View.now(history.day)).get(root, 0) == everything


def test_merging_cells_with_ten_and_ten_admissions_gives_twenty():
    ward = a_ward()
    cells = [a_unit(parent=ward), a_unit(parent=ward)]
    for cell in cells:
        for _ in range(10):
            a_member(of=cell, since=dt.date(2022, 3, 1), came=Membership.Way.ADMITTED)

    merged = changes.merge(
        cells, into=NewUnit(slug="chi-bo-chung", name="Chi bộ chung"), decision=a_decision(dt.date(2022, 7, 1)), by=None
    )

    year = Period.year(2022)
    assert totals(ADMITTED, year, [merged.pk, cells[0].pk, ward.pk]) == {cells[0].pk: 10, ward.pk: 20}
    now = View.now(dt.date(2022, 12, 31))
    assert totals(ADMITTED, year, [merged.pk, ward.pk], now) == {merged.pk: 20, ward.pk: 20}


def test_a_member_transferred_in_the_period_is_counted_once_where_they_were_that_day():
    ward = a_ward()
    first, second = a_unit(parent=ward), a_unit(parent=ward)
    member = a_member(of=first)
    people.transfer(member, to=second, on=dt.date(2022, 6, 1), by=None)

    may = Period(dt.date(2022, 5, 1), dt.date(2022, 6, 1))
    june = Period(dt.date(2022, 6, 1), dt.date(2022, 7, 1))
    ids = [ward.pk, first.pk, second.pk]
    assert totals(MEMBERS, may, ids) == {ward.pk: 1, first.pk: 1}
    assert totals(MEMBERS, june, ids) == {ward.pk: 1, second.pk: 1}


def test_a_preview_shows_what_the_merger_will_do_and_leaves_nothing_behind():
    ward = a_ward()
    cells = [a_unit(parent=ward, name="Chi bộ 1"), a_unit(parent=ward, name="Chi bộ 2")]
    for cell in cells:
        a_member(of=cell)
    day = dt.date(2022, 7, 1)

    def deed():
        return changes.merge(cells, into=NewUnit(slug="moi", name="Chi bộ 1-2"), decision=a_decision(day), by=None)

    effect = changes.rehearse(deed, units=cells, day=day)

    assert (effect.whole_before, effect.whole_after) == (2, 2)
    assert effect.after["Chi bộ 1-2"] == 2
    assert not Unit.objects.filter(slug="moi").exists()


@pytest.mark.parametrize("case", ["dissolved", "same unit", "different wards"])
def test_impossible_mergers_are_refused(case):
    ward = a_ward()
    first, second = a_unit(parent=ward), a_unit(parent=ward)
    if case == "dissolved":
        changes.dissolve(second, decision=a_decision(dt.date(2021, 1, 1)), by=None)
    if case == "same unit":
        second = first
    if case == "different wards":
        second = a_unit(parent=a_ward())
    with pytest.raises(ValidationError):
        changes.merge(
            [first, second], into=NewUnit(slug="x", name="X"), decision=a_decision(dt.date(2022, 1, 1)), by=None
        )
