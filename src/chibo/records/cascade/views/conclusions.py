from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.cascade import concluding, queries, rules
from chibo.records.cascade.concluding import NewPoint
from chibo.records.cascade.forms import ConclusionForm, IssueForm, PointForm
from chibo.records.cascade.models import Conclusion, Point
from chibo.records.meetings.models import Meeting
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may
from chibo.registry.orgs.models import Unit

MORE, MOST = 3, 40
Points = formset_factory(PointForm, extra=0, max_num=MOST)


@require_GET
def conclusion_list(request: SignedInRequest) -> HttpResponse:
    context = {"page": page_of(request, queries.committee_meetings(request.user)), "day": today()}
    return render_part(request, "cascade/conclusion_list.html", "rows", context)


@require_GET
def conclusion_page(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    context = {
        "meeting": meeting,
        "conclusion": queries.conclusion_of(request.user, meeting.pk),
        "before": queries.earlier(meeting.unit_id, meeting.held_on),
        "may_conclude": may(request.user, rules.CONCLUDE, meeting.unit_id),
        "day": today(),
    }
    return render(request, "cascade/conclusion_page.html", context)


@require_http_methods(["GET", "POST"])
def points_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, conclude=True)
    conclusion = queries.conclusion_of(request.user, meeting.pk)
    if conclusion and conclusion.document:
        raise Http404
    title = conclusion.title if conclusion else _("Conclusions of the meeting “%(title)s”") % {"title": meeting.title}
    form = ConclusionForm(request.POST or None, initial={"title": title})
    points = _points(request, meeting, conclusion)
    if request.method == "POST" and "more" not in request.POST and form.is_valid() and points.is_valid():
        try:
            concluding.write_points(
                meeting, title=form.cleaned_data["title"], points=_written(points, meeting), by=request.user
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("cascade:conclusion", pk=meeting.pk)
    context = {"form": form, "points": points, "meeting": meeting}
    status = 422 if request.method == "POST" and "more" not in request.POST else 200
    return render(request, "cascade/points_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def conclusion_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask again before the notice is issued: its number and the tasks cannot be taken back."""
    meeting = _meeting(request, pk, conclude=True)
    conclusion = queries.conclusion_of(request.user, meeting.pk)
    if conclusion is None or conclusion.document:
        raise Http404
    form = IssueForm(request.POST or None, initial={"issued_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            document = concluding.issue_conclusion(conclusion, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Issued %(symbol)s.") % {"symbol": document.symbol})
            return redirect("cascade:conclusion", pk=meeting.pk)
    return render(request, "base/confirm.html", _asked(conclusion) | {"form": form}, status=status_of(request))


def _asked(conclusion: Conclusion) -> dict[str, Any]:
    points = list(conclusion.points.all())
    units = {unit.pk for point in points for unit in point.units.all()}
    values = {
        "points": len(points), "units": len(units), "tasks": sum(len(point.units.all()) for point in points),
    }  # fmt: skip
    return {
        "title": _("Issue the notice of conclusions"),
        "what": conclusion.title,
        "consequences": [
            _("The notice gets its number and goes to %(units)d units.") % values,
            _("%(points)d points become %(tasks)d tasks, one for each unit.") % values,
            _("Afterwards the points cannot be changed; tasks can be put off or cancelled one by one."),
        ],
        "verb": _("Issue the notice"),
        "keep": _("Not done yet"),
        "back": conclusion.get_absolute_url(),
    }


def _meeting(request: SignedInRequest, pk: int, *, conclude: bool = False) -> Meeting:
    meeting = queries.committee_meeting(request.user, pk)
    if meeting is None:
        raise Http404
    if conclude and not may(request.user, rules.CONCLUDE, meeting.unit_id):
        raise PermissionDenied
    return meeting


def _points(request: SignedInRequest, meeting: Meeting, conclusion: Conclusion | None) -> BaseFormSet[PointForm]:
    """Return the lines to write in: those that are there, what was typed, and some more."""
    known = list(conclusion.points.all()) if conclusion else []
    cells = set(queries.cells_of(meeting.unit, today()))
    initial = [_line(point, cells) for point in known]
    kwargs = {"units": queries.partners_of(meeting.unit, today())}
    if request.method == "GET":
        return Points(initial=[*initial, *({} for _line in range(MORE))], form_kwargs=kwargs)
    data = request.POST.copy()
    if "more" in data:
        total = data.get("form-TOTAL_FORMS", "0")
        lines = int(total) if total.isdecimal() and len(total) < MORE else MOST
        data["form-TOTAL_FORMS"] = str(min(lines + MORE, MOST))
    return Points(data, form_kwargs=kwargs)


def _line(point: Point, cells: set[Unit]) -> dict[str, Any]:
    """Return what stands in the line of a point: all cells together are one mark."""
    units = set(point.units.all())
    every = bool(cells) and cells <= units
    return {"text": point.text, "due_on": point.due_on, "cells": every, "units": units - cells if every else units}


def _written(points: BaseFormSet[PointForm], meeting: Meeting) -> list[NewPoint]:
    cells = list(queries.cells_of(meeting.unit, today()))
    found = []
    for form in points:
        if form.is_blank:
            continue
        data = form.cleaned_data
        units = {unit.pk: unit for unit in [*data["units"], *(cells if data["cells"] else ())]}
        found.append(NewPoint(data["text"], list(units.values()), data["due_on"]))
    return found
