import datetime as dt
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chibo.base.facts import Counting, Kind, Measure, Period
from chibo.indicators.catalogue import BY_CODE, INDICATORS, Group, Indicator, Step
from chibo.indicators.catalogue import Kind as IndicatorKind
from chibo.indicators.figures import figure, parts_of, sheet
from chibo.indicators.rollup import AS_THEN, View, rows, shares, totals
from chibo.records.contests.facts import ENTRIES
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.orgs.models import Unit
from chibo.registry.people import changes
from chibo.registry.people.changes import NewUnit
from chibo.registry.people.facts import MEMBERS
from chibo.registry.people.models import Membership
from tests.factories import a_decision, a_member, a_person, a_unit, a_ward
from tests.indicators.data import YEAR, Year, a_contest, a_meeting, a_target, attend, entries

pytestmark = pytest.mark.django_db
PERIOD = Period.year(YEAR)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("view", [AS_THEN, View.now(dt.date(2023, 6, 1))], ids=["then", "now"])
def test_the_sum_over_the_listed_records_is_the_figure(seed, view):
    year = Year(Random(seed))
    units = [year.ward, *year.cells]

    found = sheet([unit.pk for unit in units], PERIOD, view)

    for indicator in INDICATORS:
        for unit in units:
            one = found[unit.pk, indicator.code]
            listed = rows(indicator.numerator, PERIOD, unit.pk, view)
            assert sum(row.amount for row in listed) == one.numerator, indicator.code
            assert len(listed) == one.records_count
            if indicator.denominator and indicator.kind is IndicatorKind.PERCENT:
                base = rows(indicator.denominator, PERIOD, unit.pk, view)
                assert sum(row.amount for row in base) == one.denominator


@pytest.mark.parametrize("seed", range(2))
def test_the_shares_of_the_units_below_and_the_units_own_make_the_whole(seed):
    year = Year(Random(seed))

    for indicator in INDICATORS:
        if indicator.numerator.counting is Counting.RECORDS:
            parts = shares(indicator.numerator, PERIOD, year.ward.pk)
            assert sum(parts.values()) == totals(indicator.numerator, PERIOD, [year.ward.pk]).get(year.ward.pk, 0)


def test_a_cell_that_was_merged_during_the_year_keeps_its_share():
    ward = a_ward()
    cells = [a_unit(parent=ward), a_unit(parent=ward)]
    for cell in cells:
        a_member(of=cell, since=dt.date(YEAR, 3, 1), came=Membership.Way.ADMITTED)
    decision = a_decision(dt.date(YEAR, 7, 1))
    merged = changes.merge(cells, into=NewUnit(slug="chung", name="Chi bộ chung"), decision=decision, by=None)

    admitted = BY_CODE["DV-KN-01"].numerator

    assert shares(admitted, PERIOD, ward.pk) == {cells[0].pk: 1, cells[1].pk: 1}
    assert shares(admitted, PERIOD, ward.pk, View.now(dt.date(YEAR, 12, 31))) == {merged.pk: 2}


def test_people_and_times_are_counted_apart():
    ward = a_ward()
    cell = a_unit(parent=ward)
    member = a_member(of=cell)
    for month in (3, 9):
        conference = a_meeting(of=ward, on=dt.date(YEAR, month, 1), kind=Meeting.Kind.CONFERENCE)
        attend(conference, member, of=cell)
    entries(a_contest(of=ward), of=cell, persons=[member, member, None])

    found = sheet([ward.pk], PERIOD)

    assert found[ward.pk, "HT-02"].numerator == 2
    assert found[ward.pk, "HT-03"].value == 1
    assert found[ward.pk, "CT-01"].value == 3
    assert found[ward.pk, "CT-03"].value == 1


def test_percentages_are_divided_last():
    """100% of one and 0% of nine are 10%, not 50%."""
    ward = a_ward()
    small, large = a_unit(parent=ward), a_unit(parent=ward)
    day = dt.date(YEAR, 3, 1)
    attend(a_meeting(of=small, on=day), a_person(), of=small)
    meeting = a_meeting(of=large, on=day)
    for _ in range(9):
        attend(meeting, a_person(), of=large, state=Attendance.State.ABSENT)

    found = sheet([ward.pk, small.pk, large.pk], PERIOD, codes=["SH-02"])

    assert [found[unit.pk, "SH-02"].value for unit in (small, large, ward)] == [100, 0, 10]


def test_a_range_is_the_least_and_the_greatest_month():
    cell = a_unit(parent=a_ward())
    for month, states in {1: "present absent", 2: "present present", 5: "present absent absent"}.items():
        meeting = a_meeting(of=cell, on=dt.date(YEAR, month, 3))
        for state in states.split():
            attend(meeting, a_person(), of=cell, state=state)

    one = figure("SH-03", cell.pk, PERIOD)

    assert (one.value, one.greatest) == (Decimal(100) / 3, 100)


