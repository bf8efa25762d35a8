"""Whom the study of documents reached: people once each, over those who had the duty."""

import datetime as dt

import pytest

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import figure
from chibo.indicators.rollup import rows, totals
from chibo.records.cascade import facts
from chibo.records.cascade.actions import count_reached, record_response
from chibo.records.cascade.reach import reach_of
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint, set_standing
from chibo.registry.people.models import Standing, Title
from tests.factories import LONG_AGO, a_meeting, a_member, a_person, a_unit, a_ward
from tests.records.cascade.directives import a_directive, days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cells(ward):
    return [a_unit(parent=ward) for _ in range(2)]


@pytest.fixture
def period():
    return Period.closed(days_ago(40), today())


def studied(document, *, by, on, states, kind=Meeting.Kind.THEMATIC, beside=()):
    """A closed meeting that studied the document; `states` by the full name, everybody else present."""
    meeting = a_meeting(of=by, on=on, kind=kind, documents=[document])
    meetings.convoke(meeting, posts=[Title.HEAD] if beside else (), kinds=beside, by=None)
    rows_ = meeting.attendances.exclude(state="exempt").select_related("person")
    meetings.mark(meeting, {row.pk: states.get(row.person.full_name, "present") for row in rows_}, by=None)
    return meetings.close_meeting(meeting, by=None)


def both(period, unit):
    return tuple(totals(measure, period, [unit.pk]).get(unit.pk, 0) for measure in (facts.REACHED, facts.TO_REACH))


def test_members_of_a_cell_that_has_not_studied_yet_are_still_to_be_reached(ward, cells, period):
    for cell in cells:
        for _ in range(3):
            a_member(of=cell)
    programme = a_directive(of=ward, to=cells)
    studied(programme, by=cells[0], on=days_ago(5), states={})
    assert both(period, ward) == (3, 6)
    assert both(period, cells[1]) == (0, 3)


def test_who_left_early_was_not_reached_and_who_is_exempt_has_no_duty(ward, cells, period):
    a_member(of=cells[0], full_name="Lê Thị Sớm")
    exempt = a_member(of=cells[0])
    set_standing(exempt, state=Standing.State.EXEMPT, on=LONG_AGO, by=None)
    a_member(of=cells[0])
    programme = a_directive(of=ward, to=cells[:1])
    studied(programme, by=cells[0], on=days_ago(5), states={"Lê Thị Sớm": "early"})
    assert both(period, ward) == (1, 2)


def test_two_meetings_reach_a_member_once(ward, cells, period):
    a_member(of=cells[0])
    programme = a_directive(of=ward, to=cells[:1])
    studied(programme, by=cells[0], on=days_ago(8), states={})
    studied(programme, by=cells[0], on=days_ago(5), states={})
    assert both(period, ward) == (1, 1)
    assert len(rows(facts.REACHED, period, ward.pk)) == 1


def test_guests_are_no_members(ward, cells, period):
    union = a_unit(kind=Kind.UNION, parent=ward)
    appoint(a_person(), unit=union, title=Title.HEAD, on=LONG_AGO, by=None)
    a_member(of=cells[0])
    programme = a_directive(of=ward)
    studied(programme, by=ward, on=days_ago(5), states={}, kind=Meeting.Kind.CONFERENCE, beside=[Kind.UNION])
    assert both(period, ward) == (1, 1)


def test_a_meeting_that_studied_nothing_or_is_not_closed_reaches_nobody(ward, cells, period):
    a_member(of=cells[0])
    programme = a_directive(of=ward, to=cells[:1])
    meetings.convoke(a_meeting(of=cells[0], on=days_ago(5), documents=[programme]), by=None)
    assert both(period, ward) == (0, 1)


