"""Run alone by `sandbox`: bytes of a workbook in, the rows of its first sheet out as JSON."""

import datetime as dt
import io
import json
import sys

from python_calamine import load_workbook

MAX_ROWS, MAX_COLUMNS = 50_000, 200


def cell(value: object) -> str:
    """Return a cell as text: whole numbers without a point, days as ISO."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def main() -> None:
    """Read standard input, write standard output."""
    workbook = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    sheet = workbook.get_sheet_by_index(0)
    (_, first_column), (last_row, last_column) = sheet.start or (0, 0), sheet.end or (0, 0)
    if last_row >= MAX_ROWS or last_column >= MAX_COLUMNS:
        json.dump({"error": "size"}, sys.stdout)
        return
    left = [""] * first_column
    between = '{"rows": ['
    for row in sheet.iter_rows():
        sys.stdout.write(between)
        json.dump(left + [cell(value) for value in row], sys.stdout, ensure_ascii=False)
        between = ","
    sys.stdout.write("]}" if between == "," else '{"rows": []}')


if __name__ == "__main__":
    main()
