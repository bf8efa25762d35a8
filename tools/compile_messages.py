"""Compile every catalogue, so that a fresh clone speaks Vietnamese without gettext installed."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "src" / "chibo" / "locale"


def main() -> None:
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(source))
        catalogue.save_as_mofile(str(source.with_suffix(".mo")))
        print(f"{source.relative_to(LOCALE)}: {catalogue.percent_translated()}% of {len(catalogue)} sentences")


if __name__ == "__main__":
    main()
