"""A year report such as the ward's: invented names, the published figures."""

import datetime as dt
from dataclasses import replace

from chibo.indicators.charts import Bar, alt_text, years
from chibo.reports.document import Chart, Document, Figure, Heading, Paragraph, Role, Signing, State, Table, Text, Token

YEAR = (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
CHART = years(
    [
        Bar(str(year), done, plan, marked=year == 2022)
        for year, done, plan in ((2018, 8, 7), (2019, 7, 7), (2020, 4, 6), (2021, 5, 6), (2022, 7, 6))
    ],
    "Số kết nạp và chỉ tiêu",
)


def a_token(indicator="CT-01", **changes):
    return replace(Token(indicator, "duc-thang", *YEAR), **changes)


def a_figure(text="04 hội nghị", indicator="HT-01", state=State.RIGHT, **changes):
    return Figure(a_token(indicator, **changes), text, state, f"/so-lieu/{indicator}")


def prose(*pieces, role=Role.BODY, key=""):
    return Paragraph(tuple(Text(each) if isinstance(each, str) else each for each in pieces), role, key)


def a_table():
    rows = [
        (f"Chi bộ {number}", a_figure(str(20 + number), f"DV-01-{number}"), a_figure("01", f"DV-KN-{number}"))
        for number in range(1, 14)
    ]
    total = ("Toàn Đảng bộ", a_figure("572", "DV-01"), a_figure("07", "DV-KN-01"))
    return Table(
        "Đảng viên và kết nạp theo chi bộ, năm 2022",
        ("Chi bộ", "Đảng viên", "Kết nạp"),
        (*rows, total),
        ("text", "number", "number"),
        totals=1,
    )


def results():
    return (
        Heading(1, "Kết quả công tác xây dựng Đảng năm 2022"),
        prose(
            "Đảng bộ phường có ",
            a_figure("13 chi bộ", "TC-01"),
            " trực thuộc với ",
            a_figure("572 đảng viên", "DV-01", State.MOVED),
            " (tính đến ngày 31/12/2022).",
        ),
        Heading(2, "Công tác chính trị, tư tưởng"),
        prose(
            "Đảng ủy đã tổ chức ",
            a_figure(),
            " học tập, quán triệt nghị quyết; bình quân ",
            a_figure("94,2%", "HT-02", places=1),
            " đảng viên phải dự đã dự đến hết buổi. Có ",
            a_figure("22 tập thể", "DK-01"),
            " và ",
            a_figure("444 cá nhân", "DK-02"),
            " đăng ký kế hoạch học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh.",
            " Cuộc thi trực tuyến tìm hiểu Nghị quyết số 15-NQ/TW có ",
            a_figure("1.138/820 bài", "CT-01", wording="ratio"),
            ", ",
            a_figure("đạt 138,8% kế hoạch", "CT-02", State.WRONG, wording="achievement", places=1),
            ".",
            key="p-2",
        ),
        Heading(2, "Công tác tổ chức, cán bộ, đảng viên"),
        prose(
            "Kết nạp được ",
            a_figure("7/6 đảng viên mới", "DV-KN-01", wording="ratio"),
            ", đạt ",
            a_figure("116,7%", "DV-KN-02", State.HAND, places=1),
            " chỉ tiêu Quận giao. Chi tiết theo từng chi bộ như sau:",
        ),
        a_table(),
        Chart("Kết nạp đảng viên trên chỉ tiêu, 2018 – 2022", CHART, alt_text(CHART)),
        Heading(3, "Đại hội chi bộ"),
        prose(a_figure("13/13 chi bộ", "TC-02"), " tổ chức xong đại hội nhiệm kỳ 2022 - 2025.", role=Role.DASH),
        Heading(3, "Sinh hoạt chi bộ"),
        prose(
            a_figure("12/13 chi bộ", "SH-05"),
            " sinh hoạt đủ 12 kỳ; bình quân ",
            a_figure("93,4%", "SH-02"),
            " đảng viên dự sinh hoạt.",
            role=Role.DASH,
        ),
        Heading(2, "Công tác kiểm tra, giám sát"),
        prose(
            "Đảng ủy và Ủy ban Kiểm tra đã tiến hành ",
            a_figure("05 cuộc kiểm tra", "KT-01"),
            " đối với ",
            a_figure("07 tổ chức đảng", "KT-02"),
            ".",
        ),
    )


def a_document(**changes):
    document = Document(
        superior="ĐẢNG BỘ QUẬN BẮC TỪ LIÊM",
        issuer="ĐẢNG ỦY PHƯỜNG ĐỨC THẮNG",
        symbol="BC/ĐU",
        place="Đức Thắng",
        kind_title="BÁO CÁO",
        subject="kết quả công tác xây dựng Đảng năm 2022,\nphương hướng, nhiệm vụ năm 2023",
        blocks=(
            *results(),
            Heading(1, "Phương hướng, nhiệm vụ năm 2023"),
            prose("Phấn đấu kết nạp 8 đảng viên; duy trì từ 93% đảng viên trở lên dự sinh hoạt chi bộ hằng tháng."),
        ),
        signing=Signing("T/M ĐẢNG ỦY", "BÍ THƯ", "Phạm Quốc Tuấn"),
        recipients=(
            "Thường trực Quận ủy",
            "Các đồng chí Đảng ủy viên",
            "13 chi bộ trực thuộc",
            "Lưu Văn phòng Đảng ủy",
        ),
        rule_day=dt.date(2022, 12, 28),
        number=186,
        issued_on=dt.date(2022, 12, 28),
    )
    return replace(document, **changes)