def test_who_was_reached_and_left_stays_reached(ward, cells, period):
    """The part is never more than the whole, whatever becomes of people afterwards."""
    member = a_member(of=cells[0])
    programme = a_directive(of=ward, to=cells)
    studied(programme, by=cells[0], on=days_ago(20), states={})
    member.memberships.update(valid_until=days_ago(10), left="died")
    a_member(of=cells[0], since=days_ago(3))
    assert both(period, ward) == (1, 1)


def test_another_period_counts_nothing(ward, cells):
    a_member(of=cells[0])
    programme = a_directive(of=ward, to=cells[:1])
    studied(programme, by=cells[0], on=days_ago(5), states={})
    before = Period.closed(days_ago(400), days_ago(300))
    assert both(before, ward) == (0, 0)


def test_the_percentage_says_its_base(ward, cells, period):
    for _ in range(3):
        a_member(of=cells[0])
    a_member(of=cells[0], full_name="Lê Thị Vắng")
    programme = a_directive(of=ward, to=cells[:1])
    studied(programme, by=cells[0], on=days_ago(5), states={"Lê Thị Vắng": "absent"})
    found = figure("TK-03", ward.pk, period)
    assert (found.numerator, found.denominator) == (3, 4)
    assert found.indicator.noun == "% đảng viên"


def test_the_screen_counts_one_document_alone(ward, cells):
    for cell in cells:
        a_member(of=cell)
    programme, other = a_directive(of=ward, to=cells), a_directive(of=ward, to=cells)
    studied(programme, by=cells[0], on=days_ago(5), states={})
    found = reach_of(programme, [programme.pk], today())
    assert (found.reached, found.members) == (1, 2)
    assert reach_of(other, [other.pk], today()).reached == 0


def test_members_of_mass_organisations_are_numbers(ward, period):
    unions = [a_unit(kind=Kind.UNION, parent=ward) for _ in range(2)]
    programme = a_directive(of=ward, to=unions)
    count_reached(programme, unit=unions[0], held_on=days_ago(5), reached=90, whole=100, by=None)
    count_reached(programme, unit=unions[0], held_on=days_ago(4), reached=100, whole=100, by=None)
    count_reached(programme, unit=unions[1], held_on=days_ago(4), reached=40, whole=60, by=None)
    assert totals(facts.UNION_REACHED, period, [ward.pk]) == {ward.pk: 140}
    assert totals(facts.UNION_MEMBERS, period, [ward.pk]) == {ward.pk: 160}


def test_a_unit_that_made_two_plans_is_one_unit(ward, cells, period):
    programme = a_directive(of=ward, to=cells)
    for title, on in (("Kế hoạch", days_ago(9)), ("Nghị quyết", days_ago(9))):
        record_response(programme, unit=cells[0], kind="plan", title=title, made_on=on, by=None)
    record_response(programme, unit=cells[1], kind="plan", title="Kế hoạch", made_on=days_ago(2), by=None)
    assert totals(facts.UNITS_PLANNED, period, [ward.pk]) == {ward.pk: 2}
    later = Period.closed(days_ago(5), today())
    assert totals(facts.UNITS_PLANNED, later, [ward.pk]) == {ward.pk: 1}


def test_every_total_is_the_number_of_its_records(ward, cells, period):
    for cell in cells:
        a_member(of=cell)
    programme = a_directive(of=ward, to=cells)
    studied(programme, by=cells[0], on=days_ago(5), states={})
    record_response(programme, unit=cells[0], kind="plan", title="Kế hoạch", made_on=today(), by=None)
    for measure in (facts.REACHED, facts.TO_REACH, facts.UNITS_PLANNED):
        assert totals(measure, period, [ward.pk])[ward.pk] == sum(row.amount for row in rows(measure, period, ward.pk))


def test_days_are_those_of_the_study(ward, cells, period):
    a_member(of=cells[0])
    programme = a_directive(of=ward, to=cells[:1])
    studied(programme, by=cells[0], on=days_ago(5), states={})
    assert [row.day for row in rows(facts.REACHED, period, ward.pk)] == [today() - dt.timedelta(days=5)]
