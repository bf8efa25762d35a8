import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.records.quotas.arithmetic import Base, Rounding
from chibo.records.quotas.models import Level, QuotaRule, Scope, Subject
from chibo.records.quotas.queries import central_rule
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit


@transaction.atomic
def set_reading(
    *,
    unit: Unit,
    subject: Subject,
    base: Base,
    scope: Scope,
    rounding: Rounding,
    on: dt.date,
    paper: str,
    by: User | None,
    level: Level = Level.EXCELLENT,
) -> QuotaRule:
    """Say how a committee reads the rule in force from `on`; what it set before ends on that day.

    The shares stay those of the central document. `paper` names what the committee decided it by.
    """
    central = central_rule(on, subject=subject, level=level)
    if central is None:
        raise ValidationError({"on": _("No document caps this level on that day.")})
    _end_earlier(unit, subject, level, on)
    reading = QuotaRule(
        unit=unit, reads=central, subject=subject, level=level, share=central.share, base=base.value,
        scope=scope.value, rounding=rounding.value, exception_share=central.exception_share,
        exception_ground=central.exception_ground, source=paper, valid_from=on, valid_until=central.valid_until,
    )  # fmt: skip
    save_checked(reading)
    changes = {"base": ["", base.value], "rounding": ["", rounding.value]}
    note(reading, "reading of a cap set", by=by, unit_id=unit.pk, changes=changes)
    return reading


def _end_earlier(unit: Unit, subject: Subject, level: Level, on: dt.date) -> None:
    """End the reading in force on that day; one that begins then or later stands in the way."""
    earlier = QuotaRule.objects.select_for_update().filter(unit=unit, subject=subject, level=level)
    if earlier.filter(valid_from__gte=on).exists():
        raise ValidationError({"on": _("A reading that begins on this day or later is set already.")})
    for reading in earlier.on(on):
        reading.end(on)
