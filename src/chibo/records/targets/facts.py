from collections.abc import Collection
from decimal import Decimal

from chibo.base.facts import Described, Period
from chibo.records.targets import rules
from chibo.records.targets.models import Target
from chibo.registry.access.models import User


def target_of(indicator: str, unit_ids: Collection[int], period: Period) -> dict[int, Decimal]:
    """Return the target of each unit for exactly this period; a unit without one is absent."""
    rows = Target.objects.filter(indicator=indicator, unit_id__in=unit_ids, start=period.start, end=period.end)
    return dict(rows.values_list("unit_id", "amount"))


def describe_targets(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Target.objects.permitted(user, rules.VIEW).filter(pk__in=ids).select_related("unit", "document")
    return {
        row.pk: Described(label=f"{row.unit}: {row.amount.normalize():f}", detail=str(row.document or ""))
        for row in rows
    }
