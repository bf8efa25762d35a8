"""What the pages of the organisation show: the tree of a day, the life of one unit, what changed."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FETCH_RAISE, Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from chibo.base.clock import today
from chibo.base.text import search
from chibo.registry.access.models import User
from chibo.registry.access.permissions import Permission, may
from chibo.registry.orgs.models import PARTY_KINDS, Change, Kind, Lineage, Placement, Unit, UnitName
from chibo.registry.orgs.queries import nearest_above, subtree_ids
from chibo.registry.people.models import Membership, Person, Tenure, Title
from chibo.registry.people.queries import holders_on

COUNTED = (Kind.SUPERIOR, Kind.PARTY, Kind.CELL)
"""Kinds with members of their own or below them; for the others there is no such number."""


RANKS = [title.value for title in Title]


@dataclass
class Branch:
    """A unit as the tree shows it on a day."""

    unit: Unit
    name: str
    depth: int
    above: str
    members: int | None
    heads: list[Tenure] = field(default_factory=list)

    @property
    def indent(self) -> str:
        return "– " * self.depth


def tree(units: Sequence[Any], day: dt.date) -> list[Branch]:
    """Return these units of an outline, in its order, with members (those below included) and who leads them."""
    ids = [unit.pk for unit in units]
    rolls = Membership.objects.on(day).filter(unit_id__in=ids).order_by()
    members = Counter(dict(rolls.values_list("unit_id").annotate(n=Count("pk"))))
    for unit in reversed(units):
        members[unit.parent_then] += members[unit.pk]
    heads: dict[int, list[Tenure]] = defaultdict(list)
    for tenure in holders_on(day, ids).filter(title__in=Tenure.ONE_HOLDER):
        heads[tenure.unit_id].append(tenure)
    names = {unit.pk: unit.name_then for unit in units}
    return [
        Branch(
            unit=unit,
            name=unit.name_then,
            depth=unit.depth,
            above=names.get(unit.parent_then, ""),
            members=members[unit.pk] if unit.kind in COUNTED else None,
            heads=heads[unit.pk],
        )
        for unit in units
    ]


def beside(branches: Sequence[Branch]) -> list[tuple[str, list[Branch]]]:
    """Return the bodies that stand beside the Party tree, by kind."""
    groups = [(kind, [b for b in branches if b.unit.kind == kind]) for kind in Kind if kind not in PARTY_KINDS]
    return [(str(kind.label), found) for kind, found in groups if found]


def _name_then(unit: str, day: str, *, lookup: str = "lte") -> Subquery:
    """Return what the unit in the field `unit` was called on the day in the field `day`; with lt, on its eve."""
    names = UnitName.objects.filter(**{"unit_id": OuterRef(unit), f"valid_from__{lookup}": OuterRef(day)})
    return Subquery(names.order_by("-valid_from").values("name")[:1])


def changes_of(unit_ids: Collection[int]) -> QuerySet[Change]:
    """Return the changes that touched these units, newest first, with all that a sentence about them needs."""
    places, names = Placement.objects.filter(unit_id__in=unit_ids), UnitName.objects.filter(unit_id__in=unit_ids)
    lines = Lineage.objects.filter(Q(predecessor_id__in=unit_ids) | Q(successor_id__in=unit_ids))
    touched = (
        Q(pk__in=places.values("begun_by_id"))
        | Q(pk__in=places.filter(ended_by__isnull=False).values("ended_by_id"))
        | Q(pk__in=names.values("begun_by_id"))
        | Q(pk__in=lines.values("change_id"))
    )
    begun = Placement.objects.select_related("unit", "parent").annotate(
        unit_name=_name_then("unit_id", "valid_from"), parent_name=_name_then("parent_id", "valid_from")
    )
    ended = Placement.objects.select_related("unit").annotate(
        unit_name=_name_then("unit_id", "valid_until", lookup="lt")
    )
    lineages = Lineage.objects.select_related("predecessor", "successor").annotate(
        old_name=_name_then("predecessor_id", "change__effective_on", lookup="lt"),
        new_name=_name_then("successor_id", "change__effective_on"),
    )
    renamed = UnitName.objects.select_related("unit").annotate(
        old_name=_name_then("unit_id", "valid_from", lookup="lt")
    )
    return Change.objects.filter(touched).prefetch_related(  # type: ignore[type-var]  # four kinds of rows
        Prefetch("placements_begun", begun), Prefetch("placements_ended", ended),
        Prefetch("lineages", lineages), Prefetch("names_begun", renamed),
    )  # fmt: skip


def recent_changes(unit_ids: Collection[int], day: dt.date) -> QuerySet[Change]:
    """Return the changes of the year before `day`, and those ahead if `day` is today or later."""
    rows = changes_of(unit_ids).filter(effective_on__gt=day - dt.timedelta(days=365))
    return rows if day >= today() else rows.filter(effective_on__lte=day)


def reaches(user: User, permission: Permission, unit: Unit) -> bool:
    """Tell whether the user may do this to the unit; one that does not exist yet is judged by the unit above it."""
    if may(user, permission, unit.pk):
        return True
    first = unit.placements.order_by("valid_from").first()
    ahead = first is not None and first.valid_from > today()
    return bool(first and ahead and first.parent_id and may(user, permission, first.parent_id))


@dataclass(frozen=True, slots=True)
class Held:
    """A post with the last day on which it is held, as papers name it."""

    tenure: Tenure
    last_day: dt.date | None


def _standing_first(tenure: Tenure) -> tuple[bool, int]:
    open_ended = tenure.valid_until is None
    return not open_ended, RANKS.index(tenure.title) if open_ended else 0


def _day_before(day: dt.date | None) -> dt.date | None:
    return day - dt.timedelta(days=1) if day else None


@dataclass
class Life:
    """Everything that the page of one unit tells, as of one day."""

    unit: Unit
    day: dt.date

    @property
    def names(self) -> QuerySet[UnitName]:
        return self.unit.names.select_related("begun_by").order_by("-valid_from").fetch_mode(FETCH_RAISE)

    @property
    def places(self) -> QuerySet[Placement]:
        rows = self.unit.placements.select_related("begun_by", "ended_by", "parent")
        named = rows.annotate(parent_name=_name_then("parent_id", "valid_from"))
        return named.order_by("-valid_from").fetch_mode(FETCH_RAISE)

    @property
    def posts(self) -> list[Held]:
        """Return who holds a post now or later, by rank, then who held one, the latest first."""
        rows = self.unit.tenures.select_related("person").order_by("-valid_until", "person__sort_key", "pk")
        ranked = sorted(rows.fetch_mode(FETCH_RAISE), key=_standing_first)
        return [Held(tenure, _day_before(tenure.valid_until)) for tenure in ranked]

    @property
    def origins(self) -> QuerySet[Lineage]:
        return _with_moved(self.unit.origins.all())

    @property
    def successions(self) -> QuerySet[Lineage]:
        return _with_moved(self.unit.successions.all())

    @property
    def members(self) -> int:
        return Membership.objects.on(self.day).filter(unit_id__in=subtree_ids([self.unit.pk], self.day)).count()


def _with_moved(lineages: QuerySet[Lineage]) -> QuerySet[Lineage]:
    """Add how many members went over from the one to the other, and both names of that day."""
    went = Membership.objects.filter(
        unit=OuterRef("predecessor"),
        left=Membership.Way.REORGANISED,
        valid_until=OuterRef("change__effective_on"),
        person__memberships__unit=OuterRef("successor"),
        person__memberships__change=OuterRef("change"),
    )
    counted = went.order_by().values("unit").annotate(n=Count("pk")).values("n")
    rows = lineages.select_related("predecessor", "successor", "change").annotate(
        moved=Coalesce(Subquery(counted), 0),
        old_name=_name_then("predecessor_id", "change__effective_on", lookup="lt"),
        new_name=_name_then("successor_id", "change__effective_on"),
    )
    return rows.fetch_mode(FETCH_RAISE)


def free_slug(name: str, taken: Collection[str] = ()) -> str:
    """Return an address for a unit of this name that no other unit has."""
    base = slugify(name.replace("đ", "d").replace("Đ", "D"))[:50].strip("-") or "don-vi"
    used = {*Unit.objects.filter(slug__startswith=base).values_list("slug", flat=True), *taken}
    n = 2
    slug = base
    while slug in used:
        slug, n = f"{base}-{n}", n + 1
    return slug


def people_around(unit: Unit, day: dt.date) -> QuerySet[Person]:
    """Return the members of the committee that the unit belongs to and whoever has held a post in it, with `cell`."""
    top = nearest_above(unit.pk, (Kind.PARTY, Kind.SUPERIOR), day)
    ids = subtree_ids([top.pk if top else unit.pk], day)
    rolls = Membership.objects.on(day)
    members = rolls.filter(unit_id__in=ids).values("person_id")
    holders = Tenure.objects.filter(unit_id__in=ids).values("person_id")
    cell = rolls.filter(person_id=OuterRef("pk")).values("unit__name")[:1]
    return Person.objects.filter(Q(pk__in=members) | Q(pk__in=holders)).annotate(cell=Subquery(cell))


def found_people(unit: Unit, day: dt.date, text: str) -> list[Person]:
    """Return up to 20 people around the unit whose name holds every word of `text`; nobody for no text."""
    return list(search(people_around(unit, day), "search_key", text)[:20]) if text.strip() else []


def title_of_head(kind: str) -> Title:
    return Title.SECRETARY if kind in (Kind.SUPERIOR, Kind.PARTY, Kind.CELL) else Title.HEAD
