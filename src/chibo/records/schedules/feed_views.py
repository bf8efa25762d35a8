"""Calendars for other programs, under secret addresses."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.records.schedules import actions, queries, rules
from chibo.records.schedules.forms import FeedForm
from chibo.records.schedules.icalendars import calendar
from chibo.records.schedules.models import Feed
from chibo.registry.access.agenda import appointments, summons
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit

BACK = dt.timedelta(days=60)
AHEAD = dt.timedelta(days=400)


@login_not_required
@never_cache
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 -- the token says it all
    """Answer a calendar program that knows a secret address; its holder's rights are asked anew each time."""
    found = queries.feed_of(actions.digest_of(token))
    if found is None:
        raise Http404
    since, until = today() - BACK, today() + AHEAD
    if found.unit_id:
        others = appointments(found.user, {found.unit_id}, since, until)
    else:
        others = summons(found.user, since, until)
    name = found.unit.name if found.unit else _("My calendar")
    content = calendar(name, queries.events_for(found, since), queries.undertaken(found, since), others)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="lich.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def feeds(request: SignedInRequest) -> HttpResponse:
    ids = permitted_unit_ids(request.user, rules.VIEW)
    if not ids:
        raise PermissionDenied
    form = FeedForm(request.POST or None, units=Unit.objects.filter(pk__in=ids).order_by("position", "name", "pk"))
    if request.method == "POST" and form.is_valid():
        try:
            token = actions.open_feed(request.user, form.cleaned_data["unit"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _feeds_page(request, form, token)
    return _feeds_page(request, form, status=status_of(request))


@never_cache
@require_POST
def feed_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    own = _own(request, pk)
    ids = permitted_unit_ids(request.user, rules.VIEW)
    form = FeedForm(units=Unit.objects.filter(pk__in=ids).order_by("position", "name", "pk"))
    return _feeds_page(request, form, actions.open_feed(request.user, own.unit))


@require_POST
def feed_close(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.close_feed(_own(request, pk), by=request.user)
    messages.success(request, _("The address no longer works."))
    return redirect("schedules:feeds")


def _own(request: SignedInRequest, pk: int) -> Feed:
    found = queries.feeds_of(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _feeds_page(request: SignedInRequest, form: FeedForm, token: str = "", status: int = 200) -> HttpResponse:
    address = request.build_absolute_uri(reverse("schedules:feed", args=[token])) if token else ""
    context = {"form": form, "feeds": queries.feeds_of(request.user), "address": address}
    return render(request, "schedules/feeds.html", context, status=status)
