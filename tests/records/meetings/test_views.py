import datetime as dt
import io
from urllib.parse import urlencode

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chibo.base.clock import today
from chibo.records.meetings import actions
from chibo.records.meetings.models import Attendance, Meeting, Paper
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_meeting, a_member, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 3, 5)
LIST = reverse("meetings:list")
QUERIES = 17
PART = {"HX-Request": "true"}


@pytest.fixture
def cell():
    return a_unit(parent=a_ward())


@pytest.fixture
def secretary(cell):
    return a_browser(a_user(Role.SECRETARY, of=cell))


@pytest.fixture
def conference(cell):
    """A conference of the ward to which two cells are summoned."""
    ward = cell.placements.get().parent
    a_member(of=cell)
    a_member(of=a_unit(parent=ward), full_name="Trần Thị Hiên")
    conference = a_meeting(of=ward, on=DAY, kind=Meeting.Kind.CONFERENCE, title="Học tập chuyên đề")
    actions.convoke(conference, by=None)
    return conference


def url(name, record):
    return reverse(f"meetings:{name}", args=[record.pk])


def a_convoked(cell, on=DAY):
    meeting = a_meeting(of=cell, on=on)
    actions.convoke(meeting, by=None)
    return meeting


def a_closed(cell):
    meeting = a_convoked(cell)
    actions.mark(meeting, dict.fromkeys(meeting.attendances.values_list("pk", flat=True), "present"), by=None)
    return actions.close_meeting(meeting, by=None)


def test_a_refused_roll_call_keeps_the_marks_that_were_chosen(cell, secretary):
    row = a_convoked(cell, on=today() + dt.timedelta(days=2)).attendances.get()

    response = secretary.post(url("attendance", row.meeting), {f"dv-{row.pk}": "late"})

    assert response.status_code == 422
    assert "This meeting has not taken place yet; attendance is marked on the day." in response.text
    assert f'name="dv-{row.pk}" value="late" checked' in response.text
    row.refresh_from_db()
    assert row.state == Attendance.State.SUMMONED


def test_the_roll_call_without_javascript_comes_back_to_itself(cell, secretary):
    row = a_convoked(cell).attendances.get()
    response = secretary.post(url("attendance", row.meeting), {f"dv-{row.pk}": "late"}, follow=True)
    assert response.redirect_chain == [(url("attendance", row.meeting), 302)]
    assert f'name="dv-{row.pk}" value="late" checked' in response.text


def test_the_rest_is_marked_by_one_button_and_a_choice_beats_it(cell, secretary):
    a_member(of=cell)
    meeting = a_convoked(cell)
    first, second = meeting.attendances.values_list("pk", flat=True)
    sent = {f"dv-{first}": "absent", "unmarked": [first, second], "rest": "present"}
    secretary.post(url("attendance", meeting), sent)
    assert dict(meeting.attendances.values_list("pk", "state")) == {first: "absent", second: "present"}


def test_a_mark_is_answered_with_the_state_of_the_roll_call_only(cell, secretary):
    row = a_convoked(cell).attendances.get()
    response = secretary.post(url("attendance", row.meeting), {f"dv-{row.pk}": "present"}, headers=PART)
    assert response.status_code == 200
    assert response.text.strip().startswith('<div id="roll-state">')
    assert "<html" not in response.text


def test_a_meeting_with_somebody_unmarked_stays_open(cell, secretary):
    meeting = a_convoked(cell)
    assert secretary.post(url("close", meeting)).status_code == 422
    assert secretary.post(url("attendance", meeting), {"close": "1"}).status_code == 422
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CONVOKED


def test_a_refused_closing_takes_the_marks_sent_with_it_back(cell, secretary):
    a_member(of=cell)
    meeting = a_convoked(cell)
    first = meeting.attendances.first()
    response = secretary.post(url("attendance", meeting), {f"dv-{first.pk}": "present", "close": "1"})
    assert response.status_code == 422
    assert f'name="dv-{first.pk}" value="present" checked' in response.text


def test_opening_again_needs_a_reason_and_keeps_it(cell, secretary):
    meeting = a_closed(cell)

    assert secretary.post(url("reopen", meeting), {"reason": " "}).status_code == 422
    meeting.refresh_from_db()
    assert meeting.is_closed

    response = secretary.post(url("reopen", meeting), {"reason": "Ghi nhầm một đồng chí"}, follow=True)
    meeting.refresh_from_db()
    assert not meeting.is_closed
    assert "Ghi nhầm một đồng chí" in response.text


