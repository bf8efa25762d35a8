"""An address can be typed by hand: whatever stands behind the question mark, a page answers and never breaks."""

import pytest
from django.urls import reverse

from chibo.registry.access.models import Role
from tests.factories import a_browser, a_document, a_member, a_unit, a_user, a_ward

PAGES = (
    "home", "areas", "search", "trail", "meetings:list", "documents:list", "structure:tree", "structure:establish",
    "structure:merge", "members:roll", "members:corrections", "admissions:list", "plans:list", "contests:list",
    "targets:list", "indicators:catalogue", "indicators:compare", "indicators:movement", "indicators:checks",
    "reports:list",
)  # fmt: skip
ASKED = (
    "q", "year", "kind", "state", "page", "type", "outcome", "who", "unit", "day", "start", "end", "code", "tree",
    "all", "under", "with",
)  # fmt: skip
STRANGE = ("\0", "'", "²", "٣٣٣٣", "9" * 30, "0000", "-1", "%00", "😀", "a" * 3000)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_nothing_typed_into_an_address_breaks_a_page(page):
    ward = a_ward()
    a_member(of=a_unit(parent=ward))
    a_document(of=ward)
    browser = a_browser(a_user(Role.BOARD, of=ward))
    broken = {}
    for value in STRANGE:
        for name in ASKED:
            try:
                status = browser.get(reverse(page), {name: value}).status_code
            except Exception as error:  # noqa: BLE001 -- whatever it is, it is what is looked for
                status = type(error).__name__
            if status not in (200, 403, 404, 422):
                broken[name, value] = status
    assert broken == {}
