from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.facts import Period
from chibo.base.saving import save_checked
from chibo.base.vietnamese import number
from chibo.records.documents.models import Document
from chibo.records.targets.models import Target
from chibo.records.targets.queries import split_of
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import exists_on


@transaction.atomic
def give_target(
    *,
    unit: Unit,
    indicator: str,
    period: Period,
    amount: Decimal,
    given_by: Unit,
    by: User | None,
    document: Document | None = None,
) -> Target:
    """Give a unit a target for one figure and one period."""
    if not exists_on(unit, period.start) and not exists_on(unit, period.last_day):
        raise ValidationError(_("%(unit)s does not exist in that period.") % {"unit": unit})
    target = Target(
        unit=unit, indicator=indicator, start=period.start, end=period.end, amount=amount, given_by=given_by,
        document=document,
    )  # fmt: skip
    save_checked(target)
    note(target, "target given", by=by, unit_id=unit.pk, changes={"amount": ["", str(amount)]})
    return target


@transaction.atomic
def split_target(target: Target, *, parts: Mapping[Unit, Decimal], by: User | None) -> list[Target]:
    """Split a target among units below: what was split before is replaced; the parts never exceed the whole."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    total = sum(parts.values(), Decimal(0))
    if total > target.amount:
        raise ValidationError(
            _("The parts add up to %(total)s, more than the target of %(amount)s."),
            params={"total": number(total.normalize()), "amount": number(target.amount.normalize())},
        )
    before = split_of(target)
    was = before.aggregate(total=Sum("amount"))["total"] or 0
    before.delete()
    made = [
        give_target(
            unit=unit, indicator=target.indicator, period=Period(target.start, target.end), amount=amount,
            given_by=target.unit, by=by, document=target.document,
        )
        for unit, amount in parts.items()
        if amount
    ]  # fmt: skip
    note(target, "target split", by=by, unit_id=target.unit_id, changes={"split": [str(was), str(total)]})
    return made


@transaction.atomic
def adjust_target(target: Target, *, amount: Decimal, document: Document | None, by: User) -> Target:
    """Change a target by a later document; what was split off must still fit."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    split = split_of(target).aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if amount < split:
        raise ValidationError(
            _("%(split)s has been split off to units below, more than that."),
            params={"split": number(split.normalize())},
        )
    was, target.amount, target.document = target.amount, amount, document or target.document
    save_checked(target)
    note(target, "target adjusted", by=by, unit_id=target.unit_id, changes={"amount": [str(was), str(amount)]})
    return target
