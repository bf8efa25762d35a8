import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from chibo.base.facts import Period
from chibo.indicators.catalogue import CLOSING, INDICATORS, OPENING, WAYS_IN, WAYS_OUT
from chibo.indicators.catalogue import Kind as IndicatorKind
from chibo.indicators.checks import CHECKS, LOOKED_AT, Evidence, Severity, run
from chibo.indicators.figures import Figure, percentage
from chibo.indicators.rollup import AS_THEN
from chibo.registry.orgs.models import Kind, Unit

PERIOD = Period.year(2022)
WARD, FIRST, SECOND = 1, 2, 3
CELLS = (FIRST, SECOND)
AFTER = dt.date(2023, 1, 5)
SOME = st.integers(0, 40)


def a_cell_year(draw) -> dict[str, int | tuple[int, int]]:
    """Numbers of one cell that contradict nothing; a pair is part and whole."""
    opening = draw(st.integers(30, 60))
    came = {code: draw(st.integers(0, 4)) for code in WAYS_IN}
    left = {code: draw(st.integers(0, 3)) for code in WAYS_OUT}
    members = opening + sum(came.values()) - sum(left.values())
    part = st.integers(0, members)
    conferences, meetings = draw(st.integers(1, 200)), draw(st.integers(1, 400))
    attended, entries = draw(st.integers(1, conferences)), draw(SOME)
    return {
        OPENING: opening, CLOSING: members, **came, **left,
        "DV-02": draw(part), "DV-04": draw(part), "DV-05": draw(part), "DK-02": draw(part),
        "HT-02": (attended, conferences), "HT-03": draw(st.integers(1, attended)),
        "SH-01": 12, "SH-02": (draw(st.integers(0, meetings)), meetings),
        "CT-01": entries, "CT-03": draw(st.integers(0, entries)),
        "CT-02": (entries, draw(st.integers(1, 9))), "DV-KN-02": (came["DV-KN-01"], 1 if came["DV-KN-01"] else 0),
    }  # fmt: skip


@st.composite
def a_year(draw) -> dict[int, dict]:
    first, second = a_cell_year(draw), a_cell_year(draw)
    return {WARD: {code: _added(first[code], second[code]) for code in first}, FIRST: first, SECOND: second}


def _added(a, b):
    return (a[0] + b[0], a[1] + b[1]) if isinstance(a, tuple) else a + b


def evidence(year: dict[int, dict], day: dt.date = AFTER) -> Evidence:
    units = [Unit(pk=pk, kind=Kind.PARTY if pk == WARD else Kind.CELL, name=f"Đơn vị {pk}") for pk in year]
    counted = [one for one in INDICATORS if one.code in LOOKED_AT]
    figures = {(pk, one.code): _figure(one, pk, year[pk].get(one.code, 0)) for pk in year for one in counted}
    lives = {pk: [(dt.date(2000, 1, 1), None)] for pk in year}
    return Evidence(units, PERIOD, day, figures, {WARD: list(CELLS)}, lives)


def _figure(indicator, pk, known) -> Figure:
    part, whole = known if isinstance(known, tuple) else (known, None)
    base = Decimal(whole) if whole else None
    value = Decimal(part) if indicator.kind is IndicatorKind.COUNT else percentage(part, base)
    return Figure(indicator, pk, PERIOD, AS_THEN, value, part, base)


def codes(year: dict[int, dict], **more) -> set[str]:
    return {finding.check.code for finding in run(evidence(year, **more))}


@given(a_year())
def test_a_year_without_contradictions_passes(year):
    assert codes(year) == set()


PLANTED = {
    "part-within-whole": lambda cell: cell | {"DV-02": cell[CLOSING] + 1},
    "attended-within-duty": lambda cell: cell | {"SH-02": (cell["SH-02"][1] + 1, cell["SH-02"][1])},
    "people-within-times": lambda cell: cell | {"CT-03": cell["CT-01"] + 1},
    "roll-forward": lambda cell: cell | {OPENING: cell[OPENING] - 1},
    "monthly-meetings": lambda cell: cell | {"SH-01": 11},
    "asked-add-up": lambda cell: cell | {"LY-03": 121, "LY-04": 56, "LY-05": 64},
    "target-has-actual": lambda cell: cell | {"DV-KN-01": 0, "DV-KN-02": (0, 5)},
    "registered-within-members": lambda cell: cell | {"DK-02": cell[CLOSING] + 1},
    "split-not-above-target": lambda cell: cell | {"CT-02": (cell["CT-01"], cell["CT-02"][1] + 1)},
    "split-reaches-target": lambda cell: cell | {"CT-02": (cell["CT-01"], cell["CT-02"][1] - 1)},
}


@pytest.mark.parametrize("check", PLANTED)
@given(year=a_year(), where=st.sampled_from(CELLS))
def test_a_planted_contradiction_is_found(check, year, where):
    year[where] = PLANTED[check](year[where])
    year[WARD]["CT-02"] = (year[WARD]["CT-01"], max(year[WARD]["CT-02"][1], 2))
    if check == "split-reaches-target" and year[where]["CT-02"][1] == 0:
        year[where]["CT-02"] = (1, 1)
        year[WARD]["CT-02"] = (1, 100)

    found = [finding for finding in run(evidence(year)) if finding.check.code == check]

    assert found
    assert {finding.unit.pk for finding in found} & {where, WARD}


def test_every_check_is_planted_and_says_its_rule_in_words():
    assert set(PLANTED) == {check.code for check in CHECKS}
    with translation.override("en"):
        for check in CHECKS:
            assert check.__doc__ == str(check.rule)


def test_what_cannot_be_comes_before_what_to_look_at():
    year = {WARD: {CLOSING: 5, OPENING: 5, "DK-02": 6, "DV-02": 6, "SH-01": 0}}
    severities = [finding.check.severity for finding in run(evidence(year))]
    assert severities == [Severity.CANNOT, Severity.LOOK]


def test_months_to_come_are_not_missing():
    year = {FIRST: {CLOSING: 5, OPENING: 5, "SH-01": 3}}
    assert codes(year, day=dt.date(2022, 4, 29)) == set()
    assert codes(year, day=dt.date(2022, 4, 30)) == {"monthly-meetings"}


def test_a_changed_number_is_another_finding():
    before, after, same = (
        run(evidence({FIRST: {CLOSING: 5, OPENING: 5, "DK-02": n, "SH-01": 12}}))[0] for n in (6, 7, 6)
    )
    assert before.digest == same.digest != after.digest
