import datetime as dt

import pytest
from django.urls import reverse

from chibo.base.clock import today
from chibo.home.due import cells as due
from chibo.records.cells import actions, queries
from chibo.records.cells.models import Record, Sitting
from chibo.records.following.models import Following
from chibo.records.meetings.actions import close_meeting
from chibo.records.meetings.models import Meeting
from chibo.records.scoring.models import Assessment
from chibo.records.tasks.models import Task
from chibo.registry.access.models import Role, User
from chibo.registry.calendar.models import Term
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_meeting, a_person, a_unit, a_user, a_ward
from tests.records.cells.data import a_roll, a_sitting, held, locked, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


@pytest.fixture
def ward(db):
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def secretary(cell):
    people = a_roll(cell)
    return User.objects.create_user("thuky", person=people[0])


def at(name, sitting):
    return reverse(f"cells:{name}", args=[sitting.meeting_id])


def test_secretary_goes_all_the_way_by_forms_alone(cell, secretary):
    """What a browser without scripts sends, page after page."""
    browser, meeting = a_browser(secretary), a_meeting(of=cell, on=today(), starts_at=dt.time(19, 30))
    page = reverse("cells:meeting", args=[meeting.pk])
    assert "Prepare the meeting" in browser.get(page).content.decode()
    assert browser.post(reverse("cells:begin", args=[meeting.pk])).url == reverse("cells:prepare", args=[meeting.pk])
    sitting = Sitting.objects.get(meeting=meeting)
    item = queries.agenda(sitting)[0]
    agenda = {
        "form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 1, "form-0-pk": item.pk, "form-0-order": 2,
        "form-0-text": item.text, "form-1-order": 1, "form-1-text": "Bàn việc trồng cây",
    }  # fmt: skip
    assert browser.post(at("prepare", sitting), agenda).url == at("convoke", sitting)
    assert [one.text for one in queries.agenda(sitting)] == ["Bàn việc trồng cây", item.text]
    assert browser.post(at("convoke", sitting)).url == at("roll", sitting)
    rows = list(meeting.attendances.order_by("person_id").values_list("pk", flat=True))
    assert browser.post(at("roll", sitting), {"all": 1, "unmarked": rows}).url == at("roll", sitting)
    marks = {f"dv-{pk}": "present" for pk in rows} | {f"dv-{rows[4]}": "excused", f"ly-do-{rows[4]}": "ốm"}
    assert browser.post(at("roll", sitting), marks).url == at("proceedings", sitting)
    form = {
        "began_at": "19:30", "ended_at": "21h05", "speakers": 2, "with_resolution": "on",
        "q-TOTAL_FORMS": 1, "q-INITIAL_FORMS": 0, "q-0-text": "Trồng 20 cây",
        "v-TOTAL_FORMS": 1, "v-INITIAL_FORMS": 0, "v-0-text": "Mua cây", "v-0-person": secretary.person_id,
        "v-0-due_on": f"{today() + dt.timedelta(days=9):%d/%m/%Y}",
    }  # fmt: skip
    assert browser.post(at("proceedings", sitting), form).url == at("score", sitting)
    assert "Accept, full points for the rest" in browser.get(at("score", sitting)).content.decode()
    assert browser.post(at("score", sitting)).url == at("texts", sitting)
    shown = browser.get(at("texts", sitting)).context["form"].initial
    assert "Vắng có lý do: 1 đồng chí" in shown["minutes"]
    assert browser.post(at("texts", sitting), shown).url == at("finish", sitting)
    assert browser.post(at("finish", sitting), {"adopt": 1, "in_favour": 4}).url == at("finish", sitting)
    assert browser.post(at("finish", sitting), {"lock": 1}).url == page
    assert {record.state for record in sitting.records.all()} == {"locked"}
    assert Task.objects.get().title == "Mua cây"
    assert "Chi bộ tự chấm" in sitting.records.get(kind="resolution").text
    assert Assessment.objects.get(meeting=meeting).frozen_at
    assert "points, Good" in browser.get(page).content.decode()
    assert "4/4 đồng chí, đạt tỷ lệ 100% tán thành" in str(sitting.records.get(kind="resolution").frame)


