from django.core.exceptions import PermissionDenied
from django.http import Http404

from chibo.records.structure.queries import reaches
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import Permission, permitted_unit_ids
from chibo.registry.access.rules import VIEW_TREE
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import outline


def unit_or_404(request: SignedInRequest, slug: str, also: Permission | None = None) -> Unit:
    """Return a unit that the reader may see; 403 if they may not `also` do this to it."""
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None or not reaches(request.user, VIEW_TREE, unit):
        raise Http404
    if also and not reaches(request.user, also, unit):
        raise PermissionDenied
    return unit


def standing_units(request: SignedInRequest, permission: Permission) -> list[Unit]:
    """Return the units of the day that the reader may do this to, in reading order."""
    return outline(request.standing.day, within=permitted_unit_ids(request.user, permission))
