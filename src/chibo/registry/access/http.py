from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from chibo.registry.access.models import User
from chibo.registry.access.standing_point import StandingPoint


class SignedInRequest(HttpRequest):
    """What every view gets: LoginRequiredMiddleware turned the others away."""

    user: User
    htmx: HtmxDetails
    standing: StandingPoint
