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
    if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
        json.dump({"error": "size"}, sys.stdout)
        return
    rows = [[cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    json.dump({"rows": rows}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
