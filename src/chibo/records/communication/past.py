"""What appeared before it was written down: a workbook becomes lines of a form, each checked in its place."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.spreadsheets import Column
from chibo.base.vietnamese import day as day_text
from chibo.base.vietnamese import parse_day
from chibo.records.communication.models import Item
from chibo.records.documents.references import fold
from chibo.registry.orgs.models import Unit

MOST = 300
COLUMNS = {
    "day": (gettext_lazy("Day"), 12),
    "channel": (gettext_lazy("Channel"), 16),
    "title": (gettext_lazy("Title"), 60),
    "minutes": (gettext_lazy("Minutes on air"), 12),
    "repeats": (gettext_lazy("Times repeated"), 12),
    "topic": (gettext_lazy("Topic"), 24),
    "author": (gettext_lazy("Author"), 24),
    "link": (gettext_lazy("Address on the net"), 40),
    "picture_alt": (gettext_lazy("What the picture shows"), 40),
    "picture_licence": (gettext_lazy("Whose the picture is"), 24),
}
"""The columns of the workbook, found by their titles in whatever order they stand."""
HEADER_WITHIN = 10
EXCEL_EPOCH = dt.date(1899, 12, 30)
SERIAL = re.compile("[1-9][0-9]{4}")
"""A day that Excel keeps as a number, in a cell that is not formatted as a day."""


def columns() -> list[Column]:
    """Return the columns of the sample in the reader's language."""
    return [Column(str(title), width) for title, width in COLUMNS.values()]


def lines_of(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """Return the filled lines of a sheet by field; ValidationError if it has no titles, no lines or too many."""
    places, first = _places(rows)
    filled = [
        {name: row[place] if place < len(row) else "" for name, place in places.items()}
        for row in rows[first:]
        if any(row)
    ]
    if not filled:
        raise ValidationError(_("There is no line below the titles."))
    if len(filled) > MOST:
        raise ValidationError(_("At most %(most)d lines at once; the sheet has %(lines)d. Divide it."),
                              params={"most": MOST, "lines": len(filled)})  # fmt: skip
    channels = {fold(str(label)): value for value, label in Item.Channel.choices}
    return [_as_typed(line, channels) for line in filled]


def already_there(unit: Unit, lines: Iterable[Mapping[str, Any]]) -> set[tuple[dt.date, str, str]]:
    """Return day, channel and title of those lines that the unit has written down before."""
    days = {line["day"] for line in lines}
    found = Item.objects.filter(unit=unit, day__in=days).order_by()
    return set(found.values_list("day", "channel", "title"))


def _places(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Return in which column each field stands, and the first row below the titles."""
    titles = {fold(str(title)): name for name, (title, _width) in COLUMNS.items()}
    for number, row in enumerate(rows[:HEADER_WITHIN], start=1):
        places = {titles[key]: place for place, cell in enumerate(row) if (key := fold(cell)) in titles}
        if {"day", "title"} <= places.keys():
            return places, number
    raise ValidationError(_("The sheet has no row of titles with “%(day)s” and “%(title)s”; take the sample.") % {
        "day": COLUMNS["day"][0], "title": COLUMNS["title"][0],
    })  # fmt: skip


def _as_typed(line: dict[str, str], channels: Mapping[str, str]) -> dict[str, str]:
    """Return a line as somebody would have typed it: days as an office writes them, channels by their value."""
    if SERIAL.fullmatch(line["day"]):
        line["day"] = (EXCEL_EPOCH + dt.timedelta(days=int(line["day"]))).isoformat()
    with suppress(ValueError):  # what is no day stays as it stands in the sheet, and the form says what is wrong
        line["day"] = day_text(parse_day(line["day"]))
    line["channel"] = channels.get(fold(line.get("channel", "")), line.get("channel", ""))
    return line
