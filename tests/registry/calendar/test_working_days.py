import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chibo.registry.calendar.models import DayOff, Term
from chibo.registry.calendar.working_days import add_months, deadline

FIRST = dt.date(2030, 1, 1)
DAYS = st.integers(0, 150).map(lambda n: FIRST + dt.timedelta(days=n))
SPECIAL = st.dictionaries(DAYS, st.booleans(), max_size=30)
"""Some days, and whether each is worked in exchange or off."""


def a_term(length, measured=Term.Measured.WORKING_DAYS):
    return Term.objects.create(
        code="thử", length=length, measured=measured, source="12-HD/TW", valid_from=dt.date(2029, 1, 1)
    )


def is_worked(day, special):
    return special.get(day, day.weekday() < 5)


class WorkingDays(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(special=SPECIAL, start=DAYS, length=st.integers(1, 60))
    def test_a_deadline_is_the_last_of_just_so_many_days_that_are_worked(self, special, start, length):
        DayOff.objects.bulk_create(DayOff(day=day, name="Nghỉ", worked=worked) for day, worked in special.items())
        a_term(length)

        found = deadline("thử", counted_from=start)

        between = [start + dt.timedelta(days=n + 1) for n in range((found.due_on - start).days)]
        assert is_worked(found.due_on, special)
        assert sum(is_worked(day, special) for day in between) == length
        assert [day for day, _name in found.skipped] == [day for day in between if special.get(day) is False]

    @settings(max_examples=60, deadline=None)
    @given(special=SPECIAL, starts=st.tuples(DAYS, DAYS), length=st.integers(1, 60))
    def test_what_is_counted_from_a_later_day_is_not_due_earlier(self, special, starts, length):
        DayOff.objects.bulk_create(DayOff(day=day, name="Nghỉ", worked=worked) for day, worked in special.items())
        a_term(length)
        earlier, later = (deadline("thử", counted_from=start).due_on for start in sorted(starts))
        assert earlier <= later

    @settings(max_examples=60, deadline=None)
    @given(start=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), months=st.integers(0, 36))
    def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(self, start, months):
        found = add_months(start, months)
        assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
        assert found.day == start.day or (found.day < start.day and (found + dt.timedelta(days=1)).month != found.month)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2023, 12, 15), 12, dt.date(2024, 12, 15)),
        (dt.date(2023, 10, 31), 2, dt.date(2023, 12, 31)),
    ],
)
def test_months_are_added_as_papers_count_them(start, months, end):
    assert add_months(start, months) == end


@pytest.mark.django_db
def test_plain_days_are_counted_with_every_day_off():
    a_term(10, Term.Measured.DAYS)
    assert deadline("thử", counted_from=FIRST).due_on == dt.date(2030, 1, 11)


@pytest.mark.django_db
def test_the_last_day_is_still_in_time():
    a_term(10, Term.Measured.DAYS)
    found = deadline("thử", counted_from=FIRST)
    assert not found.is_late(found.due_on)
    assert found.is_late(found.due_on + dt.timedelta(days=1))


@pytest.mark.django_db
def test_where_no_rule_was_in_force_nothing_is_due():
    a_term(10)
    assert deadline("thử", counted_from=dt.date(2028, 12, 31)) is None
    assert deadline("khác", counted_from=FIRST) is None
