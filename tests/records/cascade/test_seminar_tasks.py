"""What a seminar assigned becomes tasks, once and all together."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.records.cascade.seminars import give_assigned
from chibo.records.studies import actions as studies
from chibo.records.tasks.models import Task
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.cascade.directives import days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward)


@pytest.fixture
def seminar(ward, cell):
    """A concluded seminar with a line for the cell, one for everybody."""
    seminar = studies.plan_seminar(unit=ward, topic="Tọa đàm chuyển đổi số", held_on=days_ago(5), by=None)
    studies.add_group(seminar, name="Bí thư chi bộ", people=9, by=None)
    studies.assign(seminar, text="Rà soát người cao tuổi", unit=cell, due_on=days_ago(-10), by=None)
    studies.assign(seminar, text="Cài ứng dụng", by=None)
    return studies.conclude_seminar(seminar, conclusions="Thống nhất cách làm", by=None)


def url(seminar):
    return reverse("cascade:seminar", args=[seminar.pk])


def test_each_line_for_a_unit_becomes_one_task_in_one_step(ward, cell, seminar, clerk):
    browser = a_browser(clerk)
    assert 'href="' + url(seminar) in browser.get(seminar.get_absolute_url()).text
    assert "1 line has no task yet" in browser.get(url(seminar)).text
    assert browser.post(url(seminar)).status_code == 302
    task = Task.objects.get()
    assert (task.unit, task.given_by, task.title, task.due_on, task.given_on) == (
        cell, ward, "Rà soát người cao tuổi", days_ago(-10), days_ago(5),
    )  # fmt: skip
    page = browser.get(url(seminar)).text
    assert task.get_absolute_url() in page
    assert "For everybody: it becomes no task" in page
    browser.post(url(seminar))
    assert Task.objects.count() == 1


def test_one_line_that_cannot_be_given_lets_none_be_given(ward, seminar, clerk):
    studies.reopen_seminar(seminar, reason="Bổ sung", by=clerk)
    later = a_unit(parent=ward, since=days_ago(1))
    studies.assign(seminar, text="Việc của chi bộ mới", unit=later, by=None)
    studies.conclude_seminar(seminar, conclusions="Thống nhất", by=None)
    assert a_browser(clerk).post(url(seminar)).status_code == 422
    assert not Task.objects.exists()


def test_before_it_is_concluded_nothing_is_given(seminar, clerk):
    studies.reopen_seminar(seminar, reason="Bổ sung", by=clerk)
    with pytest.raises(ValidationError):
        give_assigned(seminar, by=clerk)


def test_a_line_with_a_task_may_still_be_taken_out_of_the_seminar(seminar, clerk):
    (task,) = give_assigned(seminar, by=clerk)
    studies.reopen_seminar(seminar, reason="Bổ sung", by=clerk)
    seminar.assigned.all().delete()
    assert Task.objects.filter(pk=task.pk).exists()


def test_a_member_reads_but_does_not_give(cell, seminar):
    member = a_browser(a_user(Role.MEMBER, of=cell))
    assert (member.get(url(seminar)).status_code, member.post(url(seminar)).status_code) == (200, 403)
    stranger = a_browser(a_user(Role.CLERK, of=a_ward()))
    assert stranger.get(url(seminar)).status_code == 404
