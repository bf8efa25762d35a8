from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.vietnamese import parse_year
from chibo.records.studies import actions, queries, rules
from chibo.records.studies.forms import AssessorForm, ProgrammeForm, SessionForm
from chibo.records.studies.models import Programme, Reflection, Session
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import around, subtree_ids, units_on
from chibo.registry.people.queries import members_of


@require_GET
def programme_list(request: SignedInRequest) -> HttpResponse:
    year, text = parse_year(request.GET.get("year", "")), request.GET.get("q", "")
    context = {
        "page": page_of(
            request, queries.programme_list(request.user, units=around_here(request), year=year, text=text)
        ),
        "years": queries.years_of(request.user),
        "q": text,
        "may_hold": may_anywhere(request.user, rules.HOLD),
    }
    return render_part(request, "studies/programme_list.html", "rows", context)


@require_GET
def programme_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, _programme(request, pk))


@require_http_methods(["GET", "POST"])
def programme_create(request: SignedInRequest) -> HttpResponse:
    units = holders(request)
    form = ProgrammeForm(request.POST or None, user=request.user, units=units, initial={"unit": units[0]})
    made: list[Programme] = []
    if done(request, form, lambda: made.append(actions.plan_programme(by=request.user, **form.cleaned_data))):
        messages.success(request, _("Planned “%(title)s”.") % {"title": made[0].title})
        return redirect(made[0])
    return form_page(request, form, "studies/programme_form.html", {})


@require_http_methods(["GET", "POST"])
def programme_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk, hold=True)
    initial = {name: getattr(programme, name) for name in ProgrammeForm.base_fields}
    form = ProgrammeForm(request.POST or None, user=request.user, units=[programme.unit], initial=initial)
    if done(request, form, lambda: actions.change_programme(programme, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(programme)
    return form_page(request, form, "studies/programme_form.html", {"programme": programme})


@require_http_methods(["GET", "POST"])
def session_add(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk, hold=True)
    form = SessionForm(request.POST or None, initial={"held_on": programme.starts_on})
    if done(request, form, lambda: actions.add_session(programme, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(programme)
    return form_page(request, form, "studies/session_form.html", {"programme": programme})


@require_POST
def session_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = Programme.objects.permitted(request.user, rules.VIEW)
    session = get_object_or_404(Session.objects.select_related("programme").filter(programme__in=seen), pk=pk)
    if not may(request.user, rules.HOLD, session.programme.unit_id):
        raise PermissionDenied
    actions.remove_session(session, by=request.user)
    messages.success(request, _("Removed “%(title)s”.") % {"title": session.topic})
    return redirect(session.programme)


@require_POST
def reflections_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk, hold=True)
    try:
        added = actions.ask_reflections(programme, by=request.user)
    except ValidationError as error:
        return _detail(request, programme, error=error)
    message = ngettext("%(count)d more comrade is to hand in.", "%(count)d more comrades are to hand in.", added)
    messages.success(request, message % {"count": added})
    return redirect(programme)


@require_http_methods(["GET", "POST"])
def assessor_name(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk, hold=True)
    below = subtree_ids([programme.unit_id], today())
    form = AssessorForm(
        request.POST or None, units=units_on(today()).filter(pk__in=below, kind__in=(Kind.CELL, Kind.GROUP)),
        people=members_of(below, today()),
    )  # fmt: skip
    if done(request, form, lambda: actions.name_assessor(programme, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(programme)
    assessors = programme.assessors.select_related("unit", "person")
    return form_page(request, form, "studies/assessor_form.html", {"programme": programme, "assessors": assessors})


def around_here(request: SignedInRequest) -> set[int]:
    """Return the unit where the reader stands, with all that is above and below it."""
    unit = request.standing.unit
    return around(unit.pk, request.standing.day) if unit else set()


def holders(request: SignedInRequest) -> list[Unit]:
    """Return the units for which the user may plan, first the one where they stand; refuse who has none."""
    units = list(Unit.objects.filter(pk__in=permitted_unit_ids(request.user, rules.HOLD)))
    if not units:
        raise PermissionDenied
    return sorted(units, key=lambda unit: unit != request.standing.unit)


def _programme(request: SignedInRequest, pk: int, *, hold: bool = False) -> Programme:
    programme = queries.programme_page(request.user, pk)
    if programme is None:
        raise Http404
    if hold and not may(request.user, rules.HOLD, programme.unit_id):
        raise PermissionDenied
    return programme


def _detail(request: SignedInRequest, programme: Programme, error: ValidationError | None = None) -> HttpResponse:
    counts = queries.marks_of(programme)
    cells = list(queries.progress_by_cell(request.user, programme))
    context = {
        "programme": programme,
        "cells": cells,
        "marks": [(mark.label, counts[mark]) for mark in Reflection.Mark if mark in counts] if cells else [],
        "own": queries.own_reflection(request.user, programme),
        "collected": queries.reflections_to_collect(request.user, programme),
        "may_hold": may(request.user, rules.HOLD, programme.unit_id),
        "is_late": programme.reflection_due_on is not None and programme.reflection_due_on < today(),
        "errors": error.messages if error else [],
    }
    return render(request, "studies/programme_detail.html", context, status=422 if error else 200)
