"""Two ways to the same result, timed in turns: a busy machine slows both alike, and their ratio holds."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Comparison:
    """What Chibo does beside a named baseline; seconds of each run."""

    what: str
    baseline: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return median(self.ours) / median(self.theirs)

    @property
    def ratios(self) -> tuple[float, ...]:
        """The ratio of each pair of neighbouring runs."""
        return tuple(mine / other for mine, other in zip(self.ours, self.theirs, strict=True))


def compare(
    what: str, baseline: str, ours: Callable[[], object], theirs: Callable[[], object], *, runs: int
) -> Comparison:
    for _ in range(2):
        ours()
        theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(runs)]
    return Comparison(what, baseline, tuple(mine for mine, _ in pairs), tuple(other for _, other in pairs))


def timed(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def middle_half(values: tuple[float, ...]) -> tuple[float, float]:
    """Return the quartiles between which half of the values lie."""
    low, _, high = quantiles(values, n=4)
    return low, high
