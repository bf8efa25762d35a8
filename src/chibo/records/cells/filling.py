"""Minutes and resolution as the records tell them: a start that is then edited by hand.

Lines that begin with a Roman number are headings, with a dash entries of a list, with a bar rows of a table.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from chibo.base.vietnamese import day as day_text
from chibo.base.vietnamese import long_day, percent
from chibo.records.cells.attending import Presence, presence
from chibo.records.cells.models import Assignment, Decision, Record, Sitting
from chibo.records.cells.results import last_sitting, results
from chibo.records.meetings.models import Meeting
from chibo.records.scoring.queries import Scored, scored
from chibo.registry.orgs.models import Kind as UnitKind

Kind = Record.Kind
KINDS = {
    Meeting.Kind.REGULAR: "sinh hoạt thường kỳ",
    Meeting.Kind.THEMATIC: "sinh hoạt chuyên đề",
    Meeting.Kind.EXTRAORDINARY: "sinh hoạt bất thường",
}


def filled(sitting: Sitting, kind: Record.Kind) -> str:
    """Return the text that follows from what is recorded."""
    parts = _minutes(sitting) if kind == Kind.MINUTES else _resolution(sitting)
    return "\n".join(parts)


def subject(meeting: Meeting) -> str:
    """Return what stands below the title: which meeting it is."""
    if meeting.kind == Meeting.Kind.REGULAR:
        return f"Sinh hoạt thường kỳ tháng {meeting.held_on.month}/{meeting.held_on.year}"
    return meeting.title


def rate(part: int, whole: int) -> str:
    """Return “38/40 đồng chí, đạt tỷ lệ 95%”; of nobody there is no rate."""
    if not whole:
        return f"{part}/{whole} đồng chí"
    return f"{part}/{whole} đồng chí, đạt tỷ lệ {percent(Decimal(100 * part) / whole, 2)}"


def _minutes(sitting: Sitting) -> Iterator[str]:
    meeting, found = sitting.meeting, presence(sitting.meeting)
    where = f", tại {meeting.place}" if meeting.place else ""
    name = KINDS.get(Meeting.Kind(meeting.kind), "sinh hoạt")
    yield f"Hôm nay, {long_day(meeting.held_on)}{where}, {sitting.unit.name} tổ chức {name}."
    if meeting.kind != Meeting.Kind.REGULAR:
        yield f"Nội dung: {meeting.title}."
    if meeting.began_at:
        end = f", kết thúc lúc {_hour(meeting.ended_at)}" if meeting.ended_at else ""
        yield f"Bắt đầu lúc {_hour(meeting.began_at)}{end}."
    yield "I. THÀNH PHẦN"
    yield from _present(found)
    if sitting.chair:
        yield f"- Chủ trì: đồng chí {sitting.chair.full_name}."
    if sitting.minute_taker:
        yield f"- Ghi biên bản: đồng chí {sitting.minute_taker.full_name}."
    yield "II. NỘI DUNG"
    yield from (f"{place}. {_ended(text)}" for place, text in enumerate(_agenda(sitting), start=1))
    yield from _said("Ý kiến thảo luận:", sitting.discussion)
    if meeting.speakers is not None:
        yield f"Có {meeting.speakers} đồng chí phát biểu ý kiến."
    yield from _said("Biểu dương, nhắc nhở:", sitting.praise)
    yield "III. KẾT LUẬN, BIỂU QUYẾT"
    yield from (_vote(decision) for decision in sitting.decisions.all())
    yield from _work(sitting)
    yield f"Biên bản đã được đọc lại để {_body(sitting)} thông qua."


def _resolution(sitting: Sitting) -> Iterator[str]:
    meeting = sitting.meeting
    yield _opening(sitting, presence(meeting))
    yield "I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN NHIỆM VỤ THÁNG TRƯỚC"
    last = last_sitting(sitting)
    rows = results(sitting, last)
    yield "1. Kết quả thực hiện nghị quyết tháng trước:" if rows else "1. Không có nhiệm vụ từ nghị quyết tháng trước."
    if rows:
        yield "| TT | Nhiệm vụ đề ra tại nghị quyết tháng trước | Tình trạng đầu kỳ | Kết quả thực hiện |"
    for place, row in enumerate(rows, start=1):
        yield f"| {place} | {_cell(row.task.title)} | {row.before} | {_cell(row.now)} |"
    yield from _said("2. Biểu dương, nhắc nhở:", sitting.praise)
    yield from _said("3. Hạn chế, nguyên nhân:", sitting.shortcomings)
    yield "II. NHIỆM VỤ TRONG THỜI GIAN TỚI"
    yield from (f"{place}. {_ended(one.text)}" for place, one in enumerate(sitting.decisions.all(), start=1))
    yield "III. PHÂN CÔNG THỰC HIỆN"
    yield from _work(sitting)
    score = scored(meeting)
    if score:
        yield "IV. TỰ ĐÁNH GIÁ CHẤT LƯỢNG SINH HOẠT"
        yield from score_lines(score)


def score_lines(score: Scored) -> Iterator[str]:
    """Return the table of the score and its total, as the resolution has them."""
    yield "| TT | Tiêu chí | Điểm | Tối đa | Căn cứ |"
    for place, line in enumerate(score.lines, start=1):
        yield f"| {place} | {_cell(str(line.criterion))} | {line.points} | {line.most} | {_cell(line.why)} |"
    yield f"Chi bộ tự chấm {score.total} điểm, xếp loại {str(score.level.label).lower()}."


def _opening(sitting: Sitting, found: Presence) -> str:
    meeting = sitting.meeting
    led = f" Chủ trì: đồng chí {sitting.chair.full_name}." if sitting.chair else ""
    wrote = f" Thư ký: đồng chí {sitting.minute_taker.full_name}." if sitting.minute_taker else ""
    return (
        f"Ngày {day_text(meeting.held_on)}, {sitting.unit.name} đã họp {subject(meeting).lower()}. "
        f"Tổng số đảng viên: {found.total} đồng chí; được miễn hoặc không phải dự: {found.exempt}; "
        f"có mặt: {rate(found.attended, found.duty)}; về sớm: {len(found.early)}; "
        f"vắng có lý do: {len(found.excused)}; vắng không có lý do: {len(found.absent)}."
        f"{led}{wrote} Sau khi thảo luận, {_body(sitting).capitalize()} thống nhất quyết nghị:"
    )


def _present(found: Presence) -> Iterator[str]:
    yield f"- Tổng số đảng viên: {found.total} đồng chí, trong đó được miễn hoặc không phải dự: {found.exempt}."
    yield f"- Có mặt: {rate(found.attended, found.duty)}."
    for words, names in (
        ("Về sớm", found.early),
        ("Vắng có lý do", found.excused),
        ("Vắng không có lý do", found.absent),
    ):
        yield f"- {words}: {len(names)} đồng chí{': ' if names else ''}{', '.join(names)}."


def _agenda(sitting: Sitting) -> list[str]:
    return [item.text for item in sitting.items.all() if not item.dropped]


def _vote(decision: Decision) -> str:
    """Write what was decided and how the vote went."""
    others = f"; không tán thành: {decision.against}; ý kiến khác: {decision.blank}"
    return (
        f"- {_ended(decision.text)} Biểu quyết: tán thành {rate(decision.in_favour, decision.voters)}"
        f"{others if decision.against or decision.blank else ''}."
    )


def _work(sitting: Sitting) -> Iterator[str]:
    rows: Sequence[Assignment] = list(sitting.assignments.select_related("person").order_by("position", "pk"))
    for row in rows:
        who = f"Đồng chí {row.person.full_name}" if row.person else f"Toàn {_body(sitting)}"
        due = f"; hoàn thành trước ngày {day_text(row.due_on)}" if row.due_on else ""
        yield f"- {who}: {row.text.rstrip('.')}{due}."
    if not rows:
        yield "- Không phân công nhiệm vụ mới."


def _body(sitting: Sitting) -> str:
    return "tổ đảng" if sitting.unit.kind == UnitKind.GROUP else "chi bộ"


def _said(title: str, text: str) -> Iterator[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines:
        yield title
        yield from (f"- {_ended(line.lstrip('- '))}" for line in lines)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def _hour(time: dt.time | None) -> str:
    return f"{time.hour} giờ {time.minute:02}" if time else ""
