import re

from playwright.sync_api import expect

from chibo.base.clock import today
from tests.e2e.steps import DESK, PHONE, told, too_wide
from tests.e2e.ward import WARD

DIRECTIVE, PLAN, TASK = "45-CT/QU", "Giữ gìn trật tự đường phố", "Ra quân dọn vỉa hè"
EVIDENCE = b"Bi\xc3\xaan b\xe1\xba\xa3n bu\xe1\xbb\x95i ra qu\xc3\xa2n"
TODAY = f"{today():%d/%m/%Y}"


def test_a_directive_becomes_a_plan_a_task_and_a_result_with_evidence(enter):
    clerk, leader, secretary = enter("vanphong", **DESK), enter("bithu", **DESK), enter("bithu1", **PHONE)
    _taken_in(clerk)
    plan = _planned(clerk)
    _signed(leader, plan)
    _issued_to_the_cell(clerk, plan)
    _given(clerk, plan)
    _received_and_planned(secretary)
    _reported(secretary)
    _seen_complete(leader)


def _taken_in(page):
    page.goto("/van-ban/")
    page.get_by_role("link", name="Đăng ký văn bản", exact=True).click()
    page.get_by_label("Cơ quan ban hành", exact=True).fill("Quận ủy Thử Nghiệm")
    page.get_by_label("Số, ký hiệu", exact=True).fill("45- CT/QU")
    page.get_by_label("Ngày văn bản", exact=True).fill(TODAY)
    page.get_by_label("Loại", exact=True).select_option(label="Chỉ thị")
    page.get_by_label(re.compile("^Tên")).fill("Về trật tự đường phố")
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    told(page, DIRECTIVE)
    page.get_by_role("link", name="Giao xử lý", exact=True).click()
    page.get_by_label("Giao cho").select_option(label=WARD)
    page.get_by_label(re.compile("^Bút phê")).fill("Văn phòng tham mưu kế hoạch.")
    page.get_by_role("button", name="Giao xử lý", exact=True).click()
    expect(page.locator("main")).to_contain_text("Văn phòng tham mưu kế hoạch.")


def _planned(page):
    page.goto("/van-ban/du-thao/")
    page.get_by_label("Loại", exact=True).select_option(label="Kế hoạch")
    page.get_by_label(re.compile("^Tên")).fill(PLAN)
    page.get_by_label(re.compile("^Thực hiện văn bản")).fill(DIRECTIVE)
    page.get_by_role("button", name="Tạo dự thảo").click()
    page.get_by_label("Điểm", exact=True).fill("1")
    page.get_by_label(re.compile("^Nội dung")).fill(TASK)
    page.get_by_role("button", name="Thêm điểm").click()
    expect(page.locator("main")).to_contain_text(TASK)
    page.get_by_role("button", name="Trình ký").click()
    expect(page.locator("main")).to_contain_text("Đã trình ký")
    return page.url.split("#")[0]


def _signed(page, plan):
    page.goto("/")
    page.get_by_role("link").filter(has_text=PLAN).first.click()
    assert page.url == plan
    page.get_by_role("link", name="Ký", exact=True).click()
    page.get_by_label("Người ký").fill("Bí thư Đảng ủy")
    page.get_by_role("button", name="Ghi nhận đã ký").click()
    expect(page.locator("main")).to_contain_text("Đã ký")


def _issued_to_the_cell(page, plan):
    page.goto(plan)
    page.get_by_role("link", name="Cấp số và phát hành").click()
    page.get_by_label("Chi bộ 1", exact=True).check()
    page.get_by_role("button", name="Cấp số và phát hành").click()
    expect(page.locator("main h1")).to_contain_text("01-KH/ĐU")


def _given(page, plan):
    page.goto(f"/nhiem-vu/giao/?document={plan.rstrip('/').rsplit('/', 1)[1]}")
    page.get_by_label("Nhiệm vụ", exact=True).fill(TASK)
    page.get_by_label(re.compile("^Điểm của văn bản")).select_option(index=1)
    page.get_by_label("Chi bộ 1", exact=True).check()
    page.get_by_role("button", name="Giao nhiệm vụ này").click()
    expect(page.locator("#messages")).to_be_visible()


def _received_and_planned(page):
    page.goto("/trien-khai/gui-don-vi/")
    page.get_by_role("link").filter(has_text=PLAN).first.tap()
    page.get_by_role("button", name="Đơn vị đã nhận").tap()
    page.get_by_role("button", name="Đơn vị đã quán triệt").tap()
    page.get_by_role("link", name="Ghi kế hoạch của đơn vị").tap()
    page.get_by_label("Tên", exact=True).fill("Kế hoạch của Chi bộ 1")
    page.get_by_label(re.compile(TASK)).check()
    page.get_by_role("button", name="Lưu", exact=True).tap()
    expect(page.locator("main")).to_contain_text("Kế hoạch của Chi bộ 1")
    assert too_wide(page) == 0


def _reported(page):
    page.goto("/nhiem-vu/")
    page.get_by_role("link", name=TASK).first.tap()
    page.get_by_role("link", name="Báo cáo kết quả").tap()
    page.get_by_label("Kết quả").fill("Đã dọn xong bốn tuyến phố.")
    page.get_by_text("Minh chứng, nếu có").tap()
    page.locator("input[type=file]").set_input_files(
        {"name": "bien-ban.txt", "mimeType": "text/plain", "buffer": EVIDENCE}
    )
    page.get_by_role("button", name="Gửi báo cáo").tap()
    expect(page.locator("main")).to_contain_text("Chờ xác nhận")
    expect(page.locator("main")).to_contain_text("bien-ban.txt")


def _seen_complete(page):
    page.goto("/nhiem-vu/")
    page.get_by_role("link", name=TASK).first.click()
    page.get_by_role("button", name="Xác nhận đã xong").click()
    expect(page.locator("main")).to_contain_text("Đã dọn xong bốn tuyến phố.")
    page.goto("/trien-khai/")
    page.get_by_role("link").filter(has_text=DIRECTIVE).first.click()
    for words in ("1/1 chi bộ đã nhận", "1/1 đã quán triệt", "1/1 đã có kế hoạch", "1/1 nhiệm vụ đã xong"):
        expect(page.locator("main")).to_contain_text(words)


def test_the_week_is_made_and_fits_on_one_sheet(enter):
    page = enter("vanphong", **DESK)
    page.goto("/lich/")
    page.get_by_role("link", name="Thêm vào lịch").click()
    page.get_by_label("Việc", exact=True).fill("Giao ban đầu tuần")
    page.get_by_label("Ngày", exact=True).fill(TODAY)
    page.get_by_label(re.compile("^Bắt đầu lúc")).fill("08:00")
    page.get_by_label(re.compile("^Địa điểm khác")).fill("Hội trường")
    page.get_by_role("button", name="Đưa vào lịch").click()
    told(page, "Giao ban đầu tuần")
    expect(page.get_by_role("row").filter(has_text="Giao ban đầu tuần")).to_contain_text("Hội trường")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
