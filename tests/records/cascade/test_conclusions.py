"""A committee's meeting ends in a notice; the next one begins with what became of it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.vietnamese import day
from chibo.indicators.rollup import totals
from chibo.records.cascade.concluding import NewPoint, issue_conclusion, write_points
from chibo.records.cascade.models import Conclusion
from chibo.records.cascade.queries import earlier
from chibo.records.documents.models import Delivery, Document
from chibo.records.documents.numbering import open_term
from chibo.records.meetings import actions as meetings
from chibo.records.meetings import facts as meeting_facts
from chibo.records.tasks.actions import report_task
from chibo.records.tasks.models import Task
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_meeting, a_member, a_unit, a_user, a_ward
from tests.records.cascade.directives import days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = a_ward()
    open_term(ward, abbreviation="ĐU", valid_from=LONG_AGO, by=None)
    return ward


@pytest.fixture
def cells(ward):
    return [a_unit(parent=ward) for _ in range(2)]


@pytest.fixture
def front(ward):
    return a_unit(kind=Kind.FRONT, parent=ward, name="Mặt trận Tổ quốc phường")


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward)


def concluded(ward, points, *, on=None, issued_on=None):
    meeting = a_meeting(of=ward, on=on or days_ago(30))
    conclusion = write_points(meeting, title="Kết luận tháng", points=points, by=None)
    return meeting, issue_conclusion(conclusion, issued_on=issued_on or days_ago(29), signer="Lê Văn Hòa", by=None)


def test_each_point_becomes_a_task_of_each_of_its_units(ward, cells, front):
    due = today() + dt.timedelta(days=5)
    _meeting, notice = concluded(
        ward, [NewPoint("Rà soát đảng viên", cells, due), NewPoint("Phát động phong trào", [front])]
    )
    tasks = Task.objects.filter(document=notice)
    assert {(task.clause.number, task.unit) for task in tasks} == {
        ("1", cells[0]), ("1", cells[1]), ("2", front),
    }  # fmt: skip
    assert {task.due_on for task in tasks.filter(clause__number="1")} == {due}
    assert {task.given_by for task in tasks} == {ward}


def test_the_notice_is_issued_with_its_number_to_all_who_act(ward, cells, front):
    _meeting, notice = concluded(ward, [NewPoint("Rà soát", cells), NewPoint("Phát động", [front, cells[0]])])
    assert (notice.type, notice.genre, notice.state, notice.number) == ("TB", "conclusion", "issued", 1)
    assert set(Delivery.objects.filter(document=notice).values_list("unit_id", flat=True)) == {
        cells[0].pk, cells[1].pk, front.pk,
    }  # fmt: skip
    assert [clause.text for clause in notice.clauses.all()] == ["Rà soát", "Phát động"]


def test_nothing_is_left_half_issued(ward, cells):
    meeting = a_meeting(of=ward, on=days_ago(30))
    conclusion = write_points(
        meeting, title="Kết luận", points=[NewPoint("Một", cells), NewPoint("Hai", cells, days_ago(200))], by=None
    )
    with pytest.raises(ValidationError):
        issue_conclusion(conclusion, issued_on=days_ago(29), signer="Lê Văn Hòa", by=None)
    assert not Document.objects.filter(type="TB").exists()
    assert not Task.objects.exists()
    assert Conclusion.objects.get().document is None


def test_an_issued_notice_is_not_written_again(ward, cells):
    meeting, _notice = concluded(ward, [NewPoint("Rà soát", cells)])
    with pytest.raises(ValidationError):
        write_points(meeting, title="Khác", points=[], by=None)
    with pytest.raises(ValidationError):
        issue_conclusion(meeting.conclusion, issued_on=today(), signer="Lê Văn Hòa", by=None)


def test_the_next_meeting_begins_with_what_became_of_each_point(ward, cells, clerk):
    _meeting, notice = concluded(ward, [NewPoint("Rà soát đảng viên", cells, days_ago(5))])
    done = Task.objects.get(document=notice, unit=cells[0])
    report_task(done, done_on=days_ago(6), result="Đã rà soát 41 đảng viên", by=None, confirmed=True)
    following = a_meeting(of=ward, on=today())
    text = a_browser(clerk).get(reverse("cascade:conclusion", args=[following.pk])).text
    assert "Rà soát đảng viên" in text
    assert f"Done in time on {day(days_ago(6))}" in text
    assert "Đã rà soát 41 đảng viên" in text
    assert f"Late, was due on {day(days_ago(5))}" in text


def test_a_draft_is_no_past(ward, cells):
    meeting = a_meeting(of=ward, on=days_ago(30))
    write_points(meeting, title="Kết luận", points=[NewPoint("Một", cells)], by=None)
    assert earlier(ward.pk, today()) is None


def test_points_are_written_saved_and_issued_from_the_pages(ward, cells, front, clerk):
    browser, meeting = a_browser(clerk), a_meeting(of=ward, on=today())
    points = reverse("cascade:points", args=[meeting.pk])
    assert "Write the points" in browser.get(points).text
    typed = {
        "title": "Kết luận tháng 11", "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-text": "Rà soát", "form-0-cells": "on", "form-1-text": "",
    }  # fmt: skip
    assert browser.post(points, typed).status_code == 302
    assert {unit for point in Conclusion.objects.get().points.all() for unit in point.units.all()} == set(cells)
    again = browser.get(points).text
    assert again.count("checked") == 1, "all cells are one mark"
    issue = reverse("cascade:issue", args=[meeting.pk])
    assert "1 points become 2 tasks" in browser.get(issue).text
    page = browser.post(issue, {"issued_on": day(today()), "signer": "Lê Văn Hòa"}, follow=True)
    assert Document.objects.get(type="TB").symbol in page.text
    assert browser.get(points).status_code == 404


def test_a_point_without_a_unit_is_refused_and_kept(ward, cells, clerk):
    browser, meeting = a_browser(clerk), a_meeting(of=ward, on=today())
    typed = {
        "title": "Kết luận", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-text": "Việc chưa giao ai",
    }  # fmt: skip
    page = browser.post(reverse("cascade:points", args=[meeting.pk]), typed)
    assert page.status_code == 422
    assert "Choose who does it." in page.text
    assert "Việc chưa giao ai" in page.text
    assert not Conclusion.objects.exists()


def test_more_lines_keep_what_was_typed(ward, clerk):
    browser, meeting = a_browser(clerk), a_meeting(of=ward, on=today())
    typed = {
        "title": "Kết luận", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-text": "Dở dang", "more": "1",
    }  # fmt: skip
    page = browser.post(reverse("cascade:points", args=[meeting.pk]), typed)
    assert page.status_code == 200
    assert "Dở dang" in page.text
    assert "form-3-text" in page.text


def test_only_a_committee_concludes(cells):
    with pytest.raises(ValidationError, match="committee"):
        write_points(a_meeting(of=cells[0], on=today()), title="Kết luận", points=[], by=None)


def test_a_committee_summons_its_own_members_only(ward, cells):
    a_member(of=cells[0])
    secretary = a_member(of=cells[0])
    appoint(secretary, unit=ward, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
    meeting = a_meeting(of=ward, on=today())
    assert meetings.convoke_committee(meeting, by=None) == 1
    assert meeting.attendances.get().person == secretary


def test_a_meeting_of_the_committee_is_no_cell_meeting(ward, cells):
    member = a_member(of=cells[0])
    appoint(member, unit=ward, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
    meeting = a_meeting(of=ward, on=today())
    meetings.convoke_committee(meeting, by=None)
    meetings.mark(meeting, {row.pk: "present" for row in meeting.attendances.all()}, by=None)
    meetings.close_meeting(meeting, by=None)
    period = Period.closed(today(), today())
    for measure in (meeting_facts.CELL_MEETINGS, meeting_facts.CELL_DUTY, meeting_facts.CELL_ATTENDED):
        assert totals(measure, period, [ward.pk]) == {}
