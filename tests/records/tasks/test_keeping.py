"""Kinds of counts, the term of tasks, people named at once, evidence taken back, urgings by mail."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chibo.base.audit import trail_of
from chibo.base.clock import today
from chibo.records.tasks import actions, kinds, progress
from chibo.records.tasks.models import CountKind, Evidence, Task, Urging
from chibo.records.tasks.urgings import mail_urging
from chibo.registry.access.models import Role
from chibo.registry.calendar.actions import set_term
from chibo.registry.calendar.queries import terms_of
from chibo.registry.files.models import StoredFile
from tests.factories import a_browser, a_member, a_unit, a_user, a_ward
from tests.records.tasks.tasks import a_task

pytestmark = pytest.mark.django_db
KINDS, ADD, TERM, CREATE = (reverse(name) for name in ("tasks:kinds", "tasks:kind_add", "days:term", "tasks:create"))


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def clerk(ward):
    return a_browser(a_user(Role.CLERK, of=ward))


def test_the_code_of_a_kind_is_made_from_its_name_and_never_taken_twice():
    first = kinds.add_kind(name="Hộ ký cam kết đỗ xe", noun="hộ", by=None)
    second = kinds.add_kind(name="Hộ ký cam kết, đỗ xe", noun="hộ", by=None)
    assert (first.code, second.code) == ("ho-ky-cam-ket-do-xe", "ho-ky-cam-ket-do-xe-2")
    with pytest.raises(ValidationError):
        kinds.add_kind(name="hộ ký cam kết đỗ xe", noun="hộ", by=None)


def test_an_office_adds_a_kind_and_calls_it_otherwise(clerk):
    assert clerk.post(ADD, {"name": "Hộ phân loại rác", "noun": "hộ"}).status_code == 302
    kind = CountKind.objects.get(code="ho-phan-loai-rac")
    clerk.post(
        reverse("tasks:kind_edit", args=[kind.pk]), {"name": "Hộ phân loại rác tại nguồn", "noun": "hộ gia đình"}
    )
    kind.refresh_from_db()
    assert (kind.code, kind.name, kind.noun) == ("ho-phan-loai-rac", "Hộ phân loại rác tại nguồn", "hộ gia đình")
    assert clerk.post(ADD, {"name": kind.name.upper(), "noun": "hộ"}).status_code == 422


def test_a_kind_stays_where_something_was_counted_or_a_figure_is_made_of_it(cell, clerk):
    kind = kinds.add_kind(name="Hộ thu gom rác", noun="hộ", by=None)
    progress.add_count(a_task(of=cell), kind=kind, done=3, by=None)
    for code in (kind.pk, "graves-moved"):
        clerk.post(reverse("tasks:kind_remove", args=[code]))
        assert CountKind.objects.filter(pk=code).exists()
    free = kinds.add_kind(name="Hộ treo cờ", noun="hộ", by=None)
    assert clerk.get(reverse("tasks:kind_remove", args=[free.pk])).status_code == 200
    assert clerk.post(reverse("tasks:kind_remove", args=[free.pk])).url == KINDS
    assert not CountKind.objects.filter(pk=free.pk).exists()


def test_the_list_of_kinds_asks_the_same_for_one_kind_and_for_many(clerk, django_assert_num_queries):
    with django_assert_num_queries(10):
        clerk.get(KINDS)
    for n in range(3):
        kinds.add_kind(name=f"Loại {n}", noun="hộ", by=None)
    with django_assert_num_queries(10):
        clerk.get(KINDS)


def test_another_term_holds_from_its_day_and_deadlines_that_are_set_stay(cell, clerk):
    before = actions.give_task(unit=cell, title="Trước", given_on=dt.date(2026, 3, 2), by=None)
    said = {"since": "01/4/2026", "length": "5", "measured": "working_days", "source": "Quy chế số 02-QC/ĐU"}
    assert clerk.post(TERM, said).status_code == 302
    after = actions.give_task(unit=cell, title="Sau", given_on=dt.date(2026, 4, 6), by=None)
    assert after.due_on == dt.date(2026, 4, 13)
    assert Task.objects.get(pk=before.pk).due_on == before.due_on
    again = actions.give_task(unit=cell, title="Ghi lại", given_on=dt.date(2026, 3, 2), by=None)
    assert again.due_on == before.due_on
    assert "5 working days, days off left out" in clerk.get(CREATE).text


def test_a_term_of_the_same_day_is_corrected_and_none_is_put_before_a_later_one():
    day = dt.date(2026, 4, 1)
    given = {"code": "task.default", "measured": "days", "source": "QC", "by": None}
    set_term(length=7, since=day, **given)
    set_term(length=8, since=day, **given)
    assert [(term.length, term.valid_until) for term in terms_of("task.default")] == [(8, None), (10, day)]
    with pytest.raises(ValidationError):
        set_term(length=9, since=dt.date(2026, 3, 1), **given)


def test_people_of_the_chosen_unit_are_named_in_a_second_step(ward, cell, clerk):
    member, other = a_member(of=cell), a_unit(parent=ward)
    typed = {"title": "Viết bài", "units": [cell.pk]}
    asked = clerk.post(CREATE, {**typed, "people_of": "1"})
    assert (asked.status_code, str(member.full_name) in asked.text, Task.objects.exists()) == (200, True, False)
    assert 'value="Viết bài"' in asked.text
    both = clerk.post(CREATE, {**typed, "units": [cell.pk, other.pk], "people": [member.pk]})
    assert (both.status_code, Task.objects.exists()) == (422, False)
    clerk.post(CREATE, {**typed, "people": [member.pk]})
    assert list(Task.objects.get().people.all()) == [member]


def test_nobody_of_another_unit_is_named(ward, cell, clerk):
    stranger = a_member(of=a_unit(parent=ward))
    answer = clerk.post(CREATE, {"title": "Viết bài", "units": [cell.pk], "people": [stranger.pk]})
    assert (answer.status_code, Task.objects.exists()) == (422, False)


def test_a_secretary_sees_the_people_of_the_cell_at_once(cell):
    member = a_member(of=cell)
    secretary = a_browser(a_user(Role.SECRETARY, of=cell))
    assert str(member.full_name) in secretary.get(CREATE).text


def test_evidence_is_taken_back_by_who_added_it_while_the_task_is_open(cell):
    user = a_user(Role.SECRETARY, of=cell)
    task, other = a_task(of=cell), a_browser(a_user(Role.SECRETARY, of=cell))
    upload = SimpleUploadedFile("anh.txt", "Biên bản".encode())
    evidence = progress.add_evidence(task, upload=upload, by=user)
    url = reverse("tasks:evidence_remove", args=[task.pk, evidence.pk])
    assert other.post(url).status_code == 403
    browser = a_browser(user)
    assert "anh.txt" in browser.get(url).text
    assert browser.post(url).status_code == 302
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()
    assert trail_of(task).filter(verb="evidence removed").exists()
    kept = progress.add_evidence(task, note="Đã họp", by=user)
    actions.report_task(task, done_on=today(), result="Xong", by=None, confirmed=True)
    assert browser.post(reverse("tasks:evidence_remove", args=[task.pk, kept.pk])).status_code == 403


def test_an_urging_is_mailed_once_to_who_does_the_task(cell, settings, django_capture_on_commit_callbacks):
    settings.MAIL_HOST = "post.example.org"
    secretary, silent = a_user(Role.SECRETARY, of=cell), a_user(Role.SECRETARY, of=cell)
    secretary.email = "bi.thu@example.org"
    secretary.save(update_fields=["email"])
    with django_capture_on_commit_callbacks() as callbacks:
        urging = actions.urge(a_task(of=cell, title="Nộp danh sách"), by=None, note="Mai họp rồi")
    assert (len(callbacks), silent.email) == (1, "")
    assert [mail_urging.func(urging.pk), mail_urging.func(urging.pk)] == [1, 0]
    (message,) = mail.outbox
    assert message.to == ["bi.thu@example.org"]
    assert "Nộp danh sách" in message.subject
    assert "Mai họp rồi" in message.body
    assert Urging.objects.get().mailed


def test_without_a_post_office_an_urging_goes_nowhere(cell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        actions.urge(a_task(of=cell), by=None)
    assert callbacks == []