def test_a_cell_secretary_marks_only_the_own_cell_at_a_conference(cell, secretary, conference):
    own = conference.attendances.filter(unit=cell).first()
    other = conference.attendances.exclude(unit=cell).get()
    page = secretary.get(url("attendance", conference)).text
    assert f"dv-{own.pk}" in page
    assert f"dv-{other.pk}" not in page
    assert "Hiên" not in page

    assert secretary.post(url("attendance", conference), {f"dv-{other.pk}": "present"}).status_code == 422
    assert secretary.post(url("attendance", conference), {f"dv-{own.pk}": "present"}).status_code == 302

    assert set(conference.attendances.filter(state="present")) == {own}


def test_a_conference_of_another_ward_is_not_found(conference):
    stranger = a_browser(a_user(Role.CLERK, of=a_ward()))
    for name in ("detail", "attendance", "edit"):
        assert stranger.get(url(name, conference)).status_code == 404
    assert stranger.post(url("close", conference)).status_code == 404


def test_a_secretary_finds_the_conference_of_the_ward_in_the_list(cell, secretary, conference):
    a_meeting(of=cell, on=DAY, title="Sinh hoạt tháng 3")
    page = secretary.get(LIST).text
    assert "Học tập chuyên đề" in page
    assert "Sinh hoạt tháng 3" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_meetings(cell, secretary, django_assert_num_queries, rows):
    meetings = [a_convoked(cell, on=dt.date(2024, month, 5)) for month in range(rows, 0, -1)]
    with django_assert_num_queries(QUERIES):
        response = secretary.get(LIST, headers=PART)
    assert list(response.context["page"]) == meetings


def test_the_list_gives_htmx_its_rows_and_going_back_the_whole_page(cell, secretary):
    a_meeting(of=cell, on=DAY)
    part = secretary.get(LIST, headers=PART)
    assert "<html" not in part.text
    assert "HX-Request" in part["Vary"]
    assert "<html" in secretary.get(LIST, headers={**PART, "HX-History-Restore-Request": "true"}).text


@pytest.mark.parametrize("year", ["", "abc", "0", "99999", "2024"])
def test_a_year_that_is_none_does_not_break_the_list(secretary, year):
    assert secretary.get(LIST, {"year": year}).status_code == 200


def test_a_form_sent_twice_has_one_effect(cell, secretary):
    form = {
        "_once": "4c0d", "unit": cell.pk, "kind": "thematic", "title": "Chuyên đề quý I", "held_on": "05/3/2024",
    }  # fmt: skip
    first, second = (secretary.post(reverse("meetings:create"), form) for _ in range(2))
    meeting = Meeting.objects.get()
    told = [(response.status_code, response["Location"]) for response in (first, second)]
    assert told == [(302, meeting.get_absolute_url())] * 2


def test_a_refused_plan_keeps_everything_typed(cell, secretary):
    a_meeting(of=cell, on=DAY)
    form = {"unit": cell.pk, "kind": "regular", "title": "Sinh hoạt lần hai", "held_on": "09/3/2024"}
    response = secretary.post(reverse("meetings:create"), form)
    assert response.status_code == 422
    assert "This cell already has its regular meeting of that month." in response.text
    assert "Sinh hoạt lần hai" in response.text
    assert Meeting.objects.count() == 1


