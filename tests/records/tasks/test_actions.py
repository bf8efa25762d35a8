import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.base.audit import trail_of
from chibo.base.clock import today
from chibo.records.documents.models import Clause
from chibo.records.tasks import actions, progress
from chibo.records.tasks.models import CountKind, Stage, Task
from chibo.records.tasks.queries import explain
from chibo.registry.calendar.models import DayOff, Term
from tests.factories import a_document, a_member, a_unit, a_user, a_ward
from tests.records.tasks.tasks import DUE, GIVEN, a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell():
    return a_unit(parent=a_ward())


def test_without_a_deadline_it_is_ten_working_days_past_the_days_off(cell):
    """Given on the eve of Tết 2025: the days from 25/01 to 02/02 are not counted."""
    task = a_task(of=cell, given_on=dt.date(2025, 1, 20), due_on=None)
    assert (task.due_on, task.due_rule) == (dt.date(2025, 2, 10), Task.Rule.DEFAULT)
    found = explain(task, dt.date(2025, 1, 21))
    assert found.stands
    assert [one.number for one in found.deadline.days if one.number] == list(range(1, 11))
    assert {one.name for one in found.deadline.days if one.name} == {"Tết Nguyên đán"}


def test_a_given_deadline_on_a_day_off_is_kept_and_said(cell):
    task = a_task(of=cell, given_on=dt.date(2025, 8, 1), due_on=dt.date(2025, 9, 1))
    assert task.due_on == dt.date(2025, 9, 1)
    assert explain(task, GIVEN).falls_on.name == "Quốc khánh"


def test_a_day_off_written_down_later_leaves_the_deadline_and_is_said(cell):
    task = a_task(of=cell, due_on=None)
    DayOff.objects.create(day=GIVEN + dt.timedelta(days=1), name="Nghỉ đột xuất")
    found = explain(task, GIVEN)
    assert not found.stands
    assert found.deadline.due_on > task.due_on


def test_the_same_task_for_several_units_is_a_row_for_each_or_none(cell):
    ended = a_unit(parent=a_ward(), since=today() + dt.timedelta(days=9))
    with pytest.raises(ValidationError):
        actions.give_tasks(units=[cell, ended], by=None, title="Báo cáo", due_on=DUE, given_on=GIVEN)
    assert not Task.objects.exists()
    other = a_unit(parent=a_ward())
    given = actions.give_tasks(units=[cell, other], by=None, title="Báo cáo", due_on=DUE, given_on=GIVEN)
    assert [task.unit for task in given] == [cell, other]


def test_a_point_of_a_document_brings_its_document_and_who_gives(cell):
    ward = cell.placements.get().parent
    clause = Clause.objects.create(document=a_document(of=ward), number="2", text="Rà soát")
    task = a_task(of=cell, clause=clause)
    assert (task.document, task.given_by) == (clause.document, ward)


def test_a_deadline_before_the_task_is_refused(cell):
    with pytest.raises(ValidationError):
        a_task(of=cell, due_on=GIVEN - dt.timedelta(days=1))


def test_a_task_is_urged_once_a_day(cell):
    task = a_task(of=cell)
    actions.urge(task, by=None, on=DUE)
    with pytest.raises(ValidationError) as refused:
        actions.urge(task, by=None, on=DUE)
    assert refused.value.error_list[0].code == "tasks_urged_once_a_day"
    actions.urge(task, by=None, on=DUE + dt.timedelta(days=1))
    assert task.urgings.count() == 2


def test_an_extension_keeps_the_deadline_before_and_goes_only_forward(cell):
    task = a_task(of=cell)
    actions.extend(task, to=DUE + dt.timedelta(days=5), reason="Chờ hướng dẫn", by=None)
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (DUE + dt.timedelta(days=5), DUE)
    for wrong in ({"to": DUE, "reason": "Sớm hơn"}, {"to": DUE + dt.timedelta(days=9), "reason": ""}):
        with pytest.raises(ValidationError):
            actions.extend(task, by=None, **wrong)


def test_a_report_waits_for_confirmation_and_the_reported_day_counts(cell):
    task = actions.report_task(a_task(of=cell), done_on=DUE, result="Đã xong", by=None)
    assert task.stage_on(today()) is Stage.REPORTED
    task = actions.confirm_task(task, by=None)
    assert (task.state, task.done_on) == (Task.State.DONE, DUE)
    assert task.days_late(today()) == 0


