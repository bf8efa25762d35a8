from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.facts import Period
from chibo.base.saving import save_checked
from chibo.base.vietnamese import number
from chibo.records.documents.models import Document
from chibo.records.targets.models import Target
from chibo.records.targets.queries import split_of
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Ancestry, Unit
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
    if not Ancestry.objects.filter(unit=unit, ancestor=given_by, valid__overlap=(period.start, period.end)).exists():
        raise ValidationError(
            {"given_by": _("%(giver)s is not above %(unit)s in that period.") % {"giver": given_by, "unit": unit}}
        )
    _require_room(target)
    save_checked(target)
    note(target, "target given", by=by, unit_id=unit.pk, changes={"amount": ["", str(amount)]})
    return target


@transaction.atomic
def split_target(target: Target, *, parts: Mapping[Unit, Decimal], by: User | None) -> list[Target]:
    """Split a target among units below: what was split before is replaced; the parts never exceed the whole."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    total = sum(parts.values(), Decimal(0))
    _require_within(total, target)
    before = split_of(target)
    was = _total(before)
    for part in before:
        _require_split_fits(part, parts.get(part.unit, Decimal(0)))
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
    """Change a target by a later document; what was split off, and the whole it is part of, must still fit."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    was, target.amount, target.document = target.amount, amount, document or target.document
    _require_room(target)
    save_checked(target)
    note(target, "target adjusted", by=by, unit_id=target.unit_id, changes={"amount": [str(was), str(amount)]})
    return target


def _require_room(target: Target) -> None:
    """Let a target fit into the one that it is part of, beside the other parts, and hold what was split off it."""
    wholes = Target.objects.select_for_update().exclude(unit=target.unit_id)
    whole = wholes.filter(
        unit=target.given_by_id, indicator=target.indicator, start=target.start, end=target.end
    ).first()  # fmt: skip
    if whole:
        _require_within(_total(split_of(whole).exclude(pk=target.pk)) + target.amount, whole)
    _require_split_fits(target, target.amount)


def _require_within(total: Decimal, whole: Target) -> None:
    if total > whole.amount:
        raise ValidationError(
            _("The parts add up to %(total)s, more than the target of %(amount)s."),
            params={"total": number(total.normalize()), "amount": number(whole.amount.normalize())},
        )


def _require_split_fits(target: Target, amount: Decimal) -> None:
    split = _total(split_of(target))
    if amount < split:
        raise ValidationError(
            _("%(split)s has been split off to units below, more than that."),
            params={"split": number(split.normalize())},
        )


def _total(targets: QuerySet[Target]) -> Decimal:
    return targets.aggregate(total=Sum("amount"))["total"] or Decimal(0)
