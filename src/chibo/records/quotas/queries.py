"""`rule_for(unit, day)` gives the cap that binds a unit on a day, `cap_of(rule)` its arithmetic."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from django.db.models import FETCH_RAISE, Q, QuerySet

from chibo.records.quotas import rules
from chibo.records.quotas.arithmetic import Base, Cap, Rounding
from chibo.records.quotas.models import Level, QuotaRule, Subject
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Ancestry, Unit


def rule_for(
    unit: Unit, day: dt.date, *, subject: Subject = Subject.MEMBER, level: Level = Level.EXCELLENT
) -> QuotaRule | None:
    """Return how the nearest committee at or above the unit reads the rule in force on `day`, else the rule itself.

    None where no document caps this level on that day.
    """
    central = central_rule(day, subject=subject, level=level)
    if central is None:
        return None
    depths = dict(Ancestry.objects.on(day).filter(unit_id=unit.pk).values_list("ancestor_id", "depth"))
    readings = QuotaRule.objects.on(day).filter(reads=central, unit_id__in=depths).select_related("unit", "reads")
    return min(readings, key=lambda reading: depths[reading.unit_id or 0], default=central)


def central_rule(day: dt.date, *, subject: Subject, level: Level = Level.EXCELLENT) -> QuotaRule | None:
    """Return what the central document in force on `day` says."""
    return QuotaRule.objects.on(day).filter(unit=None, subject=subject, level=level).first()


def cap_of(rule: QuotaRule) -> Cap:
    """Return the rule as exact numbers."""
    return Cap(
        share=_fraction(rule.share),
        base=Base(rule.base),
        rounding=Rounding(rule.rounding),
        exception_share=None if rule.exception_share is None else _fraction(rule.exception_share),
    )


def rule_list(user: User) -> QuerySet[QuotaRule]:
    """Return the central rules, and how committees that the user may read read them; the newest first."""
    return (
        QuotaRule.objects.filter(Q(unit=None) | Q(unit_id__in=permitted_unit_ids(user, rules.VIEW)))
        .select_related("unit", "reads")
        .order_by("-valid_from", "subject", "level", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def _fraction(percent: Decimal) -> Fraction:
    return Fraction(percent) / 100
