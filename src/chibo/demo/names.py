"""Invented people. The generator is seeded: the same names on every machine."""

import datetime as dt
from collections.abc import Iterator
from random import Random

FAMILY = (
    "Nguyễn",
    "Nguyễn",
    "Nguyễn",
    "Trần",
    "Trần",
    "Lê",
    "Lê",
    "Phạm",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Mai",
    "Trịnh",
    "Tạ",
    "Phùng",
    "Lương",
    "Chu",
)
WOMEN_MIDDLE = ("Thị", "Thị", "Thị Thu", "Thị Minh", "Thị Bích", "Thanh", "Thị Kim", "Ngọc", "Thị Hồng", "Phương")
WOMEN_GIVEN = (
    "An",
    "Anh",
    "Ánh",
    "Bích",
    "Châu",
    "Chi",
    "Diệp",
    "Dung",
    "Duyên",
    "Giang",
    "Hà",
    "Hạnh",
    "Hằng",
    "Hiền",
    "Hoa",
    "Hòa",
    "Hồng",
    "Huệ",
    "Hương",
    "Hường",
    "Lan",
    "Liên",
    "Linh",
    "Loan",
    "Mai",
    "Minh",
    "Nga",
    "Ngân",
    "Nguyệt",
    "Nhung",
    "Oanh",
    "Phượng",
    "Quyên",
    "Tâm",
    "Thảo",
    "Thu",
    "Thủy",
    "Trang",
    "Tuyết",
    "Vân",
    "Xuân",
    "Yến",
)
MEN_MIDDLE = ("Văn", "Văn", "Đức", "Quang", "Minh", "Hữu", "Đình", "Xuân", "Ngọc", "Công", "Trọng", "Mạnh")
MEN_GIVEN = (
    "An", "Bình", "Chiến", "Cường", "Dũng", "Duy", "Đạt", "Đức", "Giang", "Hải", "Hậu", "Hiếu", "Hoàn", "Hoàng",
    "Hùng", "Huy", "Khải", "Khánh", "Kiên", "Lâm", "Long", "Lợi", "Mạnh", "Minh", "Nam", "Nghĩa", "Phong", "Phú",
    "Phúc", "Quân", "Quang", "Quý", "Sơn", "Tài", "Thành", "Thắng", "Thịnh", "Tiến", "Toàn", "Trung", "Tuấn", "Việt",
)  # fmt: skip


def people(random: Random, *, first: int = 1, latest: int = 2018) -> Iterator[dict[str, object]]:
    """Yield the details of one invented person after the other, no name twice; all joined by the year `latest`.

    Numbers count from `first`: two places of the demonstration begin far enough apart.
    """
    used: set[str] = set()
    serial = first - 1
    while True:
        woman = random.random() < 0.42  # noqa: PLR2004 -- share of women in the demonstration
        middle, given = (WOMEN_MIDDLE, WOMEN_GIVEN) if woman else (MEN_MIDDLE, MEN_GIVEN)
        name = f"{random.choice(FAMILY)} {random.choice(middle)} {random.choice(given)}"
        if name in used:
            continue
        used.add(name)
        serial += 1
        born = dt.date(random.randint(latest - 80, latest - 26), random.randint(1, 12), random.randint(1, 28))
        joined = dt.date(min(born.year + random.randint(21, 38), latest), random.choice((2, 5, 9, 11)), 3)
        yield {
            "full_name": name,
            "gender": "woman" if woman else "man",
            "born_on": born,
            "citizen_number": f"{1 if not woman else 2:03}0{serial:08}",
            "card_number": f"01{serial:010}",
            "joined_party_on": joined,
            "official_on": joined.replace(year=joined.year + 1),
        }
