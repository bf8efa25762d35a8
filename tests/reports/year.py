"""A ward with two cells and the records of one year."""

import datetime as dt

from chibo.base.facts import Period
from chibo.records.contests.models import Contest, Entry
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.plans.models import StudyPlan
from chibo.records.targets.models import Target
from chibo.registry.orgs.models import Kind
from chibo.registry.people.models import Membership
from chibo.reports import actions
from chibo.reports.models import Report
from tests.factories import a_member, a_unit

YEAR = Period.year(2022)
ADMITTED_ON = dt.date(2022, 5, 19)


class Ward:
    """The units that a test speaks of."""

    def __init__(self):
        self.above = a_unit(kind=Kind.SUPERIOR, name="Đảng bộ quận Bắc Hà")
        self.unit = a_unit(kind=Kind.PARTY, parent=self.above, name="Đảng bộ phường Đức Hòa")
        self.first = a_unit(parent=self.unit, name="Chi bộ 1")
        self.second = a_unit(parent=self.unit, name="Chi bộ 2")
        self.elsewhere = a_unit(kind=Kind.PARTY, parent=self.above, name="Đảng bộ phường Phúc An")


def a_ward_with_records():
    ward = Ward()
    fill_with_records(ward)
    return ward


def fill_with_records(ward):
    members = [a_member(of=ward.first, gender="woman") for _ in range(3)] + [a_member(of=ward.second) for _ in range(2)]
    a_member(of=ward.second, since=ADMITTED_ON, came=Membership.Way.ADMITTED)
    a_target(ward.unit, "DV-KN-01", 1)
    a_conference(ward.unit)
    a_cell_meeting(ward.first, month=3)
    a_cell_meeting(ward.first, month=4, absent=1)
    a_cell_meeting(ward.second, month=3)
    StudyPlan.objects.create(unit=ward.first, year=2022, registered_on=dt.date(2022, 2, 1))
    StudyPlan.objects.create(unit=ward.first, person=members[0], year=2022, registered_on=dt.date(2022, 2, 1))
    contest = Contest.objects.create(
        unit=ward.unit, title="Tìm hiểu nghị quyết", opens_on=dt.date(2022, 6, 1), closes_on=dt.date(2022, 7, 1)
    )
    for receipt in ("001", "002"):
        Entry.objects.create(contest=contest, unit=ward.first, entered_on=dt.date(2022, 6, 5), receipt=receipt)
    a_target(ward.unit, "CT-01", 4)


def a_target(unit, code, amount):
    return Target.objects.create(
        unit=unit, indicator=code, start=YEAR.start, end=YEAR.end, amount=amount, given_by=unit
    )


def a_conference(unit):
    meeting = meetings.plan_meeting(
        unit=unit, kind=Meeting.Kind.CONFERENCE, title="Học tập nghị quyết", held_on=dt.date(2022, 3, 9), by=None
    )
    return a_closed(meeting)


def a_cell_meeting(unit, *, month, absent=0):
    meeting = meetings.plan_meeting(
        unit=unit, kind=Meeting.Kind.REGULAR, title="Sinh hoạt định kỳ", held_on=dt.date(2022, month, 3), by=None
    )
    return a_closed(meeting, absent=absent)


def a_closed(meeting, *, absent=0):
    meetings.convoke(meeting, by=None)
    rows = list(meeting.attendances.order_by("pk"))
    states = {row.pk: Attendance.State.PRESENT for row in rows}
    for row in rows[:absent]:
        states[row.pk] = Attendance.State.ABSENT
    meetings.mark(meeting, states, by=None)
    return meetings.close_meeting(meeting, by=None)


def a_report(unit, *, period=YEAR, kind=Report.Kind.YEAR):
    return actions.create_report(unit=unit, kind=kind, period=period, by=None)


def another_admission(ward):
    """Write down late that one more was admitted that year."""
    return a_member(of=ward.first, since=ADMITTED_ON, came=Membership.Way.ADMITTED)
