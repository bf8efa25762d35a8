"""The marks «CODE wording» that stand for figures in the text of a report."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chibo.indicators.catalogue import BY_CODE, WITH_TARGET, Indicator, Kind

OPEN, CLOSE = "«", "»"
MARK = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
WORDINGS = {
    Kind.COUNT: ("count", "number"),
    Kind.PERCENT: ("percent", "part"),
    Kind.ACHIEVEMENT: ("achievement", "excess", "percent"),
    Kind.RANGE: ("range",),
    Kind.SPREAD: ("spread", "least_to_greatest"),
}
"""How a figure of each kind can be worded; the first is what a mark without a wording means."""
OF_TARGET = "ratio"
"""What was reached over what was to be reached, for a count that has targets."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure in the text. `wording` is empty where the text leaves it to the figure."""

    code: str
    wording: str = ""

    def __str__(self) -> str:
        return f"{OPEN}{self.code}{' ' if self.wording else ''}{self.wording}{CLOSE}"


type Piece = str | Mark


class MalformedError(ValueError):
    """The text has « or » where there is no mark."""


def parse(text: str) -> list[Piece]:
    """Cut a text into words and marks; MalformedError if « and » do not pair or hold no code."""
    pieces: list[Piece] = []
    after = 0
    for found in MARK.finditer(text):
        pieces += [text[after : found.start()], _mark(found[1])]
        after = found.end()
    pieces.append(text[after:])
    for piece in pieces:
        if isinstance(piece, str) and (OPEN in piece or CLOSE in piece):
            raise MalformedError(piece)
    return [piece for piece in pieces if piece]


def serialise(pieces: Iterable[Piece]) -> str:
    """Write pieces as the text from which `parse` makes them again."""
    return "".join(str(piece) for piece in pieces)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Put neighbouring words together and leave empty ones out, as `parse` gives them."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, str) and isinstance(last, str):
            found[-1] = last + piece
        elif piece:
            found.append(piece)
    return found


def marks_in(text: str) -> list[Mark]:
    return [piece for piece in parse(text) if isinstance(piece, Mark)]


def wordings_of(indicator: Indicator) -> tuple[str, ...]:
    """Return how this figure can be worded; the first is the usual way."""
    return (*WORDINGS[indicator.kind], *((OF_TARGET,) if indicator.code in WITH_TARGET else ()))


def wording_of(mark: Mark) -> str:
    """Return the wording of a known mark."""
    return mark.wording or wordings_of(BY_CODE[mark.code])[0]


def check(text: str, paragraph: int) -> None:
    """Refuse a text with a mark that no figure answers to; the message names the paragraph."""
    try:
        marks = marks_in(text)
    except MalformedError:
        message = _("Paragraph %(paragraph)d: « and » must enclose the code of a figure, as in «DV-01».")
        raise ValidationError(message, params={"paragraph": paragraph}, code="malformed") from None
    errors = [error for mark in marks if (error := _fault(mark, paragraph))]
    if errors:
        raise ValidationError(errors)


def _mark(inside: str) -> Mark:
    words = inside.split()
    if not words or len(words) > 2:  # noqa: PLR2004 -- a code and a wording
        raise MalformedError(inside)
    return Mark(*words)


def _fault(mark: Mark, paragraph: int) -> ValidationError | None:
    params = {"paragraph": paragraph, "mark": str(mark), "code": mark.code, "wording": mark.wording}
    indicator = BY_CODE.get(mark.code)
    if indicator is None:
        message = _("Paragraph %(paragraph)d: there is no figure with the code “%(code)s”, in %(mark)s.")
        return ValidationError(message, params=params, code="unknown_code")
    if mark.wording and mark.wording not in wordings_of(indicator):
        known = ", ".join(str(Mark(mark.code, wording)) for wording in wordings_of(indicator))
        message = _("Paragraph %(paragraph)d: %(mark)s cannot be worded that way; possible are %(known)s.")
        return ValidationError(message, params={**params, "known": known}, code="unknown_wording")
    return None
