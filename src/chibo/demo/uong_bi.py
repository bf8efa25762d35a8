"""Uông Bí, 2016 to 2018: a city with eleven grassroots organisations and about 6,400 members."""

import datetime as dt
from random import Random

from chibo.demo.names import people as invented
from chibo.demo.place import Place, spread
from chibo.records.documents.actions import register_document
from chibo.records.documents.models import Direction, Genre
from chibo.records.documents.numbering import open_term
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.models import Title

BEGIN = dt.date(2016, 1, 1)
MEMBERS = 6_400
WARDS = (
    ("bac-son", "phường Bắc Sơn"), ("nam-khe", "phường Nam Khê"), ("phuong-dong", "phường Phương Đông"),
    ("phuong-nam", "phường Phương Nam"), ("quang-trung", "phường Quang Trung"), ("thanh-son", "phường Thanh Sơn"),
    ("trung-vuong", "phường Trưng Vương"), ("vang-danh", "phường Vàng Danh"), ("yen-thanh", "phường Yên Thanh"),
    ("dien-cong", "xã Điền Công"), ("thuong-yen-cong", "xã Thượng Yên Công"),
)  # fmt: skip
QUARTERS = 9
AGENCIES = 211
PRIVATE = 5
"""Enterprises whose head is no member of the Party."""
NAMES = (
    "Trường Mầm non",
    "Trường Tiểu học",
    "Trường Trung học cơ sở",
    "Trạm Y tế",
    "Hợp tác xã",
    "Công ty",
    "Đội Quản lý",
)
COMMITTEE = 40
"""Members of the cell to which the holders of the city's posts belong."""
AROUND = (
    (Kind.GOVERNMENT, "ubnd", "Ủy ban nhân dân thành phố"),
    (Kind.FRONT, "mttq", "Ủy ban Mặt trận Tổ quốc thành phố"),
    (Kind.UNION, "phu-nu", "Hội Liên hiệp Phụ nữ thành phố"),
    (Kind.UNION, "thanh-nien", "Thành Đoàn"),
    (Kind.INSPECTION, "ubkt", "Ủy ban Kiểm tra Thành ủy"),
    (Kind.OFFICE, "van-phong", "Văn phòng Thành ủy"),
)
DOCUMENTS = (
    ("05-CT/TW", "2016-05-15", "CT", "Bộ Chính trị",
     "Về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"),
    ("04-NQ/TW", "2016-10-30", "NQ", "Ban Chấp hành Trung ương", "Về tăng cường xây dựng, chỉnh đốn Đảng"),
    ("12-CT/TU", "2016-12-05", "CT", "Ban Thường vụ Tỉnh ủy",
     "Về thống nhất nhiệm kỳ đại hội chi bộ trực thuộc đảng bộ cơ sở với bầu trưởng thôn, khu phố"),
    ("10-NQ/TW", "2017-06-03", "NQ", "Ban Chấp hành Trung ương", "Về phát triển kinh tế tư nhân"),
    ("18-NQ/TW", "2017-10-25", "NQ", "Ban Chấp hành Trung ương",
     "Về tiếp tục đổi mới, sắp xếp tổ chức bộ máy của hệ thống chính trị tinh gọn"),
    ("26-NQ/TW", "2018-05-19", "NQ", "Ban Chấp hành Trung ương", "Về tập trung xây dựng đội ngũ cán bộ các cấp"),
)  # fmt: skip
PROGRAMMES = (
    ("16-CTr/TU", "2016-12-28", "04-NQ/TW", "Chương trình hành động thực hiện Nghị quyết Trung ương 4 khóa XII"),
    ("22-CTr/TU", "2018-02-06", "18-NQ/TW", "Chương trình hành động thực hiện Nghị quyết Trung ương 6 khóa XII"),
)
CONFERENCES = (
    ("2016-11-15", "Quán triệt Chỉ thị số 05-CT/TW", "05-CT/TW", 28),
    ("2016-12-20", "Quán triệt Nghị quyết Trung ương 4 khóa XII", "04-NQ/TW", 18),
    ("2017-02-14", "Triển khai Chỉ thị số 12-CT/TU", "12-CT/TU", 22),
    ("2017-08-08", "Quán triệt Nghị quyết Trung ương 5 khóa XII", "10-NQ/TW", 32),
    ("2018-01-16", "Quán triệt Nghị quyết Trung ương 6 khóa XII", "18-NQ/TW", 24),
    ("2018-07-17", "Quán triệt Nghị quyết Trung ương 7 khóa XII", "26-NQ/TW", 26),
)
ALL = (Kind.SUPERIOR, Kind.PARTY, Kind.CELL, Kind.GOVERNMENT, Kind.FRONT, Kind.UNION)


