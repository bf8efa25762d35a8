"""When a member is due for a Party badge: 30, 40, 45 … 90 years, given on four days of the year.

Source: Điều lệ Đảng and the guidance on Huy hiệu Đảng, as in force since 2011: the occasions are 3/2, 19/5, 2/9, 7/11.
"""

import datetime as dt

from chibo.registry.calendar.working_days import add_months

YEARS = (30, *range(40, 91, 5))
OCCASIONS = ((2, 3), (5, 19), (9, 2), (11, 7))


def next_occasion(day: dt.date) -> dt.date:
    """Return the first of the four days that is `day` or comes after it."""
    days = (dt.date(year, month, date) for year in (day.year, day.year + 1) for month, date in OCCASIONS)
    return next(one for one in days if one >= day)


def occasion_before(day: dt.date) -> dt.date:
    """Return the last of the four days that came before `day`."""
    days = (dt.date(year, month, date) for year in (day.year, day.year - 1) for month, date in reversed(OCCASIONS))
    return next(one for one in days if one < day)


def badge_due(joined_on: dt.date, day: dt.date) -> int | None:
    """Return the years of the badge that is given at the next occasion; None if none is due then."""
    last, coming = occasion_before(day), next_occasion(day)
    reached = (years for years in YEARS if last < add_months(joined_on, 12 * years) <= coming)
    return next(reached, None)
