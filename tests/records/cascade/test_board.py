"""One screen for each document: who got it, made it known, planned and acted, and which point waits."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chibo.base.clock import today
from chibo.records.cascade.actions import record_response, remind
from chibo.records.cascade.queries import due_cascade, listed
from chibo.records.cascade.standings import SHOWN, Board
from chibo.records.documents.models import Delivery
from chibo.records.documents.outgoing import confirm_reading, confirm_receipt
from chibo.records.tasks.actions import cancel_task, report_task
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from tests.factories import a_browser, a_document, a_meeting, a_unit, a_user, a_ward
from tests.records.cascade.directives import a_directive, days_ago
from tests.records.tasks.tasks import a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cells(ward):
    return [a_unit(parent=ward) for _ in range(3)]


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward)


def board_of(document):
    return Board([document], today())


def row_of(document, unit):
    return next(one for one in board_of(document).of(document) if one.unit_id == unit.pk)


def page_of(user, document, **asked):
    return a_browser(user).get(reverse("cascade:board", args=[document.pk]), asked)


def received_by(document, *units):
    for delivery in Delivery.objects.filter(document=document, unit__in=units):
        confirm_receipt(delivery, by=None)


def planned_by(document, unit, *, clauses=(), title="Kế hoạch"):
    return record_response(document, unit=unit, kind="plan", title=title, made_on=today(), clauses=clauses, by=None)


def test_the_state_is_said_in_words(ward, cells, clerk):
    programme = a_directive(of=ward, to=cells, points=["Quán triệt", "Kiểm tra"])
    received_by(programme, *cells)
    planned_by(programme, cells[0])
    planned_by(programme, cells[1])
    a_task(of=cells[0], clause=programme.clauses.first())
    text = page_of(clerk, programme).text
    assert "3/3 cells have received it" in text
    assert "0/3 have made it known" in text
    assert "2/3 have a plan" in text
    assert "1 point has no task yet" in text


def test_every_share_is_the_number_of_units_that_its_link_shows(ward, cells, clerk):
    programme = a_directive(of=ward, to=cells)
    received_by(programme, *cells[:2])
    planned_by(programme, cells[2])
    progress, standings = board_of(programme).progress(programme), board_of(programme).of(programme)
    for name, share in (("received", progress.received), ("read", progress.read), ("planned", progress.planned)):
        shown = [one.unit for one in standings if SHOWN[name](one)]
        assert len(shown) == share
        text = page_of(clerk, programme, show=name).text
        links = [reverse("cascade:own", args=[programme.pk, unit.slug]) in text for unit in cells]
        assert links == [unit in shown for unit in cells]


def test_what_the_ward_makes_to_carry_it_out_counts_for_the_document_above(ward, cells):
    programme = a_document(of=ward, type="CTr", issued_on=days_ago(60))
    plan = a_directive(of=ward, to=cells, type="KH", carries_out=[programme])
    received_by(plan, cells[0])
    planned_by(plan, cells[1])
    progress = board_of(programme).progress(programme)
    assert (progress.units, progress.received, progress.planned) == (3, 1, 1)


def test_a_plan_that_a_unit_issued_itself_counts_once_even_if_it_is_also_noted(ward, cells):
    programme = a_directive(of=ward, to=cells)
    own = a_document(
        of=cells[0], type="KH", issued_on=days_ago(5), direction="outgoing", carries_out=[programme], issuer="Chi bộ"
    )
    assert row_of(programme, cells[0]).plans == 1
    record_response(programme, unit=cells[0], kind="plan", title="Kế hoạch", made_on=today(), own_document=own, by=None)
    assert row_of(programme, cells[0]).plans == 1


def test_a_unit_that_got_two_papers_has_received_when_it_has_both(ward, cells):
    programme = a_directive(of=ward, to=cells)
    plan = a_directive(of=ward, to=cells, type="KH", carries_out=[programme])
    received_by(programme, cells[0])
    assert not row_of(programme, cells[0]).is_received
    received_by(plan, cells[0])
    assert row_of(programme, cells[0]).is_received


def test_a_closed_meeting_that_studied_it_has_made_it_known(ward, cells):
    programme = a_directive(of=ward, to=cells)
    a_meeting(of=cells[0], on=days_ago(3), documents=[programme])
    held = a_meeting(of=cells[1], on=days_ago(3), documents=[programme])
    type(held).objects.filter(pk=held.pk).update(state="closed", closed_at=dt.datetime.now(dt.UTC))
    assert not row_of(programme, cells[0]).is_read
    assert row_of(programme, cells[1]).is_read


def test_tasks_are_given_done_and_late_and_cancelled_ones_are_none(ward, cells):
    programme = a_directive(of=ward, to=cells, points=["Quán triệt"])
    clause = programme.clauses.get()
    done, _late = a_task(of=cells[0], clause=clause), a_task(of=cells[0], document=programme)
    report_task(done, done_on=today(), result="Xong", by=None, confirmed=True)
    cancel_task(a_task(of=cells[0], clause=clause), reason="Trùng", by=None)
    row = row_of(programme, cells[0])
    assert (row.given, row.done, row.late) == (2, 1, 1)


def test_a_notice_asks_for_no_plan(ward, cells):
    notice = a_directive(of=ward, to=cells, type="TB")
    for delivery in notice.deliveries.all():
        confirm_reading(delivery, by=None)
    assert board_of(notice).progress(notice).lacking == 0


def test_units_are_urged_once_a_day(ward, cells, clerk):
    programme = a_directive(of=ward, to=cells)
    browser = a_browser(clerk)
    address = reverse("cascade:remind", args=[programme.pk])
    assert "Urged 3 units." in browser.post(address, follow=True).text
    assert "Urged 0 units." in browser.post(address, follow=True).text
    assert row_of(programme, cells[0]).reminded_on == today()
    assert remind(programme, units=cells, by=None) == 0


def test_the_screen_asks_as_much_for_three_units_as_for_one(ward, cells, clerk):
    asked = []
    for units in (cells[:1], cells):
        programme = a_directive(of=ward, to=units, points=["Một", "Hai"][: len(units)])
        for unit in units:
            planned_by(programme, unit)
            a_task(of=unit, clause=programme.clauses.first())
        browser = a_browser(clerk)
        page_of(clerk, programme)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("cascade:board", args=[programme.pk])).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_the_list_asks_as_much_for_three_documents_as_for_one(ward, cells, clerk):
    browser, asked = a_browser(clerk), []
    for _more in range(2):
        a_directive(of=ward, to=cells[: len(asked) * 2 + 1], points=["Một"])
        browser.get(reverse("cascade:list"))
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("cascade:list"))
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_the_list_finds_what_is_incomplete(ward, cells, clerk):
    a_directive(of=ward, to=cells, title="Chương trình dở dang")
    notice = a_directive(of=ward, to=cells[:1], type="TB", title="Thông báo đã xong")
    confirm_reading(notice.deliveries.get(), by=None)
    text = a_browser(clerk).get(reverse("cascade:list"), {"open": 1}).text
    assert "dở dang" in text
    assert "đã xong" not in text


def test_points_without_a_task_are_counted_on_the_list(ward, cells):
    programme = a_directive(of=ward, to=cells, points=["Một", "Hai"])
    a_task(of=cells[0], clause=programme.clauses.first())
    (row,) = listed([programme], today())
    assert (row.clauses, row.idle) == (2, 1)


def test_a_unit_to_which_it_was_not_sent_sees_nothing(ward, cells):
    programme = a_directive(of=ward, to=cells[:1])
    for outsider in (a_user(Role.SECRETARY, of=cells[1]), a_user(Role.CLERK, of=a_ward())):
        assert page_of(outsider, programme).status_code == 404
        own = a_browser(outsider).get(reverse("cascade:own", args=[programme.pk, cells[0].slug]))
        assert own.status_code == 404


def test_a_cell_is_led_to_its_own_page_and_reads_of_no_other(ward, cells):
    programme = a_directive(of=ward, to=cells)
    response = a_browser(a_user(Role.SECRETARY, of=cells[0])).get(
        reverse("cascade:board", args=[programme.pk]), follow=True
    )
    assert response.redirect_chain[-1][0] == reverse("cascade:own", args=[programme.pk, cells[0].slug])
    assert reverse("cascade:own", args=[programme.pk, cells[1].slug]) not in response.text


def test_a_document_marked_mat_has_no_screen(ward, cells, clerk):
    secret = a_document(of=ward, type="KH", secret=True, direction="outgoing", deliver_to=cells)
    assert page_of(clerk, secret).status_code == 404


def test_the_workbook_has_a_line_for_each_unit(ward, cells, clerk):
    programme = a_directive(of=ward, to=cells)
    answer = a_browser(clerk).get(reverse("cascade:export", args=[programme.pk]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        texts = b"".join(book.read(name) for name in book.namelist()).decode(errors="ignore")
    assert all(unit.name in texts for unit in cells)


def test_a_plan_takes_up_only_points_of_what_it_carries_out(ward, cells):
    programme = a_directive(of=ward, to=cells)
    other = a_directive(of=ward, points=["Việc khác"])
    with pytest.raises(ValidationError, match="takes up points"):
        planned_by(programme, cells[0], clauses=list(other.clauses.all()))


def test_a_plan_cannot_come_before_the_document(ward, cells):
    programme = a_directive(of=ward, to=cells)
    with pytest.raises(ValidationError):
        record_response(programme, unit=cells[0], kind="plan", title="Sớm", made_on=days_ago(31), by=None)


def test_after_ten_days_home_asks_for_what_is_not_planned(ward, cells):
    secretary = a_user(Role.SECRETARY, of=cells[0])
    old = a_directive(of=ward, to=cells, issued_on=days_ago(11))
    a_directive(of=ward, to=cells, issued_on=days_ago(10))
    due = due_cascade(secretary, {cells[0].pk}, today())
    assert [(one.document, one.standing.unit_id) for one in due] == [(old, cells[0].pk)]
    confirm_reading(old.deliveries.get(unit=cells[0]), by=None)
    planned_by(old, cells[0])
    assert due_cascade(secretary, {cells[0].pk}, today()) == []


def test_a_union_is_a_unit_like_the_others(ward, cells, clerk):
    union = a_unit(kind=Kind.UNION, parent=ward, name="Hội Nông dân")
    programme = a_directive(of=ward, to=[*cells, union])
    assert "0/4 units have received it" in page_of(clerk, programme).text
