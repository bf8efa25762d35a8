"""How long a rule gives, counted day by day; every day is explained."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from chibo.registry.calendar.models import DayOff, Term

SATURDAY = 5
DAY = dt.timedelta(days=1)


class Why(Enum):
    """What a day is in the eyes of an office."""

    WORKED = "worked"
    EXCHANGED = "exchanged"
    """A weekend day that is worked in exchange."""
    WEEKEND = "weekend"
    OFF = "off"
    """A day off that the calendar names."""

    @property
    def is_worked(self) -> bool:
        return self in (Why.WORKED, Why.EXCHANGED)


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day on the way to a deadline; `number` says the how-manieth it is, None where it was not counted."""

    day: dt.date
    number: int | None
    why: Why
    name: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something is in time, the rule that sets it, and how it was counted.

    `days` lists every day after the start where working days are counted, and, under every rule, the days by which
    a deadline was moved off days that are not worked.
    """

    due_on: dt.date
    term: Term
    days: tuple[CountedDay, ...] = ()

    @property
    def skipped(self) -> tuple[tuple[dt.date, str], ...]:
        """The named days off that were not counted."""
        return tuple((one.day, one.name) for one in self.days if one.why is Why.OFF)

    def is_late(self, done_on: dt.date) -> bool:
        return done_on > self.due_on


class Calendar:
    """The rules and the days off, read once; for many deadlines keep one of these."""

    @cached_property
    def terms(self) -> list[Term]:
        return list(Term.objects.all())

    @cached_property
    def days(self) -> dict[dt.date, DayOff]:
        return DayOff.objects.in_bulk()

    def why(self, day: dt.date) -> tuple[Why, str]:
        """Return what the day is, and the name of its day off or exchange."""
        return _why(day, self.days)

    def is_worked(self, day: dt.date) -> bool:
        return self.why(day)[0].is_worked

    def deadline(self, code: str, *, counted_from: dt.date, moved: bool = False) -> Deadline | None:
        """Return the deadline by the rule in force on the day it is counted from; None where no rule was in force.

        With `moved`, one that falls on a day that is not worked goes on to the next working day.
        """
        term = next((term for term in self.terms if term.code == code and term.is_on(counted_from)), None)
        if term is None:
            return None
        due_on, days = self._counted(term, counted_from)
        if moved:
            due_on, further = self._off_days_off(due_on)
            days += further
        return Deadline(due_on, term, days)

    def _counted(self, term: Term, start: dt.date) -> tuple[dt.date, tuple[CountedDay, ...]]:
        if term.measured == Term.Measured.MONTHS:
            return add_months(start, term.length), ()
        if term.measured == Term.Measured.DAYS:
            return start + dt.timedelta(days=term.length), ()
        return _working_days_after(start, term.length, self.days)

    def _off_days_off(self, day: dt.date) -> tuple[dt.date, tuple[CountedDay, ...]]:
        passed = []
        while not (found := self.why(day))[0].is_worked:
            passed.append(CountedDay(day, None, *found))
            day += DAY
        return day, tuple(passed)


def deadline(code: str, *, counted_from: dt.date, moved: bool = False) -> Deadline | None:
    """Return one deadline, from the rules and days off as they are now."""
    return Calendar().deadline(code, counted_from=counted_from, moved=moved)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or the last day of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return min(following - DAY, dt.date(year, month, 1) + dt.timedelta(days=day.day - 1))


def _why(day: dt.date, special: Mapping[dt.date, DayOff]) -> tuple[Why, str]:
    if off := special.get(day):
        return (Why.EXCHANGED if off.worked else Why.OFF), off.name
    return (Why.WORKED if day.weekday() < SATURDAY else Why.WEEKEND), ""


def _working_days_after(
    start: dt.date, length: int, special: Mapping[dt.date, DayOff]
) -> tuple[dt.date, tuple[CountedDay, ...]]:
    day, counted, days = start, 0, []
    while counted < length:
        day += DAY
        why, name = _why(day, special)
        counted += why.is_worked
        days.append(CountedDay(day, counted if why.is_worked else None, why, name))
    return day, tuple(days)
