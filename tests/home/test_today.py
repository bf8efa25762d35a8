import datetime as dt

import pytest
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.home.due import due_for
from chibo.records.admissions.actions import record_step
from chibo.records.admissions.models import Step
from chibo.records.cells.models import Record, Sitting
from chibo.records.documents.outgoing import confirm_receipt
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.records.members.actions import propose_correction
from chibo.records.scoring import actions as scoring
from chibo.registry.access.models import Role
from chibo.registry.calendar.working_days import add_months
from chibo.registry.orgs.models import Kind
from chibo.reports.actions import create_report
from chibo.reports.models import Report
from tests.factories import a_browser, a_meeting, a_member, a_unit, a_user, a_ward, an_application
from tests.records.documents.papers import an_issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


def days_ago(n):
    return today() - dt.timedelta(days=n)


class Place:
    """A ward with a cell that met last month, so that nothing is due until a test makes it so."""

    def __init__(self):
        self.district = a_unit(kind=Kind.SUPERIOR)
        self.ward = a_ward(parent=self.district)
        self.cell = a_unit(parent=self.ward, name="Chi bộ 7")
        last_month = today().replace(day=1) - dt.timedelta(days=1)
        meeting = a_meeting(of=self.cell, on=last_month)
        Meeting.objects.filter(pk=meeting.pk).update(state="closed", closed_at=dt.datetime.now(tz=dt.UTC))
        lines = scoring.suggested(meeting)[1].lines
        scoring.assess(meeting, {line.criterion.pk: line.most for line in lines}, by=None)
        self._lock_minutes(meeting)
        a_meeting(of=self.cell, on=add_months(today().replace(day=1), 1) + dt.timedelta(days=26))

    def _lock_minutes(self, meeting):
        sitting = Sitting.objects.create(meeting=meeting, unit=self.cell)
        at = dt.datetime.now(tz=dt.UTC)
        Record.objects.create(
            sitting=sitting, unit=self.cell, kind="minutes", held_on=meeting.held_on, text="Biên bản", state="locked",
            adopted_at=at, locked_at=at, number=1, frame={}, digest="0" * 64,
        )  # fmt: skip

    def held(self, role):
        of_cell = role in (Role.MEMBER, Role.SECRETARY)
        return self.cell if of_cell else self.district if role is Role.SUPERIOR else self.ward

    def due(self, role):
        unit = self.held(role)
        return due_for(a_user(role, of=unit), unit, today())


@pytest.fixture
def place():
    return Place()


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_page_of_its_own(place, role):
    response = a_browser(a_user(role, of=place.held(role))).get("/")
    assert response.status_code == 200
    assert response.context["soon"] == []
    assert (f'href="{reverse("access:accounts")}"' in response.text) == (role is Role.ADMIN)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.PARTNER, Role.ADMIN])
def test_who_has_nothing_to_do_is_told_so(place, role):
    a_meeting(of=place.cell, on=days_ago(3), kind="thematic")
    Meeting.objects.filter(kind="regular", sitting=None).delete()
    response = a_browser(a_user(role, of=place.held(role))).get("/")
    assert response.context["due"] == []
    assert "Nothing is due today" in response.text


def who_is_told(place, title):
    return {role for role in Role if title in [item.title for item in place.due(role)]}


def who_is_led(place, address):
    return {role for role in Role if any(item.url.startswith(address) for item in place.due(role))}


def test_a_meeting_of_the_cell_is_due_for_its_secretary(place):
    a_meeting(of=place.cell, on=today() + dt.timedelta(days=3), kind="thematic", title="Chuyên đề")
    assert who_is_told(place, "Chuyên đề") == {Role.SECRETARY}


def test_a_conference_is_due_for_those_who_hold_it_and_then_for_who_marks_the_cell(place):
    conference = a_meeting(of=place.ward, on=days_ago(2), kind="conference", title="Học tập nghị quyết")
    a_member(of=place.cell)
    assert who_is_told(place, "Học tập nghị quyết") == {Role.CLERK, Role.BOARD}

    meetings.convoke(conference, by=None)
    assert who_is_told(place, "Học tập nghị quyết") == {Role.CLERK, Role.BOARD, Role.SECRETARY}

    meetings.mark(conference, dict.fromkeys(conference.attendances.values_list("pk", flat=True), "present"), by=None)
    assert who_is_told(place, "Học tập nghị quyết") == {Role.CLERK, Role.BOARD}

    meetings.close_meeting(conference, by=None)
    assert who_is_told(place, "Học tập nghị quyết") == set()


