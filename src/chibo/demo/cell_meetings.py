"""Minutes and resolutions of cells: a year of one of them, the last months of all, each cell as far as it got."""

import datetime as dt

from chibo.base.clock import today
from chibo.demo.duc_thang_scores import accept_scored
from chibo.demo.ward import Ward
from chibo.records.cells import actions
from chibo.records.cells.actions import NewAssignment, NewDecision
from chibo.records.cells.filling import filled
from chibo.records.cells.models import Record, Sitting
from chibo.records.cells.steps import is_scored
from chibo.records.cells.voting import Vote
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.tasks.actions import report_task, start_task
from chibo.registry.calendar.working_days import add_months
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person

WORK = (
    "Vận động các hộ trong ngõ ký cam kết phòng cháy, chữa cháy",
    "Rà soát đảng viên mới chuyển về nơi cư trú",
    "Tổng vệ sinh môi trường tuyến ngõ chính",
    "Thăm hỏi gia đình chính sách nhân dịp lễ",
    "Tuyên truyền nhân dân thực hiện phân loại rác tại nguồn",
    "Hướng dẫn đảng viên cao tuổi cài đặt định danh điện tử",
    "Giúp đỡ quần chúng ưu tú hoàn thiện hồ sơ kết nạp",
    "Thu, nộp đảng phí đúng hạn",
)
DECIDED = (
    "Thống nhất nhiệm vụ trọng tâm tháng tới theo dự thảo của chi ủy",
    "Đề nghị Đảng ủy biểu dương đảng viên tiêu biểu trong tháng",
    "Thống nhất kế hoạch tổng vệ sinh môi trường hằng tháng",
)
SAID = (
    "Đề nghị tổ dân phố nhắc nhở các hộ lấn chiếm vỉa hè.",
    "Đề nghị chi ủy gửi tài liệu trước buổi họp để đảng viên nghiên cứu.",
)
TOPICS = ((3, "Nâng cao chất lượng sinh hoạt chi bộ"), (6, "Trách nhiệm nêu gương của đảng viên"), (9, "Chuyển đổi số"))
"""Month and topic of a thematic meeting."""
SEVENTH = 6
"""The place of Chi bộ 7 among the cells."""


def meet(ward: Ward) -> None:
    """Write the books: of 2022 for Chi bộ 7, and this year up to last month."""
    cell = ward.cells[SEVENTH]
    past = Meeting.objects.filter(unit=cell, kind=Meeting.Kind.REGULAR, held_on__year=2022).order_by("held_on")
    for meeting in past.select_related("unit"):
        _record(meeting, place=meeting.held_on.month)
    _this_year(ward)


def _this_year(ward: Ward) -> None:
    day = today()
    months = [add_months(day.replace(day=1), -back) for back in (2, 1)]
    for place, month in enumerate(months):
        is_last = place == len(months) - 1
        for cell in ward.cells[0 if is_last else SEVENTH : SEVENTH + 1]:
            if is_last and cell.position % 5 == 0:
                continue  # nothing is recorded: home and the overview ask for it
            meeting = _held(cell, month.replace(day=4), f"Sinh hoạt thường kỳ tháng {month.month}/{month.year}")
            if not is_last or cell.position % 3:
                _record(meeting, place=place + cell.position, days=5 if is_last and cell.position % 4 == 0 else 1)
    for number, topic in TOPICS:
        on = day.replace(month=number, day=18)
        if on < day:
            title = f"Sinh hoạt chuyên đề: {topic}"
            _record(_held(ward.cells[SEVENTH], on, title, Meeting.Kind.THEMATIC), place=number)


def _held(cell: Unit, on: dt.date, title: str, kind: Meeting.Kind = Meeting.Kind.REGULAR) -> Meeting:
    meeting = meetings.plan_meeting(
        unit=cell, kind=kind, title=title, held_on=on, starts_at=dt.time(19, 30), place="Nhà văn hóa", by=None
    )
    meetings.convoke(meeting, by=None)
    rows = list(meeting.attendances.filter(state=Attendance.State.SUMMONED).order_by("pk").values_list("pk", flat=True))
    away = {rows[on.month % len(rows)]: Attendance.State.EXCUSED.value}
    meetings.mark(meeting, dict.fromkeys(rows, Attendance.State.PRESENT.value) | away, by=None)
    return meeting


def _record(meeting: Meeting, *, place: int, days: int = 1) -> None:
    """Take a meeting from its agenda to the locked book, `days` after it was held."""
    sitting = actions.begin(meeting, by=None)
    people = _workers(meeting)
    work = [
        NewAssignment(WORK[(place + k) % len(WORK)], people[(place + k) % len(people)], add_months(meeting.held_on, 1))
        for k in range(3 if sitting.with_resolution else 1)
    ]
    decided = [NewDecision(DECIDED[(place + k) % len(DECIDED)], Vote(blank=k)) for k in range(2)]
    times = {"began_at": dt.time(19, 30), "ended_at": dt.time(21, 5), "speakers": 5 + place % 6}
    sitting = actions.write_proceedings(
        sitting, decisions=decided, assignments=work, times=times, discussion="\n".join(SAID),
        praise="Biểu dương các đồng chí tham gia tổng vệ sinh môi trường.", by=None,
    )  # fmt: skip
    if is_scored(meeting):
        accept_scored(meeting)
    kinds = [Record.Kind.MINUTES, *([Record.Kind.RESOLUTION] if sitting.with_resolution else [])]
    for kind in kinds:
        actions.write_text(sitting, kind, filled(sitting, kind), by=None)
    at = dt.datetime.combine(meeting.held_on + dt.timedelta(days=days), dt.time(9), dt.UTC)
    sitting = actions.adopt(sitting, by=None, at=at)
    actions.lock(sitting, by=None, at=at)
    _work_on(sitting)


def _workers(meeting: Meeting) -> list[Person]:
    rows = Person.objects.filter(attendances__meeting=meeting, attendances__state__in=Attendance.ATTENDED)
    return list(rows.order_by("pk")[:8])


def _work_on(sitting: Sitting) -> None:
    """Finish the tasks before they are due; of those of this year the third is only begun."""
    is_past = sitting.meeting.held_on.year < today().year
    for place, row in enumerate(sitting.assignments.select_related("task").order_by("position")):
        assert row.task is not None, "adopted"
        on = row.task.given_on + dt.timedelta(days=9 + place)
        if (is_past or place < 2) and on <= today():  # noqa: PLR2004 -- two of three
            report_task(row.task, done_on=on, result="Đã thực hiện theo phân công", by=None, confirmed=True)
        else:
            start_task(row.task, on=min(on, today()), by=None)
