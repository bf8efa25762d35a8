"""Sheets for tests: texts as a workbook gives them."""

from chibo.base.spreadsheets import Column, write_workbook

TITLES = [
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Số thẻ đảng viên", "Ngày vào Đảng", "Ngày chính thức",
    "Chi bộ", "Điện thoại",
]  # fmt: skip


def a_row(n: int = 1, **texts: str) -> list[str]:
    row = {
        "name": f"Nguyễn Văn {'ABCDEGHIKLMN'[n % 12]}n", "born": f"{n % 27 + 1:02}/3/1970", "gender": "Nam",
        "citizen": f"0010{n:08}", "card": "", "joined": "03/02/1995", "official": "03/02/1996", "cell": "Chi bộ 1",
        "phone": "",
    } | texts  # fmt: skip
    return [str(n), *row.values()]


def a_sheet(*rows: list[str]) -> list[list[str]]:
    return [["ĐẢNG BỘ PHƯỜNG", *[""] * 9], [*TITLES], *rows]


def a_workbook(rows: list[list[str]]) -> bytes:
    return write_workbook("Danh sách", [Column(title) for title in rows[0]], rows[1:])
