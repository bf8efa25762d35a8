"""Documents and targets from above."""

import datetime as dt
from decimal import Decimal

from chibo.base.facts import Period
from chibo.demo.ward import Ward
from chibo.records.documents.actions import register_document
from chibo.records.documents.models import Document
from chibo.records.targets.actions import give_target, split_target
from chibo.records.targets.models import Target

DOCUMENTS = (
    ("05-CT/TW", "2016-05-15", "CT", "Bộ Chính trị",
     "Về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", "Chỉ thị 05\nChỉ thị số 05-CT/TW"),
    ("04-NQ/TW", "2016-10-30", "NQ", "Ban Chấp hành Trung ương",
     "Về tăng cường xây dựng, chỉnh đốn Đảng", "Nghị quyết Trung ương 4 (khóa XII)\nNQTW4"),
    ("01-KL/TW", "2021-05-18", "KL", "Bộ Chính trị", "Về tiếp tục thực hiện Chỉ thị số 05-CT/TW", "Kết luận 01"),
    ("21-KL/TW", "2021-10-25", "KL", "Ban Chấp hành Trung ương",
     "Về đẩy mạnh xây dựng, chỉnh đốn Đảng và hệ thống chính trị", "Kết luận 21"),
    ("15-NQ/TW", "2022-05-05", "NQ", "Bộ Chính trị",
     "Về phương hướng, nhiệm vụ phát triển Thủ đô Hà Nội đến năm 2030, tầm nhìn đến năm 2045", "Nghị quyết 15"),
    ("18-NQ/TW", "2022-06-16", "NQ", "Ban Chấp hành Trung ương",
     "Về tiếp tục đổi mới, hoàn thiện thể chế, chính sách quản lý và sử dụng đất", "Nghị quyết Trung ương 5"),
    ("31-KH/QU", "2021-02-01", "KH", "Quận ủy Bắc Từ Liêm", "Giao chỉ tiêu công tác xây dựng Đảng năm 2021", ""),
    ("45-KH/QU", "2022-02-15", "KH", "Quận ủy Bắc Từ Liêm", "Giao chỉ tiêu công tác xây dựng Đảng năm 2022", ""),
    ("61-KH/QU", "2022-08-25", "KH", "Quận ủy Bắc Từ Liêm", "Tổ chức cuộc thi trực tuyến tìm hiểu Nghị quyết", ""),
)  # fmt: skip


def build_documents(ward: Ward) -> dict[str, Document]:
    found = {
        symbol: register_document(
            unit=ward.party, symbol=symbol, issued_on=dt.date.fromisoformat(issued), type=kind, issuer=issuer,
            title=title, aliases=aliases, by=None,
            received_on=max(dt.date.fromisoformat(issued) + dt.timedelta(days=6), dt.date(2021, 1, 4)),
        )
        for symbol, issued, kind, issuer, title, aliases in DOCUMENTS
    }  # fmt: skip
    register_document(
        unit=ward.party, symbol="07-TB/QU", issued_on=dt.date(2022, 4, 11), type="TB", issuer="Quận ủy Bắc Từ Liêm",
        title="", secret=True, by=None, received_on=dt.date(2022, 4, 13),
    )  # fmt: skip
    return found


def build_targets(ward: Ward, documents: dict[str, Document]) -> None:
    admissions, entries = Target.Figure.ADMISSIONS, Target.Figure.ENTRIES
    given = (
        (2021, admissions, 6, "31-KH/QU"), (2021, entries, 700, "31-KH/QU"),
        (2022, admissions, 6, "45-KH/QU"), (2022, entries, 820, "61-KH/QU"),
    )  # fmt: skip
    for year, figure, amount, symbol in given:
        target = give_target(
            unit=ward.party, indicator=figure, period=Period.year(year), amount=Decimal(amount),
            given_by=ward.district, document=documents[symbol], by=None,
        )  # fmt: skip
        if (year, figure) == (2022, admissions):
            split_target(target, parts={ward.cells[place]: Decimal(1) for place in (1, 2, 5, 6, 7, 10)}, by=None)
