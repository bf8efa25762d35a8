import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from chibo.base.clock import now, today
from chibo.records.schedules.actions import add_room, assess_week, cancel_event, change_event, use_room
from chibo.records.schedules.models import Event, WeekReview
from chibo.records.schedules.queries import due_reviews, event_list, monday_of, open_in, rooms_for, week
from chibo.registry.access.agenda import Appointment
from chibo.registry.access.models import Role
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_member, a_person, a_unit, a_user, a_ward
from tests.records.schedules.data import a_room, an_event

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2024, 9, 2)
NINE, TEN, ELEVEN, NOON = (dt.time(hour) for hour in (9, 10, 11, 12))


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def room(ward):
    return a_room(of=ward)


def test_a_room_that_is_taken_is_refused_with_what_takes_it(ward, room):
    an_event(of=ward, on=MONDAY, title="Họp Ban Thường vụ", starts_at=NINE, ends_at=ELEVEN, room=room)
    with pytest.raises(ValidationError) as refused:
        an_event(of=ward, on=MONDAY, starts_at=TEN, ends_at=NOON, room=room)
    told = refused.value.message_dict["room"][0]
    assert "Họp Ban Thường vụ" in told
    assert "09:00" in told
    assert "02/9/2024" in told
    assert Event.objects.count() == 1


def test_one_event_begins_when_the_other_ends(ward, room):
    an_event(of=ward, on=MONDAY, starts_at=NINE, ends_at=TEN, room=room)
    an_event(of=ward, on=MONDAY, starts_at=TEN, ends_at=ELEVEN, room=room)
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ({"starts_at": NINE}, {"starts_at": TEN}, True),  # two hours without an end
        ({"starts_at": NINE}, {"starts_at": ELEVEN}, False),
        ({}, {"starts_at": dt.time(23)}, True),  # a whole day
        (
            {"starts_at": dt.time(22), "ends_at": dt.time(1), "last_day": MONDAY + dt.timedelta(1)},
            {"starts_at": dt.time(23)},
            True,
        ),
        ({"last_day": MONDAY - dt.timedelta(0)}, {"day": MONDAY + dt.timedelta(1)}, False),
    ],
)
def test_how_long_a_room_is_kept(ward, room, first, second, clash):
    an_event(of=ward, on=MONDAY, room=room, **first)
    day = second.pop("day", MONDAY)
    if clash:
        with pytest.raises(ValidationError):
            an_event(of=ward, on=day, room=room, **second)
    else:
        an_event(of=ward, on=day, room=room, **second)


