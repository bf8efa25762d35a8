from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from chibo.registry.access.models import User
from chibo.registry.access.permissions import Permission, permitted_unit_ids
from chibo.registry.access.standing_point import StandingPoint
from chibo.registry.orgs.models import Unit


class SignedInRequest(HttpRequest):
    """What every view gets: LoginRequiredMiddleware turned the others away."""

    user: User
    htmx: HtmxDetails
    standing: StandingPoint


def acting_for(request: SignedInRequest, permission: Permission) -> Unit | None:
    """Return the unit in whose name the user may do this: where they stand if they may there, else their own."""
    ids, unit = permitted_unit_ids(request.user, permission), request.standing.unit
    if unit and unit.pk in ids:
        return unit
    return Unit.objects.filter(pk__in=ids).order_by("pk").first()
