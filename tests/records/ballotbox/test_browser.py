"""In a real browser: the scripts that blind and seal, and what leaves the device when somebody answers."""

import base64
import json
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from chibo.records.ballotbox import seal
from tests.records.ballotbox.boxes import PRIVATE

VECTOR = json.loads(Path(__file__).with_name("rfc9474.json").read_text())
BLIND = """
async ({ p, q, prefix, msg, salt, inv }) => {
  const { blind } = await import("/static/ballotbox/js/blind.js");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const n = BigInt(`0x${p}`) * BigInt(`0x${q}`);
  const key = { n, e: 65537n, bits: n.toString(2).length };
  const { blinded } = await blind(key, bytes(prefix + msg), { salt: bytes(salt), inverse: BigInt(`0x${inv}`) });
  return Array.from(blinded, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
"""
SEAL = """
async ({ answers, keys }) => {
  const { seal } = await import("/static/ballotbox/js/seal.js");
  const { fromBase64, toBase64 } = await import("/static/ballotbox/js/bytes.js");
  return toBase64(await seal(answers, keys.map(fromBase64), "BOX"));
}
"""


def sent_to(page, ending):
    """Collect what the page sends to addresses with this ending."""
    found = []
    page.on("request", lambda request: found.append(request) if urlsplit(request.url).path.endswith(ending) else None)
    return found


def answer(page, choice, words):
    page.get_by_label(choice).check()
    page.get_by_label("Góp ý thêm").fill(words)
    page.get_by_role("button").click()


def test_the_script_blinds_as_the_rfc_prints_it(window):
    page = window()
    page.goto("/tai-khoan/login/")
    given = {name: VECTOR[name] for name in ("p", "q", "msg", "salt", "inv")} | {"prefix": VECTOR["msg_prefix"]}
    assert page.evaluate(BLIND, given) == VECTOR["blinded_msg"]


def test_what_the_script_seals_the_server_can_read_with_both_keys(window):
    page = window()
    page.goto("/tai-khoan/login/")
    keys = [base64.b64encode(seal.public_of(private)).decode() for private in PRIVATE]
    for words in ("", "Tiếng Việt có dấu 😀" * 100):
        content = base64.b64decode(page.evaluate(SEAL, {"answers": {"words": words}, "keys": keys}))
        assert len(content) == seal.LENGTH
        assert seal.unseal(content, PRIVATE, "BOX") == {"words": words}


def test_a_ticket_is_fetched_signed_in_and_used_without_a_trace_of_who_it_was(window, site):
    made = site.do("one_box", "blind")
    page = window(made["member"])
    asked = sent_to(page, "/the/")
    page.goto(f"/hom-phieu/{made['box']}/the/")
    page.get_by_role("button", name="Fetch my ticket").click()
    ticket = page.locator("#ticket textarea")
    expect(ticket).to_be_visible()
    token = base64.b64decode(ticket.input_value())
    signed = next(request for request in asked if request.method == "POST").post_data_buffer
    assert token[:32].hex() not in signed.hex()
    assert base64.b64encode(token)[:40] not in signed
    site.do("let_answer", made["box"])

    sent = sent_to(page, "/gui/")
    page.goto(f"/phieu/{made['address']}/")
    expect(page.get_by_text("Your ticket is on this device")).to_be_visible()
    answer(page, "Tốt", "Viết từ máy của tôi")
    expect(page.locator("#taken h1")).to_be_visible()
    headers = {name.lower() for name in sent[0].all_headers()}
    assert not headers & {"cookie", "authorization", "referer", "x-csrftoken", "idempotency-key"}
    assert len(sent[0].post_data_buffer) == 16_384
    assert page.evaluate("localStorage.length") == 0
    found = site.do("answers_in", made["box"])
    assert found["sealed"] == [{"work": "Tốt", "words": "Viết từ máy của tôi"}]


def test_every_answer_is_sent_equally_long_and_a_code_behind_the_hash_is_filled_in(window, site):
    made = site.do("one_box", "paper")
    lengths = set()
    for code, words in zip(made["codes"], ("", "Rất dài. " * 200), strict=True):
        page = window()
        sent = sent_to(page, "/gui/")
        page.goto(f"/phieu/{made['address']}/#{code}")
        expect(page.locator("[name=code]")).to_have_value(code)
        answer(page, "Kém", words)
        expect(page.locator("#taken h1")).to_be_visible()
        assert "cookie" not in {name.lower() for name in sent[0].all_headers()}
        lengths.add(len(sent[0].post_data_buffer))
    assert lengths == {16_384}
    page = window()
    page.goto(f"/phieu/{made['address']}/#{made['codes'][0]}")
    answer(page, "Tốt", "Lần hai")
    expect(page.locator("#status")).to_contain_text("This code has answered already")
    assert site.do("answers_in", made["box"])["accepted"] == 2


