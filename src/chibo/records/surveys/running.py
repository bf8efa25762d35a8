"""Starting a survey, which asks people, and publishing it, which is done once."""

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.base.audit import note
from chibo.base.clock import now
from chibo.base.saving import create_checked, save_checked
from chibo.records.ballotbox.actions import make_box
from chibo.records.ballotbox.models import Mode
from chibo.records.ballotbox.opening import forget_answers
from chibo.records.ballotbox.queries import published
from chibo.records.surveys.actions import locked
from chibo.records.surveys.asking import Item, items_of, questionnaire
from chibo.records.surveys.disclosure import THRESHOLD, Disclosed, comments_are_shown, disclose
from chibo.records.surveys.drawing import Draw, Drawing, draw
from chibo.records.surveys.models import Comment, Group, Invitation, Question, Survey, Table
from chibo.records.surveys.queries import progress
from chibo.registry.access.models import User
from chibo.registry.people.models import Person

type Answers = list[dict[str, str]]
A_DAY = dt.timedelta(days=1)


@transaction.atomic
def start_survey(survey: Survey, *, by: User | None) -> Survey:
    """Fix who is asked and what, and make the boxes; from now on neither changes."""
    survey = locked(survey)
    drawn = draw(survey)
    require_ready(survey, drawn)
    create_checked([
        Invitation(
            survey=survey, group=one.group, person_id=person, drawn_as=kind,
            groups_count=drawn.in_several.get(person, 1),
        )
        for one in drawn.groups for person, kind in one.people.items()
    ])  # fmt: skip
    asked = questionnaire(survey)
    for one in drawn.groups:
        if one.answers_with is None:
            _make_box(survey, one, drawn, asked, by)
    survey.started_at = now()
    save_checked(survey, update_fields=["started_at"])
    note(survey, "survey started", by=by, unit_id=survey.unit_id, changes={"people": ["", drawn.total]})
    return survey


def require_ready(survey: Survey, drawn: Draw) -> None:
    """Raise ValidationError naming everything that is still missing."""
    missing = []
    if not survey.questions.exists():
        missing.append(_("Write at least one question."))
    if survey.about == Survey.About.LEADERS and not survey.subjects.exists():
        missing.append(_("Name the leaders whom the survey is about."))
    if not drawn.groups:
        missing.append(_("Name at least one group of respondents."))
    missing += [
        ngettext(
            "“%(group)s” has %(n)d person: fewer than %(least)d answer together with another group.",
            "“%(group)s” has %(n)d people: fewer than %(least)d answer together with another group.",
            one.pool,
        )
        % {"group": one.group, "n": one.pool, "least": THRESHOLD}
        for one in drawn.too_small
    ]
    if missing:
        raise ValidationError(missing)


def _make_box(survey: Survey, one: Drawing, drawn: Draw, asked: Sequence[dict[str, Any]], by: User | None) -> None:
    together = [other for other in drawn.groups if other is one or other.answers_with is one]
    people = [person for other in together for person in other.people]
    group = one.group
    group.box = make_box(
        unit=survey.unit,
        title=_("%(survey)s, %(group)s") % {"survey": survey.title, "group": group.name},
        mode=Mode(survey.mode),
        eligible=list(Person.objects.filter(pk__in=people)),
        questionnaire=asked,
        issue_from=survey.issue_from,
        issue_until=survey.issue_until + A_DAY,
        answer_from=survey.answer_from,
        answer_until=survey.answer_until + A_DAY,
        by=by,
    )
    save_checked(group, update_fields=["box"])


@transaction.atomic
def publish(survey: Survey, *, by: User | None) -> Survey:
    """Write down what may be shown of the opened boxes, once and for good; single answers are deleted."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    state = progress(survey)
    if survey.is_published or survey.is_set_up or not state.are_opened:
        raise ValidationError(_("A survey is published once, after all its boxes were opened."))
    invited: dict[int, int] = {}
    for one in state.groups:
        box_of = one.group.pooled_into_id or one.group.pk
        invited[box_of] = invited.get(box_of, 0) + one.invited
    answers = {one.group: published(one.group.box) for one in state.boxes if one.group.box}
    for item in items_of(survey):
        if item.question.kind != Question.Kind.TEXT:
            create_checked(list(_tables(survey, item, answers, invited)))
        else:
            create_checked([_table(survey, item, answers, invited)])
    create_checked(_comments(survey, answers))
    for group in answers:
        if group.box:
            forget_answers(group.box, by=by)
    survey.published_at = now()
    save_checked(survey, update_fields=["published_at"])
    note(survey, "survey published", by=by, unit_id=survey.unit_id)
    return survey


def _tables(survey: Survey, item: Item, answers: dict[Group, Answers], invited: dict[int, int]) -> Iterator[Table]:
    """Give the tables of one question: for all, then for each group."""
    choices = options_of(item.question)
    counted = [
        [sum(one.get(item.id, "") == choice for one in given) for choice in choices] for given in answers.values()
    ]
    total, each = disclose(counted)
    whole = _table(survey, item, answers, invited)
    yield _filled(whole, total, choices)
    for (group, given), told in zip(answers.items(), each, strict=True):
        table = Table(survey=survey, question=item.question, subject=item.subject, group=group,
                      invited=invited[group.pk], valid=len(given))  # fmt: skip
        yield _filled(table, told, choices)


def options_of(question: Question) -> list[str]:
    """Return what a ballot can hold: the answers to choose from and, where it may be left, an empty one."""
    return [*question.options, *([] if question.required else [""])]


def _table(survey: Survey, item: Item, answers: dict[Group, Answers], invited: dict[int, int]) -> Table:
    valid = sum(len(given) for given in answers.values())
    return Table(survey=survey, question=item.question, subject=item.subject, invited=sum(invited.values()),
                 valid=valid, shown=Table.Shown.NOTHING)  # fmt: skip


def _filled(table: Table, told: Disclosed, choices: Sequence[str]) -> Table:
    table.shown = told.shown.value
    table.rows = [{"options": [choices[option] for option in row.options], "count": row.count} for row in told.rows]
    return table


def _comments(survey: Survey, answers: dict[Group, Answers]) -> list[Comment]:
    """Return what was written, of all groups together and in an order made by chance; of few ballots nothing."""
    given = [one for group in answers.values() for one in group]
    if not comments_are_shown(len(given)):
        return []
    found = [
        Comment(survey=survey, question=item.question, subject=item.subject, text=one[item.id])
        for item in items_of(survey)
        if item.question.kind == Question.Kind.TEXT
        for one in given
        if one.get(item.id)
    ]
    secrets.SystemRandom().shuffle(found)
    return found
