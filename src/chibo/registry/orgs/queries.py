import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db.models import OuterRef, QuerySet, Subquery

from chibo.registry.orgs.models import Ancestry, Kind, Lineage, Placement, Unit, UnitName


def subtree_ids(roots: Collection[int], day: dt.date) -> set[int]:
    """Return `roots` that exist on `day`, and every unit below them."""
    return set(Ancestry.objects.on(day).filter(ancestor_id__in=roots).values_list("unit_id", flat=True))


def around(unit_id: int, day: dt.date) -> set[int]:
    """Return a unit, every unit below and above it on `day`, and the ended units that go on in one of them."""
    found = subtree_ids([unit_id], day) | above_ids([unit_id], day)
    return found | gone_on_in(found, day)


def origins_by(day: dt.date) -> dict[int, list[int]]:
    """Return, by unit, the units whose past had gone on in it by `day`, the last step of each line."""
    origins: dict[int, list[int]] = {}
    lines = Lineage.objects.filter(main=True, change__effective_on__lte=day).order_by()
    for predecessor, successor in lines.values_list("predecessor_id", "successor_id"):
        origins.setdefault(successor, []).append(predecessor)
    return origins


def gone_on_in(
    unit_ids: Collection[int], day: dt.date, origins: Mapping[int, Collection[int]] | None = None
) -> set[int]:
    """Return the units that had ended by `day` and whose past goes on in one of `unit_ids`, through any changes.

    Who asks often hands in `origins_by(day)`.
    """
    origins = origins_by(day) if origins is None else origins
    found: set[int] = set()
    ahead = list(unit_ids)
    while ahead:
        for predecessor in origins.get(ahead.pop(), ()):
            if predecessor not in found:
                found.add(predecessor)
                ahead.append(predecessor)
    return found


def heir_of(unit: Unit, day: dt.date) -> Unit:
    """Return the unit itself while it exists, else the one in which its past goes on by the main line of changes."""
    while not exists_on(unit, day):
        line = unit.successions.filter(main=True, change__effective_on__lte=day).select_related("successor").first()
        if line is None:
            break
        unit = line.successor
    return unit


def above_ids(unit_ids: Collection[int], day: dt.date) -> set[int]:
    """Return the units that exist on `day`, and every unit above them."""
    return set(Ancestry.objects.on(day).filter(unit_id__in=unit_ids).values_list("ancestor_id", flat=True))


def units_on(day: dt.date) -> QuerySet[Unit]:
    """Return the units that exist on `day`, with `name_then` and `parent_then`."""
    return Unit.objects.filter(pk__in=Placement.objects.on(day).values("unit_id")).annotate(
        name_then=name_on(day), parent_then=_parent_on(day)
    )


def name_on(day: dt.date, unit: str = "pk") -> Subquery:
    """Return what the unit was called on `day`, to annotate a queryset whose unit id is in `unit`."""
    return Subquery(UnitName.objects.on(day).filter(unit_id=OuterRef(unit)).values("name")[:1])


def _parent_on(day: dt.date) -> Subquery:
    return Subquery(Placement.objects.on(day).filter(unit_id=OuterRef("pk")).values("parent_id")[:1])


def children_of(unit_id: int, day: dt.date, *, kinds: Iterable[Kind] = tuple(Kind)) -> QuerySet[Unit]:
    """Return the units directly below one unit on `day`."""
    return units_on(day).filter(parent_then=unit_id, kind__in=kinds)  # type: ignore[misc]  # annotated there


def exists_on(unit: Unit, day: dt.date) -> bool:
    return Placement.objects.on(day).filter(unit=unit).exists()


def nearest_above(unit_id: int, kinds: Collection[Kind], day: dt.date) -> Unit | None:
    """Return the unit itself or the closest one above it that is of one of `kinds`."""
    row = (
        Ancestry.objects.on(day)
        .filter(unit_id=unit_id, ancestor__kind__in=kinds)
        .select_related("ancestor")
        .order_by("depth")
        .first()
    )
    return row.ancestor if row else None


def outline(day: dt.date, roots: Collection[int] | None = None, *, within: Collection[int] | None = None) -> list[Unit]:
    """Return the tree on `day` in reading order, each unit with `depth`.

    With `roots` only what lies below them; with `within` only those units, each below the nearest of them, if any.
    """
    rows = units_on(day) if within is None else units_on(day).filter(pk__in=within)
    units = {unit.pk: unit for unit in rows}
    children: dict[int | None, list[Unit]] = {}
    for unit in units.values():
        above = unit.parent_then  # type: ignore[attr-defined]  # annotated there
        children.setdefault(above if above in units else None, []).append(unit)
    found: list[Unit] = []

    def walk(unit: Unit, depth: int) -> None:
        unit.depth = depth  # type: ignore[attr-defined]
        found.append(unit)
        for child in children.get(unit.pk, []):
            walk(child, depth + 1)

    tops = children.get(None, []) if roots is None else [units[pk] for pk in roots if pk in units]
    for top in tops:
        if top not in found:
            walk(top, 0)
    return found
