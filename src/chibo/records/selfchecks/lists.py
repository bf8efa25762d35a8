"""The published lists that a member goes through, in our own short words; the official text decides.

The 27 signs: Nghị quyết 04-NQ/TW of 30/10/2016, three groups of nine. The 19 things: Quy định 47-QĐ/TW of 2011,
37-QĐ/TW of 25/10/2021, 207-QĐ/TW of 26/7/2026; the numbers of their articles are not verified, so there are none.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list that is gone through at one time."""

    code: str
    title: str
    items: tuple[str, ...]

    def keyed(self) -> Iterator[tuple[str, str]]:
        """Give each item with the key under which an answer to it is kept."""
        return ((f"{self.code}:{number}", item) for number, item in enumerate(self.items, start=1))


@dataclass(frozen=True, slots=True)
class PublishedList:
    """One version of a list; it holds from `valid_from` until the day before `valid_until`."""

    title: str
    source: str
    valid_from: dt.date
    valid_until: dt.date | None
    parts: tuple[Part, ...]

    def is_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


SIGNS = PublishedList(
    "27 biểu hiện suy thoái, “tự diễn biến”, “tự chuyển hóa”",
    "Nghị quyết số 04-NQ/TW ngày 30/10/2016 của Ban Chấp hành Trung ương",
    dt.date(2016, 10, 30),
    None,
    (
        Part(
            "04-NQ-TW-1",
            "Suy thoái về tư tưởng chính trị",
            (
                "Phai nhạt lý tưởng, hoài nghi nền tảng tư tưởng của Đảng.",
                "Xa rời mục tiêu, ngả theo quan điểm sai trái.",
                "Xem nhẹ lý luận, lười học tập, quán triệt nghị quyết.",
                "Không giữ nguyên tắc tổ chức, không nêu gương, không đấu tranh với việc sai.",
                "Nói không đi đôi với làm; hứa nhiều, làm ít.",
                "Làm việc hời hợt, thiếu trách nhiệm, không hoàn thành nhiệm vụ.",
                "Không chấp hành tập trung dân chủ; coi thường tập thể hoặc dựa dẫm vào tập thể.",
                "Tham vọng chức quyền, chọn việc dễ, chạy chọt vị trí.",
                "Vận dụng chủ trương vì lợi ích nhóm, lợi ích riêng; đưa người nhà vào vị trí.",
            ),
        ),
        Part(
            "04-NQ-TW-2",
            "Suy thoái về đạo đức, lối sống",
            (
                "Cá nhân chủ nghĩa, ích kỷ, đố kỵ.",
                "Vi phạm tập trung dân chủ, gây mất đoàn kết, bè phái.",
                "Bệnh thành tích, háo danh, tô vẽ kết quả.",
                "Quan liêu, xa cơ sở, thờ ơ với khó khăn của dân.",
                "Buông lỏng lãnh đạo, không kiểm tra, để đơn vị làm sai.",
                "Lãng phí tiền của, tài sản, đất đai, thời gian.",
                "Tham nhũng, lợi dụng chức vụ để trục lợi.",
                "Sống xa hoa, buông thả; cờ bạc, rượu chè, mê tín.",
                "Tiếp tay hoặc sa vào tệ nạn; vi phạm pháp luật, thuần phong mỹ tục ở gia đình, nơi cư trú.",
            ),
        ),
        Part(
            "04-NQ-TW-3",
            "“Tự diễn biến”, “tự chuyển hóa” trong nội bộ",
            (
                "Phủ nhận học thuyết, nguyên tắc của Đảng; đòi “đa nguyên, đa đảng”.",
                "Phủ nhận Nhà nước pháp quyền xã hội chủ nghĩa; đòi “tam quyền phân lập”, “xã hội dân sự”.",
                "Nói, viết trái đường lối; phủ nhận thành tựu, xuyên tạc lịch sử.",
                "Kích động bất mãn; dùng truyền thông, mạng xã hội để bôi nhọ, chia rẽ.",
                "Phủ nhận sự lãnh đạo của Đảng đối với lực lượng vũ trang; đòi “phi chính trị hóa”.",
                "Móc nối với thế lực thù địch.",
                "Đưa thông tin cực đoan, sai lệch làm tổn hại quan hệ đối ngoại.",
                "Xuyên tạc chính sách văn hóa, văn nghệ, báo chí; tán dương một chiều.",
                "Tư tưởng dân tộc, tôn giáo cực đoan; lợi dụng dân chủ, dân tộc, tôn giáo để chia rẽ.",
            ),
        ),
    ),
)

