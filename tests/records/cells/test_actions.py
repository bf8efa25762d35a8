import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.cells import actions, queries
from chibo.records.cells.actions import NewAssignment, NewDecision, NewItem
from chibo.records.cells.attending import presence
from chibo.records.cells.badges import badge_due, next_occasion
from chibo.records.cells.filling import filled
from chibo.records.cells.models import Record, Sitting
from chibo.records.cells.results import last_sitting, results
from chibo.records.cells.voting import Vote, Voting, counted
from chibo.records.meetings.actions import mark
from chibo.records.meetings.models import Meeting
from chibo.records.tasks.actions import report_task
from chibo.records.tasks.models import Task
from tests.factories import a_meeting, a_unit, a_ward
from tests.records.cells.data import a_roll, a_sitting, held, locked, written
from tests.records.documents.papers import an_issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]
DAY = dt.date(2026, 11, 4)
BEFORE = dt.date(2026, 10, 4)


@pytest.fixture
def cell(db):
    return a_unit(parent=a_ward())


def test_begins_with_what_came_from_above_and_the_badges_that_are_due(cell):
    people = a_roll(cell)
    day = today()
    people[2].joined_party_on = next_occasion(day).replace(year=next_occasion(day).year - 40)
    people[2].save()
    paper = an_issued(of=a_ward(), to=(cell,), title="Về phòng cháy")
    sitting = actions.begin(a_meeting(of=cell, on=day), by=None)
    texts = [item.text for item in queries.agenda(sitting)]
    assert texts == [
        f"Quán triệt {paper.symbol}: Về phòng cháy",
        f"Đề nghị tặng Huy hiệu 40 năm tuổi Đảng: đồng chí {people[2].full_name} (đợt {day_text(next_occasion(day))})",
        actions.DISCUSS,
    ]
    assert sitting.chair == people[0]
    assert sitting.minute_taker == people[1]


def test_what_is_taken_off_the_agenda_is_not_gathered_again(cell):
    a_roll(cell)
    an_issued(of=a_ward(), to=(cell,), title="Về phòng cháy")
    sitting = actions.begin(a_meeting(of=cell, on=today()), by=None)
    first, last = queries.agenda(sitting)
    actions.write_agenda(sitting, [NewItem("Việc mới"), NewItem(last.text, last.pk)], by=None)
    assert actions.gather(sitting, by=None) == 0
    assert [item.text for item in queries.agenda(sitting)] == ["Việc mới", actions.DISCUSS]
    assert sitting.items.get(pk=first.pk).dropped


def test_agenda_takes_no_item_of_another_meeting(cell):
    a_roll(cell)
    sitting = actions.begin(a_meeting(of=cell, on=DAY), by=None)
    other = actions.begin(a_meeting(of=cell, on=BEFORE), by=None)
    with pytest.raises(ValidationError, match="not on this agenda"):
        actions.write_agenda(sitting, [NewItem("x", queries.agenda(other)[0].pk)], by=None)


@pytest.mark.parametrize(
    ("joined", "day", "years"),
    [
        (dt.date(1996, 2, 3), dt.date(2026, 1, 5), 30),
        (dt.date(1996, 2, 4), dt.date(2026, 1, 5), None),
        (dt.date(1996, 2, 4), dt.date(2026, 2, 4), 30),
        (dt.date(1991, 5, 19), dt.date(2026, 5, 4), None),
        (dt.date(1976, 12, 1), dt.date(2026, 11, 8), 50),
        (dt.date(1936, 9, 2), dt.date(2026, 8, 4), 90),
    ],
)
def test_badge_is_given_on_the_first_occasion_after_the_years_are_full(joined, day, years):
    assert badge_due(joined, day) == years
    assert next_occasion(dt.date(2026, 11, 8)) == dt.date(2027, 2, 3)


def test_only_official_members_who_stayed_can_vote(cell):
    a_roll(cell, 7, exempt=1, probationary=1)
    sitting = a_sitting(cell, p1="excused", p2="early")
    here = presence(sitting.meeting)
    assert (here.total, here.exempt, here.duty, here.attended, here.voters, here.left) == (7, 1, 6, 4, 3, 1)


