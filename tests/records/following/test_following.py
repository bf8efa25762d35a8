import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.base.audit import trail_of
from chibo.base.facts import Period
from chibo.indicators.figures import figure
from chibo.records.following.actions import follow, record_visit, stop_following, write_sheet
from chibo.records.following.models import Visit
from chibo.records.following.queries import cell_list, coverage, followers_of, own_meetings, sheet, visitors_of
from chibo.records.meetings.models import Meeting
from chibo.registry.access.models import Role
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_meeting, a_person, a_user, a_ward
from tests.records.scoring.meetings import a_cell

pytestmark = pytest.mark.django_db
DAY = dt.date(2016, 8, 3)
SINCE = dt.date(2016, 1, 1)


def a_committee_member(of):
    person = a_person()
    appoint(person, unit=of, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
    return person


def test_only_who_holds_a_post_in_a_committee_above_follows_a_cell():
    ward = a_ward()
    cell = a_cell(ward=ward)
    for person in (a_person(), a_committee_member(a_ward())):
        with pytest.raises(ValidationError):
            follow(person=person, unit=cell, on=SINCE, by=None)
    with pytest.raises(ValidationError):
        follow(person=a_committee_member(ward), unit=ward, on=SINCE, by=None)


def test_followers_are_those_of_the_day():
    ward = a_ward()
    cell = a_cell(ward=ward)
    first, second = a_committee_member(ward), a_committee_member(ward)
    taken = follow(person=first, unit=cell, on=SINCE, by=None)
    follow(person=second, unit=cell, on=DAY, by=None)
    with pytest.raises(ValidationError):
        follow(person=second, unit=cell, on=DAY, by=None)
    assert followers_of(cell, DAY) == [first, second]
    stop_following(taken, on=DAY, by=None)
    assert followers_of(cell, DAY) == [second]
    assert followers_of(cell, DAY - dt.timedelta(days=1)) == [first]
    with pytest.raises(ValidationError):
        stop_following(taken, on=DAY, by=None)


def test_cells_count_once_however_many_came_and_how_often():
    """Three cells, one of them visited by two on one day and again later: three cells, five turns."""
    ward = a_ward()
    members = [a_committee_member(ward) for _ in range(3)]
    cells = [a_cell(ward=ward) for _ in range(3)]
    for person, cell in zip(members, cells, strict=True):
        record_visit(a_meeting(of=cell, on=DAY), person=person, by=None)
    record_visit(Meeting.objects.get(unit=cells[0], held_on=DAY), person=members[1], by=None)
    record_visit(a_meeting(of=cells[0], on=dt.date(2016, 7, 4)), person=members[0], by=None)
    a_meeting(of=a_cell(ward=ward), on=DAY)
    eight_months = Period.closed(SINCE, dt.date(2016, 8, 31))
    assert figure("SH-21", ward.pk, eight_months).value == 3
    assert figure("SH-22", ward.pk, eight_months).value == 5
    assert figure("SH-21", ward.pk, Period.closed(DAY, DAY)).value == 3
    assert figure("SH-21", cells[0].pk, eight_months).value == 1
    assert not figure("SH-21", ward.pk, Period.year(2017)).value


def test_who_was_planned_and_did_not_come_counts_nowhere():
    ward = a_ward()
    cell, person = a_cell(ward=ward), a_committee_member(ward)
    follow(person=person, unit=cell, on=SINCE, by=None)
    meeting = a_meeting(of=cell, on=DAY)
    assert write_sheet([meeting], {}, day=DAY, by=None) == 1
    assert Visit.objects.get().attended is False
    assert visitors_of(meeting) == []
    assert not figure("SH-22", ward.pk, Period.year(2016)).value


def test_the_sheet_of_a_day_says_who_was_planned_and_who_came():
    ward = a_ward()
    cells = [a_cell(ward=ward) for _ in range(2)]
    follower, other = a_committee_member(ward), a_committee_member(ward)
    follow(person=follower, unit=cells[0], on=SINCE, by=None)
    meetings = [a_meeting(of=cell, on=DAY) for cell in cells]
    assert [row.people for row in sheet(meetings, DAY)] == [[(follower, None, True)], []]
    write_sheet(meetings, {meetings[0].pk: {follower.pk}, meetings[1].pk: {other.pk}}, day=DAY, by=None)
    assert [row.people for row in sheet(meetings, DAY)] == [[(follower, True, True)], [(other, True, False)]]
    write_sheet(meetings, {meetings[0].pk: {follower.pk}}, day=DAY, by=None)
    assert [row.people for row in sheet(meetings, DAY)] == [[(follower, True, True)], [(other, False, False)]]
    with pytest.raises(ValidationError):
        write_sheet(meetings, {meetings[0].pk: {a_person().pk}}, day=DAY, by=None)


def test_before_the_day_the_sheet_says_who_is_expected():
    ward = a_ward()
    person, day = a_committee_member(ward), dt.date(2099, 8, 3)
    meeting = a_meeting(of=a_cell(ward=ward), on=day)
    write_sheet([meeting], {meeting.pk: {person.pk}}, day=day, by=None)
    assert sheet([meeting], day)[0].people == [(person, None, False)]
    with pytest.raises(ValidationError):
        record_visit(meeting, person=person, by=None)
    write_sheet([meeting], {}, day=day, by=None)
    assert sheet([meeting], day)[0].people == []


def test_a_note_stays_when_the_office_ticks_and_the_trail_does_not_quote_it():
    ward = a_ward()
    person = a_committee_member(ward)
    meeting = a_meeting(of=a_cell(ward=ward), on=DAY)
    visit = record_visit(meeting, person=person, note="Nội bộ chưa thống nhất", by=None)
    write_sheet([meeting], {meeting.pk: {person.pk}}, day=DAY, by=None)
    visit.refresh_from_db()
    assert visit.note == "Nội bộ chưa thống nhất"
    assert "thống nhất" not in str([entry.changes for entry in trail_of(visit)])
    with pytest.raises(ValidationError):
        write_sheet([meeting], {}, day=DAY, by=None)


def test_coverage_of_a_month():
    ward = a_ward()
    person, idle = a_committee_member(ward), a_committee_member(ward)
    seen, left = a_cell(ward=ward), a_cell(ward=ward)
    record_visit(a_meeting(of=seen, on=DAY), person=person, by=None)
    board = a_user(Role.BOARD, of=ward)
    found = coverage(board, {seen.pk, left.pk}, DAY.replace(day=1), dt.date(2016, 9, 1))
    assert (found.cells, found.visited, found.turns, found.left) == (2, 1, 1, [left])
    assert [(one, one.went) for one in found.members] == [(person, 1), (idle, None)]


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_cells_asks_as_often_for_three_as_for_one(n, django_assert_num_queries):
    ward = a_ward()
    board, day = a_user(Role.BOARD, of=ward), dt.date(2026, 1, 1)
    cells = [a_cell(ward=ward) for _ in range(n)]
    for cell in cells:
        person = a_committee_member(ward)
        follow(person=person, unit=cell, on=SINCE, by=None)
        record_visit(a_meeting(of=cell, on=DAY), person=person, by=None)
    ids = {cell.pk for cell in cells}
    list(cell_list(board, ids, day))
    with django_assert_num_queries(2):
        rows = list(cell_list(board, ids, day, "unvisited"))
        assert [(row.last_visit, len(row.current), row.current[0].person.full_name != "") for row in rows] == [
            (DAY, 1, True)
        ] * n
    assert list(cell_list(board, ids, day, "nobody")) == []
    meetings = list(Meeting.objects.filter(unit__in=ids).select_related("unit"))
    with django_assert_num_queries(2):
        assert len(sheet(meetings, DAY)) == n


def test_own_meetings_are_those_of_cells_that_one_follows_on_their_day():
    ward = a_ward()
    cell, person = a_cell(ward=ward), a_committee_member(ward)
    follow(person=person, unit=cell, on=DAY, by=None)
    meeting = a_meeting(of=cell, on=DAY)
    a_meeting(of=cell, on=DAY - dt.timedelta(days=10), kind=Meeting.Kind.THEMATIC)
    a_meeting(of=a_cell(ward=ward), on=DAY)
    assert list(own_meetings(person.pk, DAY)) == [meeting]
