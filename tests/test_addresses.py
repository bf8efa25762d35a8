"""An address can be typed by hand: whatever stands behind the question mark, a page answers and never breaks."""

import pytest
from django.urls import reverse

from chibo.registry.access.models import Role
from tests.factories import a_browser, a_document, a_member, a_unit, a_user, a_ward

PAGES = (
    "home", "areas", "search", "trail", "meetings:list", "documents:list", "structure:tree", "structure:establish",
    "structure:merge", "members:roll", "members:corrections", "admissions:list", "plans:list", "contests:list",
    "studies:list", "studies:seminars",
    "targets:list", "indicators:catalogue", "indicators:compare", "indicators:movement", "indicators:checks",
    "reports:list",
)  # fmt: skip
ASKED = (
    "q", "year", "kind", "state", "page", "type", "outcome", "who", "unit", "day", "start", "end", "code", "tree",
    "all", "under", "with",
)  # fmt: skip
STRANGE = ("\0", "'", "²", "٣٣٣٣", "9" * 30, "9" * 5000, "0000", "-1", "%00", "😀", "a" * 3000)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_nothing_typed_into_an_address_breaks_a_page(page):
    ward = a_ward()
    a_member(of=a_unit(parent=ward))
    a_document(of=ward)
    browser = a_browser(a_user(Role.BOARD, of=ward))
    answers = {value: browser.get(reverse(page), dict.fromkeys(ASKED, value)).status_code for value in STRANGE}
    assert {value: status for value, status in answers.items() if status not in (200, 403, 404, 422)} == {}


@pytest.mark.django_db
def test_a_form_with_a_zero_byte_is_refused_with_a_message():
    ward = a_ward()
    browser = a_browser(a_user(Role.CLERK, of=ward))
    form = {"_once": "\0a", "issuer": "Quận\0 ủy", "symbol": "1", "issued_on": "\0", "type": "CT", "title": "\0"}
    assert browser.post(reverse("documents:create"), form).status_code == 422
