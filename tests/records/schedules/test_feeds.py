import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from chibo.base.clock import today
from chibo.base.models import WriteKey
from chibo.records.schedules.actions import assess_week, cancel_event, change_event, open_feed
from chibo.records.schedules.models import Feed
from chibo.records.schedules.planning import add_item, issue_plan, start_plan
from chibo.records.schedules.queries import monday_of
from chibo.registry.access.actions import withdraw_role
from chibo.registry.access.models import Grant, Role
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_unit, a_user, a_ward
from tests.records.schedules.data import a_month_plan, an_event

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LONG = "Hội nghị quán triệt, học tập; triển khai Nghị quyết\nvà “tọa đàm” về xây dựng Đảng, " * 3


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward)


@pytest.fixture
def token(clerk, ward):
    return open_feed(clerk, ward)


def fetch(token):
    """As a calendar program does: without signing in."""
    return Client().get(reverse("schedules:feed", args=[token]))


def components(token):
    return {str(one["summary"]): one for one in Calendar.from_ical(fetch(token).content).walk("VEVENT")}


def test_a_client_reads_what_was_written(ward, token):
    an_event(
        of=ward,
        on=today(),
        title=LONG[:300].strip(),
        starts_at=dt.time(8),
        ends_at=dt.time(9, 30),
        place="Số 5, ngõ 7; Hà Nội",
    )
    answer = fetch(token)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)  # no letter is cut in two
    one = next(iter(components(token).values()))
    assert str(one["summary"]) == LONG[:300].strip()
    assert str(one["location"]) == "Số 5, ngõ 7; Hà Nội"
    assert one.decoded("dtstart") == dt.datetime.combine(today(), dt.time(8), ZONE)
    assert one["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert one.decoded("dtend").time() == dt.time(9, 30)
    assert Calendar.from_ical(answer.content).walk("VTIMEZONE")[0]["tzid"] == "Asia/Ho_Chi_Minh"


def test_whole_days_and_nights(ward, token):
    an_event(of=ward, on=today(), last_day=today() + dt.timedelta(2), title="Tập huấn")
    an_event(
        of=ward,
        on=today(),
        last_day=today() + dt.timedelta(1),
        starts_at=dt.time(22),
        ends_at=dt.time(1),
        title="Trực đêm",
    )
    an_event(of=ward, on=today(), starts_at=dt.time(23), title="Không rõ giờ tan")
    found = components(token)
    assert found["Tập huấn"].decoded("dtstart") == today()
    assert found["Tập huấn"].decoded("dtend") == today() + dt.timedelta(3)
    night = found["Trực đêm"]
    assert night.decoded("dtend") - night.decoded("dtstart") == dt.timedelta(hours=3)
    assert found["Không rõ giờ tan"].decoded("dtend").date() == today() + dt.timedelta(1)


def test_a_change_keeps_the_name_and_raises_the_number(ward, token):
    event = an_event(of=ward, on=today(), starts_at=dt.time(8), title="Giao ban")
    before = components(token)["Giao ban"]
    change_event(event, starts_at=dt.time(9), reason="Bận", by=None)
    after = components(token)["Giao ban"]
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("last-modified") >= before.decoded("last-modified")
    assert after["status"] == "CONFIRMED"
    cancel_event(event, reason="Bão", by=None)
    gone = components(token)["Giao ban"]
    assert (gone["uid"], gone["status"], gone["sequence"]) == (before["uid"], "CANCELLED", 2)
    assert "Bão" in gone["description"]


def test_what_was_put_off_is_cancelled_for_clients(ward, token):
    event = an_event(of=ward, on=today())
    assess_week(ward, monday_of(today()), {event.pk: ("postponed", "Mưa")}, text="", by=None)
    assert components(token)[event.title]["status"] == "CANCELLED"


def test_a_feed_holds_no_other_calendar(ward, token):
    an_event(of=ward, on=today(), title="Của phường")
    an_event(of=a_unit(parent=ward), on=today(), title="Của chi bộ")
    an_event(of=ward, on=today() - dt.timedelta(90), title="Đã lâu")
    assert set(components(token)) == {"Của phường"}


def test_rights_are_asked_at_each_fetch(ward, clerk, token):
    an_event(of=ward, on=today())
    assert fetch(token).status_code == 200
    withdraw_role(Grant.objects.get(user=clerk), on=today(), by=a_user())
    assert fetch(token).status_code == 404


def test_a_closed_account_reads_nothing(clerk, token):
    clerk.is_active = False
    clerk.save()
    assert fetch(token).status_code == 404


def test_the_secret_itself_is_nowhere_kept(clerk, ward):
    browser = a_browser(clerk)
    page = browser.post(reverse("schedules:feeds"), {"unit": ward.pk})
    token = page.context["address"].rsplit("/", 1)[1].removesuffix(".ics")
    assert len(token) >= 43
    assert "no-store" in page["Cache-Control"]
    assert fetch(token).status_code == 200
    assert Feed.objects.get().digest != token
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM base_auditentry WHERE changes::text LIKE %s", [f"%{token}%"])
        assert cursor.fetchone() == (0,)
    assert not WriteKey.objects.exists()


def test_renewing_and_stopping_end_the_old_address(clerk, token):
    browser, feed = a_browser(clerk), Feed.objects.get()
    page = browser.post(reverse("schedules:feed_renew", args=[feed.pk]))
    renewed = page.context["address"].rsplit("/", 1)[1].removesuffix(".ics")
    assert [fetch(one).status_code for one in (token, renewed)] == [404, 200]
    browser.post(reverse("schedules:feed_close", args=[Feed.objects.get().pk]))
    assert fetch(renewed).status_code == 404


def test_nobody_ends_or_renews_the_address_of_another(ward, token):
    browser, feed = a_browser(a_user(Role.CLERK, of=ward)), Feed.objects.get()
    for route in ("schedules:feed_renew", "schedules:feed_close"):
        assert browser.post(reverse(route, args=[feed.pk])).status_code == 404
    assert fetch(token).status_code == 200


def test_nobody_gets_an_address_for_a_calendar_they_may_not_read(clerk):
    answer = a_browser(clerk).post(reverse("schedules:feeds"), {"unit": a_ward().pk})
    assert answer.status_code == 422
    assert not Feed.objects.exists()


def test_my_own_calendar_is_what_i_chair_and_have_undertaken(ward):
    leader = a_user(Role.LEADER, of=ward)
    token = open_feed(leader, None)
    an_event(of=ward, on=today(), title="Tôi chủ trì", chair=leader.person)
    an_event(of=ward, on=today(), title="Người khác chủ trì")
    plan = start_plan(unit=ward, month=today().replace(day=1), by=None)
    add_item(plan, text="Việc của tôi", lead=ward, person=leader.person, due_on=plan.last_day, by=None)
    assert set(components(token)) == {"Tôi chủ trì"}
    issue_plan(plan, by=None)
    found = components(token)
    assert set(found) == {"Tôi chủ trì", "Việc của tôi"}
    assert found["Việc của tôi"].decoded("dtstart") == plan.last_day


def test_work_of_a_plan_is_not_in_the_calendar_of_the_unit(ward, token):
    issue_plan(a_month_plan(of=ward, month=today().replace(day=1)), by=None)
    assert components(token) == {}


def test_what_other_areas_have_is_in_the_feed(ward, token, settings):
    settings.CALENDARS = ["tests.records.schedules.test_feeds.others"]
    assert "Sinh hoạt thường kỳ" in components(token)


def others(user, unit_ids, first, last):
    from chibo.registry.access.agenda import Appointment  # noqa: PLC0415

    return [Appointment(f"meeting-{pk}", pk, "Sinh hoạt thường kỳ", today(), dt.time(19, 30)) for pk in unit_ids]


def test_a_person_without_a_post_any_more_gets_none(ward):
    leader = a_user(Role.LEADER, of=ward)
    appoint(leader.person, unit=ward, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
    token = open_feed(leader, ward)
    assert fetch(token).status_code == 200
    leader.person.tenures.filter(title=Title.DEPUTY).update(valid_until=today())
    assert fetch(token).status_code == 404


def test_a_wrong_address_is_not_found():
    assert fetch("x" * 43).status_code == 404
