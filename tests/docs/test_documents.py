"""The documents name what is really there: buttons, pages, figures, addresses of other documents."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
HANDBOOK = sorted(ROOT.glob("docs/handbook/*.md"))
CATALOGUE = ROOT / "src/chibo/locale/vi/LC_MESSAGES/django.po"
SAID_OTHERWISE = {"Excel", "Triệu tập đảng viên"}
"""A button without a sentence of its own, and one that goes on with the name of the unit."""


def named(page: Path) -> set[str]:
    """Return what stands in bold within a line, but for the words that begin a paragraph or an item."""
    lines = re.sub(r"^(?:\d+\. |- )?\*\*[^*]+\*\*(?=[:, (])", "", page.read_text(), flags=re.MULTILINE)
    return set(re.findall(r"\*\*([^*]+)\*\*", lines))


@pytest.mark.parametrize("page", HANDBOOK, ids=lambda page: page.stem)
def test_the_handbook_names_buttons_as_they_are_on_the_screen(page):
    said = {text for entry in polib.pofile(str(CATALOGUE)) for text in (entry.msgstr, *entry.msgstr_plural.values())}
    assert named(page) - said - SAID_OTHERWISE == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+\.md)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_area_has_its_page():
    areas = {path.parent.name for path in ROOT.glob("src/chibo/records/*/rules.py")} | {
        "indicators",
        "reports",
        "registry",
    }
    assert areas - {path.stem for path in ROOT.glob("docs/areas/*.md")} == set()


def test_decisions_carry_the_number_of_their_file():
    wrong = [
        path.name
        for path in sorted(ROOT.glob("docs/adr/*.md"))
        if not path.read_text().startswith(f"# {int(path.name[:4])}. ")
    ]
    assert wrong == []
