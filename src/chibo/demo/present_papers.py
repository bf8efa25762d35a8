"""What came in and goes out these weeks: a directive on its way to the cells, papers given out, drafts."""

import datetime as dt
from dataclasses import dataclass

from chibo.base.clock import today
from chibo.demo.ward import Ward
from chibo.records.cascade.actions import record_response
from chibo.records.cascade.models import Response
from chibo.records.documents import incoming, outgoing
from chibo.records.documents.actions import add_clause, register_document
from chibo.records.documents.models import Clause, Delivery, Document, Genre
from chibo.records.documents.numbering import open_term
from chibo.records.tasks.actions import give_task
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.models import Title

ABOVE = "Quận ủy Bắc Từ Liêm"
OWN = "Đảng ủy phường Đức Thắng"
TERMS = (dt.date(2020, 6, 15), dt.date(2025, 6, 16))


@dataclass(frozen=True, slots=True)
class Came:
    """An incoming document: how many days ago it came, to whom it was given, in how many days it is due."""

    symbol: str
    type: str
    title: str
    ago: int
    to: str = ""
    due: int | None = None
    words: str = ""
    outcome: str = ""


CAME = (
    Came("331-TB/QU", "TB", "Kết luận giao ban công tác xây dựng Đảng tháng này", 0),
    Came("215-CV/QU", "CV", "Về báo cáo số liệu đảng viên phục vụ sơ kết", 3, "van-phong", 2,
         "Văn phòng tổng hợp, trình đồng chí Phó Bí thư ký."),
    Came("96-KH/QU", "KH", "Tổ chức tuyên truyền bảo vệ môi trường", 6, "mttq", 8,
         "Mặt trận chủ trì, phối hợp các đoàn thể thực hiện."),
    Came("188-CV/QU", "CV", "Về rà soát các điểm có nguy cơ cháy, nổ", 14, "ubnd", -2,
         "Ủy ban nhân dân phường rà soát, báo cáo Ban Thường vụ."),
    Came("74-HD/QU", "HD", "Hướng dẫn nội dung sinh hoạt chuyên đề", 18, "van-phong", -5, "",
         "Đã sao gửi các chi bộ và đưa vào nội dung sinh hoạt."),
)  # fmt: skip
POINTS = (
    "Tuyên truyền, vận động đảng viên và gia đình chấp hành quy định về trật tự đô thị",
    "Ra quân giải tỏa các điểm lấn chiếm vỉa hè, lòng đường",
    "Kiểm tra, giám sát việc thực hiện tại các chi bộ",
)


def exchange_papers(ward: Ward) -> None:
    for first in TERMS:
        open_term(ward.party, valid_from=first, by=None)
    for one in CAME:
        _receive(ward, one)
    _cascade(ward)
    _draft(ward, "Nâng cao chất lượng sinh hoạt chi bộ", "NQ", genre=Genre.THEMATIC)
    report = _draft(ward, "Kết quả thực hiện nhiệm vụ công tác tháng", "BC")
    outgoing.submit_document(report, by=None)


def _receive(ward: Ward, one: Came) -> None:
    day = today() - dt.timedelta(days=one.ago)
    document = register_document(
        unit=ward.party, symbol=one.symbol, issued_on=day - dt.timedelta(days=2), received_on=day, type=one.type,
        issuer=ABOVE, title=one.title, by=None,
    )  # fmt: skip
    if one.to:
        due = None if one.due is None else today() + dt.timedelta(days=one.due)
        incoming.assign_document(document, to=ward.beside[one.to], words=one.words, on=day, due_on=due, by=None)
    if one.outcome:
        incoming.close_document(document, outcome=one.outcome, on=day + dt.timedelta(days=9), by=None)


def _cascade(ward: Ward) -> None:
    """Carry a directive out: a plan of the ward, sent to cells and mass organisations, which answer one by one."""
    day = today()
    directive = register_document(
        unit=ward.party, symbol="28-CT/QU", issued_on=day - dt.timedelta(days=24), type="CT", issuer=ABOVE, by=None,
        received_on=day - dt.timedelta(days=20), title="Về tăng cường bảo đảm trật tự, văn minh đô thị",
    )  # fmt: skip
    plan = _draft(ward, "Thực hiện Chỉ thị số 28-CT/QU của Quận ủy", "KH", carries_out=[directive])
    points = [add_clause(plan, number=str(place), text=text, by=None) for place, text in enumerate(POINTS, start=1)]
    outgoing.submit_document(plan, by=None)
    issued = day - dt.timedelta(days=12)
    signer = ward.holders[f"{Title.SECRETARY}:duc-thang"].full_name
    outgoing.sign_document(plan, signer=signer, signed_on=issued, by=None)
    unions = [unit for unit in ward.beside.values() if unit.kind in (Kind.UNION, Kind.FRONT, Kind.GOVERNMENT)]
    plan = outgoing.issue_document(plan, to=[*ward.cells, *unions], issued_on=issued, by=None)
    _answer(plan, points)
    _give(ward, points)


def _answer(plan: Document, points: list[Clause]) -> None:
    """Let most units confirm, some make it known, and a few plan."""
    rows = Delivery.objects.filter(document=plan).select_related("unit").order_by("unit__position", "unit_id")
    for place, delivery in enumerate(rows):
        if place % 4 == 3:  # noqa: PLR2004 -- every fourth has not confirmed yet
            continue
        outgoing.confirm_receipt(delivery, by=None)
        if place % 2 == 0:
            outgoing.confirm_reading(delivery, by=None)
        if place % 4 == 0:
            record_response(
                plan, unit=delivery.unit, kind=Response.Kind.PLAN, made_on=today() - dt.timedelta(days=4),
                title="Kế hoạch bảo đảm trật tự, văn minh đô thị", clauses=points[:2], by=None,
            )  # fmt: skip


def _give(ward: Ward, points: list[Clause]) -> None:
    given: list[tuple[Unit, int, int]] = [
        (ward.cells[6], 0, 12), (ward.cells[1], 0, 12), (ward.beside["ubnd"], 1, 6), (ward.beside["ubkt"], 2, 1),
    ]  # fmt: skip
    for unit, point, due in given:
        give_task(
            unit=unit, title=POINTS[point], clause=points[point], given_on=today() - dt.timedelta(days=10),
            due_on=today() + dt.timedelta(days=due), by=None,
        )  # fmt: skip


def _draft(
    ward: Ward, title: str, type_: str, *, carries_out: tuple[Document, ...] | list[Document] = (), genre: str = ""
) -> Document:
    return outgoing.draft_document(
        unit=ward.party, type=type_, title=title, issuer=OWN, carries_out=carries_out, genre=genre, by=None
    )
