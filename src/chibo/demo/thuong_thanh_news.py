"""What Thượng Thanh told the public about the directive in five years, and whom it held up as an example."""

import datetime as dt

from chibo.demo.place import Place
from chibo.records.communication.actions import add_topic, record_published
from chibo.records.communication.exemplars import approve_example, propose_example, publish_example, record_consent
from chibo.records.communication.models import Example, Item
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Title

FIRST, LAST = dt.date(2016, 5, 16), dt.date(2021, 4, 20)
ARTICLES, BROADCASTS = 396, 291
SHORTEST, LENGTHS = 5, 3
"""Broadcasts of 5, 6 and 7 minutes."""
SUBJECTS = (
    "Sinh hoạt chuyên đề học tập và làm theo Bác tại {cell}",
    "{cell} kiểm điểm kế hoạch tu dưỡng của đảng viên",
    "Hội Phụ nữ phường với phong trào tiết kiệm theo gương Bác",
    "Tuổi trẻ phường ra quân bảo vệ môi trường",
    "Cựu chiến binh phường nêu gương sáng trong khu dân cư",
    "Đảng viên {cell} giúp nhau phát triển kinh tế",
    "Mặt trận Tổ quốc phường giám sát việc nêu gương của cán bộ",
    "Cải cách thủ tục hành chính tại Ủy ban nhân dân phường",
)
WRITERS = ("", "", "phu-nu", "thanh-nien", "cuu-chien-binh", "", "mttq", "ubnd")
"""Who wrote on each subject; empty is the committee."""
EXEMPLARY = (
    (Title.SECRETARY, "chi-bo-3", "2017-05-12", "Bí thư chi bộ tận tụy, giữ vững nền nếp sinh hoạt chi bộ."),
    (Title.SECRETARY, "chi-bo-5", "2018-05-16", "Vận động nhân dân hiến đất mở rộng ngõ."),
    (Title.HEAD, "mttq", "2019-05-15", "Sâu sát cơ sở, lắng nghe ý kiến nhân dân."),
    (Title.DEPUTY, "chi-bo-17", "2020-05-14", "Gương mẫu giữ gìn vệ sinh môi trường khu dân cư."),
    (Title.SECRETARY, "chi-bo-21", "2021-01-20", "Xây dựng chi bộ thành điểm sáng học tập và làm theo Bác."),
)


def tell_the_public(place: Place) -> None:
    topic = add_topic(unit=place.party, name="Học tập và làm theo Bác", by=None)
    portal, radio = Item.Channel.PORTAL, Item.Channel.RADIO
    articles = [
        Item(
            unit=_writer(place, number), channel=portal, day=_day(number, ARTICLES), title=_title(place, number),
            topic=topic, picture_alt="Quang cảnh buổi sinh hoạt", picture_licence="Văn phòng Đảng ủy phường",
        )
        for number in range(ARTICLES)
    ]  # fmt: skip
    broadcasts = [
        Item(
            unit=place.party, channel=radio, day=_day(number, BROADCASTS), title=_title(place, number), topic=topic,
            minutes=SHORTEST + number % LENGTHS, repeats=number % 2,
        )
        for number in range(BROADCASTS)
    ]  # fmt: skip
    record_published(articles + broadcasts, by=None)
    for title, slug, day, story in EXEMPLARY:
        _present(place, f"{title}:{place.prefix}-{slug}", dt.date.fromisoformat(day), story)


def _day(number: int, count: int) -> dt.date:
    return FIRST + (LAST - FIRST) * number // count


def _writer(place: Place, number: int) -> Unit:
    slug = WRITERS[number % len(WRITERS)]
    return place.beside[slug] if slug else place.party


def _title(place: Place, number: int) -> str:
    return SUBJECTS[number % len(SUBJECTS)].format(cell=place.cells[number % len(place.cells)].name)


def _present(place: Place, holder: str, on: dt.date, story: str) -> None:
    example = propose_example(
        unit=place.party, kind=Example.Kind.PERSON, name=place.holders[holder].full_name, story=story,
        proposed_on=on - dt.timedelta(days=60), by=None,
    )  # fmt: skip
    record_consent(example, on=on - dt.timedelta(days=40), by=None)
    approve_example(example, on=on - dt.timedelta(days=30), level=Example.Level.DISTRICT, by=None)
    publish_example(example, on=on, where="Bản tin nội bộ Quận ủy", by=None)
