"""A vote from its opening to its settled result.

`open_ballot` prints the questions and options on the paper; two people each `enter_count`; a difference is put right
by the author (`correct_count`) or by a third person (`look_again`); `settle` fixes what both counts say.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import create_checked, save_checked
from chibo.base.text import single_spaced
from chibo.records.ballots import queries
from chibo.records.ballots.models import Ballot, Correction, Count, Option, Question, Use, Vote
from chibo.records.ballots.numbers import PAPERS, Numbers, faults, from_cells
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit

MOST_QUESTIONS, MOST_OPTIONS = 60, 12
FIRST, SECOND = 1, 2


@transaction.atomic
def open_ballot(
    *,
    unit: Unit,
    title: str,
    held_on: dt.date,
    questions: Sequence[str],
    options: Sequence[str],
    summoned: int,
    by: User | None,
    one_option_each: bool = True,
    use: Use = Use.GENERAL,
) -> Ballot:
    """Say what stands on the paper and how many people are summoned to vote."""
    questions, options = _lines(questions), _lines(options)
    if not 0 < len(questions) <= MOST_QUESTIONS:
        raise ValidationError({"questions": _("A paper has from 1 to %(most)d questions.") % {"most": MOST_QUESTIONS}})
    if not 0 < len(options) <= MOST_OPTIONS:
        raise ValidationError({"options": _("A question has from 1 to %(most)d choices.") % {"most": MOST_OPTIONS}})
    ballot = Ballot(
        unit=unit, title=title, held_on=held_on, summoned=summoned, one_option_each=one_option_each, use=use
    )
    save_checked(ballot)
    create_checked([Question(ballot=ballot, position=place, text=text) for place, text in enumerate(questions)])
    create_checked([Option(ballot=ballot, position=place, text=text) for place, text in enumerate(options)])
    note(ballot, "ballot opened", by=by, unit_id=unit.pk)
    return ballot


@transaction.atomic
def change_summoned(ballot: Ballot, *, summoned: int, reason: str, by: User) -> Ballot:
    """Correct how many were summoned while nothing is settled; counts that exist must still fit."""
    ballot = _locked(ballot)
    if any(count.present > summoned for count in ballot.counts.all()):
        raise ValidationError({"summoned": _("A count says that more people than this were present.")})
    before, ballot.summoned = ballot.summoned, summoned
    save_checked(ballot, update_fields=["summoned"])
    changes = {"summoned": [before, summoned], "reason": ["", reason]}
    note(ballot, "changed", by=by, unit_id=ballot.unit_id, changes=changes)
    return ballot


@transaction.atomic
def take_back(ballot: Ballot, *, by: User) -> None:
    """Remove a vote that was opened by mistake; one with a count stays."""
    ballot = _locked(ballot)
    if ballot.counts.exists():
        raise ValidationError(_("A count has been entered; this vote can no longer be removed."))
    note(ballot, "ballot taken back", by=by, unit_id=ballot.unit_id)
    ballot.delete()


@transaction.atomic
def enter_count(ballot: Ballot, *, numbers: Numbers, by: User) -> Count:
    """Enter what one person counted; the second count is another person's, whatever account is used."""
    ballot = _locked(ballot)
    if ballot.held_on > today():
        raise ValidationError(_("The vote has not been held yet."))
    if by.person is None:
        raise ValidationError(_("This account belongs to no named person; a count is entered by one who is named."))
    taken = set(ballot.counts.values_list("place", flat=True))
    if taken == {FIRST, SECOND}:
        raise ValidationError(_("Two counts have been entered already."))
    _require_true(ballot, numbers)
    count = Count(
        ballot=ballot, place=SECOND if taken else FIRST, by=by, person=by.person, at=now(), summoned=ballot.summoned,
        **{name: getattr(numbers, name) for name in PAPERS},
    )  # fmt: skip
    save_checked(count)
    Vote.objects.bulk_create(_votes(count, numbers))
    note(ballot, "count entered", by=by, unit_id=ballot.unit_id)
    return count


@transaction.atomic
def correct_count(count: Count, *, numbers: Numbers, by: User, reason: str = "") -> Count:
    """Let the author put right what the author entered."""
    ballot = _locked(count.ballot)
    count = ballot.counts.prefetch_related("votes").get(pk=count.pk)
    if by.person_id != count.person_id:
        raise ValidationError(_("Only %(author)s can change this count.") % {"author": count.person})
    _require_true(ballot, numbers)
    _rewrite(count, numbers, by=by, reason=reason, own=True)
    note(ballot, "count corrected", by=by, unit_id=ballot.unit_id)
    return count


