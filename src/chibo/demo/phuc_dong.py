"""Phúc Đồng, 2016 and 2017: a ward that merges its residential groups and closes tasks that stood open for years."""

import datetime as dt
from collections.abc import Iterable
from random import Random

from chibo.demo.names import people as invented
from chibo.demo.phuc_dong_awards import give_awards
from chibo.demo.phuc_dong_cells import spread_over_cells
from chibo.demo.phuc_dong_papers import carry_out, issue_papers
from chibo.demo.phuc_dong_work import give_work
from chibo.demo.place import BESIDE, Place, spread
from chibo.records.documents.actions import register_document
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people import actions as people
from chibo.registry.people import changes
from chibo.registry.people.changes import NewUnit
from chibo.registry.people.models import Standing, Title

BEGIN = dt.date(2016, 1, 1)
MERGER = dt.date(2017, 5, 1)
MEMBERS = 352
RESIDENTIAL = 10
OFFICES = ("Trường Mầm non", "Trường Tiểu học", "Trường Trung học cơ sở", "Công an phường", "Cơ quan phường")
AROUND = (
    (Kind.COUNCIL, "hdnd", "Hội đồng nhân dân phường"),
    (Kind.GOVERNMENT, "ubnd", "Ủy ban nhân dân phường"),
    (Kind.FRONT, "mttq", "Ủy ban Mặt trận Tổ quốc phường"),
    (Kind.UNION, "phu-nu", "Hội Liên hiệp Phụ nữ phường"),
    (Kind.UNION, "nong-dan", "Hội Nông dân phường"),
    (Kind.UNION, "thanh-nien", "Đoàn Thanh niên phường"),
    (Kind.UNION, "cuu-chien-binh", "Hội Cựu chiến binh phường"),
    (Kind.INSPECTION, "ubkt", "Ủy ban Kiểm tra Đảng ủy"),
    (Kind.OFFICE, "van-phong", "Văn phòng Đảng ủy"),
)
GROUPS = 17
MERGED = ((1, 2), (4, 6), (3, 5), (7, 8), (9, 10), (11, 12), (13, 14))
"""Which old groups became the new groups 1, 2, 3 …; those that stayed whole follow, under a new number."""
DOCUMENTS = (
    ("NQĐH-XII", "2016-01-28", "NQ", "Đại hội đại biểu toàn quốc lần thứ XII",
     "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XII của Đảng"),
    ("05-CT/TW", "2016-05-15", "CT", "Bộ Chính trị",
     "Về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"),
    ("04-NQ/TW", "2016-10-30", "NQ", "Ban Chấp hành Trung ương",
     "Về tăng cường xây dựng, chỉnh đốn Đảng"),
)  # fmt: skip
CONFERENCES = (
    (
        "2016-02-25",
        "Quán triệt 3 chương trình công tác toàn khóa của Quận ủy",
        ("01-CTr/QU", "02-CTr/QU", "03-CTr/QU", "18-KH/ĐU", "19-KH/ĐU", "20-KH/ĐU"),
        17,
    ),
    ("2016-06-30", "Học tập Nghị quyết Đại hội lần thứ XII của Đảng", ("NQĐH-XII",), 14),
    ("2016-12-15", "Học tập Nghị quyết Trung ương 4 khóa XII", ("04-NQ/TW",), 15),
    ("2017-03-21", "Tọa đàm nhận diện 27 biểu hiện suy thoái", ("04-NQ/TW", "05-CT/TW"), 19),
)


