import polib
import pytest

import chibo
from chibo.config import database

CATALOGUES = sorted((database.ROOT / "src" / "chibo" / "locale").glob("*/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_compiled_catalogue_says_what_its_source_says(source):
    said = {
        entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in polib.pofile(str(source)).translated_entries()
    }
    compiled = polib.mofile(str(source.with_suffix(".mo")))
    assert {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in compiled} == said, "run `make messages`"


def test_version_is_the_packages_own():
    assert f'version = "{chibo.VERSION}"' in (database.ROOT / "pyproject.toml").read_text()
