"""Who has fetched a ticket, so that the others can be reminded. Of slips on paper nobody knows it."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from chibo.base.clock import today
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.ballotbox.models import Mode
from chibo.records.surveys import queries
from chibo.records.surveys.views import seen
from chibo.registry.access.http import SignedInRequest

FETCHED = "fetched"


@require_GET
def tickets(request: SignedInRequest, pk: int) -> HttpResponse:
    """List names from the start until the publication: afterwards nobody needs reminding."""
    survey = seen(request, pk, run=True)
    if survey.mode != Mode.BLIND or survey.is_set_up or survey.is_published:
        raise Http404
    state = FETCHED if request.GET.get("state") == FETCHED else ""
    context = {
        "survey": survey,
        "state": state,
        "page": page_of(request, queries.tickets_of(survey, fetched=state == FETCHED)),
        "is_issuing": survey.issue_from <= today() <= survey.issue_until,
    }
    return render_part(request, "surveys/tickets.html", "rows", context)