def test_wrong_vote_is_shown_and_what_was_typed_stays(cell, secretary):
    sitting = a_sitting(cell)
    form = {
        "q-TOTAL_FORMS": 1, "q-INITIAL_FORMS": 0, "q-0-text": "Trồng cây", "q-0-in_favour": 9,
        "v-TOTAL_FORMS": 0, "v-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = a_browser(secretary).post(at("proceedings", sitting), form)
    assert answer.status_code == 422
    assert "9 votes cannot be right: 5 of those present have the right to vote." in answer.content.decode()
    assert 'value="Trồng cây"' in answer.content.decode()
    answer = a_browser(secretary).post(at("finish", written(sitting)), {"adopt": 1, "in_favour": 1})
    assert (answer.status_code, sitting.records.filter(state="draft").count()) == (422, 2)


def test_more_lines_keep_what_was_typed(cell, secretary):
    sitting = a_sitting(cell)
    form = {
        "more": "v", "speakers": 7, "q-TOTAL_FORMS": 1, "q-INITIAL_FORMS": 0, "q-0-text": "Trồng cây",
        "v-TOTAL_FORMS": 1, "v-INITIAL_FORMS": 0, "v-0-text": "Mua cây",
    }  # fmt: skip
    page = a_browser(secretary).post(at("proceedings", sitting), form).content.decode()
    assert all(f'value="{typed}"' in page for typed in ("7", "Trồng cây", "Mua cây"))
    assert "v-3-text" in page


def test_filling_again_asks_before_hand_written_text_is_lost(cell, secretary):
    sitting, browser = a_sitting(cell), a_browser(secretary)
    written(sitting, minutes="Chữ của thư ký")
    assert browser.get(at("texts", sitting)).context["form"].initial["minutes"] == "Chữ của thư ký"
    assert "is lost" in browser.get(at("refill", sitting)).content.decode()
    assert sitting.records.get(kind="minutes").text == "Chữ của thư ký"
    browser.post(at("refill", sitting))
    assert sitting.records.get(kind="minutes").text.startswith("Hôm nay")


def test_text_not_touched_by_hand_follows_the_roll_call(cell, secretary):
    sitting = a_sitting(cell)
    browser = a_browser(secretary)
    browser.post(at("texts", sitting), browser.get(at("texts", sitting)).context["form"].initial)
    held(sitting, decisions=[("Việc thêm sau", actions.Vote())])
    assert "Việc thêm sau" in browser.get(at("texts", sitting)).context["form"].initial["minutes"]


def reader(kind, ward, cell):
    if kind == "follower":
        user = User.objects.create_user("theodoi", person=a_person())
        Following.objects.create(unit=cell, person=user.person, committee=ward, valid_from=LONG_AGO)
        return user
    where = cell if kind in (Role.MEMBER, Role.SECRETARY) else ward
    return a_user(kind, of=a_unit(parent=ward)) if kind == "neighbour" else a_user(kind, of=where)


@pytest.mark.parametrize(
    ("who", "minutes", "resolution"),
    [
        (Role.MEMBER, 200, 200), (Role.SECRETARY, 200, 200), (Role.BOARD, 200, 200), ("follower", 200, 200),
        (Role.LEADER, 404, 200), (Role.CLERK, 404, 404), (Role.ADMIN, 404, 404), (Role.INSPECTOR, 404, 404),
    ],
)  # fmt: skip
def test_who_reads_what_is_locked(cell, secretary, who, minutes, resolution):
    ward = cell.placements.get().parent
    records = {record.kind: record for record in locked(held(a_sitting(cell)))}
    browser = a_browser(reader(who, ward, cell))
    for kind, status in (("minutes", minutes), ("resolution", resolution)):
        assert browser.get(records[kind].get_absolute_url()).status_code == status
        assert browser.get(reverse("cells:file", args=[records[kind].pk, "pdf"])).status_code == status


def test_neighbouring_cell_reads_nothing(ward, cell, secretary):
    sitting = held(a_sitting(cell))
    record = locked(sitting)[0]
    browser = a_browser(a_user(Role.SECRETARY, of=a_unit(parent=ward)))
    for address in (record.get_absolute_url(), at("meeting", sitting), reverse("cells:book", args=[cell.slug])):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize("who", [Role.MEMBER, Role.BOARD, Role.LEADER, "follower"])
def test_draft_is_read_by_its_secretary_only(ward, cell, secretary, who):
    sitting = written(held(a_sitting(cell)))
    record = sitting.records.get(kind="resolution")
    assert a_browser(secretary).get(record.get_absolute_url()).status_code == 200
    browser = a_browser(reader(who, ward, cell))
    assert browser.get(record.get_absolute_url()).status_code == 404
    assert browser.get(at("texts", sitting)).status_code == 403


def test_members_read_the_agenda_once_they_are_summoned(ward, cell, secretary):
    meeting = a_meeting(of=cell, on=today())
    sitting = actions.begin(meeting, by=None)
    member, follower = a_browser(a_user(Role.MEMBER, of=cell)), a_browser(reader("follower", ward, cell))
    assert actions.DISCUSS not in member.get(at("meeting", sitting)).content.decode()
    assert actions.DISCUSS in follower.get(at("meeting", sitting)).content.decode()
    a_browser(secretary).post(at("convoke", sitting))
    assert actions.DISCUSS in member.get(at("meeting", sitting)).content.decode()


def test_leader_sees_no_votes_and_assignments_of_a_cell(ward, cell, secretary):
    sitting = held(a_sitting(cell), decisions=[("Việc nội bộ", actions.Vote())])
    page = a_browser(a_user(Role.LEADER, of=ward)).get(at("meeting", sitting))
    assert page.status_code == 200
    assert "Việc nội bộ" not in page.content.decode()


def test_book_is_searched_without_diacritics(cell, secretary):
    locked(held(a_sitting(cell, on=dt.date(2026, 9, 4))), resolution="Vận động hiến đất mở đường")
    locked(held(a_sitting(cell, on=dt.date(2026, 10, 4))), resolution="Chuyển đổi số")
    browser, book = a_browser(secretary), reverse("cells:book", args=[cell.slug])
    found = browser.get(book, {"q": "hien dat"}).context["page"]
    assert [record.held_on.month for record in found] == [9]
    assert len(browser.get(book, {"kind": "resolution", "year": 2026}).context["page"]) == 2
    assert browser.get(reverse("cells:book_year", args=[cell.slug, 2026, "resolution"])).status_code == 200
    assert browser.get(reverse("cells:book_year", args=[cell.slug, 2025, "resolution"])).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(
    ward, cell, secretary, size, django_assert_num_queries
):
    for number in range(size):
        other = a_unit(parent=ward)
        a_roll(other)
        for unit in (cell, other):
            locked(held(a_sitting(unit, on=dt.date(2026, 5 + number, 4))))
    user = a_user(Role.BOARD, of=ward)
    list(queries.book(user, cell))  # what the user may do is asked once
    with django_assert_num_queries(2):
        assert len(list(queries.book(user, cell))) == 2 * size
    with django_assert_num_queries(3):
        assert len(list(queries.books(user))) == size + 1
    with django_assert_num_queries(2):
        assert len(queries.cell_years([cell], 2026, dt.date(2026, 11, 24))[0].months) == 11


def test_overview_says_who_has_met_locked_and_sent(ward, cell, secretary):
    day = dt.date(2026, 4, 20)
    locked(held(a_sitting(cell, on=dt.date(2026, 1, 4))))
    sitting = a_sitting(cell, on=dt.date(2026, 2, 4))
    close_meeting(sitting.meeting, by=None)
    months = queries.cell_years([cell], 2026, day)[0]
    assert [(month.is_met, month.is_locked, month.is_sent, month.is_asked) for month in months.months] == [
        (True, True, True, True), (True, False, False, True), (False, False, False, True), (False, False, False, False),
    ]  # fmt: skip
    assert not months.months[0].is_in_time
    assert (months.met, months.missing, months.unlocked) == (2, 1, 1)
    page = a_browser(a_user(Role.CLERK, of=ward)).get(reverse("cells:overview")).content.decode()
    assert "Not locked" in page


def test_home_asks_for_next_month_and_for_minutes_that_are_not_locked(ward, cell, secretary):
    day = dt.date(2026, 11, 21)
    sitting = a_sitting(cell, on=dt.date(2026, 11, 4))
    close_meeting(sitting.meeting, by=None)
    (planned,) = due.to_prepare(secretary, {cell.pk}, day)
    assert planned.title == "Lập kế hoạch họp thường kỳ tháng 12/2026" or "12/2026" in planned.title
    (late,) = due.to_lock(secretary, {cell.pk}, day)
    assert (late.day, late.url) == (dt.date(2026, 11, 6), at("meeting", sitting))
    (above,) = due.unlocked(a_user(Role.LEADER, of=ward), {cell.pk, ward.pk}, day)
    assert above.text == cell.name
    locked(held(sitting))
    a_meeting(of=cell, on=dt.date(2026, 12, 4))
    leader = a_user(Role.LEADER, of=ward)
    assert not [*due.to_prepare(secretary, {cell.pk}, day), *due.to_lock(secretary, {cell.pk}, day)]
    assert not list(due.unlocked(leader, {cell.pk}, day))


@pytest.mark.parametrize("size", [1, 3])
def test_home_asks_for_an_agenda_the_day_before_by_one_query(ward, secretary, size, django_assert_num_queries):
    cells = [a_unit(parent=ward) for _number in range(size)]
    for one in cells:
        a_meeting(of=one, on=dt.date(2026, 12, 4))
    user, units = User.objects.get(pk=secretary.pk), {one.pk for one in cells}
    for one in cells:
        appoint(user.person, unit=one, title=Title.DEPUTY, on=LONG_AGO, by=None)
    list(due.unprepared(user, units, dt.date(2026, 12, 3)))  # what the user may do is asked once
    with django_assert_num_queries(1):
        found = list(due.unprepared(user, units, dt.date(2026, 12, 3)))
    assert [one.day for one in found] == [dt.date(2026, 12, 3)] * size
    assert not list(due.unprepared(user, units, dt.date(2026, 12, 2)))
    for meeting in Meeting.objects.all():
        actions.begin(meeting, by=None)
    assert not list(due.unprepared(user, units, dt.date(2026, 12, 3)))


@pytest.mark.parametrize("size", [1, 3])
def test_home_asks_for_a_thematic_meeting_in_the_last_month_of_a_quarter(
    ward, secretary, size, django_assert_num_queries
):
    cells = [a_unit(parent=ward) for _number in range(size)]
    for one in cells:
        appoint(secretary.person, unit=one, title=Title.DEPUTY, on=LONG_AGO, by=None)
    Term.objects.filter(code="cells.thematic").delete()
    Term.objects.create(code="cells.thematic", valid_from=LONG_AGO, length=3, measured="months", source="Hướng dẫn 1")
    units, day = {one.pk for one in cells}, dt.date(2026, 12, 2)
    list(due.without_thematic(secretary, units, day))  # what the user may do is asked once
    with django_assert_num_queries(2):
        found = list(due.without_thematic(secretary, units, day))
    assert [(one.day, one.title) for one in found] == [
        (dt.date(2026, 12, 31), "Hold a thematic meeting in quarter 4/2026")
    ] * size
    assert not list(due.without_thematic(secretary, units, dt.date(2026, 11, 30)))
    for one in cells:
        a_meeting(of=one, on=dt.date(2026, 10, 18), kind=Meeting.Kind.THEMATIC)
    assert not list(due.without_thematic(secretary, units, day))
    Term.objects.filter(code="cells.thematic").delete()
    assert not list(due.without_thematic(secretary, {one.pk for one in cells}, dt.date(2027, 3, 2)))


def test_meeting_that_is_called_off_takes_its_preparation_with_it(cell, secretary):
    meeting = a_meeting(of=cell, on=today())
    actions.begin(meeting, by=None)
    a_browser(secretary).post(reverse("meetings:call_off", args=[meeting.pk]), {"reason": "Bão"})
    assert not Meeting.objects.filter(pk=meeting.pk).exists()
    assert not Sitting.objects.exists()
    assert not Record.objects.exists()


def test_correction_is_written_read_and_locked_by_the_secretary(cell, secretary):
    record = locked(held(a_sitting(cell)))[0]
    browser = a_browser(secretary)
    address = reverse("cells:correct", args=[record.pk])
    assert browser.post(address, {"text": "Bản đúng"}).status_code == 422
    new = browser.post(address, {"text": "Bản đúng", "because": "Ghi nhầm"}).url
    assert "Bản đúng" in browser.get(new).content.decode()
    browser.post(reverse("cells:correction_lock", args=[Record.objects.get(corrects=record).pk]))
    assert Record.objects.get(corrects=record).is_locked
    assert "There is a correction" in browser.get(record.get_absolute_url()).content.decode()


def test_secretary_of_the_title_presides_by_default(cell, secretary):
    sitting = a_sitting(cell)
    assert sitting.chair.tenures.get().title == Title.SECRETARY
