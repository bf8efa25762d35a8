"""Browser journeys against one real site. Each role signs in once through the page; no console may say anything."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e import site
from tests.e2e.steps import sign_in

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    with site.running(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="session")
def sessions():
    """What each account's browser keeps once it has signed in."""
    return {}


@pytest.fixture(scope="module")
def browser(address):
    """One browser for a module: its event loop must be gone before tests of other modules run."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def enter(browser, address, sessions):
    """Return a function that opens a window for an account; afterwards nothing may stand in any console."""
    contexts, complaints = [], []

    def enter(username, *, anew=False, **options):
        kept = None if anew else sessions.get(username)
        context = browser.new_context(base_url=address, storage_state=kept, locale="vi-VN", **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: _note(complaints, page, message))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        if kept is None:
            sign_in(page, username)
        if kept is None and not anew:
            sessions[username] = context.storage_state()
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints, page, message):
    if message.type in {"error", "warning"}:
        complaints.append(f"{page.url}: {message.text}")
