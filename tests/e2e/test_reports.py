import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.steps import DESK, mark, told
from tests.e2e.ward import CONFERENCE, LAST_YEAR, WARD, name_of

ADDED = "Câu này do Văn phòng viết thêm."


def test_signed_report_keeps_its_figures_and_tells_what_the_records_say_now(enter):
    clerk, leader = enter("vanphong", **DESK), enter("bithu", **DESK)
    report = _drafted(clerk)
    _exported(clerk)
    _signed(leader, report)
    _changed_since(clerk)
    clerk.goto(report)
    finding = clerk.locator("#khac .finding").first
    expect(finding).to_contain_text("Bản đã ký ghi:")
    old = finding.inner_text().split("Bản đã ký ghi:")[1].split(". Theo hồ sơ")[0].strip()
    moved = clerk.locator(".doc a.live[data-state=moved]")
    expect(moved.filter(has_text=old).first).to_be_visible()
    assert _figures(clerk) == _figures(leader)


def _drafted(page):
    page.goto("/bao-cao/")
    page.get_by_role("link", name="Lập báo cáo").click()
    page.get_by_label("Báo cáo của").select_option(label=WARD)
    page.get_by_label("Loại báo cáo").select_option(label="Báo cáo năm")
    page.get_by_label("Ngày đầu của kỳ").fill(f"01/01/{LAST_YEAR}")
    page.get_by_label("Ngày cuối của kỳ").fill(f"31/12/{LAST_YEAR}")
    page.get_by_role("button", name="Lập dự thảo").click()
    told(page, "Đã lập dự thảo.")
    report = page.url
    page.get_by_role("link", name="Sửa đoạn này").first.click()
    words = page.locator("#sua textarea")
    words.fill(f"{words.input_value()} {ADDED}")
    page.get_by_role("button", name="Lưu phần này").click()
    told(page, "Đã lưu đoạn này.")
    expect(page.locator(".doc")).to_contain_text(ADDED)
    return report


def _exported(page):
    with page.expect_download() as word:
        page.get_by_role("link", name="Tải Word").click()
    with zipfile.ZipFile(word.value.path()) as package:
        assert package.testzip() is None
        assert ADDED in package.read("word/document.xml").decode()
    with page.expect_download() as pdf:
        page.get_by_role("link", name="Tải PDF").click()
    assert Path(pdf.value.path()).read_bytes().startswith(b"%PDF-")


def _signed(page, report):
    page.goto(report)
    page.get_by_role("link", name="Ký", exact=True).click()
    page.get_by_role("button", name="Ký báo cáo").click()
    told(page, "Đã ký: Báo cáo số 01-BC/ĐU")
    expect(page.locator("#khac")).to_have_count(0)


def _changed_since(page):
    """Open the conference of that year again and mark as absent somebody who was counted."""
    page.goto("/sinh-hoat/?kind=conference")
    page.get_by_role("link").filter(has_text=CONFERENCE).click()
    page.get_by_role("link", name="Mở lại", exact=True).click()
    page.get_by_label("Vì sao mở lại?").fill("Đối chiếu lại danh sách ký tên")
    page.get_by_role("button", name="Mở lại", exact=True).click()
    page.get_by_role("link", name="Điểm danh", exact=True).click()
    mark(page, name_of(2, 8), "Vắng")
    page.get_by_role("button", name="Lưu và kết thúc").click()
    told(page, "Cuộc họp đã kết thúc")


def _figures(page):
    """Return the figures that stand in the text, without what is said about their state."""
    figures = page.locator(".doc a.live")
    return [text.split("(")[0].strip() for text in figures.all_text_contents()]
