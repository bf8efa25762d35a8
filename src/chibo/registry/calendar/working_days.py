"""How long a rule gives, counted day by day, with the days off explained."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chibo.registry.calendar.models import DayOff, Term

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something is in time, the rule that sets it, and the days that were not counted."""

    due_on: dt.date
    term: Term
    skipped: tuple[tuple[dt.date, str], ...] = ()

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

    def deadline(self, code: str, *, counted_from: dt.date) -> Deadline | None:
        """Return the deadline by the rule in force on the day it is counted from; None where no rule was in force."""
        term = next((term for term in self.terms if term.code == code and term.is_on(counted_from)), None)
        if term is None:
            return None
        if term.measured == Term.Measured.MONTHS:
            return Deadline(add_months(counted_from, term.length), term)
        if term.measured == Term.Measured.DAYS:
            return Deadline(counted_from + dt.timedelta(days=term.length), term)
        due_on, skipped = _working_days_after(counted_from, term.length, self.days)
        return Deadline(due_on, term, skipped)


def deadline(code: str, *, counted_from: dt.date) -> Deadline | None:
    """Return one deadline, from the rules and days off as they are now."""
    return Calendar().deadline(code, counted_from=counted_from)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or the last day of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return min(following - dt.timedelta(days=1), dt.date(year, month, 1) + dt.timedelta(days=day.day - 1))


def _working_days_after(
    start: dt.date, length: int, special: Mapping[dt.date, DayOff]
) -> tuple[dt.date, tuple[tuple[dt.date, str], ...]]:
    day, counted, skipped = start, 0, []
    while counted < length:
        day += dt.timedelta(days=1)
        off = special.get(day)
        if off and not off.worked:
            skipped.append((day, off.name))
        elif day.weekday() < SATURDAY or (off and off.worked):
            counted += 1
    return day, tuple(skipped)
