"""Past items come in as several lines or as a workbook; what is wrong stands in its line and nothing is written."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.spreadsheets import Column, write_workbook
from chibo.records.communication.actions import add_topic
from chibo.records.communication.models import Item
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.communication.data import an_item

pytestmark = pytest.mark.django_db
PAST = reverse("communication:past")
TITLES = ["Tên bài", "Ngày", "Kênh", "Tiêu đề", "Số phút phát"]


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def editor(ward):
    return a_browser(a_user(Role.BOARD, of=ward))


def lines(*written):
    posted = {"form-TOTAL_FORMS": str(len(written)), "form-INITIAL_FORMS": "0"}
    for number, line in enumerate(written):
        posted |= {f"form-{number}-{name}": value for name, value in line.items()}
    return posted


def a_line(**details):
    return {"day": "02/3/2020", "channel": "portal", "title": "Ra quân đầu xuân", **details}


def a_workbook(rows, titles=("Day", "Channel", "Title", "Minutes on air", "Topic")):
    content = write_workbook("Tin", [Column(title) for title in titles], rows)
    return SimpleUploadedFile("tin.xlsx", io.BytesIO(content).getvalue())


def test_several_lines_are_written_at_once_and_empty_ones_left_out(ward, editor):
    typed = lines(a_line(), {}, a_line(channel="radio", title="Bản tin", minutes="7"))
    answer = editor.post(PAST, {"unit": ward.pk, "save": "1", **typed})
    assert answer.status_code == 302
    assert set(Item.objects.values_list("title", "state", "minutes")) == {
        ("Ra quân đầu xuân", "published", None), ("Bản tin", "published", 7),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"day": ""}, "This field is required."),
        ({"channel": "radio"}, "Say how many minutes the broadcast lasted."),
        ({"picture_alt": "Bà con dọn ngõ"}, "A picture needs both"),
        ({"day": "02/3/1990"}, "does not exist on that day"),
        ({"topic": "Dân số"}, "There is no topic “Dân số” yet."),
    ],
)
def test_one_wrong_line_is_named_and_nothing_is_written(ward, editor, wrong, told):
    answer = editor.post(PAST, {"unit": ward.pk, "save": "1", **lines(a_line(title="Đúng"), a_line(**wrong))})
    assert (answer.status_code, told in answer.text, Item.objects.exists()) == (422, True, False)
    assert 'href="#dong-2"' in answer.text
    assert 'value="Đúng"' in answer.text


def test_a_day_to_come_is_refused(ward, editor):
    day = today() + dt.timedelta(days=1)
    answer = editor.post(PAST, {"unit": ward.pk, "save": "1", **lines(a_line(day=f"{day:%d/%m/%Y}"))})
    assert (answer.status_code, Item.objects.exists()) == (422, False)


def test_what_stands_there_already_and_what_stands_twice_is_refused(ward, editor):
    an_item(of=ward, on=dt.date(2020, 3, 2), title="Ra quân đầu xuân")
    twice = a_line(title="Ngày hội")
    answer = editor.post(PAST, {"unit": ward.pk, "save": "1", **lines(a_line(), twice, twice)})
    assert answer.status_code == 422
    assert [f'href="#dong-{n}"' in answer.text for n in (1, 2, 3)] == [True, False, True]


def test_a_workbook_is_shown_first_and_written_when_it_is_right(ward, editor):
    add_topic(unit=ward, name="Dân số", by=None)
    sheet = a_workbook(
        [[dt.date(2021, 4, 5), "ward RADIO", "Bản tin sáng", 6, "Dân số"], ["6/4/2021", "Báo", "Sai kênh"]]
    )
    answer = editor.post(PAST, {"unit": ward.pk, "read": "1", "file": sheet, **lines({})})
    assert (answer.status_code, Item.objects.exists()) == (200, False)
    assert 'value="05/4/2021"' in answer.text
    assert "There is no channel “Báo”." in answer.text
    typed = lines(a_line(day="05/4/2021", channel="radio", title="Bản tin sáng", minutes="6", topic="Dân số"))
    editor.post(PAST, {"unit": ward.pk, "save": "1", **typed})
    assert Item.objects.get().topic.name == "Dân số"


@pytest.mark.parametrize("rows", [[], [["02/3/2020", "portal", "x"]] * 301])
def test_a_sheet_without_lines_or_with_too_many_is_refused(ward, editor, rows):
    answer = editor.post(PAST, {"unit": ward.pk, "read": "1", "file": a_workbook(rows), **lines({})})
    assert (answer.status_code, Item.objects.exists()) == (422, False)


def test_a_sheet_without_titles_is_refused(ward, editor):
    answer = editor.post(
        PAST, {"unit": ward.pk, "read": "1", "file": a_workbook([["a"]], titles=("Một", "Hai")), **lines({})}
    )
    assert "The sheet has no row of titles" in answer.text


def test_lines_left_empty_on_the_page_are_no_mistake(ward, editor):
    page = editor.get(PAST).text
    assert 'name="form-TOTAL_FORMS" value="5"' in page
    assert 'name="form-INITIAL_FORMS" value="0"' in page


def test_more_lines_keep_what_was_typed(ward, editor):
    answer = editor.post(PAST, {"unit": ward.pk, "more": "1", **lines(a_line())})
    assert (answer.status_code, 'value="Ra quân đầu xuân"' in answer.text, "form-5-title" in answer.text) == (
        200, True, True,
    )  # fmt: skip


def test_nothing_is_written_for_a_unit_elsewhere(ward, editor):
    other = a_ward()
    answer = editor.post(PAST, {"unit": other.pk, "save": "1", **lines(a_line())})
    assert (answer.status_code, Item.objects.exists()) == (422, False)


def test_the_sample_can_be_filled_in_and_read_again(ward, editor):
    assert editor.get(reverse("communication:past_sheet")).content[:2] == b"PK"
    secretary = a_browser(a_user(Role.SECRETARY, of=a_unit(parent=ward)))
    assert secretary.get(reverse("communication:past_sheet")).status_code == 403
