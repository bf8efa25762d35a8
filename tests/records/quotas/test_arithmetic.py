"""The greatest number against trying every number, for every reading, rounding and exception."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chibo.records.quotas.arithmetic import (
    Base,
    Cap,
    Population,
    Rounding,
    explanation,
    greatest,
    is_allowed,
    measured,
    rounded,
)

FIFTH = Fraction(1, 5)
MODES = {Rounding.DOWN: ROUND_FLOOR, Rounding.NEAREST: ROUND_HALF_UP, Rounding.UP: ROUND_CEILING}


@st.composite
def populations(draw, most=60):
    rated = draw(st.integers(0, most))
    return Population(rated, draw(st.integers(0, rated)))


caps = st.builds(
    Cap,
    share=st.integers(1, 10_000).map(lambda n: Fraction(n, 10_000)),
    base=st.sampled_from(Base),
    rounding=st.sampled_from(Rounding),
    exception_share=st.none() | st.integers(1, 10_000).map(lambda n: Fraction(n, 10_000)),
)


def by_trying(cap, people, share):
    """The rule read literally with decimals: each x against its share of the base, rounded."""
    allowed = []
    for x in range(people.reached + 1):
        base = {"strict": people.reached - x, "loose": people.reached, "all": people.rated}[cap.base]
        with localcontext(prec=50):
            room = (Decimal(share.numerator) * base / Decimal(share.denominator)).to_integral_value(MODES[cap.rounding])
        if x <= room:
            allowed.append(x)
    return max(allowed)


@given(caps, populations(), st.booleans())
def test_the_greatest_is_what_trying_every_number_finds(cap, people, exception):
    share = cap.exception_share if exception and cap.exception_share is not None else cap.share
    assert greatest(cap, people, exception=exception) == by_trying(cap, people, share)


@given(caps, populations(), st.booleans())
def test_every_number_up_to_the_greatest_is_allowed_and_none_above(cap, people, exception):
    most = greatest(cap, people, exception=exception)
    for x in range(people.reached + 2):
        assert is_allowed(cap, people, x, exception=exception) == (x <= most)


@given(caps, populations())
def test_the_strict_reading_never_gives_more_than_the_loose_and_that_never_more_than_all(cap, people):
    strict, loose, everyone = (greatest(Cap(cap.share, base, cap.rounding), people) for base in Base)
    assert strict <= loose <= everyone <= people.reached


@given(caps, populations())
def test_down_never_gives_more_than_nearest_nor_nearest_more_than_up(cap, people):
    down, nearest, up = (greatest(Cap(cap.share, cap.base, rounding), people) for rounding in Rounding)
    assert down <= nearest <= up


@pytest.mark.parametrize(
    ("base", "rounding", "people", "most"),
    [
        (Base.STRICT, Rounding.DOWN, Population(120, 100), 16),
        (Base.LOOSE, Rounding.DOWN, Population(120, 100), 20),
        (Base.ALL, Rounding.DOWN, Population(120, 100), 24),
        (Base.STRICT, Rounding.DOWN, Population(5, 5), 0),
        (Base.STRICT, Rounding.DOWN, Population(6, 6), 1),
        (Base.LOOSE, Rounding.DOWN, Population(4, 4), 0),
        (Base.LOOSE, Rounding.UP, Population(4, 4), 1),
        (Base.LOOSE, Rounding.NEAREST, Population(3, 3), 1),
        (Base.LOOSE, Rounding.NEAREST, Population(2, 2), 0),
        (Base.STRICT, Rounding.UP, Population(10, 10), 2),
        (Base.ALL, Rounding.DOWN, Population(100, 3), 3),
        (Base.STRICT, Rounding.UP, Population(0, 0), 0),
    ],
)
def test_known_cases(base, rounding, people, most):
    assert greatest(Cap(FIFTH, base, rounding), people) == most


def test_the_exception_widens_the_share_only_where_there_is_one():
    people = Population(100, 100)
    assert greatest(Cap(FIFTH, Base.LOOSE, exception_share=Fraction(1, 4)), people, exception=True) == 25
    assert greatest(Cap(FIFTH, Base.LOOSE), people, exception=True) == 20


def test_large_numbers_stay_exact():
    people = Population(3 * 10**30, 3 * 10**30)
    assert greatest(Cap(Fraction(1, 3), Base.LOOSE), people) == 10**30


def test_a_half_is_rounded_up_and_negative_populations_do_not_exist():
    assert [rounded(Fraction(n, 2), Rounding.NEAREST) for n in (1, 3, 5)] == [1, 2, 3]
    with pytest.raises(ValueError, match="among"):
        Population(3, 4)


def test_the_explanation_tries_the_number_and_the_next_one():
    steps = explanation(Cap(FIFTH, Base.STRICT), Population(120, 100))
    assert steps[0] == "120 are rated; 100 of them reach “good” or better."
    assert "20% of 84 is 16,8, rounded 16: allowed" in steps[3]
    assert "20% of 83 is 16,6, rounded 16: one too many" in steps[4]
    assert steps[-1] == "At most 16 may be rated excellent."


@given(caps, populations(), st.booleans())
def test_every_explanation_ends_with_the_number(cap, people, exception):
    most = greatest(cap, people, exception=exception)
    assert explanation(cap, people, exception=exception)[-1] == f"At most {most} may be rated excellent."


def test_a_part_is_measured_against_the_base_of_its_reading():
    people = Population(120, 100)
    assert measured(Cap(FIFTH, Base.STRICT), people, 16).exact == Fraction(16, 84)
    assert measured(Cap(FIFTH, Base.STRICT), Population(2, 2), 2).exact is None
