"""Thượng Thanh, 2016 to 2021: five years of a directive, with one study class for all members each year."""

import datetime as dt
from random import Random

from chibo.demo.names import people as invented
from chibo.demo.place import Place, spread
from chibo.demo.thuong_thanh_news import tell_the_public
from chibo.demo.thuong_thanh_plans import comment_on_plans
from chibo.demo.thuong_thanh_surveys import ask_opinions, fill_offices
from chibo.records.documents.actions import register_document
from chibo.records.documents.models import Direction, Genre
from chibo.records.documents.numbering import open_term
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people import actions as people
from chibo.registry.people.models import Standing, Tenure, Title

BEGIN = dt.date(2016, 1, 1)
MEMBERS, EXEMPT = 575, 30
RESIDENTIAL = 21
OFFICES = ("Trường Mầm non", "Trường Tiểu học", "Trường Trung học cơ sở", "Công an phường", "Cơ quan phường")
AROUND = (
    (Kind.COUNCIL, "hdnd", "Hội đồng nhân dân phường"),
    (Kind.GOVERNMENT, "ubnd", "Ủy ban nhân dân phường"),
    (Kind.FRONT, "mttq", "Ủy ban Mặt trận Tổ quốc phường"),
    (Kind.UNION, "phu-nu", "Hội Liên hiệp Phụ nữ phường"),
    (Kind.UNION, "thanh-nien", "Đoàn Thanh niên phường"),
    (Kind.UNION, "cuu-chien-binh", "Hội Cựu chiến binh phường"),
    (Kind.INSPECTION, "ubkt", "Ủy ban Kiểm tra Đảng ủy"),
    (Kind.OFFICE, "van-phong", "Văn phòng Đảng ủy"),
)
GUIDING = (
    ("21-KH/ĐU", "2016-07-05", "Tuyên truyền, quán triệt và thực hiện Chỉ thị số 05-CT/TW"),
    ("06-HD/ĐU", "2016-09-20", "Hướng dẫn viết tin, bài trên cổng thông tin điện tử phường"),
    ("14-CV/ĐU", "2016-12-08", "Về định hướng nội dung tuyên truyền trên đài truyền thanh"),
    ("09-KH/ĐU", "2017-01-18", "Tuyên truyền chuyên đề năm 2017"),
    ("27-CV/ĐU", "2017-05-11", "Về giới thiệu gương tiêu biểu học tập và làm theo Bác"),
    ("31-CV/ĐU", "2017-10-03", "Về đăng tải tin, bài hằng ngày của các đoàn thể"),
    ("12-KH/ĐU", "2018-01-23", "Tuyên truyền chuyên đề năm 2018"),
    ("08-HD/ĐU", "2018-06-05", "Hướng dẫn sinh hoạt chuyên đề và tuyên truyền tại chi bộ"),
    ("15-KH/ĐU", "2019-01-15", "Tuyên truyền chuyên đề năm 2019"),
    ("44-CV/ĐU", "2019-08-20", "Về phát thanh chuyên mục học tập và làm theo Bác"),
    ("17-KH/ĐU", "2020-01-14", "Tuyên truyền chuyên đề năm 2020"),
    ("03-HD/ĐU", "2020-09-15", "Hướng dẫn viết bài chuyên sâu của các ngành, đoàn thể"),
    ("04-KH/ĐU", "2021-01-19", "Tuyên truyền chuyên đề năm 2021"),
)
CLASSES = (
    ("2016-08-18", 0, 0, 36), ("2017-06-22", 15, 3, 39), ("2018-06-21", 6, 4, 35), ("2019-06-20", 5, 4, 33),
    ("2020-06-25", 7, 4, 36),
)  # fmt: skip
"""The day of each yearly class, how many came and went in the year before it, and how many missed it."""


def build(district: Unit) -> Place:
    random = Random(2021)  # noqa: S311 -- the same data every time is the point
    newcomers = invented(random, first=200_001, latest=2014)
    place = Place(random, newcomers, BEGIN, "Ban Thường vụ Quận ủy Long Biên", "thuong-thanh")
    place.party = place.unit("thuong-thanh", Kind.PARTY, "Đảng bộ phường Thượng Thanh", district, 2)
    _build_units(place)
    place.documents["05-CT/TW"] = register_document(
        unit=place.party, symbol="05-CT/TW", issued_on=dt.date(2016, 5, 15), type="CT", issuer="Bộ Chính trị",
        title="Về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        aliases="Chỉ thị 05\nChỉ thị số 05-CT/TW", received_on=dt.date(2016, 5, 30), by=None,
    )  # fmt: skip
    _direct_communication(place)
    tell_the_public(place)
    for text, came, went, missing in CLASSES:
        day = dt.date.fromisoformat(text)
        place.come(day - dt.timedelta(days=80), came)
        place.go(day - dt.timedelta(days=40), went)
        title = f"Học tập chuyên đề năm {day.year} theo Chỉ thị số 05-CT/TW"
        place.conference(title, day, ["05-CT/TW"], missing=missing)
    comment_on_plans(place)
    ask_opinions(place)
    return place


def _direct_communication(place: Place) -> None:
    """Issue what guided the communication work, carrying out the directive."""
    for first in (dt.date(2015, 6, 10), dt.date(2020, 6, 5)):
        open_term(place.party, valid_from=first, by=None)
    for symbol, day, title in GUIDING:
        register_document(
            unit=place.party, symbol=symbol, issued_on=dt.date.fromisoformat(day), type=symbol.split("-")[1][:2],
            issuer="Đảng ủy phường Thượng Thanh", title=title, by=None, direction=Direction.OUTGOING,
            genre=Genre.COMMUNICATION, carries_out=[place.documents["05-CT/TW"]],
        )  # fmt: skip


def _build_units(place: Place) -> None:
    names = [f"Chi bộ {number}" for number in range(1, RESIDENTIAL + 1)]
    place.add_cells([*names, *(f"Chi bộ {office}" for office in OFFICES)], place.party, place.prefix)
    place.add_beside(AROUND)
    joined = place.enrol(zip(place.cells, spread(MEMBERS, len(place.cells)), strict=True))
    led_by_others = ("hdnd", "ubnd")
    heads = [(unit, Title.HEAD) for slug, unit in place.beside.items() if slug not in led_by_others]
    leading = [(place.party, title) for title in (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER)]
    place.fill_posts(joined, [*leading, *heads])
    busy = set(Tenure.objects.values_list("person_id", flat=True))
    without_post = [person for person, _cell in joined if person.pk not in busy]
    for person in without_post[:: len(without_post) // EXEMPT][:EXEMPT]:
        people.set_standing(person, state=Standing.State.EXEMPT, on=BEGIN, by=None, paper="Nghị quyết chi bộ")
    fill_offices(place, joined)
