import tempfile
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from playwright.sync_api import sync_playwright

from chibo.records.ballotbox import blind
from tests.records.ballotbox import cluster

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--in-process-gpu",
    "--renderer-process-limit=1", "--disable-extensions", "--disable-software-rasterizer",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch):
    """A key of 3072 bits takes long to make; one test asks for it."""
    monkeypatch.setattr(blind, "KEY_BITS", 1024)


@pytest.fixture(scope="module")
def in_english():
    """What is refused is said in the source's words, whatever language another test left behind."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def site(django_db_setup):
    """A site and a server of their own, thrown away afterwards."""
    place = tempfile.TemporaryDirectory(prefix="chibo-box-")
    with place as var, cluster.running(Path(var), connection.settings_dict) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def window(browser, site):
    """Open a window, signed in or not; afterwards nothing may stand in any console."""
    contexts, complaints = [], []

    def window(session="", **options):
        context = browser.new_context(base_url=site.address, viewport={"width": 390, "height": 844}, **options)
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "django_language", "value": "en", "url": site.address}])
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": site.address}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield window
    for context in contexts:
        context.close()
    assert complaints == []


def is_complaint(message):
    """An answer of 422 is a refusal that the page puts into words, not an error."""
    return message.type in {"error", "warning"} and "status of 422" not in message.text


def pytest_collection_modifyitems(items):
    """With several workers and `--dist loadgroup` all that needs the site runs in one: a cluster and a site once."""
    for item in items:
        if "site" in getattr(item, "fixturenames", ()) and item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("ballotbox-site"))
