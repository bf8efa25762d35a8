import re

from playwright.sync_api import expect

from tests.e2e.steps import DESK, PHONE, mark, told, too_wide
from tests.e2e.ward import LAST_YEAR, MONTHLY, THEMATIC, WARD, name_of


def test_secretary_records_the_monthly_meeting_on_a_phone(enter):
    page = enter("bithu1", **PHONE)
    page.goto("/")
    page.locator(".due a[href^='/sinh-hoat/']").filter(has_text=MONTHLY).tap()
    page.get_by_role("button", name="Triệu tập đảng viên Chi bộ 1").tap()
    expect(page.locator("main")).to_contain_text("Chưa ghi điểm danh 11 đồng chí")
    page.get_by_role("link", name="Điểm danh", exact=True).tap()
    tally = page.locator(".tally")
    mark(page, name_of(1, 1), "Đến muộn")
    expect(tally).to_contain_text("1/11")
    mark(page, name_of(1, 2), "Vắng có lý do")
    expect(tally).to_contain_text("Còn 9 chưa ghi")
    assert too_wide(page) == 0
    page.get_by_role("button", name="Ghi tất cả có mặt").tap()
    told(page, "Đã lưu điểm danh.")
    expect(tally).to_contain_text("Đã ghi đủ")
    page.get_by_role("button", name="Lưu và kết thúc").tap()
    told(page, "Cuộc họp đã kết thúc")
    # Who is exempt is no part of the base; who came late attended, who had a reason did not.
    expect(page.locator(".hero-num")).to_contain_text("10/11")
    expect(page.locator(".reading").first).to_contain_text("Danh sách 12 đồng chí, trong đó 1 không phải dự")
    expect(page.locator(".people")).to_contain_text(f"{name_of(1, 2)}")
    _open_again(page)


def _open_again(page):
    page.get_by_role("link", name="Mở lại", exact=True).tap()
    page.get_by_label("Vì sao mở lại?").fill("Ghi nhầm một đồng chí")
    page.get_by_role("button", name="Mở lại", exact=True).tap()
    told(page, "Đã mở lại cuộc họp.")
    expect(page.locator("main")).to_contain_text("Ghi nhầm một đồng chí")
    expect(page.get_by_role("link", name="Điểm danh", exact=True)).to_be_visible()


def test_everything_on_the_way_to_a_closed_meeting_works_without_scripts(enter):
    page = enter("bithu2", anew=True, java_script_enabled=False, **DESK)
    page.locator("details.ctx summary").click()
    ward = page.locator("#standing-unit option", has_text=WARD).get_attribute("value")
    page.locator("#standing-unit").select_option(ward)
    page.locator("#standing-day").fill(f"30/6/{LAST_YEAR}")
    page.locator("details.ctx").get_by_role("button", name="Xem").click()
    expect(page.locator(".asof")).to_contain_text(f"30/6/{LAST_YEAR}")
    expect(page.locator(".ctx-unit")).to_have_text(WARD)
    page.get_by_role("link", name="Về hôm nay").click()
    page.get_by_role("link", name="Sinh hoạt", exact=True).first.click()
    page.get_by_role("link").filter(has_text=THEMATIC).click()
    page.get_by_role("link", name="Điểm danh", exact=True).click()
    for place in range(1, 11):
        page.get_by_role("group", name=name_of(2, place), exact=True).locator("label.present").click()
    mark(page, name_of(2, 0), "Về sớm", scripted=False)
    page.get_by_role("button", name="Lưu", exact=True).click()
    told(page, "Đã lưu điểm danh.")
    expect(page.locator(".tally")).to_contain_text(re.compile(r"10/11\s*Đã ghi đủ"))
    page.get_by_role("button", name="Lưu và kết thúc").click()
    told(page, "Cuộc họp đã kết thúc")
    expect(page.locator(".hero-num")).to_contain_text("10/11")
