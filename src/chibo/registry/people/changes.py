"""Changes of the tree that carry members and posts with them.

A rehearsal runs the very change and takes it back, so that what the preview shows is what will happen.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from chibo.base.vietnamese import day as day_text
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.actions import Author, Decision
from chibo.registry.orgs.models import Ancestry, Change, Kind, Unit
from chibo.registry.orgs.queries import nearest_above, outline
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Tenure


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that a change will create."""

    slug: str
    name: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One unit on the day of a change, without it and with it; None where it is not. Members below it are included."""

    unit: Unit
    before: int | None
    after: int | None
    name_before: str
    name_after: str
    above_before: str
    above_after: str

    @property
    def begins(self) -> bool:
        return self.before is None

    @property
    def ends(self) -> bool:
        return self.after is None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: members by unit and in all, before and after, and the posts that end."""

    lines: tuple[Line, ...]
    whole_before: int
    whole_after: int
    posts_ending: tuple[Tenure, ...]

    @property
    def before(self) -> dict[str, int]:
        return {line.name_before: line.before for line in self.lines if line.before is not None}

    @property
    def after(self) -> dict[str, int]:
        return {line.name_after: line.after for line in self.lines if line.after is not None}

    @property
    def holds(self) -> bool:
        return self.whole_before == self.whole_after


@transaction.atomic
def merge(units: Collection[Unit], *, into: Unit | NewUnit, decision: Decision, by: Author) -> Unit:
    """Join cells into a new one, or into one of them; members go over, the posts of those that end, end."""
    day = decision.effective_on
    if len({unit.pk for unit in units}) < 2:  # noqa: PLR2004 -- a merger takes two
        raise ValidationError(_("Choose at least two units to merge."))
    if isinstance(into, Unit) and into not in units:
        raise ValidationError(_("Choose one of the units that are merged, or a new one."))
    if len({unit.kind for unit in units}) > 1:
        raise ValidationError(_("Only units of one kind can be merged."))
    parents = {orgs.placement_on(unit, day).parent_id for unit in units}
    if len(parents) > 1:
        raise ValidationError(_("The units are not under the same unit; move them together first."))
    change = decision.enact(Change.What.MERGE)
    target = _target(into, like=next(iter(units)), change=change, by=by)
    for unit in units:
        if unit.pk != target.pk:
            _empty_into(unit, target, change, by)
            orgs.close(unit, change=change, by=by)
            orgs.link(change, predecessor=unit, successors=[target], main=target)
    return target


@transaction.atomic
def split(unit: Unit, *, parts: Mapping[NewUnit, Collection[Person]], decision: Decision, by: Author) -> list[Unit]:
    """End a cell and let its members go on in new ones, each of them assigned; the largest is the main successor."""
    day = decision.effective_on
    _require_all_assigned(unit, parts, day)
    change = decision.enact(Change.What.SPLIT)
    made: list[tuple[Unit, int]] = []
    for new, members in parts.items():
        successor = _target(new, like=unit, change=change, by=by)
        people.reassign([person.pk for person in members], to=successor, change=change, by=by)
        made.append((successor, len(members)))
    _end_posts(unit, change, by)
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
        _empty_into(unit, into, change, by)
    _end_posts(unit, change, by)
    orgs.close(unit, change=change, by=by)
    if heir := into or parent:
        orgs.link(change, predecessor=unit, successors=[heir], main=heir)
    return change


class _TakenBackError(Exception):
    pass


def rehearse(change: Callable[[], object], *, units: Collection[Unit], day: dt.date) -> Effect:
    """Run `change`, see what it does to the committees that `units` belong to, and take it back."""
    ids = {unit.pk for unit in units}
    tops = _committees(ids, day)
    before = _census(tops, day)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    posts = tuple(Tenure.objects.filter(lasting, unit_id__in=ids).select_related("person", "unit"))
    after: dict[int, _Place] = {}
    ending: tuple[Tenure, ...] = ()
    try:
        with transaction.atomic():
            change()
            after = _census(tops, day)
            ended = set(
                Tenure.objects.filter(pk__in=[t.pk for t in posts], valid_until=day).values_list("pk", flat=True)
            )
            ending = tuple(tenure for tenure in posts if tenure.pk in ended)
            raise _TakenBackError  # noqa: TRY301 -- the rollback is the point
    except _TakenBackError:
        pass
    return Effect(_lines(before, after, ids), _whole(before), _whole(after), ending)


@dataclass(frozen=True, slots=True)
class _Place:
    unit: Unit
    depth: int
    name: str
    above: str
    members: int