def test_a_range_over_years_counts_them_from_the_first_day_of_the_period():
    """Five years of 15/5/2016 to 22/4/2021, not six of the calendar with two pieces at the ends."""
    cell = a_unit(parent=a_ward())
    days = {"2016-05-15": "present", "2017-04-02": "absent", "2017-05-15": "present", "2020-06-01": "present present"}
    for day, states in days.items():
        conference = a_meeting(of=cell, on=dt.date.fromisoformat(day), kind=Meeting.Kind.CONFERENCE)
        for state in states.split():
            attend(conference, a_person(), of=cell, state=state)

    one = figure("HT-04", cell.pk, Period.closed(dt.date(2016, 5, 15), dt.date(2021, 4, 22)))
    calendar = figure("HT-04", cell.pk, Period.closed(dt.date(2016, 1, 1), dt.date(2020, 12, 31)))

    assert (one.value, one.greatest) == (50, 100)
    assert (calendar.value, calendar.greatest) == (50, 100)
    assert [part.start.isoformat() for part in parts_of(one.period, Step.YEAR)] == [
        "2016-05-15", "2017-05-15", "2018-05-15", "2019-05-15", "2020-05-15",
    ]  # fmt: skip


def test_a_year_that_begins_on_29_february_ends_where_march_begins():
    parts = parts_of(Period(dt.date(2024, 2, 29), dt.date(2026, 1, 1)), Step.YEAR)
    assert [(part.start, part.end) for part in parts] == [
        (dt.date(2024, 2, 29), dt.date(2025, 3, 1)), (dt.date(2025, 3, 1), dt.date(2026, 1, 1)),
    ]  # fmt: skip


def test_nothing_is_not_zero():
    ward = a_ward()
    cell = a_unit(parent=ward)

    found = sheet([cell.pk], PERIOD)

    assert found[cell.pk, "SH-01"].value == 0
    assert found[cell.pk, "SH-02"].value is None
    assert found[cell.pk, "SH-03"].value is None
    assert found[cell.pk, "CT-02"].value is None


def test_a_unit_that_did_not_exist_has_no_figures():
    ward = a_ward()
    later = a_unit(parent=ward, since=dt.date(2024, 1, 1))

    then = figure("DV-01", later.pk, PERIOD)
    now = figure("DV-01", later.pk, PERIOD, View.now(dt.date(2024, 6, 1)))

    assert (then.value, then.numerator) == (None, None)
    assert now.value == 0


def test_an_achievement_is_measured_against_the_target_of_just_that_period():
    ward = a_ward()
    cell = a_unit(parent=ward)
    for _ in range(7):
        a_member(of=cell, since=dt.date(YEAR, 5, 19), came=Membership.Way.ADMITTED)
    a_target("DV-KN-01", 6, of=ward)

    whole = figure("DV-KN-02", ward.pk, PERIOD)
    half = figure("DV-KN-02", ward.pk, Period(dt.date(YEAR, 1, 1), dt.date(YEAR, 7, 1)))

    assert (whole.numerator, whole.denominator, round(whole.value, 2)) == (7, 6, Decimal("116.67"))
    assert half.value is None


@pytest.mark.parametrize("months", [1, 12])
def test_the_number_of_queries_does_not_grow_with_units_or_months(months):
    period = Period(dt.date(YEAR, 1, 1), dt.date(YEAR + months // 12, 1 + months % 12, 1))
    year = Year(Random(1))

    def queries_for(units: list[Unit]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            sheet([unit.pk for unit in units], period)
        return len(captured)

    measures = {m.code for one in INDICATORS for m in (one.numerator, one.denominator) if m}
    assert queries_for([year.ward]) == queries_for([year.ward, *year.cells[:2]]) <= len(measures) + 8


def test_a_spread_of_people_is_refused_for_nobody_has_an_amount():
    with pytest.raises(ValueError, match="X-3"):
        Indicator("X-3", "x", Group.CELLS, IndicatorKind.SPREAD, replace(ENTRIES, counting=Counting.PEOPLE))


def test_a_range_over_months_is_refused_for_what_does_not_add_up_over_time():
    with pytest.raises(ValueError, match="X-1"):
        Indicator("X-1", "x", Group.CELLS, IndicatorKind.RANGE, ENTRIES, MEMBERS)
    with pytest.raises(ValueError, match="X-2"):
        Indicator("X-2", "x", Group.CELLS, IndicatorKind.PERCENT, Measure("x", "x", "x", Kind.FLOW, lambda _p: None))
