"""Every page that the navigation reaches can be used by everybody, on an office screen and on a phone."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT

from tests.e2e.steps import DESK, PHONE, too_wide

OWN = ("/tat-ca/", "/cai-dat/", "/tim/?q=an", "/dang-vien/toi/", "/tai-khoan/password/change/", "/tai-khoan/2fa/")
RUN = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


def test_office_can_read_every_area_and_a_record_of_each(enter):
    page = enter("vanphong", **DESK)
    areas = _areas(page)
    assert len(areas) > 10
    faults = []
    for area in areas:
        faults += _faults(page, area)
        faults += [fault for record in _first_record(page, area) for fault in _faults(page, record)]
    assert faults == []


def test_secretary_can_read_every_area_and_the_pages_about_oneself(enter):
    page = enter("bithu1", **DESK)
    paths = [*_areas(page), *OWN]
    assert [fault for path in paths for fault in _faults(page, path)] == []


def _areas(page):
    page.goto("/")
    return _hrefs(page, "nav.rail a")


def _hrefs(page, links):
    return page.locator(links).evaluate_all("links => links.map(a => a.getAttribute('href'))")


def _first_record(page, area):
    """Return the first record that the page of an area leads to, if any: its address ends in a number or code."""
    below = [link for link in _hrefs(page, "main a[href^='/']") if area != "/" and link.startswith(area)]
    return [link for link in below if re.search(r"\d/$", urlsplit(link).path)][:1]


def _faults(page, path):
    answer = page.goto(path)
    if not answer.ok:
        return [f"{path}: {answer.status}"]
    page.evaluate(AXE_SCRIPT)
    found = []
    for name, screen in (("phone", PHONE), ("desk", DESK)):
        page.set_viewport_size(screen["viewport"])
        found += [f"{path} on a {name}: {fault}" for fault in _violations(page)]
        if wide := too_wide(page):
            found.append(f"{path} on a {name}: {wide} px wider than the screen")
    return found


def _violations(page):
    for one in page.evaluate(RUN):
        if one["impact"] in {"serious", "critical"}:
            places = "; ".join(node["html"][:120] for node in one["nodes"][:3])
            yield f"{one['id']}: {places}"
