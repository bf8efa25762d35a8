import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from chibo.base.clock import today
from chibo.records.tasks import actions
from chibo.records.tasks.models import Task
from chibo.registry.access.models import Role
from chibo.registry.calendar.models import DayOff
from tests.factories import a_browser, a_document, a_member, a_unit, a_user, a_ward
from tests.records.tasks.tasks import a_task

pytestmark = pytest.mark.django_db
LIST, BOARD, CREATE = (reverse(f"tasks:{name}") for name in ("list", "board", "create"))
QUERIES = 23
TEXT = "Biên bản".encode()


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def clerk(ward):
    return a_browser(a_user(Role.CLERK, of=ward))


@pytest.fixture
def secretary(cell):
    return a_browser(a_user(Role.SECRETARY, of=cell))


def url(name, task, *more):
    return reverse(f"tasks:{name}", args=[task.pk, *more])


def test_a_clerk_gives_the_same_task_to_two_cells_in_one_step(ward, cell, clerk):
    other = a_unit(parent=ward)
    answer = clerk.post(CREATE, {"title": "Gửi báo cáo tháng", "units": [cell.pk, other.pk]})
    assert answer.status_code == 302
    assert set(Task.objects.values_list("unit", "given_by")) == {(cell.pk, ward.pk), (other.pk, ward.pk)}


def test_a_refused_form_keeps_what_was_typed(cell, clerk):
    yesterday = (today() - dt.timedelta(days=1)).strftime("%d/%m/%Y")
    answer = clerk.post(CREATE, {"title": "Việc dở dang", "units": [cell.pk], "due_on": yesterday})
    assert answer.status_code == 422
    assert "Việc dở dang" in answer.text
    assert not Task.objects.exists()


def test_a_unit_outside_is_not_offered_and_not_taken(clerk):
    outside = a_unit(parent=a_ward())
    assert outside.name not in clerk.get(CREATE).text
    assert clerk.post(CREATE, {"title": "Việc", "units": [outside.pk]}).status_code == 422


def test_a_secretary_reports_on_one_page_and_the_clerk_confirms(cell, clerk, secretary, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    task = a_task(of=cell)
    said = {
        "result": "Đã vận động xong", "done_on": "17/3/2025", "kind": "graves-moved", "done": 12,
        "file": SimpleUploadedFile("bien-ban.txt", TEXT),
    }  # fmt: skip
    assert secretary.post(url("report", task), said).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.counts.get().done, task.evidence.get().file.name) == ("open", 12, "bien-ban.txt")
    assert secretary.post(url("confirm", task)).status_code == 403

    read = clerk.get(url("evidence_download", task, task.evidence.get().pk))
    assert read.getvalue() == TEXT
    assert "Waits for confirmation" in clerk.get(url("detail", task)).text
    assert clerk.post(url("confirm", task)).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.done_on) == ("done", dt.date(2025, 3, 17))


def test_a_refused_report_leaves_nothing_behind(cell, secretary):
    task = a_task(of=cell)
    said = {"result": "Xong", "done_on": "01/3/2025", "kind": "graves-moved", "done": 12}
    answer = secretary.post(url("report", task), said)
    assert answer.status_code == 422
    assert "The task was not given yet on that day." in answer.text
    assert not task.counts.exists()


def test_a_secretary_who_gave_a_task_to_a_member_confirms_at_once(cell, secretary):
    task = a_task(of=cell, given_by=cell)
    secretary.post(url("report", task), {"result": "Xong", "done_on": "17/3/2025"})
    task.refresh_from_db()
    assert task.state == "done"


def test_a_member_sees_the_tasks_of_the_cell_and_reports_only_the_own(cell):
    user = a_user(Role.MEMBER, of=cell)
    member, own, other = a_browser(user), a_task(of=cell, people=[user.person]), a_task(of=cell)
    page = member.get(LIST).text
    assert own.title in page
    assert other.title in page
    assert member.get(url("report", own)).status_code == 200
    assert member.get(url("report", other)).status_code == 403


