"""The numbers of a count and what must be true of them. Nothing here knows the database.

A cell is named as the field in which it is typed: present, issued, returned, valid, invalid,
vote_<question>_<option> and blank_<question>, questions and options numbered from 0 as on the paper.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAPER_LABELS: dict[str, Promise] = {
    "present": _("Present"),
    "issued": _("Papers issued"),
    "returned": _("Papers returned"),
    "valid": _("Valid papers"),
    "invalid": _("Invalid papers"),
}
PAPERS = tuple(PAPER_LABELS)


@dataclass(frozen=True, slots=True)
class Numbers:
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    votes: tuple[tuple[int, ...], ...]
    """For each question the papers that chose each option."""
    blank: tuple[int, ...]
    """For each question the valid papers that chose none."""

    def cells(self) -> dict[str, int]:
        """Return every number by the name of its cell, in the order of the paper."""
        found = {name: getattr(self, name) for name in PAPERS}
        for question, (options, blank) in enumerate(zip(self.votes, self.blank, strict=True)):
            found |= {f"vote_{question}_{option}": number for option, number in enumerate(options)}
            found[f"blank_{question}"] = blank
        return found


def from_cells(cells: Mapping[str, int], questions: int, options: int) -> Numbers:
    """Put numbers together from their cells; KeyError where one is missing."""
    return Numbers(
        **{name: cells[name] for name in PAPERS},
        votes=tuple(tuple(cells[f"vote_{q}_{o}"] for o in range(options)) for q in range(questions)),
        blank=tuple(cells[f"blank_{q}"] for q in range(questions)),
    )


def faults(
    summoned: int, numbers: Numbers, *, one_option_each: bool, questions: tuple[str, ...] = ()
) -> dict[str, ValidationError]:
    """Return what cannot be true, by the cell in which to look for it first; empty when everything fits."""
    found = dict(_paper_faults(summoned, numbers))
    if any(number < 0 for number in numbers.cells().values()):
        found |= {name: _fault(_("A number cannot be below zero.")) for name, n in numbers.cells().items() if n < 0}
    for position, (options, blank) in enumerate(zip(numbers.votes, numbers.blank, strict=True)):
        question = questions[position] if position < len(questions) else str(position + 1)
        if one_option_each:
            found |= _sum_fault(position, question, sum(options) + blank, numbers.valid)
        else:
            found |= dict(_each_fault(position, question, (*options, blank), numbers.valid))
    return found


def _paper_faults(summoned: int, n: Numbers) -> Iterator[tuple[str, ValidationError]]:
    if n.present > summoned:
        message = _("%(present)d people cannot be present when %(summoned)d were summoned.")
        yield "present", _fault(message, present=n.present, summoned=summoned)
    if n.issued > n.present:
        message = _("%(issued)d papers cannot be issued to %(present)d people.")
        yield "issued", _fault(message, issued=n.issued, present=n.present)
    if n.returned > n.issued:
        message = _("%(returned)d papers cannot come back when %(issued)d were issued.")
        yield "returned", _fault(message, returned=n.returned, issued=n.issued)
    if n.valid + n.invalid != n.returned:
        message = _("Valid and invalid papers make %(sum)d, but %(returned)d papers came back.")
        yield "invalid", _fault(message, sum=n.valid + n.invalid, returned=n.returned)


def _sum_fault(position: int, question: str, total: int, valid: int) -> dict[str, ValidationError]:
    if total == valid:
        return {}
    message = _("“%(question)s”: the choices and the blank ones make %(sum)d, but there are %(valid)d valid papers.")
    return {f"blank_{position}": _fault(message, question=question, sum=total, valid=valid)}


def _each_fault(
    position: int, question: str, numbers: tuple[int, ...], valid: int
) -> Iterator[tuple[str, ValidationError]]:
    for place, number in enumerate(numbers):
        if number > valid:
            cell = f"blank_{position}" if place == len(numbers) - 1 else f"vote_{position}_{place}"
            message = _("“%(question)s”: %(number)d papers cannot say this when %(valid)d are valid.")
            yield cell, _fault(message, question=question, number=number, valid=valid)


def _fault(message: Promise, **params: object) -> ValidationError:
    return ValidationError(str(message), params=params, code="count_cannot_be_true")


@dataclass(frozen=True, slots=True)
class Result:
    """The settled numbers of a ballot; questions and options in the order in which they were given."""

    summoned: int
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    questions: tuple[str, ...]
    options: tuple[str, ...]
    votes: tuple[tuple[int, ...], ...]
    """votes[question][option], by position."""
    blank: tuple[int, ...]

    def number(self, question: str, option: str) -> int:
        """Return how many papers chose the option for the question, both by their text."""
        return self.votes[self.questions.index(question)][self.options.index(option)]

    def of_summoned(self, question: int, option: int) -> Fraction:
        """Return the share of all who were summoned, exactly."""
        return Fraction(self.votes[question][option], self.summoned)

    def of_valid(self, question: int, option: int) -> Fraction | None:
        """Return the share of the valid papers, exactly; None when no paper was valid."""
        return Fraction(self.votes[question][option], self.valid) if self.valid else None
