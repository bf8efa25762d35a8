"""Chibo speaks Vietnamese wherever it speaks: no sentence without one, none that lost a gap."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

SRC = Path(__file__).parents[1] / "src" / "chibo"
CATALOGUE = SRC / "locale" / "vi" / "LC_MESSAGES" / "django.po"
TRANSLATE = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_TEMPLATE = re.compile(r"""(?:_|gettext)\(\s*(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")""")
GAP = re.compile(r"%\((\w+)\)([sd])|%([sd])")
MARKUP = re.compile(r"</?\w+")
ENGLISH_ALONE = re.compile(r"\b(the|and|of|is|are|this|with|please)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(CATALOGUE))


def said(entry) -> list[str]:
    """The Vietnamese of an entry, one sentence for each plural."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def asked_in_modules() -> set[str]:
    found = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TRANSLATE and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def asked_in_templates() -> set[str]:
    found = set()
    for path in SRC.rglob("templates/**/*.html"):
        code = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        found |= {ast.literal_eval(literal) for literal in IN_TEMPLATE.findall(code)}
    return found


def test_every_sentence_of_the_program_is_in_the_catalogue(catalogue):
    known = {entry.msgid for entry in catalogue if not entry.obsolete}
    assert sorted(asked_in_modules() - known) == []
    assert sorted(asked_in_templates() - known) == []


def test_no_sentence_is_left_untranslated_or_uncertain(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []
    assert [entry.msgid for entry in catalogue if not entry.obsolete and not all(said(entry))] == []


def test_no_gap_is_lost_or_added(catalogue):
    wrong = []
    for entry in catalogue:
        allowed = [set(GAP.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
        wrong += [entry.msgid for text in said(entry) if set(GAP.findall(text)) not in allowed]
    assert wrong == []


def test_markup_inside_sentences_is_kept(catalogue):
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in said(entry)
        if sorted(MARKUP.findall(text)) != sorted(MARKUP.findall(entry.msgid))
    ]
    assert wrong == []


def test_the_vietnamese_is_vietnamese(catalogue):
    words = {entry.msgid: said(entry) for entry in catalogue if entry.msgid not in said(entry)}
    english = [msgid for msgid, texts in words.items() if any(len(ENGLISH_ALONE.findall(text)) > 1 for text in texts)]
    assert english == []


def test_comrades_are_addressed_as_such(catalogue):
    wrong = [entry.msgid for entry in catalogue for text in said(entry) if re.search(r"\b[Bb]ạn\b", text)]
    assert wrong == []


def test_the_compiled_catalogue_is_the_one_that_is_edited(catalogue):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    told = {entry.msgid: said(entry) for entry in compiled}
    assert told == {entry.msgid: said(entry) for entry in catalogue if not entry.obsolete}
