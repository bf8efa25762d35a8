import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.models import AuditEntry
from chibo.indicators.figures import sheet
from chibo.records.meetings import actions, queries
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint, set_standing
from chibo.registry.people.models import Standing, Title
from tests.factories import LONG_AGO, a_meeting, a_member, a_person, a_unit, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 3, 5)
YEAR = Period.year(2024)
State = Attendance.State


@pytest.fixture
def cell():
    return a_unit(parent=a_ward())


def a_roll(cell, *states):
    """Members of the cell who are given these marks, in this order, at a meeting that is then closed."""
    people = [a_member(of=cell) for _ in states]
    meeting = a_meeting(of=cell, on=DAY)
    actions.convoke(meeting, by=None)
    mark(meeting, dict(zip(people, states, strict=True)))
    return actions.close_meeting(meeting, by=None)


def mark(meeting, states):
    rows = {row.person: row.pk for row in meeting.attendances.select_related("person")}
    return actions.mark(meeting, {rows[person]: state for person, state in states.items()}, by=None)


def figure(unit, code):
    return sheet([unit.pk], YEAR, codes=(code,))[unit.pk, code]


@pytest.mark.parametrize("standing", [Standing.State.EXEMPT, Standing.State.SUSPENDED, Standing.State.AWAY])
def test_who_is_exempt_suspended_or_away_is_on_the_list_without_the_duty(cell, standing):
    without, official, later = (a_member(of=cell) for _ in range(3))
    set_standing(without, state=standing, on=dt.date(2024, 1, 1), by=None)
    set_standing(later, state=standing, on=DAY + dt.timedelta(days=1), by=None)
    meeting = a_meeting(of=cell, on=DAY)

    assert actions.convoke(meeting, by=None) == 3

    states = dict(meeting.attendances.values_list("person_id", "state"))
    assert states == {without.pk: State.EXEMPT, official.pk: State.SUMMONED, later.pk: State.SUMMONED}


def test_a_probationary_member_has_the_duty(cell):
    person = a_member(of=cell)
    set_standing(person, state=Standing.State.PROBATIONARY, on=LONG_AGO, by=None)
    meeting = a_meeting(of=cell, on=DAY)
    actions.convoke(meeting, by=None)
    assert meeting.attendances.get().state == State.SUMMONED


def test_the_rate_is_over_those_with_the_duty_and_leaving_early_is_not_attending(cell):
    exempt = a_member(of=cell)
    set_standing(exempt, state=Standing.State.EXEMPT, on=LONG_AGO, by=None)
    people = {a_member(of=cell): state for state in (State.PRESENT, State.LATE, State.EARLY, State.ABSENT)}
    meeting = a_meeting(of=cell, on=DAY)
    actions.convoke(meeting, by=None)
    mark(meeting, people)
    actions.close_meeting(meeting, by=None)

    found = figure(cell, "SH-02")
    assert (found.numerator, found.denominator, found.value) == (2, 4, 50)
    counts = queries.tally(meeting, only=queries.Q())
    assert (counts.attended, counts.duty, counts.exempt) == (2, 4, 1)


def test_marking_again_replaces_the_first_answer(cell):
    person = a_member(of=cell)
    meeting = a_meeting(of=cell, on=DAY)
    actions.convoke(meeting, by=None)

    assert mark(meeting, {person: State.PRESENT}) == 1
    assert mark(meeting, {person: State.PRESENT}) == 0
    assert mark(meeting, {person: State.ABSENT}) == 1

    assert [row.state for row in meeting.attendances.all()] == [State.ABSENT]


def test_somebody_from_another_meeting_is_refused_and_nobody_is_marked(cell):
    a_member(of=cell)
    first, second = a_meeting(of=cell, on=DAY), a_meeting(of=cell, on=dt.date(2024, 4, 5))
    for meeting in (first, second):
        actions.convoke(meeting, by=None)
    ids = [meeting.attendances.get().pk for meeting in (first, second)]

    with pytest.raises(ValidationError):
        actions.mark(first, dict.fromkeys(ids, State.PRESENT), by=None)

    assert set(Attendance.objects.values_list("state", flat=True)) == {State.SUMMONED}


def test_a_mark_that_does_not_exist_is_refused(cell):
    person = a_member(of=cell)
    meeting = a_meeting(of=cell, on=DAY)
    actions.convoke(meeting, by=None)
    with pytest.raises(ValidationError):
        mark(meeting, {person: "there"})


def test_a_meeting_that_is_still_to_come_is_neither_marked_nor_closed(cell):
    person = a_member(of=cell)
    meeting = a_meeting(of=cell, on=today() + dt.timedelta(days=3))
    actions.convoke(meeting, by=None)
    with pytest.raises(ValidationError):
        mark(meeting, {person: State.PRESENT})
    with pytest.raises(ValidationError):
        actions.close_meeting(meeting, by=None)


