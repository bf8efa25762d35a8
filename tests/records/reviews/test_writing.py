import datetime as dt
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chibo.base.clock import today
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance
from chibo.records.plans.actions import register_individual
from chibo.records.reviews import actions, writing
from chibo.records.reviews.actions import Judgement
from chibo.records.reviews.headings import COLLECTIVE, MEMBER
from chibo.records.reviews.levels import Level
from chibo.records.reviews.paper import to_docx
from chibo.records.reviews.year_record import record_of
from chibo.records.selfchecks import actions as selfchecks
from chibo.records.selfchecks.lists import parts_on
from chibo.records.selfchecks.queries import handed_in
from chibo.records.tasks.actions import report_task
from chibo.registry.access.models import Role
from tests.factories import a_meeting, a_user
from tests.records.reviews.data import ROLL, a_campaign, a_campaign_now, subject_of
from tests.records.tasks.tasks import a_task

pytestmark = pytest.mark.django_db
TEXTS = dict.fromkeys(MEMBER, "Tự kiểm điểm")


@pytest.fixture
def author(cell):
    return a_user(Role.MEMBER, of=cell)


def a_draft(subject, by, **details):
    sheet = subject.campaign.version.sheets_of(subject.group)[0].mark
    given = {
        "sheet": sheet,
        "texts": TEXTS,
        "level": Level.GOOD,
        "common_points": Decimal(28),
        "task_points": Decimal(50),
    }
    return writing.write_form(subject, by=by, **given | details)


def test_a_form_is_written_by_its_subject_only(ward, cell, author):
    subject = subject_of(a_campaign(of=ward), author.person)
    for user in (a_user(Role.SECRETARY, of=cell), a_user(Role.LEADER, of=ward), a_user(Role.ADMIN, of=ward)):
        with pytest.raises(PermissionDenied):
            a_draft(subject, user)
    assert a_draft(subject, author).handed_in_on is None


def test_the_form_of_a_collective_is_written_by_its_secretary(ward, cell):
    subject = subject_of(a_campaign(of=ward), unit=cell)
    texts = dict.fromkeys(COLLECTIVE, "Chi bộ")
    assert a_draft(subject, a_user(Role.SECRETARY, of=cell), texts=texts).texts == texts


def test_a_form_is_handed_in_whole(ward, cell, author):
    subject = subject_of(a_campaign(of=ward), author.person)
    a_draft(subject, author, texts=TEXTS | {"faults": ""})
    with pytest.raises(ValidationError, match="Shortcomings and their causes"):
        writing.hand_in(subject, by=author)


def test_the_points_must_reach_the_level_they_claim(ward, cell, author):
    subject = subject_of(a_campaign(of=ward), author.person)
    a_draft(subject, author, level=Level.EXCELLENT)
    with pytest.raises(ValidationError, match="needs 90 points; you give yourself 78"):
        writing.hand_in(subject, by=author)


def test_no_points_are_asked_where_the_rule_has_none(ward, cell, author):
    subject = subject_of(a_campaign(of=ward, year=2022), author.person)
    a_draft(subject, author, common_points=None, task_points=None)
    assert writing.hand_in(subject, by=author).handed_in_on == today()


def test_a_form_is_taken_back_until_the_cell_has_proposed(ward, cell, author):
    campaign = a_campaign(of=ward)
    subject, collective = subject_of(campaign, author.person), subject_of(campaign, unit=cell)
    a_draft(subject, author)
    writing.hand_in(subject, by=author)
    assert writing.take_back(subject, by=author).handed_in_on is None
    writing.hand_in(subject, by=author)
    said = [Judgement(collective, Level.GOOD), Judgement(subject, Level.GOOD)]
    actions.propose(campaign, said, on=ROLL, by=None)
    with pytest.raises(ValidationError, match="stays as it is"):
        writing.take_back(subject, by=author)


def test_the_secretary_enters_what_came_on_paper_and_never_over_a_draft(ward, cell, author):
    campaign, secretary = a_campaign(of=ward), a_user(Role.SECRETARY, of=cell)
    subject = subject_of(campaign, author.person)
    given = {
        "sheet": "Mẫu 2A-HD KĐ.ĐG 2025",
        "level": Level.GOOD,
        "common_points": Decimal(25),
        "task_points": Decimal(50),
    }
    with pytest.raises(PermissionDenied):
        writing.receive_on_paper(subject, by=author, **given)
    assert writing.receive_on_paper(subject, by=secretary, **given).on_paper
    with pytest.raises(ValidationError, match="writes the form in Chibo"):
        writing.receive_on_paper(subject, by=secretary, **given)


def test_the_facts_of_the_period_are_those_of_the_records(ward, cell, author):
    person = author.person
    late = a_task(of=cell, people=[person])
    in_time = a_task(of=cell, people=[person])
    a_task(of=cell, people=[person], given_on=dt.date(2024, 3, 1), due_on=dt.date(2024, 5, 1))
    report_task(late, done_on=late.due_on + dt.timedelta(days=1), result="Xong", confirmed=True, by=None)
    report_task(in_time, done_on=in_time.due_on, result="Xong", confirmed=True, by=None)
    for month, state in ((2, Attendance.State.PRESENT), (3, Attendance.State.ABSENT)):
        meeting = a_meeting(of=cell, on=dt.date(2025, month, 4))
        meetings.convoke(meeting, by=None)
        meetings.mark(meeting, {meeting.attendances.get(person=person).pk: state}, by=None)
        meetings.close_meeting(meeting, by=None)
    register_individual(person, on=dt.date(2025, 1, 20), by=None)
    found = record_of(subject_of(a_campaign(of=ward), person))
    assert (found.tasks_given, found.tasks_due, found.tasks_in_time, found.tasks_late) == (2, 2, 1, 1)
    assert (found.meetings_due, found.meetings_attended, found.plan) == (2, 1, True)


def test_what_was_handed_in_keeps_its_facts(ward, cell, author):
    subject = subject_of(a_campaign(of=ward), author.person)
    a_draft(subject, author)
    form = writing.hand_in(subject, by=author)
    a_task(of=cell, people=[author.person])
    form.refresh_from_db()
    assert (form.year_record["tasks_due"], record_of(subject).tasks_due) == (0, 1)


def test_the_self_check_of_the_year_is_handed_in_with_the_form(ward, cell, author):
    key = next(key for part in parts_on(today()) for key, _item in part.keyed())
    selfchecks.write({key: selfchecks.Answered("no")}, by=author)
    subject = subject_of(a_campaign_now(of=ward), author.person)
    a_draft(subject, author)
    assert handed_in(author.person, today().year) is None
    writing.hand_in(subject, by=author)
    assert handed_in(author.person, today().year) is not None


def test_the_word_file_says_who_what_and_how_rated(ward, cell, author):
    subject = subject_of(a_campaign(of=ward), author.person)
    paper = docx.Document(BytesIO(to_docx(subject, a_draft(subject, author))))
    text = [line.text for line in paper.paragraphs]
    assert "BẢN KIỂM ĐIỂM CÁ NHÂN" in text
    assert "Tiêu chí chung: 28/30 điểm; kết quả nhiệm vụ: 50/70 điểm; cộng: 78/100 điểm." in text
    assert any(author.person.full_name in line for line in text)