def test_the_database_refuses_two_in_a_room_whoever_writes(ward, room):
    given = {"unit": ward, "day": MONDAY, "last_day": MONDAY, "starts_at": NINE, "room": room, "changed_at": now()}
    Event.objects.create(title="Một", **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(title="Hai", **given)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_room_at_once_one_is_told(ward, room):
    answers = []
    barrier = threading.Barrier(2)

    def take():
        barrier.wait()
        try:
            an_event(of=ward, on=MONDAY, starts_at=NINE, room=room)
        except ValidationError as error:
            answers.append(error.messages[0])
        finally:
            from django.db import connection  # noqa: PLC0415 -- the connection of this thread

            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.count() == 1
    assert len(answers) == 1


def test_a_cancelled_event_gives_the_room_back(ward, room):
    event = an_event(of=ward, on=MONDAY, starts_at=NINE, room=room)
    cancel_event(event, reason="Trùng lịch quận", by=None)
    an_event(of=ward, on=MONDAY, starts_at=NINE, room=room)


@pytest.mark.parametrize(
    "times",
    [
        {"starts_at": TEN, "ends_at": NINE},
        {"starts_at": TEN, "ends_at": TEN},
        {"ends_at": TEN},
        {"last_day": MONDAY - dt.timedelta(1)},
    ],
)
def test_an_event_does_not_end_before_it_begins(ward, room, times):
    with pytest.raises(ValidationError):
        an_event(of=ward, on=MONDAY, room=room, **times)


def test_a_room_above_may_be_taken_and_its_user_is_not_named_to_strangers(ward, room):
    one, other = a_unit(parent=ward, name="Chi bộ Một"), a_unit(parent=ward, name="Chi bộ Hai")
    assert room in rooms_for(one)
    an_event(of=one, on=MONDAY, title="Kiểm điểm đồng chí Hòa", starts_at=NINE, room=room)
    browser = a_browser(a_user(Role.SECRETARY, of=other))
    form = {"title": "Sinh hoạt", "day": "02/9/2024", "starts_at": "9:30", "room": room.pk}
    answer = browser.post(reverse("schedules:event_add"), form)
    assert answer.status_code == 422
    assert "Chi bộ Một" in answer.text
    assert "Hòa" not in answer.text
    assert 'value="9:30"' in answer.text


def test_a_busy_chair_is_a_warning_that_can_be_answered(ward):
    chair = a_person(full_name="Nguyễn Thị Lan")
    appoint(chair, unit=ward, title=Title.SECRETARY, on=LONG_AGO, by=None)
    an_event(of=ward, on=MONDAY, title="Tiếp công dân", starts_at=NINE, ends_at=ELEVEN, chair=chair)
    browser = a_browser(a_user(Role.CLERK, of=ward))
    form = {"title": "Giao ban", "day": "02/9/2024", "starts_at": "10:00", "chair": chair.pk}

    warned = browser.post(reverse("schedules:event_add"), form)
    assert warned.status_code == 422
    assert "Nguyễn Thị Lan chairs “Tiếp công dân” from 09:00 to 11:00 on 02/9/2024." in warned.text
    assert Event.objects.count() == 1

    assert browser.post(reverse("schedules:event_add"), form | {"despite": "on"}).status_code == 302
    assert Event.objects.count() == 2


def test_moving_needs_a_reason_and_is_told(ward):
    event = an_event(of=ward, on=MONDAY, starts_at=NINE)
    with pytest.raises(ValidationError) as refused:
        change_event(event, day=MONDAY + dt.timedelta(1), last_day=None, by=None)
    assert "reason" in refused.value.message_dict
    moved = change_event(event, day=MONDAY + dt.timedelta(1), last_day=None, reason="Bí thư đi họp", by=None)
    assert (moved.moved_from, moved.last_day, moved.sequence) == (MONDAY, MONDAY + dt.timedelta(1), 1)
    assert moved.uid == event.uid


def test_a_change_of_nothing_changes_nothing(ward):
    event = an_event(of=ward, on=MONDAY)
    assert change_event(event, title=event.title, by=None).sequence == 0


def test_what_is_over_is_not_moved(ward):
    event = an_event(of=ward, on=MONDAY)
    assess_week(ward, MONDAY, {event.pk: ("done", "")}, text="Tốt", by=None)
    with pytest.raises(ValidationError):
        cancel_event(event, reason="Nhầm", by=None)


def test_a_week_is_assessed_line_by_line_and_again(ward):
    held, off = an_event(of=ward, on=MONDAY), an_event(of=ward, on=MONDAY + dt.timedelta(4))
    with pytest.raises(ValidationError):
        assess_week(ward, MONDAY, {held.pk: ("done", ""), off.pk: ("postponed", "")}, text="", by=None)
    assert not WeekReview.objects.exists()
    for text in ("Lần đầu", "Lần hai"):
        assess_week(ward, MONDAY, {held.pk: ("done", ""), off.pk: ("postponed", "Mưa bão")}, text=text, by=None)
    assert WeekReview.objects.get().text == "Lần hai"
    assert list(Event.objects.values_list("state", flat=True)) == ["done", "postponed"]


def test_events_of_another_unit_or_week_are_not_assessed(ward):
    other = an_event(of=a_ward(), on=MONDAY)
    later = an_event(of=ward, on=MONDAY + dt.timedelta(7))
    for event in (other, later):
        with pytest.raises(ValidationError):
            assess_week(ward, MONDAY, {event.pk: ("done", "")}, text="", by=None)


def test_what_lasts_several_days_stands_on_each_of_them(ward):
    an_event(of=ward, on=MONDAY + dt.timedelta(5), last_day=MONDAY + dt.timedelta(8), starts_at=NINE, title="Tập huấn")
    reader = a_user(Role.CLERK, of=ward)
    for monday, shown in ((MONDAY, [0, 0, 0, 0, 0, 1, 1]), (MONDAY + dt.timedelta(7), [1, 1, 0, 0, 0, 0, 0])):
        days = week(monday, event_list(reader, {ward.pk}, monday, monday + dt.timedelta(6)))
        assert [len(day.slots) for day in days] == shown
    first = week(MONDAY, event_list(reader, {ward.pk}, MONDAY, MONDAY + dt.timedelta(6)))
    assert [first[5].slots[0].starts_at, first[6].slots[0].starts_at] == [NINE, None]


def test_what_other_areas_have_stands_among_the_events(ward):
    an_event(of=ward, on=MONDAY, starts_at=TEN)
    extra = [Appointment("meeting-1", ward.pk, "Sinh hoạt chi bộ", MONDAY, dt.time(8), url="/sinh-hoat/1/")]
    slots = week(MONDAY, Event.objects.all(), extra)[0].slots
    assert [(slot.title, slot.event is None) for slot in slots] == [
        ("Sinh hoạt chi bộ", True),
        ("Giao ban tuần", False),
    ]


def test_the_page_shows_own_week_and_that_of_the_ward_but_not_of_other_cells(ward):
    cell, other = a_unit(parent=ward), a_unit(parent=ward)
    for unit, title in ((ward, "Hội nghị phường"), (cell, "Việc chi bộ mình"), (other, "Việc chi bộ khác")):
        an_event(of=unit, on=today(), title=title)
    page = a_browser(a_user(Role.MEMBER, of=cell)).get(reverse("schedules:week")).text
    assert ("Hội nghị phường" in page, "Việc chi bộ mình" in page, "Việc chi bộ khác" in page) == (True, True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_week_asks_the_same_for_any_number_of_events(ward, django_assert_num_queries, rows):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    chair = a_person()
    for hour in range(rows):
        an_event(of=ward, on=today(), starts_at=dt.time(8 + hour), chair=chair, room=a_room(of=ward, name=str(hour)))
    with django_assert_num_queries(15):
        response = browser.get(reverse("schedules:week"))
    assert sum(len(day.slots) for day in response.context["days"]) == rows


def test_events_that_nobody_said_anything_about_are_due(ward):
    reader = a_user(Role.CLERK, of=ward)
    last_week = monday_of(today()) - dt.timedelta(3)
    event = an_event(of=ward, on=last_week)
    an_event(of=ward, on=today())
    assert list(due_reviews(reader, {ward.pk}, today())) == [event]
    assert list(due_reviews(a_user(Role.MEMBER, of=a_unit(parent=ward)), {ward.pk}, today())) == []


def test_a_room_out_of_use_is_offered_no_more(ward, room):
    use_room(room, in_use=False, by=None)
    assert list(rooms_for(ward)) == []
    with pytest.raises(ValidationError):
        add_room(unit=ward, name=room.name, by=None)


def test_what_is_to_come_is_open_before_a_merger(ward):
    an_event(of=ward, on=today() + dt.timedelta(3), title="Hội nghị")
    an_event(of=ward, on=MONDAY)
    assert [matter.title for matter in open_in([ward.pk])] == ["Hội nghị"]


def test_a_phone_page_of_an_event_is_cancelled_with_a_reason(ward):
    event = an_event(of=ward, on=today())
    browser = a_browser(a_user(Role.CLERK, of=ward))
    page = reverse("schedules:event_cancel", args=[event.pk])
    assert browser.post(page, {}).status_code == 422
    assert browser.post(page, {"reason": "Bão số 3"}).status_code == 302
    assert "Bão số 3" in browser.get(reverse("schedules:week")).text


def test_a_member_of_the_committee_changes_nothing(ward):
    event = an_event(of=ward, on=today())
    a_member(of=a_unit(parent=ward))
    browser = a_browser(a_user(Role.MEMBER, of=a_unit(parent=ward)))
    assert browser.get(reverse("schedules:event_change", args=[event.pk])).status_code == 403
