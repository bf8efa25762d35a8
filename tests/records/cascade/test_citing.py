"""A point leads to the meetings that dealt with it and to the reports that state its results."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse

from chibo.base.facts import Period
from chibo.records.cascade.queries import clause_rows
from chibo.records.documents.actions import remove_clause
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.registry.access.models import Role
from chibo.reports import actions as reports
from chibo.reports.models import Block, Report
from tests.factories import a_browser, a_document, a_meeting, a_member, a_unit, a_user, a_ward
from tests.records.cascade.directives import a_directive, days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    unit = a_unit(parent=ward)
    a_member(of=unit)
    return unit


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward)


@pytest.fixture
def programme(ward, cell):
    return a_directive(of=ward, to=[cell], points=["Quán triệt", "Kiểm tra"])


def a_conference(unit, programme, *points, closed=True):
    meeting = a_meeting(
        of=unit, on=days_ago(3), kind=Meeting.Kind.CONFERENCE, documents=[programme], clauses=points, title="Hội nghị"
    )
    if closed:
        meetings.convoke(meeting, by=None)
        meetings.mark(meeting, dict.fromkeys(meeting.attendances.values_list("pk", flat=True), "present"), by=None)
        meetings.close_meeting(meeting, by=None)
    return meeting


def a_draft(unit, clerk):
    period = Period.closed(days_ago(60), days_ago(1))
    return reports.create_report(unit=unit, kind=Report.Kind.THEMATIC, period=period, by=clerk)


def test_a_meeting_held_stands_beside_the_point_and_is_no_plan_and_no_task(ward, programme, clerk):
    first, second = programme.clauses.all()
    a_conference(ward, programme, first)
    a_conference(ward, programme, second, closed=False)
    rows = {row.clause: row for row in clause_rows([programme.pk], days_ago(0))}
    assert [(rows[one].conferences, rows[one].is_idle) for one in (first, second)] == [(1, True), (0, True)]
    board = a_browser(clerk).get(reverse("cascade:board", args=[programme.pk])).text
    assert "Dealt with at a meeting, nobody acts on it yet" in board
    page = a_browser(clerk).get(reverse("cascade:clause", args=[programme.pk, second.pk])).text
    assert "not closed yet" in page


def test_of_one_unit_only_its_own_meetings_count(ward, cell, programme):
    point = programme.clauses.first()
    a_conference(ward, programme, point)
    assert clause_rows([programme.pk], days_ago(0), cell.pk)[0].conferences == 0
    a_conference(cell, programme, point)
    assert clause_rows([programme.pk], days_ago(0), cell.pk)[0].conferences == 1


def test_a_meeting_deals_only_with_points_of_its_documents(ward, programme):
    other = a_document(of=ward)
    with pytest.raises(ValidationError):
        a_meeting(of=ward, on=days_ago(1), documents=[other], clauses=[programme.clauses.first()])


def test_points_are_chosen_on_the_page_of_change_once_documents_are(ward, programme, clerk):
    browser, point = a_browser(clerk), programme.clauses.first()
    day = dt.date(2026, 1, 15)
    wanted = {"unit": ward.pk, "kind": "conference", "title": "Hội nghị", "held_on": f"{day:%d/%m/%Y}"}
    browser.post(reverse("meetings:create"), {**wanted, "documents": [programme.pk]})
    meeting = Meeting.objects.get()
    assert "Choose those that the meeting deals with" in browser.get(meeting.get_absolute_url()).text
    edit = reverse("meetings:edit", args=[meeting.pk])
    assert "point 1: Quán triệt" in browser.get(edit).text
    answer = browser.post(edit, {**wanted, "documents": [programme.pk], "clauses": [point.pk]})
    assert (answer.status_code, list(meeting.clauses.all())) == (302, [point])
    assert f"Point 1 of {programme.symbol}" in browser.get(meeting.get_absolute_url()).text
    refused = browser.post(edit, {**wanted, "clauses": [point.pk]})
    assert (refused.status_code, list(meeting.documents.all())) == (422, [programme])
    browser.post(edit, wanted)
    assert not meeting.clauses.exists()


def test_a_document_older_than_those_that_stand_there_stays_chosen(ward, programme, clerk):
    meeting = a_conference(ward, programme, closed=False)
    for _ in range(41):
        a_document(of=ward, issued_on=days_ago(1))
    page = a_browser(clerk).get(reverse("meetings:edit", args=[meeting.pk])).text
    assert f'value="{programme.pk}"' in page


def test_a_paragraph_states_the_results_of_a_point_and_the_page_of_the_point_leads_to_it(ward, programme, clerk):
    browser, point = a_browser(clerk), programme.clauses.first()
    draft = a_draft(ward, clerk)
    added = {"kind": "text", "text": "Đã quán triệt.", "after": "", "clauses": [point.pk]}
    answer = browser.post(reverse("reports:block_add", args=[draft.pk]), added)
    block = Block.objects.get(text="Đã quán triệt.")
    assert (answer.status_code, list(block.clauses.all())) == (302, [point])
    edit = reverse("reports:block_edit", args=[draft.pk, block.pk])
    assert " checked>" in browser.get(f"{draft.get_absolute_url()}?edit={block.pk}").text
    page = browser.get(reverse("cascade:clause", args=[programme.pk, point.pk])).text
    assert f'href="{draft.get_absolute_url()}#p-{block.pk}"' in page
    browser.post(edit, {"text": "Đã quán triệt xong."})
    assert not block.clauses.exists()


def test_who_may_not_see_the_draft_is_not_told_of_it(ward, cell, programme, clerk):
    point = programme.clauses.first()
    reports.add_block(a_draft(ward, clerk), kind="text", text="Đã làm.", after=None, by=clerk, clauses=[point])
    superior = a_user(Role.SUPERIOR, of=ward)
    page = a_browser(superior).get(reverse("cascade:clause", args=[programme.pk, point.pk]))
    assert (page.status_code, "Đã làm." in page.text) == (200, False)


def test_what_a_signed_paragraph_cites_stays_and_goes_into_its_correction(ward, programme, clerk):
    point = programme.clauses.first()
    draft = a_draft(ward, clerk)
    for one in draft.blocks.all():
        reports.delete_block(one, by=clerk)
    block = reports.add_block(draft, kind="text", text="Đã làm.", after=None, by=clerk, clauses=[point])
    signed = reports.sign_report(draft, number=1, signed_on=days_ago(0), by=a_user(Role.LEADER, of=ward))
    with pytest.raises(ProgrammingError), transaction.atomic():
        block.clauses.clear()
    with pytest.raises(ValidationError):
        remove_clause(point, by=clerk)
    correction = reports.create_correction(signed, by=clerk)
    assert list(correction.blocks.get(text="Đã làm.").clauses.all()) == [point]


def test_a_point_that_a_meeting_deals_with_is_not_removed(ward, programme, clerk):
    first, second = programme.clauses.all()
    a_conference(ward, programme, first)
    with pytest.raises(ValidationError):
        remove_clause(first, by=clerk)
    remove_clause(second, by=clerk)
    assert list(programme.clauses.all()) == [first]
