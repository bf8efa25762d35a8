"""The figures of the latest year, and what changed."""

import datetime as dt

from chibo.base.facts import Period
from chibo.base.models import AuditEntry
from chibo.home.due.figures import latest_year
from chibo.indicators import rules as indicator_rules
from chibo.indicators.figures import Figure, sheet
from chibo.records.meetings import rules as meeting_rules
from chibo.records.members import rules as member_rules
from chibo.records.members.holdings import masked
from chibo.records.members.importing import SECRET
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.access.rules import VIEW_TREE
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids

FIGURES = ("DV-01", "SH-02", "DV-KN-02", "HT-02")
LATELY = 5


def year_figures(user: User, unit: Unit, day: dt.date) -> tuple[int, list[Figure]]:
    """Return four figures of the latest recorded year; none for a reader who may not see the unit's figures."""
    year = latest_year(unit, day)
    if unit.pk not in permitted_unit_ids(user, indicator_rules.VIEW):
        return year, []
    period = Period.year(year)
    if year == day.year:
        period = Period(period.start, day + dt.timedelta(days=1))
    figures = sheet([unit.pk], period, codes=FIGURES)
    return year, [figures[unit.pk, code] for code in FIGURES]


def changed(user: User, unit: Unit | None, day: dt.date) -> list[AuditEntry]:
    """Return the last changes of the units that the user may see; personal records only for those who see them."""
    if unit is None:
        return []
    tree = subtree_ids([unit.pk], day)
    units = AuditEntry.objects.filter(record_type="orgs.unit", unit_id__in=tree & permitted_unit_ids(user, VIEW_TREE))
    people = AuditEntry.objects.filter(
        record_type="people.person", unit_id__in=tree & permitted_unit_ids(user, member_rules.VIEW)
    )
    meetings = AuditEntry.objects.filter(
        record_type="meetings.meeting",
        verb__in=("closed", "reopened"),
        unit_id__in=tree & permitted_unit_ids(user, meeting_rules.VIEW),
    )
    return list((units | people | meetings).select_related("by__person").order_by("-pk")[:LATELY])


def shown_changes(entry: AuditEntry) -> dict[str, list[str]]:
    """Return what an entry changed, identification numbers masked."""
    return {
        field: [masked(str(value)) if value else "" for value in values] if field in SECRET else values
        for field, values in entry.changes.items()
    }