def build(district: Unit) -> Place:
    random = Random(2016)  # noqa: S311 -- the same data every time is the point
    newcomers = invented(random, first=100_001, latest=2014)
    place = Place(random, newcomers, BEGIN, "Ban Thường vụ Quận ủy Long Biên", "phuc-dong")
    place.party = place.unit("phuc-dong", Kind.PARTY, "Đảng bộ phường Phúc Đồng", district, 1)
    _build_units(place)
    _receive_documents(place)
    issue_papers(place)
    for day, title, symbols, missing in CONFERENCES:
        on = dt.date.fromisoformat(day)
        place.conference(title, on, symbols, missing=missing, kinds=BESIDE)
        place.come(on + dt.timedelta(days=20), 2)
    _meet(place, dt.date(2016, 7, 5), ["18-KH/ĐU", "19-KH/ĐU", "20-KH/ĐU", "NQĐH-XII"])
    _meet(place, dt.date(2016, 8, 3))
    spread_over_cells(place)
    carry_out(place)
    _merge_groups(place)
    give_work(place)
    give_awards(place)
    return place


def _build_units(place: Place) -> None:
    names = [f"Chi bộ {number}" for number in range(1, RESIDENTIAL + 1)]
    place.add_cells([*names, *(f"Chi bộ {office}" for office in OFFICES)], place.party, place.prefix)
    place.add_beside(AROUND)
    for number in range(1, GROUPS + 1):
        name = f"Tổ dân phố số {number}"
        place.groups.append(place.unit(f"{place.prefix}-tdp-{number}", Kind.RESIDENTS, name, place.party, 60 + number))
    joined = place.enrol(zip(place.cells, spread(MEMBERS, len(place.cells)), strict=True))
    heads = [(unit, Title.HEAD) for unit in place.beside.values() if unit.kind != Kind.COUNCIL]
    leading = [(place.party, title) for title in (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER)]
    place.fill_posts(joined, [*leading, *heads])
    place.appoint(place.holders[f"{Title.SECRETARY}:phuc-dong"], place.beside["hdnd"], Title.HEAD)
    for group in place.groups:
        place.appoint(place.outsider(), group, Title.HEAD)
    for person, _cell in joined[20:180:13]:
        people.set_standing(person, state=Standing.State.EXEMPT, on=BEGIN, by=None, paper="Nghị quyết chi bộ")


def _receive_documents(place: Place) -> None:
    for symbol, issued, kind, issuer, title in DOCUMENTS:
        day = dt.date.fromisoformat(issued)
        place.documents[symbol] = register_document(
            unit=place.party, symbol=symbol, issued_on=day, type=kind, issuer=issuer, title=title, by=None,
            received_on=day + dt.timedelta(days=8),
        )  # fmt: skip


def _meet(place: Place, day: dt.date, symbols: Iterable[str] = ()) -> None:
    """Hold the monthly meeting of every cell; where documents are studied, nobody with the duty is missing."""
    documents = [place.documents[symbol] for symbol in symbols]
    for cell in place.cells:
        meeting = meetings.plan_meeting(
            unit=cell, kind=Meeting.Kind.REGULAR, title=f"Sinh hoạt thường kỳ tháng {day:%m/%Y}", held_on=day,
            starts_at=dt.time(19, 30), place="Nhà văn hóa", documents=documents, by=None,
        )  # fmt: skip
        meetings.convoke(meeting, by=None)
        place.roll_call(meeting, missing=0 if documents else 1 + cell.position % 3)


def _merge_groups(place: Place) -> None:
    """Make ten groups of seventeen: seven mergers of two, and three that only change their number."""
    old = dict(enumerate(place.groups, start=1))
    decision = place.decision("2215-QĐ/UBND", MERGER, "Ủy ban nhân dân quận Long Biên")
    # A number must be free before another group takes it.
    stay = [number for number in old if not any(number in pair for pair in MERGED)]
    new: list[Unit] = []
    for number, pair in enumerate(MERGED, start=1):
        target = NewUnit(f"{place.prefix}-tdp-{number}-moi", f"Tổ dân phố số {number}", 60 + number)
        new.append(changes.merge([old[one] for one in pair], into=target, decision=decision, by=None))
        place.appoint(place.outsider(), new[-1], Title.HEAD, MERGER)
    for number, was in enumerate(stay, start=len(MERGED) + 1):
        orgs.rename(old[was], name=f"Tổ dân phố số {number}", decision=decision, by=None)
        new.append(old[was])
    place.groups = new