def test_a_meeting_does_not_close_while_somebody_is_unmarked_or_nobody_is_summoned(cell):
    meeting = a_meeting(of=cell, on=DAY)
    with pytest.raises(ValidationError):
        actions.close_meeting(meeting, by=None)
    a_member(of=cell)
    actions.convoke(meeting, by=None)
    with pytest.raises(ValidationError):
        actions.close_meeting(meeting, by=None)
    meeting.refresh_from_db()
    assert not meeting.is_closed


def test_a_meeting_counts_only_while_it_is_closed(cell):
    meeting = a_roll(cell, State.PRESENT)
    assert figure(cell, "SH-01").numerator == 1
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.CONVOKED, closed_at=None)
    assert figure(cell, "SH-01").numerator == 0


def test_a_closed_meeting_is_not_changed(cell):
    meeting = a_roll(cell, State.PRESENT)
    with pytest.raises(ValidationError):
        actions.convoke(meeting, by=None)
    with pytest.raises(ValidationError):
        actions.mark(meeting, {meeting.attendances.get().pk: State.ABSENT}, by=None)


def test_summoning_again_adds_who_is_new_and_keeps_what_is_marked(cell):
    first = a_member(of=cell)
    meeting = a_meeting(of=cell, on=DAY)
    actions.convoke(meeting, by=None)
    mark(meeting, {first: State.PRESENT})
    second = a_member(of=cell)

    assert actions.convoke(meeting, by=None) == 1

    assert dict(meeting.attendances.values_list("person_id", "state")) == {
        first.pk: State.PRESENT,
        second.pk: State.SUMMONED,
    }


def test_a_head_beside_the_party_is_summoned_once_though_a_member_too(cell):
    ward = cell.placements.get().parent
    front, member, outsider = a_unit(kind=Kind.FRONT, parent=ward), a_member(of=cell), a_person()
    union = a_unit(kind=Kind.UNION, parent=ward)
    appoint(member, unit=front, title=Title.HEAD, on=LONG_AGO, by=None)
    appoint(outsider, unit=union, title=Title.HEAD, on=LONG_AGO, by=None)
    conference = a_meeting(of=ward, on=DAY, kind=Meeting.Kind.CONFERENCE)

    actions.convoke(conference, by=None, posts=[Title.HEAD], kinds=[Kind.FRONT, Kind.UNION])

    assert set(conference.attendances.values_list("person_id", "unit_id")) == {
        (member.pk, cell.pk),
        (outsider.pk, union.pk),
    }


def test_a_make_up_session_counts_for_the_conference_and_is_none_of_its_own(cell):
    ward = cell.placements.get().parent
    came, missed, lost = (a_member(of=cell) for _ in range(3))
    conference = a_meeting(of=ward, on=DAY, kind=Meeting.Kind.CONFERENCE)
    actions.convoke(conference, by=None)
    mark(conference, {came: State.PRESENT, missed: State.EXCUSED, lost: State.ABSENT})
    actions.close_meeting(conference, by=None)
    assert figure(ward, "HT-02").numerator == 1

    session = a_meeting(of=ward, on=dt.date(2024, 3, 20), kind=Meeting.Kind.CONFERENCE, makes_up=conference)
    assert actions.convoke_absent(session, queries.absent_from(conference), by=None) == 2
    mark(session, {missed: State.PRESENT, lost: State.EARLY})
    actions.close_meeting(session, by=None)

    attended = figure(ward, "HT-02")
    assert (attended.numerator, attended.denominator) == (2, 3)
    assert (figure(ward, "HT-01").numerator, figure(ward, "HT-03").numerator) == (1, 2)
    assert [row.person for row in queries.absent_from(conference)] == [lost]


def test_a_cell_has_one_regular_meeting_a_month(cell):
    a_meeting(of=cell, on=DAY)
    with pytest.raises(ValidationError) as refused:
        a_meeting(of=cell, on=DAY + dt.timedelta(days=9))
    assert refused.value.code == "meetings_one_regular_meeting_a_month"
    a_meeting(of=cell, on=DAY + dt.timedelta(days=9), kind=Meeting.Kind.THEMATIC)


def test_a_meeting_that_is_not_held_is_called_off_and_the_trail_keeps_it(cell):
    a_member(of=cell)
    meeting = a_meeting(of=cell, on=today() + dt.timedelta(days=3), title="Sinh hoạt tháng này")
    actions.convoke(meeting, by=None)
    actions.call_off(meeting, reason="Dời sang tuần sau", by=None)
    assert not Meeting.objects.exists()
    kept = AuditEntry.objects.get(verb="called off")
    assert kept.changes == {"reason": ["Sinh hoạt tháng này", "Dời sang tuần sau"]}


def test_a_meeting_to_which_somebody_came_cannot_be_called_off(cell):
    person = a_member(of=cell)
    meeting = a_meeting(of=cell, on=today())
    actions.convoke(meeting, by=None)
    mark(meeting, {person: State.PRESENT})
    with pytest.raises(ValidationError):
        actions.call_off(meeting, reason="Nhầm", by=None)
    assert Meeting.objects.exists()
