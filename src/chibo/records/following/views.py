import datetime as dt
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.following import actions, queries, rules
from chibo.records.following.forms import FollowForm, StopForm
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.orgs.models import Kind, Unit


@require_GET
def cell_list(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.VIEW):
        raise PermissionDenied
    units, day, show = request.standing.below, request.standing.day, request.GET.get("show", "")
    context = {
        "page": page_of(request, queries.cell_list(request.user, units, day, show)),
        "counts": queries.shares(request.user, units, day),
        "show": show,
        "long_ago": day - queries.LONG,
        "may_assign": may_anywhere(request.user, rules.ASSIGN),
    }
    return render_part(request, "following/cell_list.html", "rows", context)


@require_GET
def cell(request: SignedInRequest, slug: str) -> HttpResponse:
    unit = Unit.objects.filter(slug=slug, kind=Kind.CELL, pk__in=permitted_unit_ids(request.user, rules.VIEW)).first()
    if unit is None:
        raise Http404
    context = {
        "unit": unit,
        "history": queries.history_of(unit),
        "page": page_of(request, queries.visits_to(unit)),
        "may_assign": may(request.user, rules.ASSIGN, unit.pk),
        "reads_notes": may(request.user, rules.READ_NOTES, unit.pk),
    }
    return render(request, "following/cell.html", context)


@require_http_methods(["GET", "POST"])
def follow(request: SignedInRequest) -> HttpResponse:
    own = permitted_unit_ids(request.user, rules.ASSIGN)
    if not own:
        raise PermissionDenied
    initial = {"units": Unit.objects.filter(slug=request.GET.get("cell", ""), pk__in=own), "on": today()}
    form = FollowForm(request.POST or None, unit_ids=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                for unit in data["units"]:
                    actions.follow(
                        person=data["person"], unit=unit, on=data["on"], paper=data["paper"], by=request.user
                    )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("following:list")
    return render(request, "following/follow.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "POST"])
def stop(request: SignedInRequest, pk: int) -> HttpResponse:
    following = queries.following_page(request.user, pk)
    if following is None:
        raise Http404
    if not may(request.user, rules.ASSIGN, following.unit_id):
        raise PermissionDenied
    form = StopForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.stop_following(following, on=form.cleaned_data["on"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("following:cell", following.unit.slug)
    context = {"form": form, "following": following}
    return render(request, "following/stop.html", context, status=status_of(request))


@require_GET
def coverage(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.VIEW):
        raise PermissionDenied
    first = month_of(request)
    until = (first + dt.timedelta(days=32)).replace(day=1)
    units = request.standing.below
    context = {
        "month": first,
        "before": (first - dt.timedelta(days=1)).replace(day=1),
        "after": until,
        "coverage": queries.coverage(request.user, units, first, until),
        "days": queries.busy_days(request.user, units, first, until),
    }
    return render(request, "following/coverage.html", context)


def month_of(request: SignedInRequest) -> dt.date:
    """Return the first day of the month that is asked for, else of the day on which the reader stands."""
    asked = request.GET.get("month", "")
    parse = partial(dt.datetime.strptime, f"{asked}-01", "%Y-%m-%d")
    try:
        return parse().date()
    except ValueError:
        return request.standing.day.replace(day=1)
