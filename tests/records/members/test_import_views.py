import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chibo.base.models import Job
from chibo.records.members import enrolment
from chibo.records.members.models import RollImport
from chibo.registry.access.models import Role
from chibo.registry.people.models import Person
from tests.factories import a_unit, a_user, a_ward
from tests.records.members.sheets import a_row, a_sheet, a_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = a_ward()
    a_unit(parent=ward, name="Chi bộ 1")
    return ward


@pytest.fixture
def board(client, ward):
    user = a_user(Role.BOARD, of=ward)
    client.force_login(user)
    return user


def upload(client, ward, rows, **more):
    file = SimpleUploadedFile("Danh sách.xlsx", a_workbook(rows))
    data = {"unit": ward.pk, "on": "01/01/2025", "came": "opening", "file": file, **more}
    return client.post("/dang-vien/nhap/", data)


def started_with(client, ward, *rows):
    upload(client, ward, a_sheet(*rows))
    return RollImport.objects.get()


def page_of(started):
    return f"/dang-vien/nhap/{started.pk}/"


def test_numbers_with_zeros_in_front_stay_text(client, ward, board):
    started = started_with(client, ward, a_row(1, citizen="001000000001"))

    assert started.rows[2][4] == "001000000001"


def test_a_wrong_cell_can_be_put_right_on_the_page_and_is_not_lost(client, ward, board):
    started = started_with(client, ward, a_row(1, born="31/02/1958"), a_row(2, cell="Chi bộ 11"))
    page = client.get(page_of(started)).text
    assert 'name="c-3-2" value="31/02/1958"' in page
    assert 'value="4:8:Chi bộ 1"' in page

    client.post(page_of(started), {"c-3-2": "28/02/1958", "c-4-8": "Chi bộ 11", "use": "4:8:Chi bộ 1"})

    started.refresh_from_db()
    assert (started.rows[2][2], started.rows[3][8]) == ("28/02/1958", "Chi bộ 1")
    assert client.get(page_of(started)).context["wrong"] == 0


def test_saving_with_a_wrong_cell_keeps_what_was_typed_and_writes_nothing(client, ward, board):
    started = started_with(client, ward, a_row(1, born="31/02/1958"))

    client.post(page_of(started), {"c-3-2": "30/02/1958", "save": ""})

    started.refresh_from_db()
    assert (started.state, started.rows[2][2]) == (RollImport.State.DRAFT, "30/02/1958")


def test_a_right_list_is_queued_written_and_told(client, ward, board, django_capture_on_commit_callbacks):
    started = started_with(client, ward, a_row(1), a_row(2))
    progress = f"{page_of(started)}tien-do/"

    with django_capture_on_commit_callbacks(execute=True) as sent:
        answer = client.post(page_of(started), {"save": ""})
    waiting = client.get(progress, headers={"HX-Request": "true"}).text
    enrolment.run_import(started.pk)

    assert (answer.url, len(sent)) == (progress, 1)
    assert (Job.objects.get().total, Person.objects.filter(memberships__came="opening").count()) == (2, 2)
    assert "<progress" in waiting
    assert "hx-get" not in client.get(progress).text


def test_other_columns_can_be_chosen(client, ward, board):
    sheet = a_sheet(a_row(1))
    sheet[1][1] = "Đồng chí"
    answer = upload(client, ward, sheet)
    started = RollImport.objects.get()
    assert answer.url == f"{page_of(started)}cot/"
    assert client.get(answer.url).status_code == 200

    twice = client.post(answer.url, {"header": "2", "full_name": "1", "born_on": "1"})
    client.post(answer.url, {"header": "2", "full_name": "1", "born_on": "2", "cell": "8"})

    started.refresh_from_db()
    assert twice.status_code == 422
    assert started.mapping == {"full_name": 1, "born_on": 2, "cell": 8}
    assert client.get(page_of(started)).context["right"] == 1


def test_what_is_no_workbook_is_refused_in_the_form(client, ward, board):
    file = SimpleUploadedFile("x.xlsx", b"not a workbook")

    assert upload(client, ward, a_sheet(), file=file).status_code == 422
    assert not RollImport.objects.exists()


def test_a_list_of_another_ward_is_not_found(client, ward, board):
    started = started_with(client, ward, a_row(1))
    client.force_login(a_user(Role.BOARD, of=a_ward()))

    assert client.get(page_of(started)).status_code == 404
    assert client.post(f"{page_of(started)}bo/").status_code == 404


def test_of_a_list_that_is_given_up_nothing_is_kept(client, ward, board):
    started = started_with(client, ward, a_row(1))
    assert "Danh sách.xlsx" in client.get("/dang-vien/nhap/").text

    client.post(f"{page_of(started)}bo/")

    assert not RollImport.objects.exists()
