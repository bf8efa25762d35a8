"""How many may be rated at a capped level. Whole numbers and fractions only; nothing here knows the database.

For whoever shows or checks a cap:

    cap = cap_of(rule)                                  # chibo.records.quotas.queries.cap_of(QuotaRule)
    people = Population(rated=120, reached=100)         # rated at all; rated good or better, the excellent among them
    greatest(cap, people)                     -> int    # the most that may be rated excellent
    greatest(cap, people, exception=True)               # with the share of the exception
    is_allowed(cap, people, 17)               -> bool   # 17 rated excellent among these people
    explanation(cap, people)                  -> list[str]  # the same arithmetic in sentences, step by step
    measured(cap, people, 17)                 -> Share  # 17 against its base: part, whole

A cap holds for each group of its scope on its own (one grassroots organisation, one group of similar subjects):
ask once for each group and add the answers, never the other way round.

With 100 who reach good or better and a share of 20%: counting against those rated exactly good gives 16
(16 of the 84 that remain), against those rated good or better gives 20.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from chibo.base.vietnamese import number

HALF = Fraction(1, 2)


class Base(StrEnum):
    STRICT = "strict"
    """Of those rated exactly good."""

    LOOSE = "loose"
    """Of those rated good or better."""

    ALL = "all"
    """Of all who are rated."""


class Rounding(StrEnum):
    DOWN = "down"
    NEAREST = "nearest"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Cap:
    share: Fraction
    """Such as 1/5."""
    base: Base
    rounding: Rounding = Rounding.DOWN
    exception_share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Population:
    rated: int
    reached: int
    """Rated good or better: from these the best are taken."""

    def __post_init__(self) -> None:
        if not 0 <= self.reached <= self.rated:
            message = "those who reach good are among those rated"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int

    @property
    def exact(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None


def greatest(cap: Cap, people: Population, *, exception: bool = False) -> int:
    """Return the largest x of which `is_allowed` is true."""
    share = _share(cap, exception=exception)
    if cap.base is Base.STRICT:
        return min(_greatest_strict(share, people.reached, cap.rounding), people.reached)
    whole = people.reached if cap.base is Base.LOOSE else people.rated
    return min(rounded(share * whole, cap.rounding), people.reached)


def is_allowed(cap: Cap, people: Population, x: int, *, exception: bool = False) -> bool:
    """Tell whether `x` of those who reach good or better may be rated excellent."""
    if not 0 <= x <= people.reached:
        return False
    return x <= rounded(_share(cap, exception=exception) * base_of(cap, people, x), cap.rounding)


def base_of(cap: Cap, people: Population, x: int) -> int:
    """Return how many people the share is taken of when `x` are rated excellent."""
    return {Base.STRICT: people.reached - x, Base.LOOSE: people.reached, Base.ALL: people.rated}[cap.base]


def measured(cap: Cap, people: Population, x: int) -> Share:
    return Share(x, base_of(cap, people, x))


def rounded(value: Fraction, rounding: Rounding) -> int:
    if rounding is Rounding.UP:
        return -(-value.numerator // value.denominator)
    exact = value if rounding is Rounding.DOWN else value + HALF
    return exact.numerator // exact.denominator


def explanation(cap: Cap, people: Population, *, exception: bool = False) -> list[str]:
    """Say step by step, in the reader's language, how the number comes about."""
    share = _share(cap, exception=exception)
    x = greatest(cap, people, exception=exception)
    steps = [
        _("%(rated)s are rated; %(reached)s of them reach “good” or better.")
        % {"rated": number(people.rated), "reached": number(people.reached)},
        _share_said(cap, share, exception=exception),
    ]
    if cap.base is Base.STRICT:
        steps.append(_("Whoever is rated excellent is no longer rated good, so the base shrinks with each of them."))
    steps.append(_tried(cap, share, people, x, fits=True))
    if x < people.reached:
        steps.append(_tried(cap, share, people, x + 1, fits=False))
    else:
        steps.append(_("More than those who reach “good” there cannot be."))
    steps.append(_("At most %(x)s may be rated excellent.") % {"x": number(x)})
    return steps


def _share(cap: Cap, *, exception: bool) -> Fraction:
    return cap.exception_share if exception and cap.exception_share is not None else cap.share


def _greatest_strict(share: Fraction, reached: int, rounding: Rounding) -> int:
    """Solve x ≤ rounded(share · (reached - x)) for the largest whole x."""
    if rounding is Rounding.UP:
        return rounded((1 + share * reached) / (1 + share), Rounding.UP) - 1
    room = share * reached if rounding is Rounding.DOWN else share * reached + HALF
    return rounded(room / (1 + share), Rounding.DOWN)


def _share_said(cap: Cap, share: Fraction, *, exception: bool) -> str:
    sentence = {
        Base.STRICT: _("The rule allows %(share)s%% of those rated exactly good."),
        Base.LOOSE: _("The rule allows %(share)s%% of those rated good or better."),
        Base.ALL: _("The rule allows %(share)s%% of all who are rated."),
    }[cap.base]
    said = sentence % {"share": _decimal(share * 100)}
    if exception and cap.exception_share is not None:
        said = _("%(rule)s This is the share of the exception.") % {"rule": said}
    return said


def _tried(cap: Cap, share: Fraction, people: Population, x: int, *, fits: bool) -> str:
    whole = base_of(cap, people, x)
    exact = share * whole
    values = {
        "x": number(x), "share": _decimal(share * 100), "whole": number(whole), "exact": _decimal(exact),
        "room": number(rounded(exact, cap.rounding)),
    }  # fmt: skip
    if fits:
        return _("With %(x)s: %(share)s%% of %(whole)s is %(exact)s, rounded %(room)s: allowed.") % values
    return _("With %(x)s: %(share)s%% of %(whole)s is %(exact)s, rounded %(room)s: one too many.") % values


def _decimal(value: Fraction) -> str:
    """Write a fraction with up to four places, cut and not rounded, so that no sentence says more than is true."""
    scaled = value * 10_000
    whole, rest = divmod(scaled.numerator // scaled.denominator, 10_000)
    places = f"{rest:04}".rstrip("0")
    return f"{number(whole)},{places}" if places else number(whole)
