"""Plans of this year in the ward: most on paper, some written in Chibo, with reports, comments and turns."""

import datetime as dt

from chibo.base.clock import today
from chibo.demo.ward import Ward
from chibo.records.plans.actions import register_draft, register_individuals
from chibo.records.plans.agreeing import agree_many, comment, set_turns, spread_turns
from chibo.records.plans.models import ReportLine, StudyPlan
from chibo.records.plans.writing import Entry, Heading, Told, begin_own, copy_last_year, report, write
from chibo.records.selfchecks import actions as selfchecks
from chibo.records.selfchecks.lists import SIGNS
from chibo.registry.access.models import User
from chibo.registry.people.models import Person
from chibo.registry.people.queries import members_of

State = ReportLine.State
LAST_YEARS = (
    Entry(Heading.THOUGHT, "Học đủ các nghị quyết của Đảng trong năm, viết bài thu hoạch đúng hạn."),
    Entry(Heading.CONDUCT, "Giữ lối sống giản dị, tiết kiệm; gia đình đạt gia đình văn hóa."),
    Entry(Heading.DISCIPLINE, "Dự đủ các buổi sinh hoạt chi bộ, phát biểu ít nhất mỗi quý một lần."),
    Entry(Heading.WORK, "Cùng tổ dân phố vận động các hộ trong ngõ 12 phân loại rác tại nguồn."),
)
THIS_YEARS = (
    Entry(Heading.EXAMPLE, "Cùng gia đình tham gia tổng vệ sinh ngõ vào sáng thứ Bảy hằng tuần."),
    Entry(Heading.REMEDY, "Chuẩn bị ý kiến trước mỗi buổi sinh hoạt, gửi chi ủy trước hai ngày.", "Còn ngại phát biểu"),
)
OTHERS = (
    Entry(Heading.WORK, "Giúp hai hộ khó khăn trong tổ dân phố làm thủ tục vay vốn."),
    Entry(Heading.EXAMPLE, "Tham gia hiến máu tình nguyện trong năm."),
)
WRITING, WITHOUT = 6, 3
"""How many others of the cell write in Chibo, and how many have not registered yet."""
TELLS = (
    (State.ON_THE_WAY, "Đã học chuyên đề năm"), (State.DONE, ""), (State.ON_THE_WAY, "Dự đủ, đã phát biểu hai lần"),
    (State.STUCK, "Còn bốn hộ chưa phân loại rác"), (State.ON_THE_WAY, "Cả nhà cùng làm"), (State.ON_THE_WAY, ""),
)  # fmt: skip


def plan_this_year(ward: Ward, member: User) -> None:
    day = today()
    on = min(day, dt.date(day.year, 1, 20))
    own = _write_own(member, on)
    cell = ward.cells[6]
    colleagues = list(members_of([cell.pk], on).exclude(user=member).order_by("pk"))
    others = [_write(person, on) for person in colleagues[:WRITING]]
    on_paper = members_of([one.pk for one in ward.cells if one != cell], on)
    register_individuals([*on_paper, *colleagues[WRITING : len(colleagues) - WITHOUT]], on=on, by=None)
    _take_turns(ward, day)
    _go_through_the_year([own, *others], day)
    _check_oneself(member)


def _write_own(member: User, on: dt.date) -> StudyPlan:
    assert member.person is not None
    before = begin_own(member.person, year=on.year - 1, by=None)
    write(before, LAST_YEARS, by=None)
    register_draft(before, on=on.replace(year=on.year - 1), by=None)
    plan = begin_own(member.person, year=on.year, by=None)
    copy_last_year(plan, by=None)
    write(plan, THIS_YEARS, theme="Nêu gương trong công việc và ở khu dân cư", by=None)
    return register_draft(plan, on=on, by=None)


def _write(person: Person, on: dt.date) -> StudyPlan:
    plan = begin_own(person, year=on.year, by=None)
    write(plan, OTHERS, by=None)
    return register_draft(plan, on=on, by=None)


def _take_turns(ward: Ward, day: dt.date) -> None:
    people = list(members_of([ward.cells[6].pk], day).order_by("pk").values_list("pk", flat=True))
    set_turns(ward.cells[6], dict(spread_turns(people, [])), year=day.year, by=None)


def _go_through_the_year(plans: list[StudyPlan], day: dt.date) -> None:
    """Report until last month; in February the cell comments on the first plan and agrees on most of them."""
    for month in range(2, day.month):
        for plan in plans:
            lines = zip(plan.undertakings.order_by("position"), TELLS, strict=False)
            told = {one.pk: Told(state, line) for one, (state, line) in lines}
            report(plan, told, on=dt.date(day.year, month, 25), by=None)
    meeting = dt.date(day.year, 2, 4)
    if meeting <= day:
        points = "Nhất trí với kế hoạch; đề nghị bổ sung số hộ cụ thể vận động phân loại rác trong năm."
        comment(plans[0], made_on=meeting, points=points, by=None)
        agree_many(plans[:-2], on=meeting, by=None)


def _check_oneself(member: User) -> None:
    keys = [key for key, _item in SIGNS.parts[0].keyed()]
    answers = {key: selfchecks.Answered("no") for key in keys}
    answers[keys[2]] = selfchecks.Answered("careful", "Có kỳ chưa đọc hết tài liệu.", "Dành tối thứ Hai để đọc.")
    selfchecks.write(answers, by=member)
