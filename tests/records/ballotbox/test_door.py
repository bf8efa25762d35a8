"""The pages at the door and those of the officials."""

import logging
import re

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.module_loading import import_string

from chibo.base.models import WriteKey
from chibo.records.ballotbox import actions, casting, queries
from chibo.records.ballotbox.door import DoorMiddleware
from chibo.records.ballotbox.models import Box, Mode, Sealed, Slip, Spent
from chibo.records.ballotbox.opening import open_box
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.ballotbox import boxes, browser
from tests.records.ballotbox.boxes import KEYS, a_box, a_respondent, a_token, sealed

pytestmark = pytest.mark.django_db
JSON = "application/octet-stream"


@pytest.fixture
def paper():
    box = a_box()
    return box, actions.slips(box, by=None)


def door(box, name="answer"):
    return reverse(f"door:{name}", args=[box.address])


def test_a_respondent_without_javascript_answers_with_the_code_of_the_slip(paper):
    box, made = paper
    client = a_browser()
    page = client.get(door(box)).content.decode()
    for sentence in ("Nobody can see who answered what", "What this cannot protect against", "sealed on the server"):
        assert sentence in page
    answer = client.post(door(box), {"code": made[0], "q0": "Tốt", "q1": "Góp ý"})
    assert (answer.status_code, answer["Location"]) == (302, door(box, "taken"))
    receipt = client.get(answer["Location"]).content.decode()
    assert "Your answer is in the box" in receipt
    assert made[0] not in receipt
    again = client.post(door(box), {"code": made[0], "q0": "Kém"})
    assert again.status_code == 422
    assert "has answered already" in again.content.decode()
    assert Sealed.objects.count() == 1


