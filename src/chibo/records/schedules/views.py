"""The week: what takes place, where and under whom."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.text import single_spaced
from chibo.base.vietnamese import YEARS, parse_day, parse_id
from chibo.records.schedules import actions, queries, rules
from chibo.records.schedules.forms import CancelForm, EventForm, ReviewForm, RoomForm
from chibo.records.schedules.models import Event, Room
from chibo.registry.access.agenda import appointments
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.access.permissions import may, permitted_unit_ids

A_DAY = dt.timedelta(days=1)
A_WEEK = dt.timedelta(days=7)


@require_GET
def week(request: SignedInRequest) -> HttpResponse:
    monday = _monday(request)
    units = list(queries.calendars_of(request.user, request.standing.unit, request.standing.day))
    wanted = request.GET.get("of", "")
    shown = [unit for unit in units if unit.slug == wanted] or units
    ids, sunday = {unit.pk for unit in shown}, monday + dt.timedelta(days=6)
    events = queries.event_list(request.user, ids, monday, sunday)
    extra = appointments(request.user, ids, monday, sunday)
    keeper = acting_for(request, rules.KEEP)
    context = {
        "days": queries.week(monday, events, extra, shown if len(shown) > 1 else ()),
        "units": units, "shown": shown, "monday": monday, "sunday": sunday,
        "before": monday - A_WEEK, "after": monday + A_WEEK, "this_monday": queries.monday_of(today()),
        "review": queries.review_of(shown[-1], monday) if len(shown) == 1 else None,
        "keeper": keeper, "may_assess": bool(keeper) and monday <= today(),
    }  # fmt: skip
    return render(request, "schedules/week.html", context)


@require_GET
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _event(request, pk)
    context = {"event": found, "may_keep": may(request.user, rules.KEEP, found.unit_id)}
    return render(request, "schedules/event.html", context)


@require_http_methods(["GET", "POST"])
def event_add(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.KEEP)
    if unit is None:
        raise PermissionDenied
    form = EventForm(request.POST or None, unit=unit, initial={"day": _day(request) or today()})
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        warnings = _warnings(request, form)
        if not warnings:
            try:
                made = actions.add_event(unit=unit, by=request.user, **form.details())
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("“%(title)s” is in the calendar.") % {"title": made.title})
                return redirect(_week_of(made.day))
    context = {"form": form, "unit": unit, "warnings": warnings}
    return render(request, "schedules/event_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def event_change(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _event(request, pk, keep=True)
    form = EventForm(request.POST or None, unit=found.unit, event=found, initial=_initial(found))
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        warnings = _warnings(request, form)
        if not warnings:
            try:
                actions.change_event(found, by=request.user, reason=form.cleaned_data["reason"], **form.details())
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(found)
    context = {"form": form, "unit": found.unit, "event": found, "warnings": warnings}
    return render(request, "schedules/event_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def event_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _event(request, pk, keep=True)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_event(found, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("“%(title)s” is cancelled.") % {"title": found.title})
            return redirect(_week_of(found.day))
    context = {
        "form": form, "title": _("Cancel “%(title)s”") % {"title": found.title}, "verb": _("Cancel it"),
        "what": _("It stays on the page, struck through with the reason, and is taken out of everybody's calendar."),
        "keep": _("Keep it"), "back": found.get_absolute_url(), "dangerous": True,
    }  # fmt: skip
    return render(request, "base/confirm.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def week_assess(request: SignedInRequest) -> HttpResponse:
    unit, monday = acting_for(request, rules.KEEP), _monday(request)
    if unit is None:
        raise PermissionDenied
    rows = list(queries.event_list(request.user, {unit.pk}, monday, min(monday + A_WEEK, today() + A_DAY) - A_DAY))
    rows = [row for row in rows if row.day >= monday and row.state != Event.State.CANCELLED]
    review = queries.review_of(unit, monday)
    form = ReviewForm(request.POST or None, initial={"text": review.text if review else ""})
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        said = outcomes(request)
        try:
            actions.assess_week(unit, monday, said, text=form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            errors = error.messages
            for row in rows:
                row.state, row.reason = said.get(row.pk, (row.state, row.reason))
        else:
            messages.success(request, _("The week is assessed."))
            return redirect(_week_of(monday))
    context = {
        "form": form, "unit": unit, "monday": monday, "rows": rows, "errors": errors, "back": _week_of(monday),
        "states": [(state.value, state.label) for state in (Event.State.DONE, Event.State.POSTPONED)],
    }  # fmt: skip
    return render(request, "schedules/week_assess.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def rooms(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.KEEP)
    if unit is None:
        raise PermissionDenied
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_room(unit=unit, name=form.cleaned_data["name"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("schedules:rooms")
    context = {"form": form, "unit": unit, "rooms": queries.room_list(unit)}
    return render(request, "schedules/rooms.html", context, status=status_of(request))


@require_POST
def room_use(request: SignedInRequest, pk: int) -> HttpResponse:
    room = Room.objects.get_for(request.user, rules.VIEW, rules.KEEP, pk=pk)
    actions.use_room(room, in_use="open" in request.POST, by=request.user)
    return redirect("schedules:rooms")


def outcomes(request: SignedInRequest) -> dict[int, tuple[str, str]]:
    """Read the radios `kq-<id>` and the reasons `ly-do-<id>`."""
    said = {name[3:]: str(value) for name, value in request.POST.items() if name.startswith("kq-")}
    return {
        number: (value, single_spaced(str(request.POST.get(f"ly-do-{pk}", "")))[:300])
        for pk, value in said.items()
        if (number := parse_id(pk)) is not None
    }


def _warnings(request: SignedInRequest, form: EventForm) -> list[str]:
    """Say where else the person in the chair is at that time, unless the user has read it and insists."""
    chair = form.cleaned_data["chair"]
    if chair is None or form.cleaned_data["despite"]:
        return []
    seen = permitted_unit_ids(request.user, rules.VIEW)
    found = [
        _("%(person)s chairs “%(what)s” %(when)s.")
        % {
            "person": chair,
            "what": other.title if other.unit_id in seen else other.unit,
            "when": actions.when_of(other),
        }
        for other in queries.clashes(form.proposed()).filter(chair=chair)
    ]
    if found:
        form.ask_despite()
    return found


def _event(request: SignedInRequest, pk: int, *, keep: bool = False) -> Event:
    found = queries.event_page(request.user, pk)
    if found is None:
        raise Http404
    if keep and not may(request.user, rules.KEEP, found.unit_id):
        raise PermissionDenied
    return found


def _initial(found: Event) -> dict[str, Any]:
    names = ("title", "day", "place", "chair", "chair_text", "participants", "room")
    times = {name: (at.strftime("%H:%M") if (at := getattr(found, name)) else "") for name in ("starts_at", "ends_at")}
    last_day = found.last_day if found.last_day != found.day else None
    return {name: getattr(found, name) for name in names} | times | {"last_day": last_day}


def _day(request: SignedInRequest) -> dt.date | None:
    try:
        day = parse_day(request.GET.get("week", ""))
    except ValueError:
        return None
    return day if YEARS[0] < day.year < YEARS[-1] else None


def _monday(request: SignedInRequest) -> dt.date:
    return queries.monday_of(_day(request) or request.standing.day)


def _week_of(day: dt.date) -> str:
    return f"{reverse('schedules:week')}?week={queries.monday_of(day).isoformat()}"
