"""What follows a published survey: people sort the comments into themes, and say what was done about it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import save_checked
from chibo.records.surveys.models import Measure, Subject, Survey, Theme
from chibo.registry.access.models import User
from chibo.registry.people.models import Person


@transaction.atomic
def add_theme(survey: Survey, *, name: str, by: User | None) -> Theme:
    survey = _published(survey)
    theme = Theme(survey=survey, name=name)
    save_checked(theme)
    note(survey, "theme named", by=by, unit_id=survey.unit_id, changes={"name": ["", name]})
    return theme


@transaction.atomic
def sort_comments(survey: Survey, themes: Mapping[int, Theme | None], *, by: User | None) -> int:
    """Put comments, by their ids, under themes of this survey; return how many moved."""
    survey = _published(survey)
    if any(theme and theme.survey_id != survey.pk for theme in themes.values()):
        raise ValidationError(_("This theme is one of another survey."))
    moved = []
    for comment in survey.comments.filter(pk__in=themes):
        theme = themes[comment.pk]
        if comment.theme_id != (theme.pk if theme else None):
            comment.theme = theme
            moved.append(comment)
    survey.comments.bulk_update(moved, ["theme"])
    if moved:
        note(survey, "comments sorted", by=by, unit_id=survey.unit_id, changes={"rows": ["", len(moved)]})
    return len(moved)


@transaction.atomic
def add_measure(
    survey: Survey, *, text: str, owner: Person, due_on: dt.date, by: User | None, subject: Subject | None = None
) -> Measure:
    """Record what is done about the survey, who sees to it and by when."""
    survey = _published(survey)
    if subject and subject.survey_id != survey.pk:
        raise ValidationError({"subject": _("This is not a subject of this survey.")})
    measure = Measure(survey=survey, subject=subject, text=text, owner=owner, due_on=due_on)
    save_checked(measure)
    note(survey, "measure recorded", by=by, unit_id=survey.unit_id, changes={"text": ["", text]})
    return measure


@transaction.atomic
def finish_measure(measure: Measure, *, done_on: dt.date, outcome: str, by: User | None) -> Measure:
    if done_on > today():
        raise ValidationError({"done_on": _("This day is still to come.")})
    measure.done_on, measure.outcome = done_on, outcome
    save_checked(measure, update_fields=["done_on", "outcome"])
    changes: dict[str, Any] = {"done_on": ["", done_on.isoformat()]}
    note(measure.survey, "measure done", by=by, unit_id=measure.survey.unit_id, changes=changes)
    return measure


@transaction.atomic
def end_follow_up(survey: Survey, *, by: User | None) -> Survey:
    """Close the matter once measures were recorded and all are done."""
    survey = _published(survey)
    if not survey.measures.exists() or survey.measures.filter(done_on=None).exists():
        raise ValidationError(_("First record what was done about it, and when."))
    survey.followed_up_at = now()
    save_checked(survey, update_fields=["followed_up_at"])
    note(survey, "survey followed up", by=by, unit_id=survey.unit_id)
    return survey


def _published(survey: Survey) -> Survey:
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not survey.is_published:
        raise ValidationError(_("This survey is not published yet."))
    if survey.followed_up_at:
        raise ValidationError(_("This survey is closed: everything was followed up."))
    return survey
