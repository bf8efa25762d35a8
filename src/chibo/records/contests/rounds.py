"""Rounds of a contest: their questions, and the entries that members send from their phones."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.contests.actions import locked
from chibo.records.contests.models import Answer, Choice, Contest, Entry, Question, Round
from chibo.records.contests.queries import questions_of
from chibo.registry.access.models import User
from chibo.registry.people.models import Person
from chibo.registry.people.queries import cell_of

FEWEST, MOST = 3, 4
"""Answers to choose from."""


@transaction.atomic
def add_round(contest: Contest, *, opens_on: dt.date, closes_on: dt.date, by: User | None) -> Round:
    """Add the next round within the days of the contest."""
    contest = locked(contest)
    last = contest.rounds.aggregate(last=Max("number"))["last"] or 0
    found = Round(contest=contest, number=last + 1, opens_on=opens_on, closes_on=closes_on)
    _save_round(found)
    note(contest, "round added", by=by, unit_id=contest.unit_id, changes={"number": ["", found.number]})
    return found


@transaction.atomic
def change_round(found: Round, *, opens_on: dt.date, closes_on: dt.date, by: User) -> Round:
    """Move the days of a round; what was sent stays within them."""
    found = _locked(found)
    found.opens_on, found.closes_on = opens_on, closes_on
    if found.entries.exclude(entered_on__range=(opens_on, closes_on)).exists():
        raise ValidationError(_("There are entries outside these days."))
    _save_round(found)
    note(found.contest, "round changed", by=by, unit_id=found.contest.unit_id, changes={"number": ["", found.number]})
    return found


@transaction.atomic
def save_question(
    found: Round,
    *,
    text: str,
    choices: Sequence[str],
    right: int,
    by: User | None,
    question: Question | None = None,
) -> Question:
    """Write a question with its answers, of which the one at place `right` (from 1) is right.

    Once somebody has sent an entry, the questions of the round stay as they are.
    """
    found = _without_entries(found)
    _require_choices(choices, right)
    if question is None:
        last = found.questions.aggregate(last=Max("position"))["last"] or 0
        question = Question(round=found, position=last + 1)
    question.text = text
    save_checked(question)
    question.choices.all().delete()
    for place, one in enumerate(choices, start=1):
        save_checked(Choice(question=question, position=place, text=one, right=place == right))
    note(found.contest, "question written", by=by, unit_id=found.contest.unit_id)
    return question


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    found = _without_entries(question.round)
    note(found.contest, "question removed", by=by, unit_id=found.contest.unit_id)
    question.delete()


@transaction.atomic
def send_entry(found: Round, *, answers: Mapping[int, int], attempt: int, by: User, guess: int | None = None) -> Entry:
    """Count what a member sent: one answer to each question, by the ids of question and choice.

    `attempt` says the how-manieth entry of this member in this round it is: sent again, it is refused as known.
    """
    person, day = by.person, today()
    cell = cell_of(person, day) if person else None
    if person is None or cell is None:
        raise ValidationError(_("Only members who are on the roll of a cell take part here."))
    if not found.is_open(day):
        raise ValidationError(_("This round is not open today."))
    _require_attempt(found, person, attempt)
    chosen = _chosen(found, answers)
    entry = Entry(
        contest=found.contest, round=found, unit=cell, person=person, entered_on=day, attempt=attempt,
        right=sum(choice.right for choice in chosen.values()), guess=guess if found.contest.asks_guess else None,
        receipt=f"V{found.number}-{person.pk:06}-{attempt:02}",
    )  # fmt: skip
    save_checked(entry)
    Answer.objects.bulk_create(Answer(entry=entry, question=key, choice=one) for key, one in chosen.items())
    note(entry, "entry sent", by=by, unit_id=cell.pk)
    return entry


def _chosen(found: Round, answers: Mapping[int, int]) -> dict[Question, Choice]:
    questions = list(questions_of(found))
    chosen: dict[Question, Choice] = {}
    for question in questions:
        for choice in question.choices.all():
            if answers.get(question.pk) == choice.pk:
                chosen[question] = choice
    if not questions or len(chosen) < len(questions):
        raise ValidationError(_("Every question needs an answer."))
    return chosen


def _require_attempt(found: Round, person: Person, attempt: int) -> None:
    sent = found.entries.filter(person=person).count()
    if 1 <= attempt <= sent:
        raise ValidationError(_("This entry is recorded already."), code="known")
    if attempt != sent + 1 or attempt > found.contest.max_attempts:
        raise ValidationError(_("There is no attempt left in this round."))


def _save_round(found: Round) -> None:
    contest = found.contest
    if not contest.opens_on <= found.opens_on <= found.closes_on <= contest.closes_on:
        raise ValidationError(_("A round lies within the days of its contest, first day before last."))
    save_checked(found)


def _require_choices(choices: Sequence[str], right: int) -> None:
    if not FEWEST <= len(choices) <= MOST:
        raise ValidationError(_("A question has three or four answers to choose from."))
    if len(set(choices)) < len(choices):
        raise ValidationError(_("Two answers read the same."))
    if not 1 <= right <= len(choices):
        raise ValidationError(_("Say which answer is right."))


def _without_entries(found: Round) -> Round:
    found = _locked(found)
    if found.entries.exists():
        raise ValidationError(_("Somebody has taken this round; its questions stay as they are."))
    return found


def _locked(found: Round) -> Round:
    """Lock the round against entries that come in meanwhile, and refuse one of a closed contest."""
    found = Round.objects.select_for_update(of=("self",)).select_related("contest").get(pk=found.pk)
    if found.contest.is_closed:
        raise ValidationError(_("This contest is closed. Open it again first."))
    return found
