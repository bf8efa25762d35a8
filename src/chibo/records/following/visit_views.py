import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.vietnamese import parse_day, parse_id
from chibo.records.following import actions, queries, rules
from chibo.records.following.forms import NoteForm
from chibo.records.following.models import Visit
from chibo.records.meetings.models import Meeting
from chibo.records.scoring.queries import last_scores
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere


@require_http_methods(["GET", "POST"])
def day_sheet(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.VIEW):
        raise PermissionDenied
    day = _day(request)
    meetings = queries.meetings_on(request.user, request.standing.below, day)
    own = [one for one in meetings if may(request.user, rules.RECORD, one.unit_id)]
    errors: list[str] = []
    if request.method == "POST":
        if not own:
            raise PermissionDenied
        try:
            changed = actions.write_sheet(own, _came(request, own), day=day, by=request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            said = ngettext("Saved; %(n)d answer changed.", "Saved; %(n)d answers changed.", changed)
            messages.success(request, said % {"n": changed})
            return redirect(f"{reverse('following:day')}?on={day.isoformat()}")
    context = {
        "day": day,
        "rows": queries.sheet(meetings, day),
        "is_past": day <= today(),
        "may_record": bool(own),
        "members": queries.committee_members([one.unit_id for one in meetings], day) if own else [],
        "errors": errors,
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
    }
    return render(request, "following/day.html", context, status=422 if errors else 200)


@require_GET
def own_cells(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.OWN):
        raise PermissionDenied
    day = today()
    person_id = request.user.person_id or 0
    cells = queries.own_cells(person_id, day)
    scores = last_scores([one.unit_id for one in cells])
    meetings = list(queries.own_meetings(person_id, day))
    coming: dict[int, Meeting] = {one.unit_id: one for one in meetings if one.held_on >= day}
    context = {
        "cells": [(one, coming.get(one.unit_id), scores.get(one.unit_id)) for one in cells],
        "meetings": [one for one in meetings if one.held_on <= day],
        "coming": [one for one in reversed(meetings) if one.held_on > day],
    }
    return render(request, "following/own.html", context)


@require_http_methods(["GET", "POST"])
def own_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    person = request.user.person
    meeting = queries.own_meeting(person.pk, pk, today()) if person else None
    if person is None or meeting is None:
        raise Http404
    visit = Visit.objects.filter(meeting=meeting, person=person).first()
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"note": visit.note if visit else ""})
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"] if "note" in request.POST else None
        try:
            actions.record_visit(
                meeting, person=person, attended="absent" not in request.POST, by=request.user,
                note="" if "absent" in request.POST else note,
            )  # fmt: skip
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("following:own")
    context = {"form": form, "meeting": meeting, "visit": visit}
    return render(request, "following/own_visit.html", context, status=status_of(request))


def _came(request: SignedInRequest, meetings: list[Meeting]) -> dict[int, set[int]]:
    """Read the boxes `v-<meeting>` and the choices `add-<meeting>`: ids of people, by meeting."""
    named = {}
    for one in meetings:
        values = [*request.POST.getlist(f"v-{one.pk}"), *request.POST.getlist(f"add-{one.pk}")]
        named[one.pk] = {pk for value in values if (pk := parse_id(str(value)))}
    return named


def _day(request: SignedInRequest) -> dt.date:
    try:
        return parse_day(request.GET.get("on", ""))
    except ValueError:
        return request.standing.day
