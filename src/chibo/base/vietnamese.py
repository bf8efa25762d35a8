"""Numbers and days as Vietnamese offices write them, in every language of the interface."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

UNKNOWN = "–"
"""What stands where a value is not known; never a zero."""

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


YEARS = range(1900, 2101)
"""The years that records speak of; any other is a slip."""


class NoSuchDayError(ValueError):
    """The text has the form of a day, but the calendar has no such day."""

    def __init__(self, day: int, month: int, year: int) -> None:
        super().__init__(f"{day}/{month}/{year}")
        self.day, self.month, self.year = day, month, year


def number(value: int | Decimal | None, places: int | None = None) -> str:
    """Write 1138 as “1.138” and 94.11 as “94,11”; without `places` nothing is rounded and no zero trails."""
    if value is None:
        return UNKNOWN
    exact = Decimal(value)
    if places is None:
        return _trimmed(_written(exact, max(0, -_exponent(exact))))
    return _written(exact, places)


def percent(value: Decimal | None, places: int = 1, *, trim: bool = True) -> str:
    """Write 138.75 as “138,8%”, and 100 as “100%” or, untrimmed, as “100,0%”."""
    if value is None:
        return UNKNOWN
    written = _written(Decimal(value), places)
    return f"{_trimmed(written) if trim else written}%"


def padded(n: int) -> str:
    """Write 4 as “04”: official papers put a zero before a single digit."""
    return f"{n:02}"


def day(d: dt.date) -> str:
    """Write 03/8/2016 and 02/02/2018: a zero before days below ten and before January and February only."""
    return f"{padded(d.day)}/{_month_number(d)}/{d.year:04}"


def month(d: dt.date) -> str:
    """Write 8/2016."""
    return f"{d.month}/{d.year:04}"


def long_day(d: dt.date) -> str:
    """Write “ngày 05 tháng 02 năm 2026”, as at the head and foot of a paper."""
    return f"ngày {padded(d.day)} tháng {_month_number(d)} năm {d.year:04}"


def weekday(d: dt.date) -> str:
    """Write “Thứ Sáu”."""
    return WEEKDAYS[d.weekday()]


def parse_day(text: str) -> dt.date:
    """Read 3/8/2016, 03/08/2016, 03-8-2016, 03.08.2016 or 2016-08-03; raise ValueError on anything else."""
    text = text.strip()
    if found := _DAY_FIRST.fullmatch(text):
        d, m, y = (int(part) for part in found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        y, m, d = (int(part) for part in found.groups())
    else:
        raise ValueError(f"not a day: {text}")
    try:
        return dt.date(y, m, d)
    except ValueError:
        raise NoSuchDayError(d, m, y) from None


def parse_year(text: str) -> int | None:
    """Read one of the years that records speak of; None for anything else."""
    year = int(text) if re.fullmatch(r"[0-9]{4}", text) else 0
    return year if year in YEARS else None


def parse_id(text: str) -> int | None:
    """Read the number of a record or a row; None for anything that cannot be one, however long."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _written(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0  # + 0 turns -0 into 0
    return f"{rounded:,.{places}f}".translate(str.maketrans(",.", ".,"))


def _trimmed(written: str) -> str:
    return written.rstrip("0").rstrip(",") if "," in written else written


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), "neither infinite nor not-a-number"
    return exponent


def _month_number(d: dt.date) -> str:
    return padded(d.month) if d.month <= 2 else str(d.month)  # noqa: PLR2004 - January and February could become 11 and 12