def test_an_open_question_is_pointed_at_before_anything_is_sent(window, site):
    made = site.do("one_box", "paper")
    page = window()
    sent = sent_to(page, "/gui/")
    page.goto(f"/phieu/{made['address']}/#{made['codes'][0]}")
    page.get_by_role("button").click()
    expect(page.locator("#status .alert")).to_be_visible()
    assert sent == []


def test_without_javascript_a_slip_answers_all_the_same(window, site):
    made = site.do("one_box", "paper")
    page = window(java_script_enabled=False)
    page.goto(f"/phieu/{made['address']}/")
    page.get_by_label("The code on your slip").fill(made["codes"][0])
    answer(page, "Khá", "Không có JavaScript")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answer is in the box")
    assert {cookie["name"] for cookie in page.context.cookies()} == {"django_language"}
    found = site.do("answers_in", made["box"])
    assert found["sealed"] == [{"work": "Khá", "words": "Không có JavaScript"}]


def test_two_trustees_make_their_keys_in_the_browser_and_open_the_box_with_them(window, site):
    made = site.do("unkeyed_box")
    written = []
    for session in made["officials"]:
        page = window(session)
        sent = sent_to(page, "/khoa/")
        page.goto(f"/hom-phieu/{made['box']}/khoa/")
        page.locator("#make").click()
        written.append(page.locator("[data-key]").inner_text())
        page.locator("#keep button.act").click()
        page.wait_for_url(f"**/hom-phieu/{made['box']}/")
        body = next(request for request in sent if request.method == "POST").post_data
        assert written[-1] not in body
        assert written[-1].replace("-", "").lower()[:64] not in body.lower()
    assert len(set(written)) == len(set(site.do("answers_in", made["box"])["keys"])) == 2

    codes = site.do("print_slips", made["box"])
    respondent = window()
    respondent.goto(f"/phieu/{made['address']}/#{codes[0]}")
    answer(respondent, "Tốt", "Mở bằng hai khóa")
    expect(respondent.locator("#taken h1")).to_be_visible()
    site.do("close_and_count", made["box"])
    page.goto(f"/hom-phieu/{made['box']}/mo/")
    page.locator("[name=first_key]").fill(written[1])
    page.locator("[name=second_key]").fill(written[0].lower())
    page.locator("form.form button.act").click()
    page.wait_for_url(f"**/hom-phieu/{made['box']}/")
    assert site.do("answers_in", made["box"])["published"] == [{"work": "Tốt", "words": "Mở bằng hai khóa"}]


def test_a_survey_is_answered_by_code_and_by_picture_opened_and_published(window, site):
    """The committee at a desk, a member on a phone, and somebody who is not signed in."""
    made = site.do("a_survey", "paper")
    desk = window(made["officials"][0])
    codes = site.do("print_slips", made["box"])
    assert len(codes) == 14  # twelve people, and a reserve

    phone = window(made["member"])
    phone.goto(f"/lay-y-kien/{made['survey']}/cua-toi/")
    expect(phone.locator("main")).to_contain_text("Nobody sees what one person answered")
    expect(phone.locator("main")).to_contain_text("An answer of fewer than five people is counted together")
    assert too_wide(phone) == 0
    phone.get_by_role("link", name="To the answer page").click()
    expect(phone.locator(".promise")).to_contain_text("The committee sees how many chose each answer")
    phone.locator("[name=code]").fill(codes[0].lower())
    put_in(phone, "Tốt")
    assert too_wide(phone) == 0

    stranger = window()
    stranger.goto(f"/phieu/{made['address']}/#{codes[1]}")
    put_in(stranger, "Khá")

    site.do("others_answer", made["box"], codes[2:12], ["Tốt", "Khá"] * 5)
    site.do("close_and_count", made["box"])
    open_the_box(desk, made)
    publish(desk, made)
    table = desk.locator("main table").first
    expect(table.locator("caption")).to_contain_text("12 valid ballots of 12 people asked")
    expect(table.locator("tbody tr").first).to_contain_text("6")
    assert site.do("answers_in", made["box"])["published"] == []  # single sheets are gone


def put_in(page, choice):
    page.get_by_label(choice, exact=True).check()
    page.get_by_role("button", name="Put my answer into the box").click()
    expect(page.locator("#taken h1")).to_be_visible()


def open_the_box(desk, made):
    box = f"/hom-phieu/{made['box']}/"
    desk.goto(box)
    desk.get_by_role("link", name="Open the box", exact=True).click()
    for field, key in zip(("first_key", "second_key"), made["keys"], strict=True):
        desk.locator(f"[name={field}]").fill(key)
    desk.get_by_role("button", name="Open the box and publish").click()
    desk.wait_for_url(f"**{box}")


def publish(desk, made):
    desk.goto(f"/lay-y-kien/{made['survey']}/")
    desk.get_by_role("link", name="Publish the results").click()
    desk.get_by_role("button", name="Publish the results").click()
    desk.wait_for_url("**/ket-qua/")


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
