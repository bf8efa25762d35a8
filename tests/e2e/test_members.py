import datetime as dt
import unicodedata

import pytest
import xlsxwriter
from playwright.sync_api import expect

from chibo.base.clock import today
from chibo.base.vietnamese import day as day_text
from tests.e2e.steps import DESK, PHONE, told
from tests.e2e.ward import name_of

TITLES = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số định danh", "Số thẻ đảng viên", "Chi bộ")
NAMES = ("Đặng Thị Hoa", "Bùi Văn Sơn", "Đỗ Thị Hạnh", "Hồ Văn Thắng", "Ngô Thị Hường")
RIGHT = [
    ("1", NAMES[0], "02/9/1970", "Nữ", "001170000001", "010000000001", "Chi bộ 5"),
    ("2", NAMES[1], "28/02/1971", "Nam", "001071000002", "010000000002", "Chi bộ 5"),
    ("3", NAMES[2], "15/8/1972", "Nữ", "001172000003", "010000000003", "Chi bộ 5"),
    ("4", NAMES[3], "20/11/1973", "Nam", "001073000004", "010000000004", "Chi bộ 5"),
    ("5", unicodedata.normalize("NFD", NAMES[4]), "10/10/1974", "Nữ", "001174000005", "010000000005", "Chi bộ 5"),
    ("6", name_of(5, 3), "03/3/1963", "Nữ", "001005000003", "019005000003", "Chi bộ 5"),
]
# What the office got wrong: by row and column of the sheet.
WRONG = {(3, 2): "31/02/1971", (4, 4): "01172000003", (5, 6): "Chi bộ Cây Đa"}


@pytest.fixture
def workbook(tmp_path):
    def write(name, wrong):
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for row, cells in enumerate([TITLES, *RIGHT], start=1):
                for column, text in enumerate(cells):
                    sheet.write_string(row - 1, column, wrong.get((row, column), text))
        return path

    return write


def _bring_in(page, path):
    page.goto("/dang-vien/nhap/")
    page.get_by_label("Trong danh sách từ ngày").fill(day_text(today() - dt.timedelta(days=1)))
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Đọc tệp").click()


def _counts(page):
    """Wait for the worker; return how many are new, changed and unchanged."""
    expect(page.locator("#progress .alert")).to_contain_text("Đã ghi danh sách.")
    return page.locator("#progress dt").all_inner_texts()


def test_clerk_puts_a_list_right_in_place_and_brings_it_in_once(enter, workbook):
    page = enter("vanphong", **DESK)
    _bring_in(page, workbook("danh-sach.xlsx", WRONG))
    expect(page.locator("main h1")).to_have_text("3 dòng đúng, 3 dòng cần sửa")
    named = page.get_by_role("alert").get_by_role("listitem").all_inner_texts()
    assert [text.split(":")[0] for text in named] == ["Ô C3", "Ô E4", "Ô G5"]
    assert "31" in named[0]
    assert "Có 11 chữ số, cần 12" in named[1]
    assert "Không có Chi bộ Cây Đa" in named[2]
    page.locator("#c-3-2").fill("28/02/1971")
    page.locator("#c-5-6").fill("Chi bộ 5")
    page.get_by_role("button", name="Kiểm tra lại").last.click()
    expect(page.locator("main h1")).to_have_text("5 dòng đúng, 1 dòng cần sửa")
    page.locator("#c-4-4").fill("001172000003")
    page.get_by_role("button", name="Kiểm tra lại").last.click()
    page.get_by_role("button", name="Ghi 6 dòng").click()
    assert _counts(page) == ["5", "0", "1"]
    page.goto(f"/dang-vien/?q={NAMES[4]}")
    expect(page.get_by_role("link", name=NAMES[4], exact=True)).to_be_visible()
    _bring_in(page, workbook("danh-sach-da-sua.xlsx", {}))
    page.get_by_role("button", name="Ghi 6 dòng").click()
    assert _counts(page) == ["0", "0", "6"]


def test_member_proposes_a_correction_and_reads_the_answer(enter):
    member, secretary = enter("dangvien", **PHONE), enter("bithu1", **DESK)
    member.goto("/")
    member.get_by_role("navigation", name="Lối tắt").get_by_role("link", name="Tất cả").tap()
    member.get_by_role("link", name="Chibo giữ gì về tôi").tap()
    member.locator("a[href$='/de-nghi-sua/born_on/']").tap()
    member.get_by_label("Đúng là").fill("04/3/1964")
    member.get_by_label("Đối chiếu với giấy tờ nào?").fill("Giấy khai sinh")
    member.get_by_role("button", name="Gửi bí thư chi bộ").tap()
    told(member, "Đã gửi bí thư chi bộ.")
    expect(member.locator("main")).to_contain_text("Đang chờ trả lời")
    secretary.goto("/")
    secretary.locator(".due").get_by_role("link").filter(has_text="thông tin lưu về mình chưa đúng").click()
    proposal = secretary.get_by_role("row").filter(has_text=name_of(1, 4))
    expect(proposal).to_contain_text("Giấy khai sinh")
    proposal.get_by_role("button", name="Chấp nhận", exact=True).click()
    told(secretary, "Đã sửa theo đề nghị.")
    member.reload()
    expect(member.locator("main")).to_contain_text("Ngày sinh: Đã chấp nhận")
    expect(member.locator("section[aria-labelledby=h-details]")).to_contain_text("04/3/1964")


def test_board_previews_and_confirms_a_merger_with_equal_totals(enter):
    page = enter("xaydung", **DESK)
    page.goto("/to-chuc/")
    page.get_by_role("link", name="Sáp nhập đơn vị").click()
    for cell in ("Chi bộ 3", "Chi bộ 4"):
        page.get_by_label(cell, exact=True).check()
    page.get_by_label("Tên đơn vị mới").fill("Chi bộ Ba Bốn")
    page.get_by_label("Số quyết định").fill("12-QĐ/ĐU")
    page.get_by_label("Ngày quyết định").fill(day_text(today()))
    page.get_by_label("Cơ quan ban hành").fill("Đảng ủy phường Thử Nghiệm")
    page.get_by_label("Hiệu lực từ").fill(day_text(today()))
    page.get_by_role("button", name="Xem trước").click()
    before, after = page.locator("tfoot td.n").all_inner_texts()
    assert before == after
    expect(page.locator("tfoot")).to_contain_text("khớp")
    page.locator(".choice").filter(has_text=name_of(3, 0)).locator("input").check()
    page.get_by_label("Tôi đã đối chiếu với Quyết định số 12-QĐ/ĐU.").check()
    page.get_by_role("button", name="Sáp nhập từ").click()
    told(page, "Đã ghi thay đổi")
    expect(page.locator("main h1")).to_have_text("Chi bộ Ba Bốn")
    expect(page.locator("main")).to_contain_text("24 đảng viên")
    expect(page.locator("main")).to_contain_text(name_of(3, 0))
