import datetime as dt
import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection

from chibo.config.housekeeping import keep_house
from chibo.records.tasks import actions
from chibo.records.tasks.models import Reminder, ReminderItem
from chibo.records.tasks.reminders import remind
from chibo.registry.access.models import Role
from tests.factories import a_unit, a_user, a_ward
from tests.records.tasks.tasks import DUE, a_task

MONDAY = DUE
LATER = dt.date(2025, 3, 18)


@pytest.fixture
def cell(db):
    return a_unit(parent=a_ward())


@pytest.fixture
def secretary(cell):
    user = a_user(Role.SECRETARY, of=cell)
    user.email = "bi.thu@example.org"
    user.save(update_fields=["email"])
    return user


def test_one_message_tells_all_that_is_due_or_late(cell, secretary):
    late = a_task(of=cell, due_on=dt.date(2025, 3, 10))
    due, soon = a_task(of=cell), a_task(of=cell, due_on=dt.date(2025, 3, 20))
    a_task(of=cell, due_on=dt.date(2025, 4, 20))
    actions.report_task(a_task(of=cell), done_on=MONDAY, result="Xong", by=None)

    assert remind(MONDAY) == 1

    (message,) = mail.outbox
    assert message.to == ["bi.thu@example.org"]
    assert all(task.title in message.body for task in (late, due, soon))
    assert message.body.count("(") == 3
    assert Reminder.objects.get().mailed


def test_the_same_is_never_said_twice(cell, secretary):
    a_task(of=cell)
    assert [remind(MONDAY), remind(MONDAY)] == [1, 0]
    assert remind(LATER) == 1  # it has become late
    assert remind(LATER + dt.timedelta(days=1)) == 0
    assert len(mail.outbox) == 2


def test_a_deadline_put_off_is_a_new_thing(cell, secretary):
    task = a_task(of=cell)
    remind(MONDAY)
    actions.extend(task, to=LATER + dt.timedelta(days=1), reason="Chờ", by=None)
    assert remind(LATER) == 1
    assert ReminderItem.objects.count() == 2


def test_who_is_named_is_reminded_and_nobody_else_outside_the_unit(cell, secretary):
    member = a_user(Role.MEMBER, of=cell)
    a_user(Role.MEMBER, of=cell)
    a_task(of=cell, people=[member.person])
    assert remind(MONDAY) == 2
    assert set(Reminder.objects.values_list("user", flat=True)) == {member.pk, secretary.pk}


def test_nobody_is_reminded_on_a_day_off(cell, secretary):
    a_task(of=cell, due_on=dt.date(2025, 3, 22))
    assert remind(dt.date(2025, 3, 22)) == 0


def test_an_account_without_an_address_is_reminded_in_the_program_only(cell):
    a_user(Role.SECRETARY, of=cell)
    a_task(of=cell)
    assert remind(MONDAY) == 1
    assert mail.outbox == []


def test_a_post_office_that_is_away_is_not_asked_again(cell, secretary, settings, caplog):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": 9}
        }
    }  # fmt: skip
    a_task(of=cell)
    assert [remind(MONDAY), remind(MONDAY)] == [1, 0]
    assert "was not mailed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_once(terms):
    cell = a_unit(parent=a_ward())
    user = a_user(Role.SECRETARY, of=cell)
    user.email = "bi.thu@example.org"
    user.save(update_fields=["email"])
    a_task(of=cell)
    sent, start = [], threading.Barrier(2)

    def run():
        start.wait()
        try:
            sent.append(remind(MONDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(sent), len(mail.outbox), Reminder.objects.count()) == ([0, 1], 1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_minute_of_the_house_reminds_from_seven_and_makes_what_repeats(terms):
    cell = a_unit(parent=a_ward())
    a_user(Role.SECRETARY, of=cell)
    first = a_task(of=cell, repeats="monthly")
    with time_machine.travel(dt.datetime(2025, 4, 3, 6, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))), tick=False):
        keep_house()
        assert (first.occurrences.count(), Reminder.objects.count()) == (1, 0)
    with time_machine.travel(dt.datetime(2025, 4, 3, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))), tick=False):
        keep_house()
        keep_house()
        assert (first.occurrences.count(), Reminder.objects.count()) == (1, 1)
