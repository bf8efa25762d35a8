"""Setting up a survey: whom it is about, what it asks and whom. See `running` and `following` for what comes then."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.base.text import nfc
from chibo.records.ballotbox.models import Mode
from chibo.records.documents.models import Document
from chibo.records.surveys.models import Group, Question, Subject, Survey
from chibo.records.surveys.posts import named
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import subtree_ids
from chibo.registry.people.models import Person


@transaction.atomic
def set_up(
    *,
    unit: Unit,
    title: str,
    about: str,
    drawn_on: dt.date,
    answer_from: dt.date,
    answer_until: dt.date,
    by: User | None,
    issue_from: dt.date | None = None,
    issue_until: dt.date | None = None,
    mode: str = Mode.PAPER,
    document: Document | None = None,
    tells_respondents: bool = False,
) -> Survey:
    """Begin a survey of a committee; slips are handed out on the days of answering unless other days are given."""
    survey = Survey(
        unit=unit, title=title, about=about, drawn_on=drawn_on, answer_from=answer_from, answer_until=answer_until,
        issue_from=issue_from or answer_from, issue_until=issue_until or answer_until, mode=mode, document=document,
        tells_respondents=tells_respondents,
    )  # fmt: skip
    save_checked(survey)
    note(survey, "survey set up", by=by, unit_id=unit.pk)
    return survey


@transaction.atomic
def change_survey(survey: Survey, *, by: User, **details: Any) -> Survey:
    survey = locked(survey)
    for name, value in details.items():
        setattr(survey, name, value)
    survey.issue_from = survey.issue_from or survey.answer_from
    survey.issue_until = survey.issue_until or survey.answer_until
    save_checked(survey)
    note(survey, "changed", by=by, unit_id=survey.unit_id)
    return survey


@transaction.atomic
def discard_survey(survey: Survey, *, by: User) -> None:
    """Throw away a survey that was not started; nobody has been asked."""
    survey = locked(survey)
    note(survey, "survey discarded", by=by, unit_id=survey.unit_id)
    survey.delete()


@transaction.atomic
def add_leader(survey: Survey, *, person: Person, by: User | None) -> Subject:
    """Name a leader whom the survey is about, with the posts of the survey's day."""
    survey = locked(survey)
    name = named(survey, person)
    if not name:
        raise ValidationError({"person": _("%(person)s holds no post here on that day.") % {"person": person}})
    return _add_subject(survey, Subject(person=person, name=name), by)


@transaction.atomic
def add_matter(survey: Survey, *, name: str, by: User | None) -> Subject:
    """Name a matter that the survey is about."""
    return _add_subject(locked(survey), Subject(name=name), by)


def _add_subject(survey: Survey, subject: Subject, by: User | None) -> Subject:
    subject.survey, subject.position = survey, _next(survey.subjects)
    save_checked(subject)
    note(survey, "subject named", by=by, unit_id=survey.unit_id, changes={"name": ["", subject.name]})
    return subject


@transaction.atomic
def save_question(
    survey: Survey,
    *,
    kind: str,
    text: str,
    by: User | None,
    options: Sequence[str] = (),
    required: bool = True,
    each_subject: bool = True,
    question: Question | None = None,
) -> Question:
    """Write a question, a new one at the end."""
    survey = locked(survey)
    options = [nfc(option) for option in options]
    if len(set(options)) < len(options):
        raise ValidationError({"options": _("Two answers read the same.")})
    question = question or Question(survey=survey, position=_next(survey.questions))
    question.kind, question.text, question.options = kind, text, options
    question.required, question.each_subject = required, each_subject
    save_checked(question)
    note(survey, "question written", by=by, unit_id=survey.unit_id)
    return question


@transaction.atomic
def save_group(
    survey: Survey,
    *,
    name: str,
    by: User | None,
    posts: Collection[str] = (),
    cells: Collection[Unit] = (),
    group: Group | None = None,
) -> Group:
    """Say who is asked together: holders of posts and members of cells below the committee."""
    survey = locked(survey)
    if not posts and not cells:
        raise ValidationError(_("Choose posts or cells: an empty group asks nobody."))
    below = subtree_ids([survey.unit_id], survey.drawn_on)
    if any(cell.kind != Kind.CELL or cell.pk not in below for cell in cells):
        raise ValidationError({"cells": _("Only members of cells below the committee are asked.")})
    group = group or Group(survey=survey, position=_next(survey.groups))
    group.name, group.posts = name, list(posts)
    save_checked(group)
    group.cells.set(cells)
    note(survey, "group of respondents named", by=by, unit_id=survey.unit_id, changes={"name": ["", name]})
    return group


@transaction.atomic
def pool_group(group: Group, *, into: Group | None, by: User | None) -> Group:
    """Let a small group answer in the box of another; None gives it a box of its own again."""
    survey = locked(group.survey)
    if into and (into.pk == group.pk or into.survey_id != group.survey_id or into.pooled_into_id or _has_pool(group)):
        raise ValidationError(_("These two groups cannot answer together."))
    group.pooled_into = into
    save_checked(group, update_fields=["pooled_into"])
    note(survey, "groups merged", by=by, unit_id=survey.unit_id, changes={"name": ["", group.name]})
    return group


def _has_pool(group: Group) -> bool:
    return group.pooled.exists()


@transaction.atomic
def remove_part(part: Subject | Question | Group, *, by: User) -> None:
    """Take a subject, a question or a group out again."""
    survey = locked(part.survey)
    note(survey, "part removed", by=by, unit_id=survey.unit_id, changes={"name": [str(part), ""]})
    part.delete()


def locked(survey: Survey) -> Survey:
    """Return the survey, locked until the end of the transaction; refuse one that was started."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not survey.is_set_up:
        raise ValidationError(_("This survey was started; what it asks and whom stays as it is."))
    return survey


def _next(parts: Any) -> int:
    return int(parts.aggregate(last=Max("position"))["last"] or 0) + 1
