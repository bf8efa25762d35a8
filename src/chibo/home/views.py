from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from chibo.base import audit
from chibo.base.clock import today
from chibo.base.paging import page_of
from chibo.home.due import due_for
from chibo.home.finding import find
from chibo.home.preferences import face_of, keep_face
from chibo.home.specimens import specimens
from chibo.home.today import changed, year_figures
from chibo.home.wording import said
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere, permitted_unit_ids
from chibo.registry.access.rules import MANAGE_ACCOUNTS, VIEW_TRAIL


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """Show what is due, late and new for the reader; the administrator sees the accounts."""
    unit, day = request.standing.unit, today()
    due = due_for(request.user, unit, day)
    year, figures = year_figures(request.user, unit, request.standing.day) if unit else (day.year, [])
    context = {
        "day": day,
        "due": [(item, item.days_late(day)) for item in due if item.day <= day],
        "late": sum(item.day < day for item in due),
        "soon": [item for item in due if item.day > day],
        "changed": changed(request.user, unit, day),
        "year": year,
        "figures": figures,
        "is_admin": may_anywhere(request.user, MANAGE_ACCOUNTS),
    }
    return render(request, "home/home.html", context)


@require_GET
def search(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:100]
    return render(request, "home/search.html", {"q": text, "kinds": find(request.user, text)})


@require_GET
def trail(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, VIEW_TRAIL):
        raise PermissionDenied
    page = page_of(request, audit.trail(permitted_unit_ids(request.user, VIEW_TRAIL)))
    lines = [(entry, said(entry)) for entry in page]
    return render(request, "home/trail.html", {"page": page, "lines": lines})


@require_GET
def areas(request: SignedInRequest) -> HttpResponse:
    return render(request, "home/areas.html")


@require_GET
def settings(request: SignedInRequest) -> HttpResponse:
    return render(request, "home/settings.html")


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep text size and theme in the browser, and go back to the page that asked."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    keep_face(response, face_of(request).changed_by(request.POST))
    return response


language = login_not_required(require_POST(set_language))


@require_GET
def style(request: SignedInRequest) -> HttpResponse:
    """Show every component, from the templates that real pages use."""
    return render(request, "home/style.html", specimens(request))
