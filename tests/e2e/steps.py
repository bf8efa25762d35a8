"""What people do on more than one journey."""

from playwright.sync_api import expect

from tests.e2e.ward import PASSWORD

DESK = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def sign_in(page, username):
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.locator("main h1")).to_be_visible()
    assert "/tai-khoan/" not in page.url


def told(page, text):
    """See the message that a step leaves on the next page."""
    expect(page.locator("#messages")).to_contain_text(text)


def mark(page, name, state, *, scripted=True):
    """Mark one person in a roll call; with scripts the mark is on its way at once."""
    row = page.get_by_role("group", name=name, exact=True)
    row.locator("summary").click()
    choice = row.locator(".others").get_by_text(state, exact=True)
    if not scripted:
        choice.click()
        return
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        choice.click()
    assert saved.value.ok


def too_wide(page):
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
