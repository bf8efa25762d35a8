import datetime as dt
from collections.abc import Collection

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from chibo.base.text import search
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids
from chibo.registry.people.models import Membership, Person, Standing, Tenure


def memberships_on(day: dt.date, unit_ids: Collection[int]) -> QuerySet[Membership]:
    """Return who belongs to these cells on `day`, with `state`, by name."""
    return (
        Membership.objects.on(day)
        .filter(unit_id__in=unit_ids)
        .select_related("person", "unit")
        .annotate(state=state_on(day, "person_id"))
        .order_by("person__sort_key", "person_id")
    )


def state_on(day: dt.date, person: str = "pk") -> Coalesce:
    """Return the standing on `day` of the person whose id is in the field `person`."""
    rows = Standing.objects.on(day).filter(person_id=OuterRef(person)).values("state")[:1]
    return Coalesce(Subquery(rows), Value(Standing.State.OFFICIAL.value), output_field=CharField())


def roll(day: dt.date, unit: Unit, *, text: str = "", state: str = "") -> QuerySet[Membership]:
    """Return the roll of a unit and everything below it on `day`."""
    rows = memberships_on(day, subtree_ids([unit.pk], day))
    if state:
        rows = rows.filter(state=state)  # type: ignore[misc]  # annotated there
    return search(rows, "person__search_key", text) if text else rows


def members_of(unit_ids: Collection[int], day: dt.date) -> QuerySet[Person]:
    """Return the people who belong to these cells on `day`."""
    return Person.objects.filter(
        pk__in=Membership.objects.on(day).filter(unit_id__in=unit_ids).values("person_id")
    ).annotate(state=state_on(day))


def cell_of(person: Person, day: dt.date) -> Unit | None:
    row = Membership.objects.on(day).filter(person=person).select_related("unit").first()
    return row.unit if row else None


def holders_on(day: dt.date, unit_ids: Collection[int]) -> QuerySet[Tenure]:
    """Return who holds which post of these units on `day`."""
    return (
        Tenure.objects.on(day)
        .filter(unit_id__in=unit_ids)
        .select_related("person", "unit")
        .order_by("unit_id", "title", "person__sort_key", "pk")
    )


def posts_of(person: Person) -> QuerySet[Tenure]:
    return person.tenures.select_related("unit").order_by("-valid_from", "pk")


def movements(unit_ids: Collection[int], start: dt.date, end: dt.date) -> QuerySet[Membership]:
    """Return memberships of these cells that began or ended from `start` until the day before `end`."""
    return (
        Membership.objects.filter(unit_id__in=unit_ids)
        .filter(Q(valid_from__gte=start, valid_from__lt=end) | Q(valid_until__gte=start, valid_until__lt=end))
        .select_related("person", "unit")
        .order_by(F("valid_from"), "pk")
    )
