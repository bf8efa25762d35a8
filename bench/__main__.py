"""`make bench`: measure Chibo beside named baselines and write the table of `docs/benchmarks.md`."""

import argparse
import os

import django


def main() -> None:
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument("--runs", type=int, default=15, help="how often each pair is run (15)")
    options.add_argument("--print", action="store_true", dest="only_print", help="print the table, write no file")
    chosen = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chibo.config.settings")
    django.setup()
    # Django's models can be read only now.
    from bench import attendance, cascade, cells, contest, figures, ground, page, search, word  # noqa: PLC0415

    with ground.demonstration():
        found = (
            figures.run(chosen.runs)
            + attendance.run(2 * chosen.runs)
            + cascade.run(chosen.runs)
            + cells.run(chosen.runs)
            + contest.run(chosen.runs)
            + word.run(chosen.runs)
        )
        found += search.run(chosen.runs)
        print(page.table(found))
        if not chosen.only_print:
            page.write(found)


if __name__ == "__main__":
    main()
