"""The page `docs/benchmarks.md`: the table between its two marks is written anew, the words around it stay."""

import os
import platform
from pathlib import Path
from statistics import median

from django.db import connection

from bench.timing import Comparison, middle_half
from chibo.base.clock import today

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = "| what | median | middle half | baseline | median | middle half | ratio | middle half |\n" + "|---" * 8 + "|"


def table(found: list[Comparison]) -> str:
    return "\n".join([HEAD, *map(_row, found)])


def write(found: list[Comparison]) -> None:
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{_ground(found)}\n\n{table(found)}\n{END}{after}", encoding="utf-8")


def _ground(found: list[Comparison]) -> str:
    server = connection.pg_version // 10_000
    load = os.getloadavg()[0]
    least = min(len(one.ours) for one in found)
    return (
        f"Measured on {today():%d/%m/%Y}: Python {platform.python_version()}, PostgreSQL {server}, "
        f"{os.cpu_count()} cores with a load of {load:.1f}, {least} runs of each or more."
    )


def _row(one: Comparison) -> str:
    cells = [one.what, _ms(median(one.ours)), _between(one.ours), one.baseline, _ms(median(one.theirs))]
    low, high = middle_half(one.ratios)
    cells += [_between(one.theirs), f"**{one.ratio:.2f}**", f"{low:.2f} – {high:.2f}"]
    return f"| {' | '.join(cells)} |"


def _between(seconds: tuple[float, ...]) -> str:
    low, high = middle_half(seconds)
    return f"{low * 1000:.1f} – {_ms(high)}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
