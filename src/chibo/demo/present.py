"""What is going on in the ward today, so that whoever signs in finds something to do."""

import datetime as dt
from dataclasses import dataclass

from chibo.base.clock import today
from chibo.demo.present_committee import adopt_rules, conclude
from chibo.demo.present_papers import exchange_papers
from chibo.demo.present_public import run_contest, tell_the_public
from chibo.demo.ward import Ward
from chibo.records.documents.models import Document
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.records.schedules import actions as schedules
from chibo.records.schedules import planning
from chibo.records.studies.actions import add_session, ask_reflections, plan_programme
from chibo.records.tasks.actions import give_task, report_task, start_task, urge
from chibo.records.tasks.models import CountKind, Task
from chibo.records.tasks.progress import add_count, add_evidence, reach_milestone, set_milestone
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Title


@dataclass(frozen=True, slots=True)
class Given:
    """A task: to whom, what, how many days ago it was given and in how many days it is due."""

    to: str
    title: str
    ago: int
    due: int
    state: str = ""


GIVEN = (
    Given("chi-bo-7", "Rà soát đảng viên đủ điều kiện tặng Huy hiệu Đảng đợt tới", 8, 5, "begun"),
    Given("chi-bo-7", "Báo cáo kết quả sinh hoạt chuyên đề quý này", 20, -3),
    Given("chi-bo-2", "Báo cáo kết quả sinh hoạt chuyên đề quý này", 20, -3, "reported"),
    Given("chi-bo-4", "Báo cáo kết quả sinh hoạt chuyên đề quý này", 20, -3, "done"),
    Given("chi-bo-7", "Vận động các hộ trong ngõ 12 lắp camera an ninh", 40, -1, "done"),
    Given("phu-nu", "Tuyên truyền phân loại rác tại nguồn đến các chi hội", 12, 10, "begun"),
    Given("mttq", "Tổng hợp ý kiến cử tri trước kỳ họp Hội đồng nhân dân phường", 15, 2, "reported"),
    Given("ubnd", "Kiểm tra phòng cháy, chữa cháy tại các nhà cho thuê trọ", 30, -6, "urged"),
    Given("van-phong", "Dự thảo báo cáo kết quả công tác xây dựng Đảng tháng này", 4, 6),
)
EVENTS = (
    (0, (8, 0), (9, 30), "Giao ban đầu tuần", "Thường trực Đảng ủy, trưởng các ngành, đoàn thể"),
    (1, (14, 0), (16, 30), "Họp Ban Thường vụ Đảng ủy", "Các đồng chí Ủy viên Ban Thường vụ"),
    (2, (8, 30), (11, 0), "Tiếp công dân định kỳ", "Bí thư Đảng ủy, Chủ tịch Ủy ban nhân dân phường"),
    (3, (14, 0), (16, 0), "Làm việc với Chi bộ 7 về công tác phát triển đảng viên", "Cấp ủy Chi bộ 7"),
    (4, (8, 0), (11, 0), "Kiểm tra việc thu gom rác thải tại các tổ dân phố", "Đoàn kiểm tra của phường"),
    (5, (7, 0), (9, 0), "Tổng vệ sinh môi trường", "Cán bộ, đảng viên, đoàn viên, hội viên"),
)
MONTH = (
    ("Tổ chức hội nghị Ban Chấp hành Đảng bộ thường kỳ", "van-phong", 9),
    ("Rà soát hồ sơ kết nạp đảng viên đợt tới", "van-phong", 14),
    ("Giám sát việc thực hiện quy chế dân chủ ở hai tổ dân phố", "mttq", 19),
    ("Hoàn thành thu đảng phí quý", "van-phong", 24),
    ("Kiểm tra trật tự đô thị các tuyến phố chính", "ubnd", 26),
)


def live_today(ward: Ward, documents: dict[str, Document]) -> None:
    _plan_meetings(ward)
    _give_tasks(ward, documents)
    _stand_open(ward)
    _plan_week(ward)
    _plan_month(ward)
    _study(ward, documents["05-CT/TW"])
    exchange_papers(ward)
    conclude(ward)
    adopt_rules(ward)
    run_contest(ward, documents["05-CT/TW"])
    tell_the_public(ward)


def ask_member(ward: Ward, member: User) -> None:
    """Give one member something to do by tomorrow."""
    assert member.person is not None
    give_task(
        unit=ward.cells[6], title="Mời các hộ trong ngõ 12 dự buổi tuyên truyền phòng cháy", people=[member.person],
        given_on=today() - dt.timedelta(days=3), due_on=today() + dt.timedelta(days=1), by=None,
    )  # fmt: skip


