"""Days off, as an office writes them down; the calendar itself knows no users."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.vietnamese import day as day_text
from chibo.base.vietnamese import parse_year
from chibo.records.tasks import rules
from chibo.records.tasks.forms import DayOffForm
from chibo.records.tasks.queries import office_of
from chibo.registry.access.http import SignedInRequest
from chibo.registry.calendar import actions, queries
from chibo.registry.calendar.models import DayOff
from chibo.registry.orgs.models import Unit


@require_GET
def day_list(request: SignedInRequest) -> HttpResponse:
    known = queries.years()
    year = parse_year(request.GET.get("year", "")) or today().year
    context = {
        "year": year,
        "years": known,
        "days": queries.days_of(year),
        "may_edit": office_of(request.user, rules.EDIT_DAYS) is not None,
    }
    return render(request, "tasks/day_list.html", context)


@require_http_methods(["GET", "POST"])
def day_edit(request: SignedInRequest, pk: str = "") -> HttpResponse:
    """Add a day off, or change the one that the address names."""
    office = _required_office(request)
    off = _day_off(pk) if pk else None
    initial = {"day": off.day, "name": off.name, "worked": off.worked} if off else {}
    form = DayOffForm(request.POST or None, initial=initial)
    if off:
        form.fields["day"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.set_day_off(by=request.user, unit_id=office.pk, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('days:list')}?year={saved.day.year}")
    context = {"form": form, "off": off}
    return render(request, "tasks/day_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def day_remove(request: SignedInRequest, pk: str) -> HttpResponse:
    office = _required_office(request)
    off = _day_off(pk)
    back = f"{reverse('days:list')}?year={off.day.year}"
    if request.method == "POST":
        actions.remove_day_off(off, by=request.user, unit_id=office.pk)
        messages.success(request, _("The day off is removed."))
        return redirect(back)
    context = {
        "title": _("Remove the day off"),
        "what": _("%(name)s, %(day)s") % {"name": off.name, "day": day_text(off.day)},
        "consequences": [_("Deadlines that are counted from now on count this day as any other.")],
        "verb": _("Remove"),
        "keep": _("Keep it"),
        "back": back,
        "dangerous": True,
    }
    return render(request, "base/confirm.html", context)


def _day_off(text: str) -> DayOff:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(DayOff, pk=day)


def _required_office(request: SignedInRequest) -> Unit:
    office = office_of(request.user, rules.EDIT_DAYS)
    if office is None:
        raise PermissionDenied
    return office
