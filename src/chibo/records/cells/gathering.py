"""What a meeting has to take up: from above, from the last resolution, from members' plans, admissions and badges."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from chibo.base.vietnamese import day as day_text
from chibo.records.admissions.models import Application, Step
from chibo.records.admissions.queries import due_of
from chibo.records.cells.attending import last_before
from chibo.records.cells.badges import badge_due, next_occasion
from chibo.records.cells.models import AgendaItem, Sitting
from chibo.records.cells.results import last_sitting, results
from chibo.records.documents.models import Delivery, Document, State
from chibo.records.meetings.models import Meeting
from chibo.records.plans.queries import who_reports
from chibo.registry.calendar.working_days import Calendar
from chibo.registry.people.models import Membership

Source = AgendaItem.Source
MONTH = dt.timedelta(days=31)
LONGEST = 300
MOST_DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class Found:
    source: AgendaItem.Source
    record: int
    text: str
    document: Document | None = None


def gathered(sitting: Sitting) -> list[Found]:
    """Return all that waits for this meeting; thematic and extraordinary ones take up their own matter only."""
    meeting = sitting.meeting
    if meeting.kind != Meeting.Kind.REGULAR:
        return []
    return [
        *_last_resolution(sitting),
        *_documents(meeting),
        *_plans(meeting),
        *_admissions(meeting),
        *_badges(meeting),
    ]


def _last_resolution(sitting: Sitting) -> Iterator[Found]:
    last = last_sitting(sitting)
    if last is None:
        return
    rows = results(sitting, last)
    done = sum(row.is_done for row in rows)
    text = f"Đánh giá kết quả thực hiện nghị quyết tháng trước ({done}/{len(rows)} nhiệm vụ hoàn thành)"
    yield Found(Source.TASK, last.pk, text)


def _documents(meeting: Meeting) -> Iterator[Found]:
    """Yield what was sent to the cell since its last regular meeting, or in the month before."""
    since = last_before(meeting) or meeting.held_on - MONTH
    sent = Delivery.objects.filter(
        unit=meeting.unit_id, sent_on__gt=since, sent_on__lte=meeting.held_on, document__state=State.ISSUED
    )
    for delivery in sent.select_related("document").order_by("sent_on", "pk")[:MOST_DOCUMENTS]:
        document = delivery.document
        text = f"Quán triệt {document.symbol}: {document.title}"[:LONGEST]
        yield Found(Source.DOCUMENT, document.pk, text, document)


def _plans(meeting: Meeting) -> Iterator[Found]:
    for person in who_reports(meeting.unit, meeting.held_on):
        text = f"Đồng chí {person.full_name} báo cáo việc thực hiện kế hoạch tu dưỡng, rèn luyện"
        yield Found(Source.PLAN, person.pk, text)


def _admissions(meeting: Meeting) -> Iterator[Found]:
    """Yield the admissions in which it is the cell's turn: to resolve, and after the probation to recognise."""
    calendar = Calendar()
    rows = Application.objects.filter(unit=meeting.unit_id, outcome=Application.Outcome.OPEN)
    for application in rows.select_related("person").prefetch_related("steps").order_by("person__sort_key", "pk"):
        reached = max((step.stage for step in application.steps.all()), default=0)
        due = due_of(application, calendar)
        if reached == Step.Stage.CHECKED:
            text = f"Xét, đề nghị kết nạp đảng viên đối với quần chúng {application.person.full_name}"
        elif due and due.stage is Step.Stage.CELL_RECOGNITION and due.counted_from <= meeting.held_on:
            text = f"Xét, đề nghị công nhận đảng viên chính thức đối với đồng chí {application.person.full_name}"
        else:
            continue
        yield Found(Source.ADMISSION, application.pk, text)


def _badges(meeting: Meeting) -> Iterator[Found]:
    occasion = next_occasion(meeting.held_on)
    rows = Membership.objects.on(meeting.held_on).filter(unit=meeting.unit_id, person__joined_party_on__isnull=False)
    for row in rows.select_related("person").order_by("person__sort_key", "person_id"):
        joined = row.person.joined_party_on
        if joined and (years := badge_due(joined, meeting.held_on)):
            name, on = row.person.full_name, day_text(occasion)
            text = f"Đề nghị tặng Huy hiệu {years} năm tuổi Đảng: đồng chí {name} (đợt {on})"
            yield Found(Source.BADGE, row.person_id, text)
