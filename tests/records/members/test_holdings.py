"""A person reads what all areas hold about them, and nobody else's."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from chibo.base.clock import today
from chibo.home.due import due_for
from chibo.records.contests import rounds
from chibo.records.contests.models import Entry
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.records.schedules.actions import open_feed
from chibo.records.studies import actions as studies
from chibo.records.tasks.actions import give_task
from chibo.registry.access.models import Role
from chibo.registry.people.holdings import held_about
from tests.factories import a_browser, a_contest, a_document, a_meeting, a_member, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def member(cell):
    return a_user(Role.MEMBER, of=cell)


def test_tasks_entries_and_reflections_are_listed_with_their_pages(ward, cell, member):
    task = give_task(unit=cell, title="Viết bài dự thi", people=[member.person], by=None)
    give_task(unit=cell, title="Việc của người khác", people=[a_member(of=cell)], by=None)
    contest = a_contest(of=ward, opens_on=today() - dt.timedelta(5), closes_on=today(), title="Tìm hiểu Nghị quyết")
    Entry.objects.create(contest=contest, unit=cell, person=member.person, entered_on=today(), receipt="A-1")
    held = held_about(member.person)
    assert [one.title for rows in held.values() for one in rows] == ["Tìm hiểu Nghị quyết", "Viết bài dự thi"]
    page = a_browser(member).get(reverse("members:me")).text
    assert f'href="{task.get_absolute_url()}"' in page
    assert "Việc của người khác" not in page


def test_reflections_are_told_by_state(ward, cell, member):
    programme = studies.plan_programme(
        unit=ward, document=a_document(of=ward), title="Học chuyên đề năm", starts_on=today() - dt.timedelta(3),
        ends_on=today() + dt.timedelta(9), reflection_due_on=today() + dt.timedelta(9), by=None,
    )  # fmt: skip
    studies.ask_reflections(programme, by=None)
    assert "Học chuyên đề năm" in a_browser(member).get(reverse("members:me")).text


def test_my_own_calendar_holds_the_meetings_to_which_i_am_summoned(ward, cell, member):
    conference = a_meeting(of=ward, on=today() + dt.timedelta(3), kind=Meeting.Kind.CONFERENCE, title="Hội nghị")
    meetings.convoke(conference, by=None)
    a_meeting(of=cell, on=today() + dt.timedelta(4), title="Chưa triệu tập")
    token = open_feed(member, None)
    content = a_browser().get(reverse("schedules:feed", args=[token])).content
    assert [str(one["summary"]) for one in Calendar.from_ical(content).walk("VEVENT")] == ["Hội nghị"]


def test_an_open_round_of_a_contest_waits_for_its_members(ward, cell, member):
    contest = a_contest(of=ward, opens_on=today() - dt.timedelta(5), closes_on=today() + dt.timedelta(5), title="Thi")
    quiz = rounds.add_round(contest, opens_on=today(), closes_on=today() + dt.timedelta(2), by=a_user())
    assert [one for one in due_for(member, cell, today()) if one.url == quiz.get_absolute_url()] == []
    rounds.save_question(quiz, text="Một cộng một?", choices=["Một", "Hai", "Ba"], right=1, by=None)
    (due,) = [one for one in due_for(member, cell, today()) if one.url == quiz.get_absolute_url()]
    assert (due.title, due.day) == ("Thi", quiz.closes_on)
