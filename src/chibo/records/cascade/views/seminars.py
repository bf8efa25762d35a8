from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from chibo.base.clock import today
from chibo.records.cascade import seminars
from chibo.records.studies.queries import seminar_page
from chibo.registry.access.http import SignedInRequest


@require_http_methods(["GET", "POST"])
def seminar_tasks(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what became of everything that a seminar assigned, and give the tasks that are missing."""
    seminar = seminar_page(request.user, pk)
    if seminar is None:
        raise Http404
    may_give, errors = seminars.may_give(request.user, seminar), []
    if request.method == "POST":
        if not may_give:
            raise PermissionDenied
        try:
            given = seminars.give_assigned(seminar, by=request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            text = ngettext("Gave %(count)d task.", "Gave %(count)d tasks.", len(given))
            messages.success(request, text % {"count": len(given)})
            return redirect("cascade:seminar", pk=pk)
    lines = seminars.lines_of(seminar, request.user)
    context = {
        "seminar": seminar,
        "lines": lines,
        "waiting": sum(line.waits for line in lines) if may_give and seminar.held else 0,
        "errors": errors,
        "day": today(),
    }
    return render(request, "cascade/seminar_tasks.html", context, status=422 if errors else 200)
