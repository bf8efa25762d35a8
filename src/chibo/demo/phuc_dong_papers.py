"""The papers of Phúc Đồng: programmes from above, plans that carry them out, resolutions, notices of conclusions."""

import datetime as dt
from typing import Any

from chibo.demo.place import Place
from chibo.records.cascade.actions import count_reached, record_response
from chibo.records.cascade.models import Response
from chibo.records.documents.actions import register_document
from chibo.records.documents.models import Direction, Genre
from chibo.records.documents.numbering import open_term
from chibo.registry.orgs.models import Kind

ISSUER = "Đảng ủy phường Phúc Đồng"
TERMS = (dt.date(2015, 6, 15), dt.date(2020, 6, 10), dt.date(2025, 6, 16))
PROGRAMMES = (
    ("01-CTr/QU", "2015-12-22", "2016-01-08", "18-KH/ĐU", "2016-02-02",
     "Đổi mới phương thức lãnh đạo của các cấp ủy đảng; phát huy vai trò tiền phong gương mẫu của cán bộ, đảng viên"),
    ("02-CTr/QU", "2015-12-22", "2016-01-08", "19-KH/ĐU", "2016-02-03",
     "Phát triển kinh tế, quản lý đô thị, quản lý đất đai giai đoạn 2015-2020"),
    ("03-CTr/QU", "2015-12-29", "2016-01-12", "20-KH/ĐU", "2016-02-03",
     "Phát triển văn hóa - xã hội, bảo đảm quốc phòng, an ninh giai đoạn 2015-2020"),
)  # fmt: skip
"""Symbol, day of issue and of arrival of each programme; symbol and day of the ward's plan; the title of both."""
RESOLUTIONS = (
    ("2016-01-14", "công tác giải phóng mặt bằng các dự án trên địa bàn phường"),
    ("2016-01-28", "công tác quản lý trật tự xây dựng, trật tự đô thị"),
    ("2016-02-18", "lãnh đạo cuộc bầu cử đại biểu Quốc hội và Hội đồng nhân dân các cấp"),
    ("2016-03-17", "nâng cao chất lượng sinh hoạt chi bộ tổ dân phố"),
    ("2016-04-21", "công tác phát triển đảng viên giai đoạn 2016-2020"),
    ("2016-06-16", "bảo đảm vệ sinh môi trường và phòng, chống dịch bệnh"),
    ("2016-08-18", "giải quyết các nhiệm vụ khó khăn tồn tại nhiều năm"),
)
UNIONS = {"phu-nu": 1_846, "nong-dan": 412, "thanh-nien": 538, "cuu-chien-binh": 467}
"""How many members each mass organisation had."""


def issue_papers(place: Place) -> None:
    for first in TERMS:
        open_term(place.party, valid_from=first, by=None)
    for programme, issued, came, plan, made, title in PROGRAMMES:
        received = place.documents[programme] = register_document(
            unit=place.party, symbol=programme, issued_on=_day(issued), received_on=_day(came), type="CTr",
            issuer="Quận ủy Long Biên", title=title, by=None,
        )  # fmt: skip
        _issue(place, plan, made, "KH", f"Thực hiện Chương trình số {programme} của Quận ủy", carries_out=[received])
    for number, (day, about) in enumerate(RESOLUTIONS, start=4):
        _issue(place, f"{number:02}-NQ/ĐU", day, "NQ", f"Nghị quyết chuyên đề về {about}", genre=Genre.THEMATIC)
    for number in range(24):
        month = dt.date(2016 + number // 12, number % 12 + 1, 26)
        title = f"Kết luận Hội nghị Ban Chấp hành Đảng bộ tháng {month:%m/%Y}"
        _issue(place, f"{30 + number}-TB/ĐU", month.isoformat(), "TB", title, genre=Genre.CONCLUSION)


def carry_out(place: Place) -> None:
    """Let the cells and mass organisations plan, and the latter count how many of their members they reached."""
    programme = place.documents["01-CTr/QU"]
    unions = [unit for unit in place.beside.values() if unit.kind == Kind.UNION]
    for number, unit in enumerate([*place.cells, *unions]):
        record_response(
            programme, unit=unit, kind=Response.Kind.PLAN, made_on=dt.date(2016, 3, 1) + dt.timedelta(days=number),
            title=f"Kế hoạch thực hiện Chương trình số {programme.symbol}", by=None,
        )  # fmt: skip
    for symbol in ("01-CTr/QU", "02-CTr/QU", "03-CTr/QU"):
        for slug, members in UNIONS.items():
            count_reached(
                place.documents[symbol], unit=place.beside[slug], held_on=dt.date(2016, 7, 28), reached=members,
                whole=members, by=None,
            )  # fmt: skip


def _issue(place: Place, symbol: str, day: str, type_: str, title: str, **more: Any) -> None:
    place.documents[symbol] = register_document(
        unit=place.party, symbol=symbol, issued_on=_day(day), type=type_, issuer=ISSUER, title=title, by=None,
        direction=Direction.OUTGOING, **more,
    )  # fmt: skip


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
