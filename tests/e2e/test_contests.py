from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.e2e.steps import DESK, PHONE, told, too_wide
from tests.e2e.test_reading import RUN
from tests.e2e.ward import QUESTIONS, QUIZ


def test_member_takes_a_contest_on_a_phone(enter):
    page = enter("dangvien", **PHONE)
    _to_the_quiz(page)
    assert too_wide(page) == 0
    assert _serious(page) == []
    for place, question in enumerate(QUESTIONS):
        _choose(page, question, place=place)
    page.get_by_role("button", name="Gửi bài dự thi").tap()
    told(page, "Đã ghi nhận bài dự thi.")
    expect(page.locator("main")).to_contain_text("Lượt 1")
    expect(page.locator("main")).to_contain_text("Đáp án được công bố sau ngày")
    expect(page.get_by_role("link", name="Dự thi", exact=True)).to_have_count(0)
    assert too_wide(page) == 0
    assert _serious(page) == []


def test_the_quiz_works_without_scripts(enter):
    page = enter("bithu2", anew=True, java_script_enabled=False, **DESK)
    _to_the_quiz(page)
    for question in QUESTIONS:
        _choose(page, question)
    page.get_by_role("button", name="Gửi bài dự thi").click()
    told(page, "Đã ghi nhận bài dự thi.")
    expect(page.locator("main")).to_contain_text("Lượt 1")


def _to_the_quiz(page):
    page.goto("/cuoc-thi/")
    page.get_by_role("link", name=QUIZ).click()
    page.get_by_role("link").filter(has_text="Vòng 1").click()
    page.get_by_role("link", name="Dự thi", exact=True).click()
    expect(page.locator("fieldset")).to_have_count(len(QUESTIONS))


def _choose(page, question, place=0):
    page.get_by_role("group").filter(has_text=question).get_by_text(QUESTIONS[question][place], exact=True).click()


def _serious(page):
    page.evaluate(AXE_SCRIPT)
    return [one["id"] for one in page.evaluate(RUN) if one["impact"] in {"serious", "critical"}]