@pytest.mark.parametrize(
    "vote", [Vote(6), Vote(3), Vote(3, 1, 1), Vote(against=5), Vote(-1, 5), Vote(4, -1, 1), Vote(0, 0, 0)]
)
def test_votes_that_cannot_be_true_are_refused(vote):
    with pytest.raises(ValidationError):
        counted(vote, Voting(4))


def test_who_left_early_may_have_voted():
    can = Voting(4, 1)
    assert [counted(Vote(number), can)["voters"] for number in (4, 5)] == [4, 5]
    assert counted(Vote(against=1), can) == {"voters": 4, "in_favour": 3, "against": 1, "blank": 0}


def test_votes_are_counted_again_when_the_roll_call_has_changed(cell):
    a_roll(cell)
    sitting = written(held(a_sitting(cell), decisions=[("Thống nhất", Vote(5))]))
    row = sitting.meeting.attendances.order_by("person_id").last()
    mark(sitting.meeting, {row.pk: "absent"}, by=None)
    with pytest.raises(ValidationError, match="cannot be right"):
        actions.adopt(sitting, by=None)


def test_adopting_closes_the_meeting_and_gives_the_tasks_once(cell):
    people = a_roll(cell)
    due = today() + dt.timedelta(days=20)
    sitting = held(a_sitting(cell), assignments=[("Quét ngõ", people[2], due), ("Thu đảng phí", None, None)])
    records = locked(sitting)
    first, second = Task.objects.order_by("pk")
    assert (first.title, first.unit, first.given_by, first.due_on) == ("Quét ngõ", cell, cell, due)
    assert list(first.people.all()) == [people[2]]
    assert second.due_rule == Task.Rule.DEFAULT
    assert Meeting.objects.get(pk=sitting.meeting_id).is_closed
    assert {record.symbol for record in records} == {"01-BB/CB", "01-NQ/CB"}
    with pytest.raises(ValidationError, match="is adopted"):
        actions.adopt(sitting, by=None)
    assert Task.objects.count() == 2


def test_nothing_is_adopted_when_one_task_cannot_be_given(cell):
    a_roll(cell)
    sitting = written(held(a_sitting(cell, on=DAY), assignments=[("Quét ngõ", None, None)]))
    sitting.assignments.update(due_on=BEFORE)
    with pytest.raises(ValidationError):
        actions.adopt(sitting, by=None)
    assert not Meeting.objects.get(pk=sitting.meeting_id).is_closed
    assert set(sitting.records.values_list("state", flat=True)) == {"draft"}


def test_resolution_needs_more_than_half(cell):
    a_roll(cell, 4)
    sitting = written(held(a_sitting(cell)))
    with pytest.raises(ValidationError, match="more than half"):
        actions.adopt(sitting, by=None, vote=Vote(2, 2))
    actions.adopt(sitting, by=None, vote=Vote(3, 1))
    assert sitting.records.get(kind="resolution").in_favour == 3


def test_thematic_meeting_needs_minutes_only(cell):
    a_roll(cell)
    (record,) = locked(held(a_sitting(cell, kind="thematic")))
    assert (record.kind, record.voters) == ("minutes", None)
    with pytest.raises(ValidationError, match="close it first"):
        actions.lock(a_sitting(cell, kind="extraordinary"), by=None)


def test_deadline_does_not_come_before_the_meeting(cell):
    a_roll(cell)
    with pytest.raises(ValidationError, match="before the meeting"):
        held(a_sitting(cell, on=DAY), assignments=[("Quét ngõ", None, BEFORE)])


def test_proceedings_are_written_anew_until_they_are_adopted(cell):
    a_roll(cell)
    sitting = held(a_sitting(cell), decisions=[("Một", Vote()), ("Hai", Vote())])
    sitting = held(sitting, decisions=[("Ba", Vote(4, 1))])
    assert [str(one) for one in queries.decisions(sitting)] == ["Ba"]
    locked(sitting)
    with pytest.raises(ValidationError, match="is adopted"):
        held(sitting, decisions=[])


