from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from chibo.home.preferences import face_of, keep_face
from chibo.home.specimens import specimens
from chibo.registry.access.http import SignedInRequest


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