FALSE_INFORMATION = "Tán phát thông tin sai sự thật, tác phẩm có nội dung xấu độc."
FALSE_PAPERS = "Báo cáo, lập hồ sơ, kê khai tài sản không trung thực."
FORBIDDEN = (
    "Nói, viết, làm trái hoặc không thực hiện đường lối của Đảng, pháp luật của Nhà nước.",
    "Không chấp hành hoặc chấp hành không đúng các nguyên tắc tổ chức của Đảng.",
    "Phủ nhận, xuyên tạc nền tảng tư tưởng của Đảng.",
    "Cung cấp, làm lộ, làm mất, đăng tải bí mật.",
    FALSE_INFORMATION,
    "Tố cáo bịa đặt, giấu tên, mạo tên.",
    "Bè phái, cục bộ, gây mất đoàn kết.",
    "Tham gia, tài trợ tổ chức, hội trái quy định.",
    FALSE_PAPERS,
    "Vi phạm đạo đức công vụ.",
    "Quan liêu, thiếu trách nhiệm; lợi dụng chính sách bảo vệ cán bộ dám nghĩ, dám làm.",
    "Chạy chức, chạy quyền; bao che người vi phạm.",
    "Tham ô, đưa, nhận, môi giới hối lộ.",
    "Tặng quà, nhận quà để tác động đến việc quyết định.",
    "Lãng phí, không thực hành tiết kiệm.",
    "Đi du lịch, học tập, chữa bệnh bằng tiền của người có lợi ích liên quan.",
    "Cản trở kiểm tra, thanh tra, điều tra, xét xử.",
    "Cờ bạc, ma túy, uống rượu, bia trái quy định.",
    "Mê tín; theo, tổ chức hoạt động tôn giáo trái pháp luật.",
)
NEW_IN_2026 = {
    FALSE_INFORMATION: (
        "Tán phát thông tin sai sự thật, nội dung xấu độc, cả trên mạng, nền tảng số, bằng trí tuệ nhân tạo."
    ),
    FALSE_PAPERS: "Báo cáo, lập hồ sơ, kê khai tài sản không trung thực; dùng văn bằng, chứng chỉ bất hợp pháp.",
}
TITLE = "19 điều đảng viên không được làm"


def _forbidden(
    code: str, source: str, valid_from: dt.date, valid_until: dt.date | None, items: tuple[str, ...] = FORBIDDEN
) -> PublishedList:
    return PublishedList(TITLE, source, valid_from, valid_until, (Part(code, TITLE, items),))


LISTS = (
    SIGNS,
    _forbidden(
        "47-QD-TW", "Quy định số 47-QĐ/TW năm 2011 của Ban Chấp hành Trung ương", dt.date(2011, 11, 1),
        dt.date(2021, 10, 25),
    ),
    _forbidden(
        "37-QD-TW", "Quy định số 37-QĐ/TW ngày 25/10/2021 của Ban Chấp hành Trung ương", dt.date(2021, 10, 25),
        dt.date(2026, 7, 26),
    ),
    _forbidden(
        "207-QD-TW", "Quy định số 207-QĐ/TW ngày 26/7/2026 của Ban Chấp hành Trung ương", dt.date(2026, 7, 26), None,
        tuple(NEW_IN_2026.get(item, item) for item in FORBIDDEN),
    ),
)  # fmt: skip


def lists_on(day: dt.date) -> list[PublishedList]:
    """Return the lists in force on a day."""
    return [one for one in LISTS if one.is_on(day)]


def parts_on(day: dt.date) -> list[Part]:
    return [part for one in lists_on(day) for part in one.parts]


def parts_named(codes: set[str]) -> list[Part]:
    """Return the parts with these codes, of any version, in order."""
    return [part for one in LISTS for part in one.parts if part.code in codes]
