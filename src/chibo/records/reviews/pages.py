"""What the views of this area share: finding a record that may be seen."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from chibo.records.reviews import queries
from chibo.records.reviews.models import Campaign, Remedy, Subject
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import Permission, may


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