def _plan_meetings(ward: Ward) -> None:
    """Plan a meeting of this month in every cell, so that there is something to do on the day."""
    day = today()
    for cell in ward.cells:
        meeting = meetings.plan_meeting(
            unit=cell, kind=Meeting.Kind.REGULAR, title=f"Sinh hoạt thường kỳ tháng {day.month}/{day.year}",
            held_on=day, starts_at=dt.time(19, 30), place="Nhà văn hóa", by=None,
        )  # fmt: skip
        if cell.position % 2:
            meetings.convoke(meeting, by=None)


def _unit(ward: Ward, slug: str) -> Unit:
    return ward.beside.get(slug) or next(cell for cell in ward.cells if cell.slug == slug)


def _give_tasks(ward: Ward, documents: dict[str, Document]) -> None:
    day = today()
    for one in GIVEN:
        unit = _unit(ward, one.to)
        holder = ward.holders.get(f"{Title.SECRETARY}:{one.to}") or ward.holders.get(f"{Title.HEAD}:{one.to}")
        task = give_task(
            unit=unit, title=one.title, given_on=day - dt.timedelta(days=one.ago),
            due_on=day + dt.timedelta(days=one.due), people=[holder] if holder else [], given_by=ward.party,
            document=documents["05-CT/TW"] if "chuyên đề" in one.title else None, by=None,
        )  # fmt: skip
        _go_on(task, one)


def _go_on(task: Task, one: Given) -> None:
    day = today()
    if one.state:
        start_task(task, on=task.given_on + dt.timedelta(days=1), by=None)
    if one.state == "urged":
        urge(task, note="Đề nghị báo cáo tiến độ trước buổi giao ban tới.", on=day - dt.timedelta(days=1), by=None)
    if one.state in ("reported", "done"):
        add_evidence(task, note="Biên bản cuộc họp và danh sách tham gia lưu tại đơn vị.", by=None)
        report_task(
            task, done_on=min(task.due_on, day) - dt.timedelta(days=1), confirmed=one.state == "done",
            result="Đã hoàn thành đúng nội dung được giao.", by=None,
        )  # fmt: skip


def _stand_open(ward: Ward) -> None:
    """Keep a problem of many years open: its steps, and the households that settled so far, counted and not named."""
    day = today()
    task = give_task(
        unit=ward.beside["ubnd"], title="Giải phóng mặt bằng đường vào trường tiểu học", matter=Task.Matter.CASE,
        given_on=dt.date(2021, 9, 6), due_on=dt.date(day.year, 12, 31), by=None,
        detail="Vướng mắc kéo dài do chưa thống nhất phương án bồi thường.",
    )  # fmt: skip
    for title, due, reached in (
        ("Công khai phương án bồi thường", dt.date(2022, 3, 15), True),
        ("Đối thoại với các hộ chưa nhận tiền", dt.date(2023, 2, 20), True),
        ("Bàn giao toàn bộ mặt bằng", dt.date(day.year, 11, 30), False),
    ):
        milestone = set_milestone(task, title=title, due_on=due, by=None)
        if reached:
            reach_milestone(milestone, on=due, by=None)
    kind = CountKind.objects.get(code="compensation-received")
    for on, done in ((dt.date(2022, 6, 30), 31), (dt.date(2023, 2, 28), 12)):
        add_count(task, kind=kind, done=done, whole=58, on=on, by=None)


def _plan_week(ward: Ward) -> None:
    monday = today() - dt.timedelta(days=today().weekday())
    hall = schedules.add_room(unit=ward.party, name="Hội trường tầng 2", by=None)
    secretary = ward.holders[f"{Title.SECRETARY}:duc-thang"]
    for place, begins, ends, title, participants in EVENTS:
        schedules.add_event(
            unit=ward.party, title=title, day=monday + dt.timedelta(days=place), starts_at=dt.time(*begins),
            ends_at=dt.time(*ends), room=hall if place in (0, 1) else None, chair=secretary, participants=participants,
            place="" if place in (0, 1) else "Trụ sở phường", by=None,
        )  # fmt: skip


def _plan_month(ward: Ward) -> None:
    plan = planning.start_plan(unit=ward.party, month=today(), by=None)
    for text, lead, days in MONTH:
        planning.add_item(plan, text=text, lead=ward.beside[lead], due_on=plan.month + dt.timedelta(days=days), by=None)
    planning.issue_plan(plan, by=None)


def _study(ward: Ward, document: Document) -> None:
    """Study the topic of the year; everybody with the duty owes a reflection these days."""
    day = today()
    first = day - dt.timedelta(days=9)
    programme = plan_programme(
        unit=ward.party, document=document, title=f"Học tập chuyên đề năm {day.year} theo Chỉ thị số 05-CT/TW",
        starts_on=first, ends_on=first + dt.timedelta(days=1), reflection_due_on=day + dt.timedelta(days=6), by=None,
    )  # fmt: skip
    for place, topic in enumerate(("Nội dung chuyên đề năm", "Liên hệ trách nhiệm nêu gương của đảng viên")):
        add_session(programme, topic=topic, held_on=first + dt.timedelta(days=place), by=None)
    ask_reflections(programme, by=None)
