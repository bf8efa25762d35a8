"""What the public and the members meet these weeks: a contest with a round that is open, news to be signed."""

import datetime as dt

from chibo.base.clock import today
from chibo.demo.ward import Ward
from chibo.records.communication.actions import approve_item, orient, propose_item, publish_item, record_broadcast
from chibo.records.communication.models import Item
from chibo.records.contests.actions import NewEntry, open_contest, record_entries
from chibo.records.contests.rounds import add_round, save_question
from chibo.records.documents.models import Document
from chibo.registry.people.models import Membership

QUESTIONS = (
    ("Chỉ thị số 05-CT/TW được ban hành ngày nào?", ("15/5/2016", "30/10/2016", "18/5/2021"), 1),
    ("Cơ quan nào ban hành Chỉ thị số 05-CT/TW?", ("Ban Bí thư", "Bộ Chính trị", "Ban Chấp hành Trung ương"), 2),
    ("Kết luận nào nói về tiếp tục thực hiện Chỉ thị số 05-CT/TW?",
     ("Kết luận số 21-KL/TW", "Kết luận số 12-KL/TW", "Kết luận số 01-KL/TW"), 3),
)  # fmt: skip


def run_contest(ward: Ward, document: Document) -> None:
    """Run a contest whose first round is open today, with the entries that came in on paper so far."""
    day = today()
    opens, closes = day - dt.timedelta(days=6), day + dt.timedelta(days=20)
    contest = open_contest(
        unit=ward.party, title=f"Cuộc thi trực tuyến tìm hiểu Chỉ thị số 05-CT/TW năm {day.year}", opens_on=opens,
        closes_on=closes, document=document, max_attempts=2, asks_guess=True, by=None,
    )  # fmt: skip
    first = add_round(contest, opens_on=opens, closes_on=day + dt.timedelta(days=7), by=None)
    add_round(contest, opens_on=day + dt.timedelta(days=8), closes_on=closes, by=None)
    for text, choices, right in QUESTIONS:
        save_question(first, text=text, choices=choices, right=right, by=None)
    members = Membership.objects.on(opens).filter(unit__in=ward.cells).select_related("person", "unit").order_by("pk")
    entries = [
        NewEntry(f"{day.year}-{number:05}", row.unit, opens + dt.timedelta(days=number % 6), row.person)
        for number, row in enumerate(members[:140:3], start=1)
    ]
    record_entries(contest, entries, by=None)


def tell_the_public(ward: Ward) -> None:
    day = today()
    orient(
        unit=ward.party, monday=day, by=None,
        text="Tập trung tuyên truyền trật tự, văn minh đô thị và gương người tốt, việc tốt ở khu dân cư.",
    )  # fmt: skip
    portal = Item.Channel.PORTAL
    published = propose_item(
        unit=ward.beside["phu-nu"], channel=portal, title="Hội Phụ nữ phường với ngôi nhà xanh thu gom phế liệu",
        day=day - dt.timedelta(days=2), picture_alt="Các hội viên phân loại chai nhựa tại ngôi nhà xanh",
        picture_licence="Hội Liên hiệp Phụ nữ phường", by=None,
    )  # fmt: skip
    publish_item(approve_item(published, by=None), day=day - dt.timedelta(days=1), by=None)
    propose_item(
        unit=ward.beside["thanh-nien"], channel=portal, title="Thanh niên ra quân xóa quảng cáo, rao vặt trái phép",
        day=day, by=None,
    )  # fmt: skip
    record_broadcast(
        unit=ward.party,
        title="Bản tin văn minh đô thị",
        day=day - dt.timedelta(days=1),
        minutes=6,
        signed=True,
        by=None,
    )
