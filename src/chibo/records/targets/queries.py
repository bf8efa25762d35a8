from django.db.models import FETCH_RAISE, OuterRef, QuerySet, Subquery, Sum

from chibo.records.targets import rules
from chibo.records.targets.models import Target
from chibo.registry.access.models import User


def target_list(user: User, units: set[int], year: int) -> QuerySet[Target]:
    """Return the targets of a year for these units, each with what was split off to units directly below."""
    below = (
        Target.objects.filter(
            indicator=OuterRef("indicator"), start=OuterRef("start"), end=OuterRef("end"), given_by=OuterRef("unit")
        )
        .exclude(unit=OuterRef("unit"))
        .order_by()
        .values("indicator")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    return (
        Target.objects.permitted(user, rules.VIEW)
        .filter(unit_id__in=units, start__year=year)
        .select_related("unit", "given_by", "document")
        .annotate(split=Subquery(below))
        .order_by("indicator", "start", "unit__position", "pk")
        .fetch_mode(FETCH_RAISE)
    )


def split_of(target: Target) -> QuerySet[Target]:
    """Return the targets that the unit of this one gave to units below for the same figure and period."""
    return (
        Target.objects.filter(indicator=target.indicator, start=target.start, end=target.end, given_by=target.unit_id)
        .exclude(unit=target.unit_id)
        .select_related("unit")
        .order_by("unit__position", "pk")
    )
