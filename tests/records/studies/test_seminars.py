import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import figure
from chibo.records.studies import actions
from chibo.records.studies.models import Seminar
from chibo.registry.access.models import Role
from chibo.registry.files.models import StoredFile
from tests.factories import a_browser, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
TOPIC = "Nhận diện biểu hiện suy thoái"


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def seminar(ward):
    return actions.plan_seminar(unit=ward, topic=TOPIC, held_on=today(), by=None)


def counted(unit):
    return figure("HT-07", unit.pk, Period.closed(today(), today())).value


def concluded(seminar):
    actions.add_group(seminar, name="Bí thư chi bộ", people=9, by=None)
    return actions.conclude_seminar(seminar, conclusions="Nâng cao chất lượng sinh hoạt", by=None)


def test_a_seminar_counts_once_it_is_concluded_and_not_while_it_is_open_again(ward, seminar):
    assert counted(ward) == 0
    concluded(seminar)
    assert counted(ward) == 1
    actions.reopen_seminar(seminar, reason="Ghi thiếu", by=a_user(Role.CLERK, of=ward))
    assert counted(ward) == 0


def test_a_seminar_without_people_or_of_tomorrow_is_not_concluded(ward, seminar):
    later = actions.plan_seminar(unit=ward, topic=TOPIC, held_on=today() + dt.timedelta(days=1), by=None)
    actions.add_group(later, name="Bí thư chi bộ", people=9, by=None)
    for one in (seminar, later):
        with pytest.raises(ValidationError):
            actions.conclude_seminar(one, conclusions="Xong", by=None)


def test_a_concluded_seminar_stays_as_it_is(seminar):
    concluded(seminar)
    with pytest.raises(ValidationError):
        actions.add_group(seminar, name="Khách mời", people=2, by=None)


def test_a_clerk_records_a_seminar_from_beginning_to_end(ward, seminar, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    browser = a_browser(a_user(Role.CLERK, of=ward))
    cell = a_unit(parent=ward)
    forms = {
        "thanh-phan": {"name": "Bí thư chi bộ", "people": "9"},
        "tham-luan": {"title": "Thực trạng", "author": "Chi bộ 1", "file": SimpleUploadedFile("a.txt", b"Thuc trang")},
        "cau-hoi": {"question": "Làm gì trước?", "answer": ""},
        "phan-cong": {"text": "Xây dựng kế hoạch", "unit": cell.pk, "due_on": ""},
    }
    for part, form in forms.items():
        assert browser.post(reverse("studies:part_add", args=[seminar.pk, part]), form).status_code == 302, part
    assert browser.post(reverse("studies:part_add", args=[seminar.pk, "phan-cong"]), {}).status_code == 422
    page = browser.get(seminar.get_absolute_url()).text
    assert all(text in page for text in ("Thực trạng", "Làm gì trước?", "Xây dựng kế hoạch", cell.name))
    assert browser.post(reverse("studies:conclude", args=[seminar.pk]), {"conclusions": "Rõ"}).status_code == 302
    assert Seminar.objects.get().held


def test_a_paper_that_is_taken_back_takes_its_file_along(ward, seminar, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("a.txt", b"Thuc trang")
    paper = actions.add_paper(seminar, title="Thực trạng", author="Chi bộ 1", file=upload, by=None)
    browser = a_browser(a_user(Role.CLERK, of=ward))
    assert browser.get(reverse("studies:paper_file", args=[paper.pk])).getvalue() == b"Thuc trang"
    assert browser.post(reverse("studies:part_remove", args=["tham-luan", paper.pk])).status_code == 302
    assert not StoredFile.objects.exists()


def test_something_is_not_due_before_it_was_assigned(seminar):
    with pytest.raises(ValidationError):
        actions.assign(seminar, text="Báo cáo", due_on=today() - dt.timedelta(days=1), by=None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_seminars(ward, django_assert_num_queries, rows):
    for _ in range(rows):
        actions.plan_seminar(unit=ward, topic=TOPIC, held_on=today(), by=None)
    browser = a_browser(a_user(Role.CLERK, of=ward))
    with django_assert_num_queries(17):
        answer = browser.get(reverse("studies:seminars"), headers={"HX-Request": "true"})
    assert len(answer.context["page"]) == rows
