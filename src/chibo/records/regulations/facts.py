from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts
from chibo.base.vietnamese import day
from chibo.records.regulations import rules
from chibo.records.regulations.models import Version
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids


def _in_force(period: Period) -> Facts:
    rows = Version.objects.on(period.last_day)
    return facts(rows, unit="regulation__unit_id", day=period.last_day, record_type="regulation_version")


IN_FORCE = Measure(
    "regulations.in_force", _("Working and coordination rules in force"), "quy chế", Kind.STOCK, _in_force
)


def describe_versions(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Version.objects.filter(pk__in=ids, regulation__unit_id__in=permitted_unit_ids(user, rules.VIEW))
    return {
        row.pk: Described(
            label=row.regulation.title,
            url=row.regulation.get_absolute_url(),
            detail=f"{row.document.symbol}, {day(row.valid_from)}",
        )
        for row in rows.select_related("regulation", "document")
    }