def test_minutes_say_who_was_there_what_was_decided_and_who_does_it(cell):
    people = a_roll(cell)
    sitting = a_sitting(cell, on=DAY, p3="excused", p4="absent")
    held(
        sitting,
        decisions=[("Thống nhất kế hoạch", Vote(2, 1))],
        assignments=[("Quét ngõ", people[2], dt.date(2026, 12, 4))],
    )
    text = filled(Sitting.objects.get(pk=sitting.pk), Record.Kind.MINUTES)
    assert "Bắt đầu lúc 19 giờ 30, kết thúc lúc 21 giờ 00." in text
    assert "- Có mặt: 3/5 đồng chí, đạt tỷ lệ 60%." in text
    assert f"- Vắng có lý do: 1 đồng chí: {people[3].full_name}." in text
    assert "tán thành 2/3 đồng chí, đạt tỷ lệ 66,67%; không tán thành: 1; ý kiến khác: 0." in text
    assert f"- Đồng chí {people[2].full_name}: Quét ngõ; hoàn thành trước ngày 04/12/2026." in text


def test_resolution_begins_with_what_became_of_the_last_one(cell):
    people = a_roll(cell)
    locked(held(a_sitting(cell, on=BEFORE), assignments=[
        ("Quét ngõ", people[2], dt.date(2026, 10, 20)), ("Thu đảng phí", people[3], dt.date(2026, 10, 30)),
    ]))  # fmt: skip
    report_task(
        Task.objects.get(title="Quét ngõ"), done_on=dt.date(2026, 10, 15), result="Xong", by=None, confirmed=True
    )
    sitting = a_sitting(cell, on=DAY)
    text = filled(sitting, Record.Kind.RESOLUTION)
    assert "| 1 | Quét ngõ | Mới giao | Hoàn thành ngày 15/10/2026. Xong. |" in text
    assert "| 2 | Thu đảng phí | Mới giao | Chưa thực hiện, quá hạn 30/10/2026. |" in text
    assert (
        queries.agenda(sitting)[0].text == "Đánh giá kết quả thực hiện nghị quyết tháng trước (1/2 nhiệm vụ hoàn thành)"
    )
    assert len(results(sitting, last_sitting(sitting))) == 2


def test_task_left_over_from_an_older_resolution_stays_in_the_table(cell):
    a_roll(cell)
    for on in (dt.date(2026, 9, 4), BEFORE):
        locked(held(a_sitting(cell, on=on), assignments=[(f"Việc {on.month}", None, on + dt.timedelta(days=20))]))
    found = results(sitting := a_sitting(cell, on=DAY), last_sitting(sitting))
    assert [(row.task.title, row.before) for row in found] == [
        ("Việc 10", "Mới giao"),
        ("Việc 9", "Quá hạn, chưa xong"),
    ]


def test_text_edited_by_hand_stays_and_is_known_as_such(cell):
    a_roll(cell)
    sitting = a_sitting(cell)
    record = actions.write_text(sitting, Record.Kind.MINUTES, filled(sitting, Record.Kind.MINUTES), by=None)
    assert not record.is_by_hand
    record = actions.write_text(sitting, Record.Kind.MINUTES, "Chữ của thư ký", by=None)
    assert record.is_by_hand
    assert Record.objects.get(pk=record.pk).text == "Chữ của thư ký"


def test_committees_and_conferences_are_not_prepared_here(cell):
    for meeting in (
        a_meeting(of=a_ward(), on=DAY), a_meeting(of=cell, on=DAY, kind=Meeting.Kind.CONFERENCE),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="Only the meetings of cells"):
            actions.begin(meeting, by=None)


def test_decision_of_new_kind_is_checked_by_the_database(cell):
    a_roll(cell)
    sitting = a_sitting(cell)
    actions.write_proceedings(sitting, decisions=[NewDecision("A", Vote())], assignments=[NewAssignment("B")], by=None)
    decision = sitting.decisions.get()
    decision.against = 3
    with pytest.raises(ValidationError, match="do not add up"):
        save_checked(decision)
