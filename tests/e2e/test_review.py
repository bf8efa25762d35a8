"""The review of a year, from a member's form on a phone to the rating that the member reads."""

import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.e2e.steps import DESK, PHONE, told, too_wide
from tests.e2e.test_reading import RUN
from tests.e2e.ward import REVIEWED

MEMBER, NEIGHBOUR = REVIEWED[3:]
CELL, WARD = "Chi bộ Xếp Loại", "Đảng bộ phường Xếp Loại"
GOOD = "Hoàn thành tốt nhiệm vụ"
PAPERS = {"present": 9, "issued": 9, "returned": 9, "valid": 9, "invalid": 0}
SUBJECTS = len(REVIEWED) + 2


def clean(page):
    assert too_wide(page) == 0
    page.evaluate(AXE_SCRIPT)
    faults = [one for one in page.evaluate(RUN) if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in faults] == []


def to_review(page):
    page.goto("/danh-gia/")
    page.locator("#rows .row-link").first.click()
    expect(page).to_have_url(re.compile(r"/danh-gia/\d+/$"))
    clean(page)


def check_oneself(page):
    page.goto("/tu-soi/")
    clean(page)
    page.locator("main a[href*='/tu-soi/phan/']").first.click()
    page.locator("main input[type=radio]").first.check()
    clean(page)
    page.locator("main form button").last.click()


def hand_in_form(page):
    page.goto("/danh-gia/cua-toi/")
    clean(page)
    page.locator("main a.btn.act").click()
    for box in page.locator("textarea").all():
        box.fill("Hoàn thành các việc chi bộ giao trong năm")
    page.locator("[name=common_points]").fill("27")
    page.locator("[name=task_points]").fill("55")
    page.locator("[name=level]").select_option(label=GOOD)
    clean(page)
    page.locator("[name=hand_in]").click()
    expect(page).to_have_url(re.compile("/ban-kiem-diem/$"))
    clean(page)


def judge(page, way, unit, *, paper=""):
    """Open one step of a unit from the page of the review and put everybody at “good”."""
    to_review(page)
    page.get_by_role("row").filter(has_text=unit).locator(f"a[href*='/{way}/']").click()
    if paper:
        page.locator("[name=paper]").fill(paper)
    for choice in page.locator("select[name^=level_]").all():
        choice.select_option("good")
    clean(page)
    page.locator("main form .btn.act").click()
    expect(page).to_have_url(re.compile(r"/danh-gia/\d+/$"))


def open_ballot(page):
    to_review(page)
    page.locator("a[href$='/bo-phieu/']", has_text="Mở cuộc bỏ phiếu").click()
    page.locator("[name=summoned]").fill("9")
    for box in page.locator("[name=subjects]").all():
        box.check()
    clean(page)
    page.locator("main form .btn.act").click()
    expect(page).to_have_url(re.compile(r"/bo-phieu/\d+/$"))
    clean(page)
    return page.url


def fill_count(page, first):
    """Fill a count in which `first` papers are for the first subject at “good”, the rest blank."""
    for name, number in PAPERS.items():
        page.locator(f"[name={name}]").fill(str(number))
    for place in range(SUBJECTS):
        good = first if place == 0 else 8
        for option in range(4):
            page.locator(f"[name=vote_{place}_{option}]").fill(str(good if option == 1 else 0))
        page.locator(f"[name=blank_{place}]").fill(str(9 - good))


def count_twice(board, leader, ballot):
    board.goto(f"{ballot}nhap/")
    clean(board)
    fill_count(board, 8)
    board.locator("main form .btn.act").click()
    expect(board).to_have_url(ballot)
    leader.goto(f"{ballot}nhap/")
    fill_count(leader, 7)
    leader.locator("main form .btn.act").click()
    expect(leader.locator("#h-differ")).to_be_visible()
    clean(leader)
    leader.goto(f"{ballot}sua/")
    fill_count(leader, 8)
    leader.locator("[name=reason]").fill("Đếm sót một phiếu")
    clean(leader)
    leader.locator("main form .btn.act").click()
    leader.locator("a[href$='/chot/']").click()
    leader.locator("main form button").first.click()
    expect(leader.locator("#h-result")).to_be_visible()
    clean(leader)


def test_from_the_form_on_a_phone_to_the_own_rating(enter):
    member, secretary = enter("dangvienkd", **PHONE), enter("chibokd", **PHONE)
    board, leader = enter("bankd", **DESK), enter("dangbokd", **DESK)
    check_oneself(member)
    hand_in_form(member)
    expect(member.locator("main a[href*='/tu-soi/']")).to_be_visible()
    judge(secretary, "de-xuat", CELL)
    judge(leader, "de-xuat", WARD)
    for unit in (CELL, WARD):
        judge(board, "tham-dinh", unit)
    count_twice(board, leader, open_ballot(board))
    judge(leader, "quyet-dinh", CELL, paper="12-QĐ/ĐU")
    member.goto("/danh-gia/cua-toi/")
    expect(member.locator("main")).not_to_contain_text(f"Kết quả: {GOOD}")
    judge(leader, "quyet-dinh", WARD, paper="13-QĐ/ĐU")
    leader.locator("a[href$='/cong-khai/']").click()
    clean(leader)
    leader.locator("main form .btn.act").click()
    told(leader, "Đã công bố kết quả")
    clean(leader)
    leader.locator("a[href$='/doi-tuong/']").click()
    neighbour = leader.get_by_role("link", name=NEIGHBOUR).get_attribute("href")
    clean(leader)
    member.goto("/danh-gia/cua-toi/")
    expect(member.locator("main")).to_contain_text(GOOD)
    clean(member)
    member.locator("a[href^='/danh-gia/doi-tuong/']:visible").first.click()
    expect(member.locator("h1")).to_have_text(MEMBER)
    expect(member.locator("main")).to_contain_text("12-QĐ/ĐU")
    clean(member)
    assert member.request.get(neighbour).status == 404
    assert member.request.get(f"{neighbour}ban-kiem-diem/").status == 404
