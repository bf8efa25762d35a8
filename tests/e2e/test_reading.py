"""Every page that the navigation reaches can be used by everybody, on an office screen and on a phone."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.steps import DESK, PHONE, too_wide

OWN = ("/tat-ca/", "/cai-dat/", "/tim/?q=an", "/tai-khoan/password/change/", "/tai-khoan/2fa/")


@pytest.mark.parametrize("username", ["vanphong", "bithu1"])
def test_pages_can_be_read_by_everybody_on_every_screen(enter, username):
    page, axe = enter(username, **DESK), Axe()
    page.goto("/")
    areas = page.locator("nav.rail a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert len(areas) > 7
    faults = []
    for path in areas:
        faults += _faults(page, axe, path)
        if first := _first_below(page, path):
            faults += _faults(page, axe, first)
    for path in OWN:
        faults += _faults(page, axe, path)
    assert faults == []


def _first_below(page, area):
    """Return the first record that the page of an area leads to: its address has a number or a code."""
    links = page.locator("main a[href^='/']").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    below = (link for link in links if area != "/" and urlsplit(link).path.startswith(area))
    return next((link for link in below if re.search(r"\d+/$", urlsplit(link).path)), None)


def _faults(page, axe, path):
    answer = page.goto(path)
    if not answer.ok:
        return [f"{path}: {answer.status}"]
    found = []
    for name, screen in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(screen["viewport"])
        found += [f"{path} on {name}: {fault}" for fault in _violations(page, axe)]
    if wide := too_wide(page):
        found.append(f"{path}: {wide} px too wide for a phone")
    page.set_viewport_size(DESK["viewport"])
    return found


def _violations(page, axe):
    for one in axe.run(page).response["violations"]:
        if one["impact"] in {"serious", "critical"}:
            places = "; ".join(node["html"][:120] for node in one["nodes"][:3])
            yield f"{one['id']}: {places}"
