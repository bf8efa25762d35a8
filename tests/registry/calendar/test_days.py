"""Golden cases of working days, and how a deadline is explained."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chibo.registry.calendar.models import DayOff, Term
from chibo.registry.calendar.working_days import Calendar, Why, deadline
from tests.registry.calendar.test_working_days import DAYS, SPECIAL, a_term

DAY = dt.timedelta(days=1)


class Explained(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(special=SPECIAL, start=DAYS, length=st.integers(1, 60))
    def test_the_days_follow_each_other_and_their_numbers_add_up(self, special, start, length):
        DayOff.objects.bulk_create(DayOff(day=day, name="Nghỉ", worked=worked) for day, worked in special.items())
        a_term(length)
        found = deadline("thử", counted_from=start)
        assert [one.day for one in found.days] == [start + DAY * (n + 1) for n in range(len(found.days))]
        assert [one.number for one in found.days if one.number] == list(range(1, length + 1))
        assert (found.days[-1].day, found.days[-1].number) == (found.due_on, length)
        assert all((one.number is not None) == one.why.is_worked for one in found.days)

    @settings(max_examples=60, deadline=None)
    @given(special=SPECIAL, start=DAYS, length=st.integers(1, 60), day=DAYS, moved=st.booleans())
    def test_one_more_day_off_never_brings_a_deadline_forward(self, special, start, length, day, moved):
        DayOff.objects.bulk_create(DayOff(day=day, name="Nghỉ", worked=worked) for day, worked in special.items())
        a_term(length)
        before = deadline("thử", counted_from=start, moved=moved).due_on
        DayOff.objects.update_or_create(day=day, defaults={"name": "Thêm", "worked": False})
        assert deadline("thử", counted_from=start, moved=moved).due_on >= before

    @settings(max_examples=40, deadline=None)
    @given(special=SPECIAL, start=DAYS, length=st.integers(1, 60))
    def test_plain_days_moved_end_on_the_next_working_day(self, special, start, length):
        DayOff.objects.bulk_create(DayOff(day=day, name="Nghỉ", worked=worked) for day, worked in special.items())
        a_term(length, Term.Measured.DAYS)
        found, plain = deadline("thử", counted_from=start, moved=True), start + DAY * length
        assert Calendar().is_worked(found.due_on)
        assert [one.day for one in found.days] == [plain + DAY * n for n in range((found.due_on - plain).days)]
        assert not any(one.why.is_worked for one in found.days)


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2025-01-20", "2025-02-10"),  # Tết Ất Tỵ, 25/01 to 02/02
        ("2025-03-31", "2025-04-15"),  # 10/3 âm lịch on 07/4
        ("2025-04-24", "2025-05-12"),  # 26/4 worked for 02/5
        ("2025-08-25", "2025-09-10"),  # 01/9 and 02/9
        ("2025-12-29", "2026-01-13"),  # 01/01 and 02/01; Saturday 10/01 worked
        ("2026-02-09", "2026-03-02"),  # Tết Bính Ngọ, 14/02 to 22/02
        ("2026-04-20", "2026-05-07"),  # 27/4 for Sunday 26/4; 30/4, 01/5
        ("2026-08-20", "2026-09-07"),  # 22/8 worked for 31/8; 01/9, 02/9
        ("2027-01-29", "2027-02-18"),  # Tết Đinh Mùi
        ("2027-04-12", "2027-04-27"),  # 16/4
        ("2024-04-26", "2024-05-14"),  # 29/4 off, Saturday 04/5 worked
        ("2023-08-30", "2023-09-15"),  # 01/9, 02/9 a Saturday, 04/9
    ],
)
def test_ten_working_days_from_a_day_of_the_real_calendar(start, due):
    found = deadline("task.default", counted_from=dt.date.fromisoformat(start))
    assert found.due_on == dt.date.fromisoformat(due)


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize("year", range(2021, 2027))
def test_national_day_has_two_days_since_2021(year):
    days = DayOff.objects.filter(day__year=year, name="Quốc khánh").values_list("day", flat=True)
    assert len(days) == 2
    assert max(days) - min(days) == DAY


@pytest.mark.usefixtures("terms")
def test_a_swapped_day_is_worked_and_says_for_which():
    assert Calendar().why(dt.date(2025, 4, 26)) == (Why.EXCHANGED, "Làm bù ngày 02/5/2025")
    assert Calendar().why(dt.date(2025, 5, 2)) == (Why.OFF, "Nghỉ hoán đổi")
