"""With which words a new report begins, and what its head says, when a unit makes one.

The text is Vietnamese, as the paper is. A line stands only where the unit has records for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chibo.base.facts import Period
from chibo.base.vietnamese import day
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.models import Unit
from chibo.registry.people import heads
from chibo.reports.models import Block, Report
from chibo.reports.plans import ADMISSIONS, ATTENDANCE, CELLS, TARGETS, Plan, plan_of
from chibo.reports.readings import Reading, read

DECEMBER = 12
QUARTERS = {1: "I", 4: "II", 7: "III", 10: "IV"}


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of the skeleton: the first variant of which every figure says something, else `zero`, else nothing."""

    kind: Block.Kind
    variants: tuple[str, ...]
    zero: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and its lines; without any line the heading is left out too."""

    heading: str
    lines: tuple[Line, ...]


def text(*variants: str, zero: str = "") -> Line:
    return Line(Block.Kind.TEXT, variants, zero)


CHAPTERS = (
    Chapter(
        "Công tác chính trị, tư tưởng",
        (
            text(
                "Trong kỳ, {who} đã tổ chức «HT-01» học tập, quán triệt; «HT-02» số lượt người phải dự"
                " đã dự đến hết chương trình. Tính theo người, có «HT-03» dự học.",
            ),
            text(
                "Đã có «DK-01» và «DK-02» đăng ký kế hoạch học tập và làm theo tư tưởng, đạo đức, phong cách"
                " Hồ Chí Minh.",
                "Đã có «DK-02» đăng ký kế hoạch học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh.",
            ),
            text(
                "Các cuộc thi tìm hiểu trong kỳ nhận được «CT-01 ratio» dự thi, «CT-02».",
                "Các cuộc thi tìm hiểu trong kỳ nhận được «CT-01» dự thi.",
            ),
        ),
    ),
    Chapter(
        "Công tác tổ chức, cán bộ, đảng viên",
        (
            text(
                "Đã kết nạp «DV-KN-01 ratio» mới, «DV-KN-02».",
                "Đã kết nạp «DV-KN-01» mới.",
                zero="Trong kỳ «DV-KN-01» mới được kết nạp.",
            ),
            text(
                "Tiếp nhận «DV-12» chuyển đến; chuyển sinh hoạt đi nơi khác «DV-21».",
                "Tiếp nhận «DV-12» chuyển đến.",
                "Chuyển sinh hoạt đi nơi khác «DV-21».",
            ),
            text("Có «DV-05» được miễn công tác và sinh hoạt đảng."),
            text(
                "Đã họp «SH-01» sinh hoạt chi bộ định kỳ. Bình quân «SH-02» số lượt đảng viên phải dự đã dự"
                " đến hết buổi; tỷ lệ của các tháng «SH-03».",
                "Bình quân «SH-02» số lượt đảng viên phải dự đã dự sinh hoạt chi bộ đến hết buổi.",
            ),
            Line(Block.Kind.TABLE, (CELLS,)),
            Line(Block.Kind.CHART, (ATTENDANCE, ADMISSIONS)),
        ),
    ),
    Chapter("Kết quả thực hiện các chỉ tiêu được giao", (Line(Block.Kind.TABLE, (TARGETS,)),)),
)
OPENING = {
    UnitKind.PARTY: text(
        "Tính đến ngày {last_day}, {unit} có «TC-01» trực thuộc với «DV-01», trong đó có «DV-02» nữ, chiếm «DV-03».",
        "Tính đến ngày {last_day}, {unit} có «TC-01» trực thuộc với «DV-01».",
    ),
    UnitKind.CELL: text(
        "Tính đến ngày {last_day}, {unit} có «DV-01», trong đó có «DV-02» nữ, chiếm «DV-03».",
        "Tính đến ngày {last_day}, {unit} có «DV-01».",
    ),
}
CLOSING = text(
    zero="{Who} tập trung giữ nền nếp sinh hoạt chi bộ, học tập và quán triệt đầy đủ các văn bản mới,"
    " tạo nguồn kết nạp đảng viên và hoàn thành các chỉ tiêu được giao trong thời gian tới."
)


def skeleton(report: Report) -> list[Block]:
    """Return the unsaved blocks with which the report begins, in the fixed order of chapters."""
    opening = OPENING.get(UnitKind(report.unit.kind), OPENING[UnitKind.PARTY])
    lines = [opening, CLOSING, *(line for chapter in CHAPTERS for line in chapter.lines)]
    words = _words(report)
    plans: dict[tuple[str, str], Plan] = {
        (line.kind, variant): plan_of(report, Block(kind=line.kind, text=variant.format_map(words)))
        for line in lines
        for variant in line.variants
    }
    readings = read(token for plan in plans.values() for token in plan.tokens())
    chosen = [(line, _chosen(line, plans, readings)) for line in lines]
    contents = {id(line): content.format_map(words) for line, content in chosen if content}
    found = [Block(kind=kind, text=content) for kind, content in _pieces(opening, contents, words)]
    for position, block in enumerate(found):
        block.report, block.position = report, position
    return found


def _chosen(line: Line, plans: Mapping[tuple[str, str], Plan], readings: Mapping[str, Reading]) -> str:
    fitting = (variant for variant in line.variants if plans[line.kind, variant].says_something(readings))
    return next(fitting, line.zero)


def _pieces(opening: Line, contents: Mapping[int, str], words: Mapping[str, str]) -> Iterator[tuple[Block.Kind, str]]:
    """Yield kind and text of each block; `contents` holds the text of the lines that stand."""
    yield Block.Kind.HEADING1, "Kết quả công tác xây dựng Đảng {label}".format_map(words)
    if id(opening) in contents:
        yield opening.kind, contents[id(opening)]
    for chapter in CHAPTERS:
        standing = [(line.kind, contents[id(line)]) for line in chapter.lines if id(line) in contents]
        if standing:
            yield Block.Kind.HEADING2, chapter.heading
            yield from standing
    yield Block.Kind.HEADING1, "Phương hướng, nhiệm vụ"
    yield CLOSING.kind, contents[id(CLOSING)]


def _words(report: Report) -> dict[str, str]:
    is_cell = report.unit.kind == UnitKind.CELL
    return {
        "who": "Chi bộ" if is_cell else "Đảng ủy",
        "Who": "Chi bộ" if is_cell else "Đảng ủy",
        "unit": name_of(report.unit, report.period),
        "last_day": day(report.period.last_day),
        "label": label_of(report.period),
    }


def label_of(period: Period) -> str:
    """Name a period as an office does: năm 2022, quý I năm 2022, 8 tháng đầu năm 2022."""
    start, last = period.start, period.last_day
    whole_months = start.day == 1 and period.end.day == 1 and start.year == last.year
    months = last.month - start.month + 1
    if whole_months and months == 1:
        return f"tháng {start.month} năm {start.year}"
    if whole_months and months == 3 and start.month in QUARTERS:  # noqa: PLR2004 -- months of a quarter
        return f"quý {QUARTERS[start.month]} năm {start.year}"
    if whole_months and start.month == 1:
        return f"năm {start.year}" if months == DECEMBER else f"{months} tháng đầu năm {start.year}"
    if whole_months and months == 6 and last.month == DECEMBER:  # noqa: PLR2004 -- months of a half-year
        return f"6 tháng cuối năm {start.year}"
    return f"từ ngày {day(start)} đến ngày {day(last)}"


def fits(kind: Report.Kind, period: Period) -> bool:
    """Tell whether a period is one that this kind of report is made for."""
    whole = period.start.day == 1 and period.end.day == 1
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    lengths = {Report.Kind.MONTH: 1, Report.Kind.QUARTER: 3, Report.Kind.HALF_YEAR: 6, Report.Kind.YEAR: 12}
    if kind not in lengths:
        return True
    return whole and months == lengths[kind] and (period.start.month - 1) % months == 0


def name_of(unit: Unit, period: Period) -> str:
    """Return what the unit was called on the last day of the period."""
    return heads.name_of(unit, period.last_day)


def head_of(unit: Unit, period: Period) -> dict[str, str]:
    """Return the head, the signature and the recipients of a paper of this unit: a start, to be corrected by hand."""
    head = heads.head_of(unit, period.last_day)
    return {
        "superior": head.superior, "issuer": head.issuer, "symbol": f"BC/{head.authority}", "place": head.place,
        "on_behalf": head.on_behalf, "signer_post": head.post, "signer_name": head.signer,
        "recipients": "\n".join(head.recipients),
    }  # fmt: skip


def subject_of(period: Period) -> str:
    return f"kết quả công tác xây dựng Đảng {label_of(period)}"


def correction_of(report: Report) -> str:
    """Return the sentence with which a correction cites what it corrects."""
    return f"Báo cáo này đính chính và thay thế {report.citation}."