@transaction.atomic
def look_again(ballot: Ballot, *, right: Mapping[str, int], reason: str, by: User) -> Ballot:
    """Let a third person say, for every cell that differs, which of the two counts (1 or 2) is right.

    A third person chooses between what was counted and adds no number of their own.
    """
    ballot = _locked(ballot)
    first, second = _both(ballot)
    if by.person_id is None or by.person_id in (first.person_id, second.person_id):
        raise ValidationError(_("The third look is for somebody who entered neither count."))
    cells = {place: queries.numbers_of(count).cells() for place, count in ((FIRST, first), (SECOND, second))}
    differing = [cell for cell, number in cells[FIRST].items() if cells[SECOND][cell] != number]
    missing = {cell: _("Say which of the two is right.") for cell in differing if right.get(cell) not in cells}
    if missing:
        raise ValidationError(missing)
    questions, options = queries.paper_of(ballot)
    agreed = {cell: cells[right[cell] if cell in differing else FIRST][cell] for cell in cells[FIRST]}
    numbers = from_cells(agreed, len(questions), len(options))
    _require_true(ballot, numbers)
    for count in (first, second):
        _rewrite(count, numbers, by=by, reason=reason, own=False)
    note(ballot, "count looked at again", by=by, unit_id=ballot.unit_id, changes={"reason": ["", reason]})
    return ballot


@transaction.atomic
def settle(ballot: Ballot, *, by: User) -> Ballot:
    """Fix what both counts say; from then on the database refuses any change."""
    ballot = _locked(ballot)
    if queries.differences(ballot, list(_both(ballot))):
        raise ValidationError(_("The two counts differ. Put right what is wrong first."))
    ballot.settled_at, ballot.settled_by = now(), by
    save_checked(ballot, update_fields=["settled_at", "settled_by"])
    note(ballot, "ballot settled", by=by, unit_id=ballot.unit_id)
    return ballot


def _locked(ballot: Ballot) -> Ballot:
    ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if ballot.is_settled:
        raise ValidationError(_("This vote is settled; its numbers no longer change."))
    return ballot


def _both(ballot: Ballot) -> tuple[Count, Count]:
    counts = queries.counts_of(ballot)
    if len(counts) != SECOND:
        raise ValidationError(_("Two people must have entered their counts first."))
    return counts[0], counts[1]


def _require_true(ballot: Ballot, numbers: Numbers) -> None:
    questions, options = queries.paper_of(ballot)
    shape = [len(options)] * len(questions)
    if [len(row) for row in numbers.votes] != shape or len(numbers.blank) != len(questions):
        raise ValidationError(_("The numbers do not fit the questions of this paper."))
    wrong = faults(ballot.summoned, numbers, one_option_each=ballot.one_option_each, questions=questions)
    if wrong:
        raise ValidationError(dict(wrong))


def _votes(count: Count, numbers: Numbers) -> Iterable[Vote]:
    options = list(Option.objects.filter(ballot=count.ballot_id).order_by("position"))
    for place, question in enumerate(Question.objects.filter(ballot=count.ballot_id).order_by("position")):
        for option, number in zip(options, numbers.votes[place], strict=True):
            yield Vote(count=count, question=question, option=option, number=number)
        yield Vote(count=count, question=question, number=numbers.blank[place])


def _rewrite(count: Count, numbers: Numbers, *, by: User, reason: str, own: bool) -> None:
    before, after = queries.numbers_of(count).cells(), numbers.cells()
    changed = [cell for cell in after if after[cell] != before[cell]]
    create_checked(
        [
            Correction(
                count=count, cell=cell, before=before[cell], after=after[cell], own=own, reason=reason, by=by, at=now()
            )
            for cell in changed
        ]
    )
    for name in PAPERS:
        setattr(count, name, getattr(numbers, name))
    save_checked(count, update_fields=list(PAPERS))
    Vote.objects.filter(count=count).delete()
    Vote.objects.bulk_create(_votes(count, numbers))


def _lines(texts: Sequence[str]) -> list[str]:
    return [line for line in map(single_spaced, texts) if line]
