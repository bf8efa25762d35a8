"""What the views of this area share: finding a record that may be seen, doing an action, answering with a form."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from chibo.base.forms import add_errors
from chibo.records.reviews import queries
from chibo.records.reviews.models import Campaign, Remedy, Subject
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import Permission, may

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def campaign_for(request: SignedInRequest, pk: int, also: Permission | None = None) -> Campaign:
    """Return a review; 404 if one may not see that it goes on, 403 if one may not `also` do this."""
    campaign = queries.campaign_page(request.user, pk)
    if campaign is None:
        raise Http404
    if also and not may(request.user, also, campaign.unit_id):
        raise PermissionDenied
    return campaign


def subject_for(request: SignedInRequest, pk: int, also: Permission | None = None) -> Subject:
    subject = queries.subject_page(request.user, pk)
    if subject is None:
        raise Http404
    if also and not queries.allowed(request.user, also, subject):
        raise PermissionDenied
    return subject


def remedy_for(request: SignedInRequest, pk: int, also: Permission | None = None) -> Remedy:
    """Return what is to be corrected: for its owner, the subject and those whose duty it is."""
    rows = Remedy.objects.select_related("subject__unit", "subject__person", "subject__campaign", "owner")
    remedy = get_object_or_404(rows, pk=pk)
    concerned = remedy.owner_id == request.user.person_id
    if not concerned and not queries.visible_subjects(request.user).filter(pk=remedy.subject_id).exists():
        raise Http404
    if also and not queries.allowed(request.user, also, remedy.subject):
        raise PermissionDenied
    return remedy


def done(request: SignedInRequest, form: BaseForm, act: Callable[[], object]) -> bool:
    """Do it when the form is sent and right; what the action refuses is shown in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def form_page(request: SignedInRequest, template: str, form: BaseForm, context: Mapping[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **context}, status=status)