def test_a_meeting_further_away_than_two_weeks_is_not_due(place):
    a_meeting(of=place.cell, on=today() + dt.timedelta(days=15), kind="thematic", title="Chuyên đề")
    assert who_is_told(place, "Chuyên đề") == set()


def test_a_cell_that_did_not_meet_is_told_to_who_must_act_and_not_to_its_members(place):
    Meeting.objects.filter(kind="regular").update(kind="thematic")
    assert who_is_led(place, "/sinh-hoat/?kind=regular") == {Role.SECRETARY, Role.BOARD, Role.LEADER}


def test_a_letter_waits_in_the_cell_to_which_it_was_sent_until_somebody_confirms_it(place):
    letter = an_issued(of=place.ward, to=(place.cell,), type_="CV", title="Về việc nộp báo cáo")
    assert who_is_told(place, "Về việc nộp báo cáo") == {Role.SECRETARY}
    confirm_receipt(letter.deliveries.get(), by=a_user(Role.SECRETARY, of=place.cell))
    assert who_is_told(place, "Về việc nộp báo cáo") == set()


def test_a_proposal_waits_for_the_secretary_and_the_board(place):
    user = a_user(Role.MEMBER, of=place.cell)
    propose_correction(user.person, field="phone", value="0912345678", by=user)
    assert who_is_led(place, reverse("members:corrections")) == {Role.SECRETARY, Role.BOARD}


def test_an_admission_that_is_late_waits_for_the_secretary_and_the_board(place):
    application = an_application(of=place.cell, on=dt.date(2022, 1, 10), full_name="Lê Thị Mai")
    record_step(
        application, stage=Step.Stage.CELL_RESOLUTION, taken_on=dt.date(2022, 6, 1), by=None, in_favour=3, entitled=3
    )
    assert who_is_told(place, f"Lê Thị Mai: {Step.Stage.DECIDED.label}") == {Role.SECRETARY, Role.BOARD}


def test_a_draft_waits_for_who_signs(place):
    report = create_report(unit=place.ward, kind=Report.Kind.YEAR, period=Period.year(2022), by=None)
    assert who_is_told(place, str(report)) == {Role.LEADER}


def test_what_is_late_comes_first_and_what_is_to_come_apart(place):
    a_member(of=place.cell)
    for title, on in (("Sắp tới", today() + dt.timedelta(days=2)), ("Hôm nay", today()), ("Trễ hạn", days_ago(9))):
        a_meeting(of=place.cell, on=on, kind="thematic", title=title)

    response = a_browser(a_user(Role.SECRETARY, of=place.cell)).get("/")

    due = [(item.title, days) for item, days in response.context["due"]]
    assert due[0] == ("Trễ hạn", 9)
    assert {title: days for title, days in due if title in ("Sắp tới", "Hôm nay")} == {"Hôm nay": 0}
    assert [item.title for item in response.context["soon"]] == ["Sắp tới"]
    assert [days for _title, days in due if days] == [9, 1]  # nobody has prepared today's meeting, due a day before
    assert response.context["late"] == 2
    places = [response.text.index(title) for title in ("Trễ hạn", "Hôm nay", "Sắp tới")]
    assert places == sorted(places)


def test_what_is_due_in_another_ward_is_not_told(place):
    a_meeting(of=a_unit(parent=a_ward()), on=today(), kind="thematic", title="Chuyên đề")
    assert who_is_told(place, "Chuyên đề") == set()


def test_what_changed_is_told_only_to_those_who_see_it(place):
    a_member(of=place.cell, full_name="Đỗ Thị Hằng")
    seen = {role: "Đỗ Thị Hằng" in a_browser(a_user(role, of=place.held(role))).get("/").text for role in Role}
    assert {role for role, told in seen.items() if told} == {Role.SECRETARY, Role.BOARD, Role.LEADER}
