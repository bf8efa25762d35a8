"""What others ask: `result(ballot)` gives the settled numbers, None before; `quorum(use, day)` the rule of that day."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Exists, OuterRef, Q, QuerySet
from django.db.models import Count as Number

from chibo.records.ballots import rules
from chibo.records.ballots.models import Ballot, Correction, Count, QuorumRule, Use
from chibo.records.ballots.numbers import PAPER_LABELS, PAPERS, Numbers, Result
from chibo.registry.access.models import User
from chibo.registry.access.permissions import Permission, may, permitted_unit_ids


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which the two counts do not agree."""

    cell: str
    label: str
    question: str
    first: int
    second: int


def ballot_list(user: User, *, waiting: bool = False) -> QuerySet[Ballot]:
    """Return the votes with how many counts were entered, newest first; `waiting`: only those not settled."""
    rows = Ballot.objects.filter(_within(user, rules.VIEW), **({"settled_at": None} if waiting else {}))
    return (
        rows.select_related("unit", "settled_by__person")
        .annotate(
            count_number=Number("counts", distinct=True),
            counted_by_me=Exists(Count.objects.filter(ballot=OuterRef("pk"), person_id=user.person_id or 0)),
        )
        .order_by("-held_on", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def ballot_page(user: User, pk: int) -> Ballot | None:
    return ballot_list(user).filter(pk=pk).first()


def waiting_for(user: User, unit_ids: set[int]) -> QuerySet[Ballot]:
    """Return the votes of these units that are not settled and that the user may count."""
    return ballot_list(user, waiting=True).filter(_within(user, rules.ENTER), unit_id__in=unit_ids)


def uses_in(user: User, unit_id: int) -> list[Use]:
    """Return the kinds of vote that the user may open in a unit."""
    return [use for use in Use if may(user, rules.to_enter(use), unit_id)]


def _within(user: User, plain: Permission) -> Q:
    """Return which votes a permission reaches; those that judge people have one of their own."""
    judging = Q(use__in=rules.JUDGING)
    return Q(~judging, unit__in=permitted_unit_ids(user, plain)) | Q(
        judging, unit__in=permitted_unit_ids(user, rules.JUDGE)
    )


def counts_of(ballot: Ballot) -> list[Count]:
    """Return the counts entered so far, first one first, with their authors and numbers."""
    return list(
        Count.objects.filter(ballot=ballot)
        .select_related("by__person", "person")
        .prefetch_related("votes")
        .order_by("place")
    )


def paper_of(ballot: Ballot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the questions and the options of the paper, in their order."""
    questions = ballot.questions.order_by("position").values_list("text", flat=True)
    options = ballot.options.order_by("position").values_list("text", flat=True)
    return tuple(questions), tuple(options)


def numbers_of(count: Count) -> Numbers:
    """Return what a count says, questions and options in the order of the paper."""
    by_cell = {(vote.question_id, vote.option_id): vote.number for vote in count.votes.all()}
    questions = list(dict.fromkeys(sorted(question for question, _option in by_cell)))
    options = sorted({option for _question, option in by_cell if option is not None})
    return Numbers(
        **{name: getattr(count, name) for name in PAPERS},
        votes=tuple(tuple(by_cell[question, option] for option in options) for question in questions),
        blank=tuple(by_cell[question, None] for question in questions),
    )


def differences(ballot: Ballot, counts: list[Count]) -> list[Difference]:
    """Compare two counts cell by cell; empty when they agree."""
    first, second = (numbers_of(count).cells() for count in counts)
    labels = labels_of(ballot)
    return [
        Difference(cell, labels[cell][1], labels[cell][0], first[cell], second[cell])
        for cell in first
        if first[cell] != second[cell]
    ]


def labels_of(ballot: Ballot) -> dict[str, tuple[str, str]]:
    """Return for each cell the question it belongs to (empty for the papers) and what it counts (empty for blank)."""
    questions, options = paper_of(ballot)
    found = {name: ("", str(label)) for name, label in PAPER_LABELS.items()}
    for q, question in enumerate(questions):
        found |= {f"vote_{q}_{o}": (question, option) for o, option in enumerate(options)}
        found[f"blank_{q}"] = (question, "")
    return found


def corrections_of(ballot: Ballot) -> QuerySet[Correction]:
    return Correction.objects.filter(count__ballot=ballot).select_related("count", "by__person").order_by("at", "pk")


def result(ballot: Ballot) -> Result | None:
    """Return the numbers on which both counts agree; None until the ballot is settled."""
    if not ballot.is_settled:
        return None
    count = Count.objects.filter(ballot=ballot, place=1).prefetch_related("votes").get()
    numbers, (questions, options) = numbers_of(count), paper_of(ballot)
    return Result(
        summoned=count.summoned,
        **{name: getattr(numbers, name) for name in PAPERS},
        questions=questions, options=options, votes=numbers.votes, blank=numbers.blank,
    )  # fmt: skip


def quorum(use: Use, day: dt.date) -> QuorumRule | None:
    """Return the rule on how many must be present for such a vote on that day; None where there is none."""
    return QuorumRule.objects.on(day).filter(use=use).first()
