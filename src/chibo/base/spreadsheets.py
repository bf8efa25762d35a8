"""Workbooks in and out. What comes in is inspected, then parsed apart; what goes out never holds a formula."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from chibo.base import sandbox
from chibo.base.guard import FileKind, RefusedFile, inspect
from chibo.base.text import nfc

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}
LONGEST_CELL = 32_767


def read_workbook(file: IO[bytes]) -> list[list[str]]:
    """Return the rows of the first sheet as text, empty rows at the end left out; RefusedFile or ParserFailed."""
    inspect(file, FileKind.XLSX)
    answer = sandbox.parse(file.read())
    if "error" in answer:
        raise RefusedFile(_("The sheet has more than 50,000 rows or 200 columns."))
    rows = [[nfc(cell).strip() for cell in row] for row in answer["rows"]]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: int = 18
    format: str = ""
    """An Excel number format, such as dd/mm/yyyy; empty for text."""


def write_workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one sheet: a frozen head, filters, A4 for printing; text stays text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, SAFE)
    book.set_properties({"title": title})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "", title)[:31].strip("' ") or "Chibo")
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = [book.add_format({"num_format": column.format or "@", "valign": "top"}) for column in columns]
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.title, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            _write(sheet, last, index, value, formats[index])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), form)  # noqa: DTZ001 -- Excel has no zone
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value, form)
    elif value not in (None, ""):
        sheet.write_string(row, column, str(value)[:LONGEST_CELL], form)
