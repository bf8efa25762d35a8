"""Preparing a survey: its frame, whom it is about, what it asks and whom."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import Form, done, form_page
from chibo.records.surveys import actions, rules
from chibo.records.surveys.drawing import draw
from chibo.records.surveys.forms import (
    GroupForm,
    LeaderForm,
    MatterForm,
    PoolForm,
    QuestionForm,
    SurveyForm,
    filled,
)
from chibo.records.surveys.models import Group, Question, Subject, Survey
from chibo.records.surveys.views import seen
from chibo.registry.access.http import SignedInRequest, acting_for


@require_http_methods(["GET", "POST"])
def survey_create(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.SET_UP)
    if unit is None:
        raise PermissionDenied
    initial = {"drawn_on": today(), "about": Survey.About.LEADERS, "mode": "paper"}
    form = SurveyForm(request.POST or None, user=request.user, initial=initial)
    made: list[Survey] = []
    if done(request, form, lambda: made.append(actions.set_up(unit=unit, by=request.user, **form.cleaned_data))):
        messages.success(request, _("Saved. Now say whom it is about, what it asks and whom."))
        return redirect(made[0])
    return form_page(request, form, "surveys/survey_form.html", {"unit": unit})


@require_http_methods(["GET", "POST"])
def survey_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    initial = {name: getattr(survey, name) for name in SurveyForm.base_fields}
    form = SurveyForm(request.POST or None, user=request.user, initial=initial)
    if done(request, form, lambda: actions.change_survey(survey, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(survey)
    return form_page(request, form, "surveys/survey_form.html", {"unit": survey.unit, "survey": survey})


@require_http_methods(["GET", "POST"])
def survey_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: actions.discard_survey(survey, by=request.user)):
        messages.success(request, _("The survey is discarded."))
        return redirect("surveys:list")
    context = {
        "title": _("Discard the survey"),
        "what": _("What was prepared is thrown away. Nobody has been asked yet."),
        "verb": _("Discard it"),
        "keep": _("Keep it"),
        "back": survey.get_absolute_url(),
        "dangerous": True,
    }
    return form_page(request, form, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def leader_add(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = LeaderForm(request.POST or None, survey=survey)
    return _part(request, survey, form, _("Name a leader"), actions.add_leader)


@require_http_methods(["GET", "POST"])
def matter_add(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = MatterForm(request.POST or None)
    return _part(request, survey, form, _("Name a matter"), actions.add_matter)


@require_http_methods(["GET", "POST"])
def question_add(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = QuestionForm(request.POST or None, initial={"kind": "choice", "required": True, "each_subject": True})
    return _part(request, survey, form, _("Write a question"), actions.save_question)


@require_http_methods(["GET", "POST"])
def question_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.select_related("survey"), pk=pk)
    survey = seen(request, question.survey_id, run=True)
    form = QuestionForm(request.POST or None, initial=filled(question))
    return _part(request, survey, form, _("Change the question"), actions.save_question, question=question)


@require_http_methods(["GET", "POST"])
def group_add(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = GroupForm(request.POST or None, survey=survey)
    return _part(request, survey, form, _("Name a group of respondents"), actions.save_group)


@require_http_methods(["GET", "POST"])
def group_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group.objects.select_related("survey"), pk=pk)
    survey = seen(request, group.survey_id, run=True)
    initial = {"name": group.name, "posts": group.posts, "cells": group.cells.all()}
    form = GroupForm(request.POST or None, survey=survey, initial=initial)
    return _part(request, survey, form, _("Change the group"), actions.save_group, group=group)


@require_http_methods(["GET", "POST"])
def group_pool(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a group answer in the box of another, the largest one proposed."""
    group = get_object_or_404(Group.objects.select_related("survey"), pk=pk)
    survey = seen(request, group.survey_id, run=True)
    drawn = draw(survey)
    own = next(one for one in drawn.groups if one.group.pk == group.pk)
    form = PoolForm(
        request.POST if request.method == "POST" else None,
        group=group,
        initial={"into": group.pooled_into or drawn.partner_of(own)},
    )
    if done(request, form, lambda: actions.pool_group(group, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(survey)
    context = {"survey": survey, "title": _("Let a group answer together with another"), "group": group}
    return form_page(request, form, "surveys/part_form.html", context)


@require_POST
def subject_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    return _remove(request, get_object_or_404(Subject.objects.select_related("survey"), pk=pk))


@require_POST
def question_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    return _remove(request, get_object_or_404(Question.objects.select_related("survey"), pk=pk))


@require_POST
def group_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    return _remove(request, get_object_or_404(Group.objects.select_related("survey"), pk=pk))


def _remove(request: SignedInRequest, part: Subject | Question | Group) -> HttpResponse:
    survey = seen(request, part.survey_id, run=True)
    try:
        actions.remove_part(part, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Removed."))
    return redirect(survey)


def _part(
    request: SignedInRequest, survey: Survey, form: Form, title: str, act: Callable[..., object], **given: Any
) -> HttpResponse:
    """Show the form of one part of a survey; once it holds, save it and go back to the survey."""
    if done(request, form, lambda: act(survey, by=request.user, **given, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(survey)
    return form_page(request, form, "surveys/part_form.html", {"survey": survey, "title": title})
