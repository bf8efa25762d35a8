from django.db.models import Prefetch, QuerySet

from chibo.base.clock import today
from chibo.registry.access.models import Grant, User


def account_list() -> QuerySet[User]:
    """Return every account with its person and the roles granted today."""
    grants = Grant.objects.on(today()).select_related("unit")
    return (
        User.objects.select_related("person")
        .prefetch_related(Prefetch("grants", grants, to_attr="current_grants"))
        .order_by("-is_active", "username")
    )
