"""Changes of the tree that carry members and posts with them.

A rehearsal runs the very change and takes it back, so that what the preview shows is what will happen.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.actions import Author, Decision
from chibo.registry.orgs.models import Change, Kind, Unit
from chibo.registry.orgs.queries import children_of, nearest_above, subtree_ids
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Tenure


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that a change will create."""

    slug: str
    name: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: members by unit and in all, before and after, and the posts that end."""

    before: dict[str, int]
    after: dict[str, int]
    whole_before: int
    whole_after: int
    posts_ending: tuple[Tenure, ...]


@transaction.atomic
def merge(units: Collection[Unit], *, into: Unit | NewUnit, decision: Decision, by: Author) -> Unit:
    """Join cells into a new one, or into one of them; members go over, the posts of those that end, end."""
    day = decision.effective_on
    if len({unit.pk for unit in units}) < 2:  # noqa: PLR2004 -- a merger takes two
        raise ValidationError(_("Choose at least two units to merge."))
    if len({unit.kind for unit in units}) > 1:
        raise ValidationError(_("Only units of one kind can be merged."))
    parents = {orgs.placement_on(unit, day).parent_id for unit in units}
    if len(parents) > 1:
        raise ValidationError(_("The units are not under the same unit; move them together first."))
    change = decision.enact(Change.What.MERGE)
    target = _target(into, like=next(iter(units)), change=change, by=by)
    for unit in units:
        if unit.pk != target.pk:
            _empty_into(unit, target, change)
            orgs.close(unit, change=change, by=by)
            orgs.link(change, predecessor=unit, successors=[target], main=target)
    return target


@transaction.atomic
def split(
    unit: Unit, *, parts: Mapping[NewUnit, Collection[Person]], decision: Decision, by: Author
) -> list[Unit]:
    """End a cell and let its members go on in new ones, each of them assigned; the largest is the main successor."""
    day = decision.effective_on
    _require_all_assigned(unit, parts, day)
    change = decision.enact(Change.What.SPLIT)
    made: list[tuple[Unit, int]] = []
    for new, members in parts.items():
        successor = _target(new, like=unit, change=change, by=by)
        people.reassign([person.pk for person in members], to=successor, change=change)
        made.append((successor, len(members)))
    _end_posts(unit, change)
    orgs.close(unit, change=change, by=by)
    successors = [successor for successor, _count in made]
    orgs.link(change, predecessor=unit, successors=successors, main=max(made, key=lambda row: row[1])[0])
    return successors


@transaction.atomic
def dissolve(unit: Unit, *, decision: Decision, by: Author, into: Unit | None = None) -> Change:
    """End a unit; its members, if it has any, go over to `into`. Without one, its past goes on in the unit above."""
    parent = orgs.placement_on(unit, decision.effective_on).parent
    if unit == into:
        raise ValidationError(_("A unit cannot go on in itself."))
    if into is None and _members(unit, decision.effective_on):
        raise ValidationError(_("%(unit)s still has members; say where they go."), params={"unit": unit})
    change = decision.enact(Change.What.DISSOLVE)
    if into:
        orgs.placement_on(into, decision.effective_on)
        _empty_into(unit, into, change)
    _end_posts(unit, change)
    orgs.close(unit, change=change, by=by)
    if heir := into or parent:
        orgs.link(change, predecessor=unit, successors=[heir], main=heir)
    return change


class _TakenBackError(Exception):
    pass


def rehearse(change: Callable[[], object], *, units: Collection[Unit], day: dt.date) -> Effect:
    """Run `change`, see what it does to the committee that `units` belong to, and take it back."""
    top = nearest_above(next(iter(units)).pk, (Kind.PARTY, Kind.SUPERIOR), day - dt.timedelta(days=1))
    ids = [unit.pk for unit in units]
    before = _census(top, day - dt.timedelta(days=1))
    posts = tuple(Tenure.objects.filter(unit_id__in=ids, valid_until__isnull=True).select_related("person", "unit"))
    after: dict[str, int] = {}
    ending: tuple[Tenure, ...] = ()
    try:
        with transaction.atomic():
            change()
            after = _census(top, day)
            ended = set(Tenure.objects.filter(pk__in=[t.pk for t in posts], valid_until=day).values_list("pk", flat=True))
            ending = tuple(tenure for tenure in posts if tenure.pk in ended)
            raise _TakenBackError  # noqa: TRY301 -- the rollback is the point
    except _TakenBackError:
        pass
    return Effect(before, after, sum(before.values()), sum(after.values()), ending)


def _census(top: Unit | None, day: dt.date) -> dict[str, int]:
    if top is None:
        return {}
    cells = [top, *children_of(top.pk, day, kinds=(Kind.CELL, Kind.PARTY))]
    return {cell.name: Membership.objects.on(day).filter(unit_id__in=_own(cell, top, day)).count() for cell in cells}


def _own(cell: Unit, top: Unit, day: dt.date) -> set[int]:
    return {top.pk} if cell.pk == top.pk else subtree_ids([cell.pk], day)


def _target(into: Unit | NewUnit, *, like: Unit, change: Change, by: Author) -> Unit:
    if isinstance(into, Unit):
        orgs.placement_on(into, change.effective_on)
        return into
    parent = orgs.placement_on(like, change.effective_on).parent
    return orgs.place_new(
        slug=into.slug, kind=Kind(like.kind), name=into.name, parent=parent, change=change, by=by,
        position=into.position or like.position,
    )  # fmt: skip


def _empty_into(unit: Unit, target: Unit, change: Change) -> None:
    people.reassign(_members(unit, change.effective_on), to=target, change=change)
    _end_posts(unit, change)


def _members(unit: Unit, day: dt.date) -> list[int]:
    late = Membership.objects.filter(unit=unit, valid_from__gte=day).select_related("person").first()
    if late:
        raise ValidationError(
            _("%(member)s joined %(unit)s on or after that day; choose a later day."),
            params={"member": late.person, "unit": unit},
        )
    return list(Membership.objects.filter(unit=unit, valid_until__isnull=True).values_list("person_id", flat=True))


def _end_posts(unit: Unit, change: Change) -> None:
    day = change.effective_on
    Tenure.objects.filter(unit=unit, valid_until__isnull=True, valid_from__lt=day).update(valid_until=day)
    Tenure.objects.filter(unit=unit, valid_until__gt=day, valid_from__lt=day).update(valid_until=day)


def _require_all_assigned(unit: Unit, parts: Mapping[NewUnit, Collection[Person]], day: dt.date) -> None:
    assigned = [person.pk for members in parts.values() for person in members]
    if len(parts) < 2 or not all(parts.values()):  # noqa: PLR2004 -- a division makes two
        raise ValidationError(_("A division makes at least two units, each with members."))
    if len(assigned) != len(set(assigned)):
        raise ValidationError(_("A member can go to one unit only."))
    missing = set(_members(unit, day)) - set(assigned)
    if missing:
        raise ValidationError(_("%(count)d members have no unit to go to yet."), params={"count": len(missing)})