def test_what_was_typed_is_kept_when_the_code_is_wrong(paper):
    box, _made = paper
    answer = a_browser().post(door(box), {"code": "ABCD-1", "q0": "Khá", "q1": "Lời dài"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Lời dài" in page
    assert "ABCD-1" in page
    assert re.search(r'value="Khá"[^>]*checked', page)


def test_the_door_sets_no_cookie_and_asks_no_session_even_of_who_is_signed_in(paper, django_assert_num_queries):
    box, made = paper
    client = a_browser(a_user(Role.BOARD, of=box.unit))
    with django_assert_num_queries(2):  # the box and its keys: nothing of a session, nothing of an account
        page = client.get(door(box))
    sent = client.post(door(box, "put"), browser.body(sealed(box), code=made[0]), content_type=JSON)
    assert sent.json() == {"code": "taken"}
    for answer in (page, sent):
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"


def test_what_tells_who_asks_is_gone_before_anybody_looks(rf):
    telling = {
        "cookie": "sessionid=abc; chibo_face=large.dark; csrftoken=x", "authorization": "Bearer x",
        "user-agent": "Phone 7", "x-forwarded-for": "10.9.9.9", "referer": "https://x/", "x-real-ip": "1.1.1.1",
        "accept-language": "vi-VN", "idempotency-key": "abc", "sec-ch-ua-model": "Phone",
    }  # fmt: skip
    request = rf.post("/phieu/ABCDEFGH/gui/", b"", content_type=JSON, REMOTE_ADDR="10.1.2.3", headers=telling)
    seen = {}

    def look(request):
        seen.update(request.META, path=request.path, cookies=request.COOKIES)
        return HttpResponse(headers={"Set-Cookie": "x=1"})

    answer = DoorMiddleware(look)(request)
    told = {name: value for name, value in seen.items() if name.startswith(("HTTP_", "REMOTE_"))}
    assert told == {"HTTP_COOKIE": "chibo_face=large.dark", "REMOTE_ADDR": "0.0.0.0", "REMOTE_PORT": "0"}
    assert seen["cookies"] == {"chibo_face": "large.dark"}
    assert not answer.cookies


def test_nothing_about_the_door_is_logged_whatever_goes_wrong(paper, monkeypatch, settings):
    box, _made = paper
    root = logging.getLogger()
    written = []
    keep = logging.Handler()
    keep.emit = written.append
    console = settings.LOGGING["handlers"]["console"]
    for name in console["filters"]:
        keep.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    root.addHandler(keep)
    try:
        client = Client(raise_request_exception=False)
        assert client.get("/phieu/ABCDEFGH/").status_code == 404
        assert client.post(door(box), {"code": "x"}).status_code == 422
        assert client.post(door(box, "put"), b"short", content_type=JSON).status_code == 422
        monkeypatch.setattr(casting, "put_in", lambda *args: 1 / 0)
        assert client.post(door(box, "put"), browser.body(sealed(box), code="x"), content_type=JSON).status_code == 500
        assert client.get("/khong-co/").status_code == 404
    finally:
        root.removeHandler(keep)
    assert [record.getMessage() for record in written] == ["Not Found: /khong-co/"]


def test_an_answer_of_another_length_is_refused(paper):
    box, made = paper
    body = browser.body(sealed(box), code=made[0])
    client = Client()
    for wrong in (body[:-1], body + b" ", b"", b" " * 16_384, b"[]".ljust(16_384), b'{"content": 1}'.ljust(16_384)):
        answer = client.post(door(box, "put"), wrong, content_type=JSON)
        assert (answer.status_code, answer.json()) == (422, {"code": "damaged"})
    assert client.post(door(box, "put"), {"code": made[0]}).json() == {"code": "damaged"}
    short = browser.body(sealed(box)[:-1], code=made[0])
    assert client.post(door(box, "put"), short, content_type=JSON).json() == {"code": "damaged"}
    assert not Spent.objects.exists()


def test_a_member_fetches_a_ticket_and_answers_where_nobody_knows_them():
    ward = a_ward()
    user = a_respondent(of=ward)
    box = a_box(mode=Mode.BLIND, of=ward, people=[user.person])
    member, stranger = a_browser(user), a_browser(a_respondent(of=ward))
    address = reverse("ballotbox:ticket", args=[box.pk])
    assert stranger.get(address).status_code == 404
    assert box.title in member.get(reverse("ballotbox:list")).content.decode()
    covered = browser.envelope(browser.read_key(box.public_half))
    signed = member.post(address, {"blinded": browser._spelled(covered.blinded)}).json()
    token = covered.opened(browser.base64.b64decode(signed["signature"]))
    refused = member.post(address, {"blinded": browser._spelled(covered.blinded[::-1])})
    assert (refused.status_code, refused.json()) == (422, {"code": "fetched"})
    assert member.post(address, {"blinded": "?"}).status_code == 422
    with time_machine.travel(box.answer_from, tick=False):
        body = browser.body(sealed(box), token=token)
        assert Client().post(door(box, "put"), body, content_type=JSON).json() == {"code": "taken"}
        assert Client().post(door(box, "put"), body, content_type=JSON).json() == {"code": "used"}


def test_slips_are_shown_once_bear_no_person_and_are_kept_nowhere():
    ward = a_ward()
    cell = a_unit(parent=ward)
    people = [boxes.a_member(of=cell, full_name=f"Đỗ Thị Xuyến {name}") for name in ("An", "Bình", "Chi")]
    box = a_box(of=ward, people=people)
    leader = a_browser(a_user(Role.LEADER, of=ward))
    address = reverse("ballotbox:slips", args=[box.pk])
    assert leader.get(address).status_code == 200
    page = leader.post(address, {"print": "1", "_once": ""})
    printed = re.findall(r'class="slip-code">([^<]+)<', page.content.decode())
    assert len(printed) == len(set(printed)) == 4 == Slip.objects.count()
    assert "Xuyến" not in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    assert leader.post(address, {"print": "1"}).status_code == 422
    assert not WriteKey.objects.exists()
    everything = dump_of_all_tables()
    assert not [code for code in printed if code in everything or code.replace("-", "") in everything]


def dump_of_all_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_both_trustees_open_the_box_on_one_page_and_the_keys_are_kept_nowhere(paper):
    box, made = paper
    casting.cast(box, made[0], {"work": "Tốt"})
    actions.close_box(box, by=None)
    actions.count_back(box, unused=2, by=None)
    trustee = a_browser(box.trustees.first().user)
    address = reverse("ballotbox:open", args=[box.pk])
    assert a_browser(a_user(Role.INSPECTOR, of=box.unit)).get(address).status_code == 403
    wrong = trustee.post(address, KEYS | {"second_key": KEYS["first_key"]})
    assert wrong.status_code == 422
    assert trustee.post(address, KEYS).status_code == 302
    assert queries.published(box) == [{"work": "Tốt"}]
    everything = dump_of_all_tables()
    assert not [key for key in KEYS.values() if key in everything or key.replace("-", "").lower() in everything]


def test_officials_lead_a_box_through_its_course_on_the_pages():
    ward = a_ward()
    box = a_box(of=ward, keys=False)
    users = (a_user(Role.LEADER, of=ward), a_user(Role.BOARD, of=ward))
    leader, board = map(a_browser, users)

    def url(name):
        return reverse(f"ballotbox:{name}", args=[box.pk])

    for client, private in zip((leader, board), boxes.PRIVATE, strict=True):
        assert client.post(url("key"), {"public_key": "eA=="}).status_code == 422
        public = browser._spelled(boxes.seal.public_of(private))
        assert client.post(url("key"), {"public_key": public}).status_code == 302
    made = re.findall(r'class="slip-code">([^<]+)<', board.post(url("slips"), {"print": "1"}).content.decode())
    sheets = {"s0-code": made[0], "s0-q0": "Tốt", "s1-code": made[1], "s1-q0": "Kém", "s2-q0": "Khá"}
    assert board.post(url("key_in"), sheets).status_code == 422
    del sheets["s2-q0"]
    assert board.post(url("key_in"), sheets).status_code == 302
    assert board.post(url("close"), {"sure": "1"}).status_code == 302
    assert board.post(url("count_back"), {"unused": "2"}).status_code == 302
    page = board.get(url("detail")).content.decode()
    assert "Both trustees together, once" in page
    assert leader.post(url("open"), KEYS).status_code == 302
    box = Box.objects.get(pk=box.pk)
    assert (box.accepted, box.issued, len(queries.published(box))) == (2, 2, 2)
    assert "This box is open" in leader.get(url("detail")).content.decode()


def test_the_list_of_tokens_is_for_anybody_once_the_box_is_opened():
    ward = a_ward()
    user = a_respondent(of=ward)
    box = a_box(mode=Mode.BLIND, of=ward, people=[user.person])
    token = a_token(box, user)
    assert Client().get(door(box, "proof")).status_code == 404
    with time_machine.travel(box.answer_from, tick=False):
        casting.put_in(box, token, sealed(box))
    with time_machine.travel(box.answer_until, tick=False):
        open_box(box, by=user, **KEYS)
        assert Client().get(door(box, "proof")).json()["tokens"] == [browser._spelled(token)]


def test_a_list_of_boxes_asks_the_database_equally_often_for_one_and_for_three():
    ward = a_ward()
    client = a_browser(a_user(Role.BOARD, of=ward))
    counts = []
    for _ in range(3):
        a_box(of=ward, keys=False)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("ballotbox:list"))
        counts.append(len(asked))
    assert counts[0] == counts[2]
