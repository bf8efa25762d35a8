"""All figures of the ward and of every unit below it, for one year."""

from bench import by_hand
from bench.timing import Comparison, compare
from chibo.base.facts import Period
from chibo.indicators.catalogue import INDICATORS
from chibo.indicators.figures import sheet
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids

YEAR = Period.year(2022)


def run(runs: int) -> list[Comparison]:
    units = sorted(subtree_ids([Unit.objects.get(slug="duc-thang").pk], YEAR.last_day))
    codes = [one.code for one in by_hand.WRITTEN]
    ours = {key: (one.value, one.greatest) for key, one in sheet(units, YEAR, codes=codes).items()}
    theirs = by_hand.values(units, YEAR)
    different = {key: (ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]}
    assert not different, f"the two ways disagree: {different}"
    return [
        compare(
            f"{len(codes)} of {len(INDICATORS)} figures of {len(units)} units for 2022 (`indicators.figures.sheet`)",
            f"{len(by_hand.QUERIES) + 2} SQL statements written by hand for these numbers",
            lambda: sheet(units, YEAR, codes=codes),
            lambda: by_hand.values(units, YEAR),
            runs=runs,
        )
    ]
