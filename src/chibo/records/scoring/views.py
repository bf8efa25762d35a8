import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.meetings.models import Meeting
from chibo.records.scoring import actions, queries, rules, wording
from chibo.records.scoring.forms import AppraisalForm, ScoreForm
from chibo.records.scoring.models import Level
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere


@require_GET
def score_list(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.OVERVIEW):
        raise PermissionDenied
    units = request.standing.below
    months = queries.months_of(request.user, units)
    first = _month(request, months)
    until = (first + dt.timedelta(days=32)).replace(day=1)
    show = request.GET.get("show", "")
    counts = queries.level_counts(request.user, units, first, until)
    context = {
        "page": page_of(request, queries.score_list(request.user, units, first, until, show)),
        "counts": counts,
        "levels": [(level.value, level.label, counts[level.value]) for level in Level],
        "months": months,
        "month": first,
        "show": show,
        "sees_cells": may_anywhere(request.user, rules.VIEW),
    }
    return render_part(request, "scoring/score_list.html", "rows", context)


@require_GET
def score(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    found = queries.scored(meeting)
    context = {
        "meeting": meeting,
        "scored": found,
        "levels": wording.levels(found.rubric) if found else "",
        "is_past": meeting.held_on <= today(),
        "may_score": may(request.user, rules.SCORE, meeting.unit_id) and not (found and found.is_frozen),
        "may_appraise": bool(found and found.is_frozen) and may(request.user, rules.APPRAISE, meeting.unit_id),
    }
    return render(request, "scoring/score.html", context)


@require_http_methods(["GET", "POST"])
def score_give(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    if not may(request.user, rules.SCORE, meeting.unit_id):
        raise PermissionDenied
    try:
        rubric, sheet, _facts = actions.suggested(meeting)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("scoring:score", meeting.pk)
    found = queries.scored(meeting)
    if found and found.is_frozen:
        messages.info(request, _("The score is fixed together with the minutes; it cannot be changed."))
        return redirect("scoring:score", meeting.pk)
    lines = queries.as_lines(sheet)
    given = {line.criterion.pk: line for line in found.lines} if found else {}
    form = ScoreForm(request.POST or None, lines=lines, given=given)
    if request.method == "POST" and _give(request, meeting, form):
        messages.success(request, _("The score is saved."))
        return redirect("scoring:score", meeting.pk)
    known = [line for line in lines if line.suggested is not None]
    context = {
        "meeting": meeting, "form": form, "rubric": rubric, "levels": wording.levels(rubric),
        "suggested": sum(line.points for line in known), "of": sum(line.most for line in known),
        "rest": sum(line.most for line in lines if line.suggested is None),
    }  # fmt: skip
    return render(request, "scoring/score_form.html", context, status=status_of(request))


def _give(request: SignedInRequest, meeting: Meeting, form: ScoreForm) -> bool:
    """Score as the form says; False if it is refused, with the reasons in the form."""
    if not form.is_valid():
        return False
    give = actions.accept_suggestions if "accept" in request.POST else actions.assess
    try:
        give(meeting, points=form.points(), reasons=form.reasons(), by=request.user)
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


@require_http_methods(["GET", "POST"])
def score_appraise(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    if not may(request.user, rules.APPRAISE, meeting.unit_id):
        raise PermissionDenied
    found = queries.scored(meeting)
    if found is None or not found.is_frozen:
        messages.error(request, _("The cell has not fixed this score yet; it does so with the minutes."))
        return redirect("scoring:score", meeting.pk)
    form = AppraisalForm(request.POST or None, initial={"total": found.final_total})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.appraise(found.assessment, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = _("The score is confirmed.") if done.total == found.total else _("The score is corrected.")
            messages.success(request, said)
            return redirect("scoring:score", meeting.pk)
    context = {"form": form, "meeting": meeting, "scored": found}
    return render(request, "scoring/score_appraise.html", context, status=status_of(request))


def _meeting(request: SignedInRequest, pk: int) -> Meeting:
    meeting = queries.score_page(request.user, pk)
    if meeting is None:
        raise Http404
    return meeting


def _month(request: SignedInRequest, months: list[dt.date]) -> dt.date:
    """Return the first day of the month that is asked for, else of the latest one with a meeting until today."""
    asked = request.GET.get("month", "")
    past = [month for month in months if month <= today()]
    return next((month for month in months if f"{month:%Y-%m}" == asked), (past or [today().replace(day=1)])[0])