def test_what_is_sent_back_is_open_and_late_again(cell):
    task = actions.report_task(a_task(of=cell), done_on=DUE, result="Đã xong", by=None)
    task = actions.send_back(task, reason="Thiếu danh sách", by=None)
    assert task.stage_on(DUE) is Stage.DOING
    assert task.stage_on(DUE + dt.timedelta(days=1)) is Stage.LATE
    assert "Thiếu danh sách" in str(trail_of(task).get(verb="task sent back").changes)


@pytest.mark.parametrize("day", [GIVEN - dt.timedelta(days=1), dt.date(2999, 1, 1)])
def test_nothing_is_finished_before_it_is_given_or_in_the_future(cell, day):
    with pytest.raises(ValidationError):
        actions.report_task(a_task(of=cell), done_on=day, result="Đã xong", by=None)


def test_a_finished_task_is_changed_only_after_it_is_opened_again(cell):
    task = actions.report_task(a_task(of=cell), done_on=DUE, result="Đã xong", by=None, confirmed=True)
    for do in (
        lambda: actions.urge(task, by=None),
        lambda: actions.cancel_task(task, reason="Thôi", by=None),
        lambda: actions.extend(task, to=today(), reason="Thêm", by=None),
        lambda: progress.add_evidence(task, link="https://example.org/a", by=None),
    ):
        with pytest.raises(ValidationError):
            do()
    task = actions.reopen_task(task, reason="Ghi nhầm", by=None)
    assert (task.state, task.done_on, task.result) == (Task.State.OPEN, None, "Đã xong")


def test_cancelling_needs_a_reason(cell):
    with pytest.raises(ValidationError):
        actions.cancel_task(a_task(of=cell), reason="", by=None)


def test_counts_add_up_and_never_pass_the_whole(cell):
    task, kind = a_task(of=cell), CountKind.objects.get(pk="inventory-signed")
    progress.add_count(task, kind=kind, done=100, whole=150, on=DUE, by=None)
    progress.add_count(task, kind=kind, done=50, whole=150, on=DUE, by=None)
    with pytest.raises(ValidationError):
        progress.add_count(task, kind=kind, done=1, whole=150, on=DUE, by=None)


def test_evidence_is_something(cell):
    with pytest.raises(ValidationError):
        progress.add_evidence(a_task(of=cell), by=None)


class TestRepeating:
    def test_each_occurrence_is_made_once_from_the_first_of_the_series(self, cell):
        person = a_member(of=cell)
        first = a_task(
            of=cell, given_on=dt.date(2025, 1, 31), due_on=dt.date(2025, 2, 5), repeats="monthly", people=[person]
        )
        for _ in range(2):
            actions.make_occurrences(dt.date(2025, 4, 1))
        made = list(first.occurrences.order_by("occurrence"))
        assert [task.given_on for task in made] == [dt.date(2025, 2, 28), dt.date(2025, 3, 31)]
        assert [task.due_on for task in made] == [dt.date(2025, 3, 5), dt.date(2025, 4, 5)]
        assert [task.people.get() for task in made] == [person, person]

    def test_it_ends_with_its_last_day_or_when_the_last_one_is_cancelled(self, cell):
        until = a_task(of=cell, repeats="monthly", repeats_until=dt.date(2025, 4, 30))
        cancelled = a_task(of=cell, repeats="quarterly")
        actions.cancel_task(cancelled, reason="Thôi", by=None)
        assert actions.make_occurrences(dt.date(2026, 1, 1)) == 1
        assert until.occurrences.count() == 1

    def test_an_extension_of_the_first_moves_no_other(self, cell):
        first = a_task(of=cell, repeats="yearly")
        actions.extend(first, to=DUE + dt.timedelta(days=30), reason="Chờ", by=a_user())
        actions.make_occurrences(dt.date(2026, 3, 3))
        assert first.occurrences.get().due_on == dt.date(2026, 3, 17)

    def test_a_series_without_a_rule_stops_no_other(self, cell, caplog):
        a_task(of=cell, repeats="monthly", due_on=None)
        other = a_task(of=cell, repeats="monthly")
        Term.objects.filter(code="task.default").delete()
        actions.make_occurrences(dt.date(2025, 4, 3))
        assert other.occurrences.count() == 1
        assert "was not made" in caplog.text