def build() -> Place:
    random = Random(2018)  # noqa: S311 -- the same data every time is the point
    newcomers = invented(random, first=300_001, latest=2014)
    city = Place(random, newcomers, BEGIN, "Ban Thường vụ Thành ủy Uông Bí", "uong-bi")
    city.party = city.unit("uong-bi", Kind.SUPERIOR, "Đảng bộ thành phố Uông Bí", None, 0)
    city.add_beside(AROUND)
    wards = _build_wards(city)
    for symbol, issued, kind, issuer, title in DOCUMENTS:
        day = dt.date.fromisoformat(issued)
        city.documents[symbol] = register_document(
            unit=city.party, symbol=symbol, issued_on=day, type=kind, issuer=issuer, title=title, by=None,
            received_on=day + dt.timedelta(days=6),
        )  # fmt: skip
    _issue_programmes(city)
    for text, title, symbol, missing in CONFERENCES:
        city.conference(
            title, dt.date.fromisoformat(text), [symbol], missing=missing, members=False, kinds=ALL,
            place="Trung tâm Hội nghị thành phố",
        )  # fmt: skip
    for place, (ward, size) in enumerate(wards):
        city.conference(
            "Học tập Nghị quyết Trung ương 4 khóa XII", dt.date(2017, 1, 9) + dt.timedelta(days=place), ["04-NQ/TW"],
            missing=size * 4 // 100 + place % 3, unit=ward,
        )  # fmt: skip
    return city


def _issue_programmes(city: Place) -> None:
    for first in (dt.date(2015, 8, 1), dt.date(2020, 8, 1)):
        open_term(city.party, valid_from=first, by=None)
    for symbol, day, carried, title in PROGRAMMES:
        register_document(
            unit=city.party, symbol=symbol, issued_on=dt.date.fromisoformat(day), type="CTr", title=title, by=None,
            issuer="Thành ủy Uông Bí", direction=Direction.OUTGOING, genre=Genre.ACTION,
            carries_out=[city.documents[carried]],
        )  # fmt: skip


def _build_wards(city: Place) -> list[tuple[Unit, int]]:
    """Return the grassroots organisations, each with the size of its roll."""
    sizes: list[tuple[Unit, int]] = []
    wards: list[tuple[Unit, int]] = []
    offices: list[tuple[Unit, Title]] = [
        (city.party, title) for title in (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER)
    ]
    agencies = _agencies()
    for place, ((slug, name), size) in enumerate(zip(WARDS, spread(MEMBERS, len(WARDS)), strict=True), start=1):
        ward = city.unit(f"{city.prefix}-{slug}", Kind.PARTY, f"Đảng bộ {name}", city.party, place)
        quarters = [f"khu {number}" for number in range(1, QUARTERS + 1)]
        here = [f"{agency} {name.removeprefix('phường ').removeprefix('xã ')}" for agency in agencies[place - 1]]
        cells = city.add_cells([f"Chi bộ {one}" for one in (*quarters, *here)], ward, f"{city.prefix}-{slug}")
        sizes += _sizes(cells, size, last=place == len(WARDS))
        wards.append((ward, size))
        offices += [(ward, Title.SECRETARY), (ward, Title.DEPUTY)]
        _add_led(city, ward, Kind.RESIDENTS, [f"Khu {number}" for number in range(1, QUARTERS + 1)])
        _add_led(city, ward, Kind.AGENCY, here)
    heads = [(unit, Title.HEAD) for unit in city.beside.values()]
    city.fill_posts(city.enrol(sizes), [*offices, *heads])
    _unite_posts(city)
    return wards


def _agencies() -> list[list[str]]:
    """Return the agencies of each ward that have a cell, numbered by their kind."""
    shares = [(AGENCIES - PRIVATE) // len(WARDS)] * len(WARDS)
    shares[0] += AGENCIES - PRIVATE - sum(shares)
    return [[f"{NAMES[n % len(NAMES)]} số {n // len(NAMES) + 1}" for n in range(share)] for share in shares]


def _sizes(cells: list[Unit], size: int, *, last: bool) -> list[tuple[Unit, int]]:
    """Return how many members each cell has; the last one of the last ward is that of the city's officers."""
    if not last:
        return list(zip(cells, spread(size, len(cells)), strict=True))
    return [*zip(cells, spread(size - COMMITTEE, len(cells) - 1), strict=False), (cells[-1], COMMITTEE)]


def _add_led(city: Place, ward: Unit, kind: Kind, names: list[str]) -> None:
    for place, name in enumerate(names, start=1):
        slug = f"{ward.slug}-{kind.value}-{place}"
        city.groups.append(city.unit(slug, kind, name, ward, 50 + place))


def _unite_posts(city: Place) -> None:
    """Make the secretary of each cell the head of its quarter or agency; outsiders head the private enterprises."""
    for cell, unit in zip(city.cells, city.groups, strict=True):
        city.appoint(city.holders[f"{Title.SECRETARY}:{cell.slug}"], unit, Title.HEAD)
    for place in range(1, PRIVATE + 1):
        slug = f"{city.prefix}-doanh-nghiep-{place}"
        company = city.unit(slug, Kind.AGENCY, f"Doanh nghiệp ngoài nhà nước số {place}", city.party, 90 + place)
        city.appoint(city.outsider(), company, Title.HEAD)
