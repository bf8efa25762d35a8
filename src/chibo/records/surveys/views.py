from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import Form, done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.surveys import queries, rules, running
from chibo.records.surveys.asking import items_of
from chibo.records.surveys.drawing import draw
from chibo.records.surveys.models import Survey
from chibo.records.surveys.stages import stage_of, stages_of
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.access.permissions import may, permitted_unit_ids


@require_GET
def survey_list(request: SignedInRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = page_of(request, queries.survey_list(request.user, state=state))
    context = {
        "page": page,
        "rows": [(survey, stage_of(survey, today())) for survey in page],
        "state": state,
        "watched": permitted_unit_ids(request.user, rules.VIEW),
        "may_run": acting_for(request, rules.SET_UP) is not None,
    }
    return render_part(request, "surveys/survey_list.html", "rows", context)


@require_GET
def survey_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the survey to those who run or watch it; who is asked or asked about goes to a page of their own."""
    survey = seen(request, pk)
    if not may(request.user, rules.VIEW, survey.unit_id):
        return redirect("surveys:own", pk=survey.pk)
    may_run = may(request.user, rules.SET_UP, survey.unit_id)
    context: dict[str, Any] = {
        "survey": survey,
        "subjects": survey.subjects.all(),
        "questions": survey.questions.all(),
        "may_run": may_run,
        "is_asked": not survey.is_set_up and queries.is_asked(request.user, survey),
    }
    if survey.is_set_up:
        return render(request, "surveys/survey_setup.html", context | _prepared(survey))
    state = queries.progress(survey)
    context |= {
        "progress": state,
        "stages": stages_of(survey, today(), opened=state.are_opened, over=state.are_over(today())),
        "in_several": queries.in_several_groups(survey),
        "may_publish": may_run and state.are_opened and not survey.is_published,
        "measures": queries.measures_of(survey),
    }
    return render(request, "surveys/survey_detail.html", context)


def _prepared(survey: Survey) -> dict[str, Any]:
    """Return who would be asked, and what is still missing."""
    drawn = draw(survey)
    missing: list[str] = []
    try:
        running.require_ready(survey, drawn)
    except ValidationError as error:
        missing = error.messages
    groups = [(one, drawn.partner_of(one) if one.is_too_small else None) for one in drawn.groups]
    return {"drawn": drawn, "groups": groups, "in_several": len(drawn.in_several), "missing": missing}


@require_GET
def survey_own(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell who is asked what is asked and what becomes of it; tell whom it is about what came out about them."""
    survey = seen(request, pk)
    asked = not survey.is_set_up and queries.is_asked(request.user, survey)
    about = list(queries.subjects_of(request.user, survey)) if survey.is_published else []
    if not asked and not about:
        raise PermissionDenied
    told = survey.is_published and asked and survey.tells_respondents
    group = queries.own_box_group(request.user, survey) if asked else None
    results = queries.results(survey) if told else queries.results(survey, about) if about else []
    context = {
        "survey": survey,
        "asked": asked,
        "about": about,
        "items": items_of(survey) if asked else [],
        "box": group.box if group else None,
        "is_open": survey.is_open(today()),
        "is_over": survey.answer_until < today(),
        "results": results,
        "own_subjects": {subject.pk for subject in about},
        "measures": queries.measures_of(survey, about) if about else [],
    }
    return render(request, "surveys/survey_own.html", context)


@require_http_methods(["GET", "POST"])
def survey_start(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: running.start_survey(survey, by=request.user)):
        messages.success(request, _("The survey is started. Now two people make the keys of each box."))
        return redirect(survey)
    drawn = draw(survey)
    asked = ngettext("%(n)d person is asked.", "%(n)d people are asked, each once.", drawn.total) % {"n": drawn.total}
    context = {
        "title": _("Start the survey"),
        "what": _("From now on neither the questions nor those who are asked can be changed."),
        "consequences": [asked, _("Who is asked sees on their own pages that the survey waits for them.")],
        "verb": _("Start the survey"),
        "keep": _("Go on preparing"),
        "back": survey.get_absolute_url(),
    }
    return form_page(request, form, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def survey_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: running.publish(survey, by=request.user)):
        messages.success(request, _("The results are published."))
        return redirect("surveys:results", pk=survey.pk)
    context = {
        "title": _("Publish the results"),
        "what": _("Results are published once and never computed again."),
        "consequences": [
            _("The standing committee and the Party-building board see all that may be shown."),
            _("Single answer sheets are deleted for good, in Chibo too."),
            _("Each leader sees what came out about them."),
            _("Respondents see the summary.") if survey.tells_respondents else _("Respondents do not see results."),
        ],
        "verb": _("Publish the results"),
        "keep": _("Not yet"),
        "back": survey.get_absolute_url(),
    }
    return form_page(request, form, "base/confirm.html", context)


def seen(request: SignedInRequest, pk: int, *, watch: bool = False, run: bool = False) -> Survey:
    """Return a survey that the user knows of; 403 where they may not watch it, or not run it."""
    survey = queries.survey_page(request.user, pk)
    if survey is None:
        raise Http404
    needed = rules.SET_UP if run else rules.VIEW if watch else None
    if needed and not may(request.user, needed, survey.unit_id):
        raise PermissionDenied
    return survey
