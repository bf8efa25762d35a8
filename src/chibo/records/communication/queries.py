import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from chibo.base.clock import today
from chibo.base.text import search
from chibo.records.communication import rules
from chibo.records.communication.models import Example, Item, Orientation, Topic
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import above_ids

PUBLISHED = Q(state=Item.State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of items is narrowed to."""

    channel: str = ""
    state: str = ""
    year: int | None = None
    month: int | None = None
    topic: int | None = None
    unit: str = ""
    text: str = ""


EVERYTHING = Wanted()


def item_list(user: User, units: Collection[int], wanted: Wanted = EVERYTHING) -> QuerySet[Item]:
    """Return items of these units: what is published, and what waits where the user proposes or edits."""
    rows = _readable(user).filter(unit_id__in=units)
    for name, value in (
        ("channel", wanted.channel), ("state", wanted.state), ("day__year", wanted.year), ("day__month", wanted.month),
        ("topic_id", wanted.topic), ("unit__slug", wanted.unit),
    ):  # fmt: skip
        if value:
            rows = rows.filter(**{name: value})
    if wanted.text:
        rows = search(rows, "title_key", wanted.text)
    return rows.select_related("unit", "topic").order_by("-day", "-pk").fetch_mode(FETCH_RAISE)


def item_page(user: User, pk: int) -> Item | None:
    return _readable(user).select_related("unit", "topic", "signed_by__person").filter(pk=pk).first()


def _readable(user: User) -> QuerySet[Item]:
    at_work = permitted_unit_ids(user, rules.PROPOSE) | permitted_unit_ids(user, rules.EDIT)
    seen = permitted_unit_ids(user, rules.VIEW)
    return Item.objects.filter(Q(unit_id__in=at_work) | (PUBLISHED & Q(unit_id__in=seen)))


def items_in(user: User, ids: Collection[int]) -> QuerySet[Item]:
    return _readable(user).filter(pk__in=ids)


def examples_in(user: User, ids: Collection[int]) -> QuerySet[Example]:
    return _examples(user).filter(pk__in=ids).select_related("unit")


def years_of(user: User) -> list[int]:
    return [day.year for day in _readable(user).dates("day", "year", order="DESC")]


def topics_for(unit_ids: Collection[int]) -> QuerySet[Topic]:
    """Return the topics of these units and of those above them."""
    return Topic.objects.filter(unit_id__in=above_ids(unit_ids, today()) | set(unit_ids))


def due_items(user: User, units: set[int], day: dt.date) -> QuerySet[Item]:  # noqa: ARG001 -- as all such questions
    """Return what waits for the signature of this user, oldest first."""
    edited = permitted_unit_ids(user, rules.EDIT) & units
    rows = Item.objects.filter(unit_id__in=edited, state=Item.State.PROPOSED)
    return rows.select_related("unit").order_by("day", "pk")


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """What was published in a month, under a topic or by a unit; `asked` narrows the list to just that."""

    name: str
    asked: str
    counts: dict[str, int]
    minutes: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def totals(user: User, units: Collection[int], year: int, by: str) -> list[TotalsRow]:
    """Add up what was published in a year, by `month`, `topic` or `unit`: channels side by side."""
    seen = set(units) & permitted_unit_ids(user, rules.VIEW)
    rows = Item.objects.filter(PUBLISHED, unit_id__in=seen, day__year=year).order_by()
    keys = {"month": ("month", "month"), "topic": ("topic_id", "topic__name"), "unit": ("unit__slug", "unit__name")}[by]
    found: dict[str, TotalsRow] = {}
    for row in (
        rows.annotate(month=ExtractMonth("day"))
        .values(*dict.fromkeys(keys), "channel")
        .annotate(n=Count("pk"), total_minutes=Sum("minutes"))
        .order_by(*dict.fromkeys(reversed(keys)), "channel")
    ):
        key, name = (row[one] for one in keys)
        line = found.setdefault(str(key or ""), TotalsRow(str(name or ""), str(key or ""), {}, 0))
        line.counts[row["channel"]] = row["n"]
        if row["channel"] == Item.Channel.RADIO:
            found[line.asked] = TotalsRow(line.name, line.asked, line.counts, row["total_minutes"] or 0)
    return list(found.values())


def orientations(user: User, units: Collection[int]) -> QuerySet[Orientation]:
    rows = Orientation.objects.permitted(user, rules.BE_ORIENTED).filter(unit_id__in=units)
    return rows.select_related("unit").order_by("-monday", "unit_id").fetch_mode(FETCH_RAISE)


def example_list(user: User, units: Collection[int], *, kind: str = "") -> QuerySet[Example]:
    rows = _examples(user).filter(unit_id__in=units)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.select_related("unit").order_by("-proposed_on", "-pk").fetch_mode(FETCH_RAISE)


def example_page(user: User, pk: int) -> Example | None:
    return _examples(user).select_related("unit").filter(pk=pk).first()


def _examples(user: User) -> QuerySet[Example]:
    at_work = permitted_unit_ids(user, rules.PROPOSE) | permitted_unit_ids(user, rules.EDIT)
    published = Q(published_on__isnull=False, unit_id__in=permitted_unit_ids(user, rules.VIEW))
    return Example.objects.filter(Q(unit_id__in=at_work) | published)


def proposing(user: User, day: dt.date) -> QuerySet[Unit]:
    """Return the units in whose name the user hands in something."""
    ids = permitted_unit_ids(user, rules.PROPOSE)
    return Unit.objects.filter(placements__valid__contains=day, pk__in=ids).order_by(F("position"), "name", "pk")
