"""What the page of one vote shows to one reader: nobody sees another's count before both are entered."""

from dataclasses import dataclass
from decimal import Decimal

from chibo.records.ballots import queries
from chibo.records.ballots.models import Ballot, Correction, Count, QuorumRule, Use
from chibo.records.ballots.numbers import Result
from chibo.records.ballots.queries import Difference
from chibo.registry.access.models import User


@dataclass(frozen=True, slots=True)
class Cell:
    number: int
    of_valid: Decimal | None
    of_summoned: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    question: str
    cells: tuple[Cell, ...]
    blank: int


@dataclass(frozen=True, slots=True)
class Page:
    ballot: Ballot
    questions: tuple[str, ...]
    options: tuple[str, ...]
    counts: list[Count]
    own: Count | None
    differing: list[Difference]
    corrections: list[Correction]
    labels: dict[str, tuple[str, str]]
    result: Result | None
    rows: list[Row]
    quorum: QuorumRule | None
    may_enter: bool

    @property
    def both_entered(self) -> bool:
        return len(self.counts) == 2  # noqa: PLR2004 -- two people count

    @property
    def awaits_me(self) -> bool:
        """Tell whether the reader may enter a count now."""
        return self.may_enter and not self.both_entered and self.own is None and not self.ballot.is_settled

    @property
    def may_look(self) -> bool:
        return self.may_enter and bool(self.differing) and self.own is None

    @property
    def may_settle(self) -> bool:
        return self.may_enter and self.both_entered and not self.differing and not self.ballot.is_settled

    @property
    def quorum_met(self) -> bool | None:
        if self.result is None or self.quorum is None:
            return None
        return self.quorum.is_met(self.result.present, self.result.summoned)

    @property
    def turnout(self) -> Decimal | None:
        return percent(self.result.present, self.result.summoned) if self.result else None


def page_about(ballot: Ballot, user: User, *, may_enter: bool) -> Page:
    counts = queries.counts_of(ballot)
    settled = queries.result(ballot)
    questions, options = queries.paper_of(ballot)
    comparing = may_enter and len(counts) == 2 and not ballot.is_settled  # noqa: PLR2004 -- two people count
    return Page(
        ballot=ballot,
        questions=questions,
        options=options,
        counts=counts,
        own=next((count for count in counts if count.person_id == user.person_id), None),
        differing=queries.differences(ballot, counts) if comparing else [],
        corrections=list(queries.corrections_of(ballot)) if may_enter else [],
        labels=queries.labels_of(ballot),
        result=settled,
        rows=rows_of(settled) if settled else [],
        quorum=queries.quorum(Use(ballot.use), ballot.held_on),
        may_enter=may_enter,
    )


def rows_of(result: Result) -> list[Row]:
    """Return the result question by question, each number with its share of the valid papers and of those summoned."""
    return [
        Row(
            question,
            tuple(
                Cell(number, percent(number, result.valid), percent(number, result.summoned) or Decimal(0))
                for number in result.votes[place]
            ),
            result.blank[place],
        )
        for place, question in enumerate(result.questions)
    ]


def percent(part: int, whole: int) -> Decimal | None:
    """Return `part` in percent of `whole`; None of nothing."""
    return Decimal(part * 100) / whole if whole else None