def _committees(unit_ids: Collection[int], day: dt.date) -> set[int]:
    """Return the committees nearest to the units, without those that lie below another of them."""
    nearest = {top.pk for pk in unit_ids if (top := nearest_above(pk, (Kind.PARTY, Kind.SUPERIOR), day))}
    inner = Ancestry.objects.on(day).filter(unit_id__in=nearest, ancestor_id__in=nearest, depth__gt=0)
    return nearest - set(inner.values_list("unit_id", flat=True))


def _census(tops: Collection[int], day: dt.date) -> dict[int, _Place]:
    """Return every unit below `tops` on `day` with its members, those below it included."""
    units: list[Any] = list(outline(day, sorted(tops)))
    rolls = Membership.objects.on(day).filter(unit_id__in=[unit.pk for unit in units])
    members = Counter(dict(rolls.order_by().values_list("unit_id").annotate(n=Count("pk"))))
    for unit in reversed(units):
        members[unit.parent_then] += members[unit.pk]
    names = {unit.pk: unit.name_then for unit in units}
    return {
        unit.pk: _Place(unit, unit.depth, unit.name_then, names.get(unit.parent_then, ""), members[unit.pk])
        for unit in units
    }


def _whole(census: Mapping[int, _Place]) -> int:
    return sum(place.members for place in census.values() if place.depth == 0)


def _lines(before: Mapping[int, _Place], after: Mapping[int, _Place], touched: Collection[int]) -> tuple[Line, ...]:
    """Put both days side by side: the units right below the committees, and those that the change touches."""
    lines = []
    for pk, place in {**before, **{pk: after[pk] for pk in after if pk not in before}}.items():
        then, now = before.get(pk), after.get(pk)
        stays_aside = then and now and pk not in touched
        if stays_aside and (place.depth != 1 or place.unit.kind not in (Kind.CELL, Kind.PARTY)):
            continue
        line = Line(
            unit=place.unit,
            before=then.members if then else None,
            after=now.members if now else None,
            name_before=then.name if then else "",
            name_after=now.name if now else "",
            above_before=then.above if then else "",
            above_after=now.above if now else "",
        )
        lines.append(line)
    return tuple(lines)


def _target(into: Unit | NewUnit, *, like: Unit, change: Change, by: Author) -> Unit:
    if isinstance(into, Unit):
        orgs.placement_on(into, change.effective_on)
        return into
    parent = orgs.placement_on(like, change.effective_on).parent
    return orgs.place_new(
        slug=into.slug, kind=Kind(like.kind), name=into.name, parent=parent, change=change, by=by,
        position=into.position or like.position,
    )  # fmt: skip


def _empty_into(unit: Unit, target: Unit, change: Change, by: Author) -> None:
    people.reassign(_members(unit, change.effective_on), to=target, change=change, by=by)
    _end_posts(unit, change, by)


def _members(unit: Unit, day: dt.date) -> list[int]:
    late = Membership.objects.filter(unit=unit, valid_from__gte=day).select_related("person").first()
    if late:
        raise ValidationError(
            _("%(member)s joined %(unit)s on or after that day; choose a later day."),
            params={"member": late.person, "unit": unit},
        )
    leaving = Membership.objects.filter(unit=unit, valid_until__gt=day).select_related("person").first()
    if leaving:
        raise ValidationError(
            _("%(member)s leaves %(unit)s on %(day)s, which is already recorded; choose that day or a later one."),
            params={"member": leaving.person, "unit": unit, "day": day_text(leaving.valid_until or day)},
        )
    return list(Membership.objects.filter(unit=unit, valid_until__isnull=True).values_list("person_id", flat=True))


def _end_posts(unit: Unit, change: Change, by: Author) -> None:
    day = change.effective_on
    later = Tenure.objects.filter(unit=unit, valid_from__gte=day).select_related("person").first()
    if later:
        raise ValidationError(
            _("%(person)s is appointed to %(unit)s from %(day)s; choose a later day."),
            params={"person": later.person, "unit": unit, "day": day_text(later.valid_from)},
        )
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    people.end_posts(Tenure.objects.filter(lasting, unit=unit), on=day, by=by)


def _require_all_assigned(unit: Unit, parts: Mapping[NewUnit, Collection[Person]], day: dt.date) -> None:
    assigned = [person.pk for members in parts.values() for person in members]
    if len(parts) < 2 or not all(parts.values()):  # noqa: PLR2004 -- a division makes two
        raise ValidationError(_("A division makes at least two units, each with members."))
    if len(assigned) != len(set(assigned)):
        raise ValidationError(_("A member can go to one unit only."))
    members = set(_members(unit, day))
    strangers = [person for people_there in parts.values() for person in people_there if person.pk not in members]
    if strangers:
        raise ValidationError(_("%(member)s is not in %(unit)s."), params={"member": strangers[0], "unit": unit})
    missing = members - set(assigned)
    if missing:
        raise ValidationError(_("%(count)d members have no unit to go to yet."), params={"count": len(missing)})