class TestPapers:
    @pytest.fixture(autouse=True)
    def _files(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def test_a_program_under_another_name_is_refused(self, cell, secretary):
        meeting = a_convoked(cell)
        upload = SimpleUploadedFile("giay-moi.docx", b"MZ\x90\x00 program", "application/msword")
        response = secretary.post(url("paper_add", meeting), {"file": upload})
        assert response.status_code == 422
        assert "This is not a file of Excel or Word, or it is damaged." in response.text
        assert not Paper.objects.exists()

    def test_another_kind_of_file_is_refused(self, cell, secretary):
        upload = SimpleUploadedFile("giay-moi.exe", b"MZ")
        response = secretary.post(url("paper_add", a_convoked(cell)), {"file": upload})
        assert response.status_code == 422
        assert "Papers are Word, Excel or PDF files." in response.text

    def test_a_paper_is_kept_and_read_only_by_who_sees_the_meeting(self, cell, secretary):
        written = io.BytesIO()
        document = docx.Document()
        document.add_paragraph("Giấy mời")
        document.save(written)
        meeting = a_convoked(cell)
        upload = SimpleUploadedFile("Giấy mời.docx", written.getvalue())
        assert secretary.post(url("paper_add", meeting), {"file": upload}).status_code == 302

        paper = meeting.papers.get()
        assert paper.name == "Giấy mời.docx"
        read = a_browser(a_user(Role.MEMBER, of=cell)).get(url("paper_download", paper))
        assert read.getvalue() == written.getvalue()
        assert "attachment" in read["Content-Disposition"]
        for other in (a_user(Role.SECRETARY, of=a_unit(parent=a_ward())), a_user(Role.ADMIN, of=cell), a_user()):
            assert a_browser(other).get(url("paper_download", paper)).status_code == 404


def test_who_marks_only_the_own_cell_does_not_close_the_conference(cell, secretary, conference):
    every = dict.fromkeys(conference.attendances.values_list("pk", flat=True), "present")
    actions.mark(conference, every, by=None)
    assert secretary.post(url("attendance", conference), {"close": "1"}).status_code == 403
    conference.refresh_from_db()
    assert not conference.is_closed


@pytest.mark.parametrize("pk", ["9" * 30, "9" * 5000, "²", "x"])
def test_a_mark_for_nobody_is_passed_over(cell, secretary, pk):
    meeting = a_convoked(cell)
    sent = urlencode({f"dv-{pk}": "present", f"ly-do-{pk}": "Ốm", "unmarked": pk, "rest": "present"})
    answer = secretary.post(url("attendance", meeting), sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302


def test_a_meeting_is_not_moved_to_a_day_before_its_cell():
    cell = a_unit(parent=a_ward(), since=DAY)
    meeting = a_meeting(of=cell, on=DAY)
    details = {"held_on": DAY - dt.timedelta(days=1), "kind": meeting.kind, "title": meeting.title}
    with pytest.raises(ValidationError):
        actions.change_meeting(meeting, by=a_user(), documents=[], **details)


class TestShowing:
    """Chips show a part of the roll call; they are links first."""

    @pytest.fixture
    def meeting(self, cell, secretary):
        for name in ("Lê Thị Mai", "Trần Văn Kha"):
            a_member(of=cell, full_name=name)
        meeting = a_convoked(cell)
        pks = {row.person.full_name: row.pk for row in meeting.attendances.select_related("person")}
        actions.mark(meeting, {pks["Lê Thị Mai"]: "present", pks["Trần Văn Kha"]: "absent"}, by=None)
        return meeting

    @pytest.mark.parametrize(
        ("show", "seen"), [("", {"Mai", "Kha"}), ("unmarked", set()), ("others", {"Kha"}), ("²", {"Mai", "Kha"})]
    )
    def test_only_those_rows_are_shown(self, secretary, meeting, show, seen):
        page = secretary.get(url("attendance", meeting), {"show": show})
        names = {row.given for group in page.context["groups"] for row in group.rows}
        assert names & {"Mai", "Kha"} == seen
        assert "Not marked" in page.text

    def test_htmx_gets_chips_and_rows(self, secretary, meeting):
        part = secretary.get(url("attendance", meeting), {"show": "others"}, headers=PART)
        assert part.text.strip().startswith('<div class="sec" id="roll-shown">')
        assert 'aria-current="true">Absent, late, exempt' in part.text
        assert "<html" not in part.text

    def test_a_mark_is_answered_with_new_counts_on_the_chips(self, secretary, meeting):
        row = meeting.attendances.get(state="absent")
        answer = secretary.post(url("attendance", meeting), {f"dv-{row.pk}": "present"}, headers=PART)
        assert 'id="roll-chips" aria-label="Show" hx-swap-oob="true"' in answer.text

    def test_saving_without_javascript_keeps_what_is_shown(self, secretary, meeting):
        row = meeting.attendances.get(state="absent")
        address = url("attendance", meeting) + "?show=others"
        assert secretary.post(address, {f"dv-{row.pk}": "late"})["Location"] == address

    def test_a_row_keeps_its_number_among_all(self, secretary, meeting):
        page = secretary.get(url("attendance", meeting), {"show": "others"})
        (row,) = page.context["groups"][0].rows
        everybody = secretary.get(url("attendance", meeting)).context["groups"][0].rows
        assert row in everybody