def test_a_task_of_another_ward_is_seen_by_the_one_to_whom_it_is_given(cell):
    user = a_user(Role.MEMBER, of=a_unit(parent=a_ward()))
    task = a_task(of=cell, people=[user.person])
    member = a_browser(user)
    assert task.title in member.get(LIST).text
    assert member.get(url("detail", task)).status_code == 200
    assert member.get(url("detail", a_task(of=cell))).status_code == 404


def test_the_symbol_of_a_document_that_may_not_be_read_leads_nowhere(cell):
    user = a_user(Role.MEMBER, of=a_unit(parent=a_ward()))
    document = a_document(of=cell.placements.get().parent)
    task = a_task(of=cell, people=[user.person], document=document)
    assert document.get_absolute_url() not in a_browser(user).get(url("detail", task)).text


def test_what_stands_beside_a_task_is_written_from_its_page(cell, clerk, secretary):
    task, member = a_task(of=cell, matter="project"), a_member(of=cell)
    sent = (
        (secretary, url("people", task), {"people": [member.pk]}),
        (secretary, url("start", task), {}),
        (clerk, url("milestone_add", task), {"title": "Họp các hộ", "due_on": "10/3/2025"}),
        (secretary, url("count_add", task), {"kind": "graves-moved", "done": 3}),
        (secretary, url("evidence_add", task), {"link": "https://example.org/anh"}),
        (clerk, url("urge", task), {"note": "Đề nghị báo cáo"}),
        (clerk, url("extend", task), {"to": "30/4/2025", "reason": "Chờ quận"}),
    )
    for browser, address, said in sent:
        assert browser.post(address, said).status_code == 302, address
    assert secretary.post(url("milestone_reach", task, task.milestones.get().pk)).status_code == 302
    page = secretary.get(url("detail", task)).text
    shown = (
        member.full_name,
        "Họp các hộ",
        "Reached on",
        "3 <small>",
        "example.org/anh",
        "Đề nghị báo cáo",
        "Chờ quận",
    )
    assert [text for text in shown if text not in page] == []
    assert secretary.post(url("count_remove", task, task.counts.get().pk)).status_code == 302
    assert not task.counts.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("milestone_add", {"title": "Mốc", "due_on": "31/02/2025"}), ("count_add", {"kind": "graves-moved"}),
        ("evidence_add", {"link": "javascript:alert(1)"}), ("extend", {"to": "01/3/2025", "reason": "Sớm"}),
        ("cancel", {"reason": ""}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_shown_again(cell, name, said):
    leader = a_browser(a_user(Role.CLERK, of=cell.placements.get().parent))
    answer = leader.post(url(name, a_task(of=cell)), said)
    assert answer.status_code == 422
    assert all(value in answer.text for value in said.values())


class TestList:
    def test_a_chip_counts_what_it_opens(self, cell, clerk):
        late = a_task(of=cell, title="Việc trễ")
        a_task(of=cell, title="Việc sắp tới", due_on=dt.date(2999, 1, 1))
        page = clerk.get(LIST, {"stage": "late"}).text
        assert late.title in page
        assert "Việc sắp tới" not in page
        assert "1 task is late." in page

    def test_words_are_found_without_marks_and_by_symbol(self, ward, cell, clerk):
        document = a_document(of=ward, symbol="88-CV/ĐU")
        a_task(of=cell, title="Vệ sinh môi trường", document=document)
        for text in ("ve sinh", "88-cv", "MOI TRUONG"):
            assert "Vệ sinh môi trường" in clerk.get(LIST, {"q": text}).text
        assert "Vệ sinh môi trường" not in clerk.get(LIST, {"q": "88-CV khác"}).text

    def test_it_is_narrowed_by_unit_document_person_and_deadline(self, ward, cell, clerk):
        document, other = a_document(of=ward), a_unit(parent=ward)
        user = a_user(Role.MEMBER, of=cell)
        a_task(of=cell, title="Việc một", document=document, due_on=today(), given_on=today(), people=[user.person])
        a_task(of=other, title="Việc hai", matter="case")
        shown = {"of": cell.slug, "document": document.pk, "person": user.person_id, "due": "week"}
        for name, value in shown.items():
            page = clerk.get(LIST, {name: value}).text
            assert ("Việc một" in page, "Việc hai" in page) == (True, False), name
        page = clerk.get(LIST, {"standing": "1"}).text
        assert ("Việc một" in page, "Việc hai" in page) == (False, True)

    @pytest.mark.parametrize("page", [LIST, BOARD])
    @pytest.mark.parametrize("rows", [1, 3])
    def test_more_tasks_ask_no_more(self, cell, clerk, page, rows, django_assert_max_num_queries):
        for _ in range(rows):
            person = a_user(Role.MEMBER, of=cell).person
            a_task(of=cell, people=[person], document=a_document(of=cell))
        clerk.get(page)
        with django_assert_max_num_queries(QUERIES):
            clerk.get(page)

    def test_nonsense_in_the_address_is_passed_over(self, clerk):
        nonsense = {"person": "²", "document": "9" * 40, "of": "x", "stage": "y", "due": "z", "page": "-1"}
        assert clerk.get(LIST, nonsense).status_code == 200

    def test_the_workbook_has_what_the_list_shows(self, cell, clerk, tmp_path):
        task = a_task(of=cell, title="=Việc lạ")
        path = tmp_path / "x.xlsx"
        path.write_bytes(clerk.get(reverse("tasks:export")).content)
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert [row[1] for row in rows[1:]] == [task.title]

    def test_the_board_shows_each_task_once(self, cell, clerk):
        tasks = [a_task(of=cell), a_task(of=cell, due_on=dt.date(2999, 1, 1))]
        tasks.append(actions.report_task(a_task(of=cell), done_on=today(), result="Xong", by=None, confirmed=True))
        page = clerk.get(BOARD).text
        assert [page.count(f"<b>{task.title}</b>") for task in tasks] == [1, 1, 1]


def test_the_page_explains_every_day_of_the_deadline(cell, clerk):
    task = a_task(of=cell, given_on=dt.date(2025, 4, 24), due_on=None)
    page = clerk.get(url("detail", task)).text
    assert "Ngày Chiến thắng, not counted" in page
    assert "Làm bù ngày 02/5/2025" in page
    assert page.count("weekend, not counted") == 5


def test_a_task_given_above_is_managed_above_only(cell, secretary):
    task = a_task(of=cell)
    for name in ("urge", "extend", "send_back", "cancel", "reopen", "edit"):
        assert secretary.get(url(name, task)).status_code == 403, name


class TestDaysOff:
    def test_a_clerk_of_the_ward_writes_changes_and_removes_a_day(self, clerk):
        day = dt.date(2031, 1, 1)
        add = {"day": "01/01/2031", "name": "Tết Dương lịch"}
        assert clerk.post(reverse("days:create"), add).status_code == 302
        change = {"name": "Tết Tây"}
        assert clerk.post(reverse("days:edit", args=[day.isoformat()]), change).status_code == 302
        assert "Tết Tây" in clerk.get(reverse("days:list"), {"year": 2031}).text
        remove = reverse("days:remove", args=[day.isoformat()])
        assert "Tết Tây" in clerk.get(remove).text
        assert clerk.post(remove).status_code == 302
        assert not DayOff.objects.filter(day=day).exists()

    def test_a_weekday_is_not_worked_in_exchange(self, clerk):
        add = {"day": "06/01/2031", "name": "Làm bù", "worked": "on"}
        assert clerk.post(reverse("days:create"), add).status_code == 422

    def test_a_role_over_a_cell_does_not_reach_the_days_of_all(self, cell):
        clerk = a_browser(a_user(Role.CLERK, of=cell))
        assert clerk.get(reverse("days:list")).status_code == 200
        assert clerk.get(reverse("days:create")).status_code == 403

    def test_a_day_that_is_none_is_not_found(self, clerk):
        for name in ("2031-02-30", "mai"):
            assert clerk.get(reverse("days:edit", args=[name])).status_code == 404
