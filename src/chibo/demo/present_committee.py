"""What the committee concluded this month, and the rules by which it works."""

import datetime as dt

from chibo.base.clock import today
from chibo.demo.present_papers import OWN
from chibo.demo.ward import Ward
from chibo.records.cascade.concluding import NewPoint, issue_conclusion, write_points
from chibo.records.documents.actions import register_document
from chibo.records.documents.models import Direction
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.regulations.actions import adopt_regulation
from chibo.records.regulations.models import Regulation
from chibo.registry.people.models import Title

POINTS = (
    ("Hoàn thành rà soát quy hoạch cấp ủy", "van-phong", -2),
    ("Báo cáo tiến độ giải phóng mặt bằng đường vào trường tiểu học", "ubnd", 4),
    ("Nắm tình hình dư luận nhân dân ở các tổ dân phố mới", "mttq", 9),
)
RULES = """Điều 1. Ban Chấp hành Đảng bộ làm việc theo nguyên tắc tập trung dân chủ.
Điều 2. Ban Chấp hành họp thường kỳ mỗi tháng một lần, họp bất thường khi cần.
Điều 3. Ban Thường vụ họp hai tuần một lần và báo cáo Ban Chấp hành tại kỳ họp gần nhất."""


def conclude(ward: Ward) -> None:
    """Hold the meeting of the committee and tell each unit what it is to do; one point is late by now."""
    held = today() - dt.timedelta(days=13)
    title = f"Hội nghị Ban Chấp hành Đảng bộ tháng {held:%m/%Y}"
    meeting = meetings.plan_meeting(
        unit=ward.party, kind=Meeting.Kind.REGULAR, title=title, held_on=held, starts_at=dt.time(14),
        place="Phòng họp tầng 3", by=None,
    )  # fmt: skip
    meetings.convoke_committee(meeting, by=None)
    present = dict.fromkeys(meeting.attendances.values_list("pk", flat=True), Attendance.State.PRESENT.value)
    meetings.mark(meeting, present, by=None)
    meeting = meetings.close_meeting(meeting, by=None)
    points = [NewPoint(text, [ward.beside[unit]], today() + dt.timedelta(days=due)) for text, unit, due in POINTS]
    conclusion = write_points(meeting, title=f"Kết luận {title}", points=points, by=None)
    signer = ward.holders[f"{Title.SECRETARY}:duc-thang"].full_name
    issue_conclusion(conclusion, issued_on=held + dt.timedelta(days=2), signer=signer, by=None)


def adopt_rules(ward: Ward) -> None:
    """Keep the working rules, whose yearly review is due soon."""
    day = dt.date(2025, 7, 1)
    decision = register_document(
        unit=ward.party, symbol="01-QC/ĐU", issued_on=day, type="QC", issuer=OWN, direction=Direction.OUTGOING, by=None,
        title="Quy chế làm việc của Ban Chấp hành Đảng bộ phường",
    )  # fmt: skip
    adopt_regulation(
        unit=ward.party, title=decision.title, kind=Regulation.Kind.WORKING, valid_from=day, document=decision,
        text=RULES, review_due_on=today() + dt.timedelta(days=14), by=None,
    )  # fmt: skip
