"""The monthly meeting of a cell of 45, by its secretary alone, on a phone."""

import datetime as dt
import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from chibo.base.clock import today
from tests.e2e.steps import DESK, PHONE, too_wide
from tests.e2e.test_reading import RUN
from tests.e2e.ward import LARGE_MEETING, SMALL_MEETING

MOST = 40
"""Taps and fields beyond the text of the minutes."""
DUE = f"{today() + dt.timedelta(days=20):%d/%m/%Y}"
WORK = ("Vận động hiến đất mở ngõ", "Rà soát hộ nghèo", "Tổng vệ sinh ngõ chính")
BIG = "main .btn.act.big"


class Hand:
    """Counts what the secretary taps and fills."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, what):
        self.count += 1
        what.click()

    def fill(self, name, value):
        self.count += 1
        self.page.locator(f"[name={name}]").fill(value)

    def choose(self, name, index):
        self.count += 1
        self.page.locator(f"[name={name}]").select_option(index=index)


def goes(hand, what, path):
    """Tap and come to the next page of the way."""
    hand.tap(hand.page.locator(what).first)
    expect(hand.page).to_have_url(re.compile(path))


def mark(hand, place, state):
    row = hand.page.locator(".roll").nth(place)
    hand.tap(row.locator("summary"))
    hand.tap(row.locator(f".others .mark:has([value={state}])"))


def clean(page):
    assert too_wide(page) == 0
    page.evaluate(AXE_SCRIPT)
    faults = [one for one in page.evaluate(RUN) if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in faults] == []


def test_secretary_holds_a_meeting_of_45_with_less_than_forty_taps(enter):
    page = enter("bithu45", **PHONE)
    page.goto("/")
    hand = Hand(page)
    goes(hand, f".due a:has-text('{LARGE_MEETING}')", r"/sinh-hoat-chi-bo/\d+/$")
    clean(page)
    goes(hand, BIG, "/chuan-bi/")
    clean(page)
    goes(hand, BIG, "/trieu-tap/")
    clean(page)
    goes(hand, BIG, "/diem-danh/")
    clean(page)
    hand.tap(page.locator("[name=all]"))
    expect(page.locator(".tally b")).to_have_text("43/43")
    for place, state in ((4, "excused"), (7, "late"), (11, "absent")):
        mark(hand, place, state)
    goes(hand, ".actbar .btn.act", "/noi-dung/")
    clean(page)
    hand.fill("ended_at", "21:05")
    hand.fill("speakers", "9")
    hand.fill("q-0-text", "Thống nhất nhiệm vụ tháng tới theo dự thảo của chi ủy")
    hand.fill("q-1-text", "Đề nghị khen thưởng hai đồng chí")
    hand.fill("q-1-blank", "1")
    for place, text in enumerate(WORK):
        hand.fill(f"v-{place}-text", text)
        hand.choose(f"v-{place}-person", place + 2)
        hand.fill(f"v-{place}-due_on", DUE)
    goes(hand, ".actbar .btn.act", "/cham-diem/")
    clean(page)
    goes(hand, BIG, "/bien-ban/")
    clean(page)
    assert "Chi bộ tự chấm" in page.locator("[name=resolution]").input_value()
    minutes = page.locator("[name=minutes]").input_value()
    assert "- Có mặt: 41/43 đồng chí, đạt tỷ lệ 95,35%." in minutes
    assert "tán thành 40/41 đồng chí, đạt tỷ lệ 97,56%; không tán thành: 0; ý kiến khác: 1." in minutes
    page.locator("[name=minutes]").fill(minutes + "\nĐồng chí thư ký ghi thêm một ý kiến.")
    goes(hand, BIG, "/khoa/")
    clean(page)
    hand.tap(page.locator("[name=adopt]"))
    hand.tap(page.locator("[name=lock]"))
    expect(page).to_have_url(re.compile(r"/sinh-hoat-chi-bo/\d+/$"))
    clean(page)
    assert hand.count < MOST, f"{hand.count} taps and fields"
    _read_what_is_locked(page)


def _read_what_is_locked(page):
    page.locator(".links a", has_text="01-BB/CB").tap()
    expect(page.locator(".doc")).to_contain_text("Đồng chí thư ký ghi thêm một ý kiến.")
    expect(page.locator(".secret")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    clean(page)
    with page.expect_download() as saved:
        page.locator("a[href$='/tep/docx/']").tap()
    page.goto("/sinh-hoat-chi-bo/kiem-chung/")
    page.locator("input[type=file]").set_input_files(saved.value.path())
    clean(page)


def test_whole_way_works_without_scripts(enter):
    page = enter("bithu6", anew=True, java_script_enabled=False, **DESK)
    hand = Hand(page)
    goes(hand, f".due a:has-text('{SMALL_MEETING}')", r"/sinh-hoat-chi-bo/\d+/$")
    goes(hand, BIG, "/chuan-bi/")
    goes(hand, "[name=more]", "/chuan-bi/")
    hand.fill("form-1-text", "Việc thêm của chi bộ")
    goes(hand, BIG, "/trieu-tap/")
    expect(page.locator("main")).to_contain_text("Việc thêm của chi bộ")
    goes(hand, BIG, "/diem-danh/")
    hand.tap(page.locator("[name=all]"))
    mark(hand, 2, "early")
    goes(hand, ".actbar .btn.act", "/noi-dung/")
    hand.fill("q-0-text", "Thống nhất")
    hand.fill("q-0-in_favour", "5")
    goes(hand, ".actbar .btn.act", "/cham-diem/")
    goes(hand, "main a[href$='/bien-ban/']", "/bien-ban/")
    goes(hand, BIG, "/khoa/")
    hand.tap(page.locator("[name=adopt]"))
    hand.tap(page.locator("[name=lock]"))
    expect(page.locator(".links")).to_contain_text("01-NQ/CB")
