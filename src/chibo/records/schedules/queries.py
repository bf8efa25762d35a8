import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import FETCH_RAISE, Count, DateField, Exists, F, OuterRef, Q, QuerySet, TimeField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from chibo.base.clock import today
from chibo.records.schedules import rules
from chibo.records.schedules.models import Event, Feed, MonthPlan, PlanItem, Room, WeekReview
from chibo.records.schedules.occupied import Occupied
from chibo.registry.access.agenda import Appointment
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.matters import Matter
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import above_ids
from chibo.registry.people.models import Person, Tenure

NOON = dt.time(12)
A_DAY = dt.timedelta(days=1)
A_WEEK = dt.timedelta(days=7)
DONE = Q(items__outcome=PlanItem.Outcome.DONE)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def calendars_of(user: User, unit: Unit | None, day: dt.date) -> QuerySet[Unit]:
    """Return whose weeks concern who stands at `unit`: its own and those of the units above it, as far as permitted."""
    ids = above_ids([unit.pk], day) & permitted_unit_ids(user, rules.VIEW) if unit else set()
    return Unit.objects.filter(pk__in=ids).order_by("position", "name", "pk")


def event_list(user: User, units: Collection[int], first: dt.date, last: dt.date) -> QuerySet[Event]:
    """Return what stands in the calendars of these units on any day from `first` to `last`."""
    return (
        Event.objects.permitted(user, rules.VIEW)
        .filter(unit_id__in=units, day__lte=last, last_day__gte=first)
        .select_related("unit", "room", "chair")
        .order_by("day", F("starts_at").asc(nulls_first=True), "pk")
        .fetch_mode(FETCH_RAISE)
    )


def event_page(user: User, pk: int) -> Event | None:
    rows = Event.objects.permitted(user, rules.VIEW).select_related("unit", "room", "chair")
    return rows.filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of the week as the page shows it, from this area or another one."""

    unit_id: int
    title: str
    day: dt.date
    last_day: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    place: str
    chair: str
    url: str
    participants: str = ""
    event: Event | None = None
    unit_name: str = ""

    @property
    def is_all_day(self) -> bool:
        return self.starts_at is None

    @property
    def is_morning(self) -> bool:
        return self.starts_at is not None and self.starts_at < NOON


@dataclass(frozen=True, slots=True)
class WeekDay:
    day: dt.date
    slots: list[Slot] = field(default_factory=list)


def week(
    monday: dt.date, events: Iterable[Event], extra: Iterable[Appointment] = (), units: Iterable[Unit] = ()
) -> list[WeekDay]:
    """Lay events and what other areas have out over the seven days; what lasts longer stands on each of its days."""
    names = {unit.pk: unit.name for unit in units}
    slots = [*map(_of_event, events), *map(_of_appointment, extra)]
    days = []
    for day in (monday + dt.timedelta(days=n) for n in range(7)):
        here = [_on(slot, day, names) for slot in slots if slot.day <= day <= slot.last_day]
        days.append(WeekDay(day, sorted(here, key=lambda slot: (slot.starts_at or dt.time.min, slot.title))))
    return days


def _of_event(event: Event) -> Slot:
    return Slot(
        event.unit_id, event.title, event.day, event.last_day, event.starts_at, event.ends_at, event.where, event.who,
        event.get_absolute_url(), event.participants, event,
    )  # fmt: skip


def _of_appointment(one: Appointment) -> Slot:
    return Slot(one.unit_id, one.title, one.day, one.day, one.starts_at, one.ends_at, one.place, one.chair, one.url)


def _on(slot: Slot, day: dt.date, names: dict[int, str]) -> Slot:
    """Show a slot on one of its days: on the days after the first it has begun already."""
    begun = replace(slot, starts_at=None) if day > slot.day else slot
    return replace(begun, unit_name=names.get(slot.unit_id, ""))


def clashes(event: Event) -> QuerySet[Event]:
    """Return what takes place at the same time in the same room or under the same chair, whoever may see it."""
    if not event.room_id and not event.chair_id:
        return Event.objects.none()
    same = Q(room__isnull=False, room_id=event.room_id) | Q(chair__isnull=False, chair_id=event.chair_id)
    return (
        Event.objects.filter(same, occupied__overlap=Occupied(*_times(event)))
        .exclude(pk=event.pk)
        .exclude(state__in=Event.OFF)
        .select_related("unit", "room", "chair")
        .order_by("day", "pk")
    )


def _times(event: Event) -> list[Any]:
    given = (
        (event.day, DateField()),
        (event.starts_at, TimeField()),
        (event.last_day, DateField()),
        (event.ends_at, TimeField()),
    )
    return [Cast(Value(value), output_field=kind) for value, kind in given]


def rooms_for(unit: Unit) -> QuerySet[Room]:
    """Return the rooms that a unit may take: its own and those of the units above it."""
    return Room.objects.filter(unit_id__in=above_ids([unit.pk], today()) | {unit.pk}, in_use=True).select_related(
        "unit"
    )


def room_list(unit: Unit) -> QuerySet[Room]:
    return Room.objects.filter(unit=unit).order_by("-in_use", "name", "pk")


def chairs_for(unit: Unit) -> QuerySet[Person]:
    """Return who may chair: the holders of posts in the unit, above it and right below it."""
    day = today()
    units = above_ids([unit.pk], day) | {unit.pk}
    below = Unit.objects.filter(placements__valid__contains=day, placements__parent=unit).values("pk")
    posts = Tenure.objects.on(day).filter(Q(unit_id__in=units) | Q(unit_id__in=below))
    return Person.objects.filter(pk__in=posts.values("person_id"))


def review_of(unit: Unit, monday: dt.date) -> WeekReview | None:
    return WeekReview.objects.filter(unit=unit, monday=monday).first()


def plan_list(user: User, units: Collection[int]) -> QuerySet[MonthPlan]:
    """Return month plans with how much of them is done; a draft is read only by those who keep it."""
    return (
        _readable(user)
        .filter(unit_id__in=units)
        .select_related("unit")
        .annotate(total=Count("items"), done=Count("items", filter=DONE))
        .order_by("-month", "unit__position", "pk")
        .fetch_mode(FETCH_RAISE)
    )


def plan_page(user: User, pk: int) -> MonthPlan | None:
    rows = _readable(user).select_related("unit").annotate(total=Count("items"), done=Count("items", filter=DONE))
    return rows.filter(pk=pk).first()


def _readable(user: User) -> QuerySet[MonthPlan]:
    own = Q(unit_id__in=permitted_unit_ids(user, rules.KEEP))
    return MonthPlan.objects.permitted(user, rules.VIEW).filter(own | ~Q(state=MonthPlan.State.DRAFT))


def items_of(plan: MonthPlan) -> QuerySet[PlanItem]:
    return plan.items.select_related("lead", "person").order_by("due_on", "pk").fetch_mode(FETCH_RAISE)


def item_page(user: User, pk: int) -> PlanItem | None:
    rows = PlanItem.objects.filter(plan__in=_readable(user)).select_related("plan__unit", "lead", "person")
    return rows.filter(pk=pk).first()


def unfinished(unit: Unit, month: dt.date) -> QuerySet[PlanItem]:
    """Return what the plan of the month before leaves over: everything that is not done."""
    before = (month - A_DAY).replace(day=1)
    return PlanItem.objects.filter(plan__unit=unit, plan__month=before).exclude(outcome=PlanItem.Outcome.DONE)


@dataclass(frozen=True, slots=True)
class DuePlan:
    """A month plan that waits: to be issued (`plan` may be None where nobody has begun), or to be assessed."""

    unit: Unit
    month: dt.date
    due_on: dt.date
    plan: MonthPlan | None
    assess: bool


def due_plans(user: User, units: set[int], day: dt.date) -> list[DuePlan]:
    """Return plans of this month that are not issued, and those of months before that are not assessed.

    Only of units that have ever made a plan: who does without plans is not reminded of them.
    """
    kept = permitted_unit_ids(user, rules.KEEP) & units
    month = day.replace(day=1)
    planning = Unit.objects.filter(Exists(MonthPlan.objects.filter(unit=OuterRef("pk"))), pk__in=kept)
    this_month = {plan.unit_id: plan for plan in MonthPlan.objects.filter(unit_id__in=kept, month=month)}
    due = [
        DuePlan(unit, month, month, this_month.get(unit.pk), assess=False)
        for unit in planning.order_by("position", "pk")
        if unit.pk not in this_month or this_month[unit.pk].state == MonthPlan.State.DRAFT
    ]
    ended = MonthPlan.objects.filter(unit_id__in=kept, month__lt=month, state=MonthPlan.State.ISSUED)
    return due + [
        DuePlan(plan.unit, plan.month, plan.last_day + A_DAY, plan, assess=True)
        for plan in ended.select_related("unit").order_by("month", "unit__position", "pk")
    ]


def due_reviews(user: User, units: set[int], day: dt.date) -> QuerySet[Event]:
    """Return events of the user's units that are over for the week and of which nobody has said what became of them."""
    kept = permitted_unit_ids(user, rules.KEEP) & units
    monday = monday_of(day)
    rows = Event.objects.filter(unit_id__in=kept, state=Event.State.PLANNED, last_day__lt=monday)
    return rows.filter(day__gte=monday - A_WEEK).select_related("unit").order_by("day", "pk")


def feeds_of(user: User) -> QuerySet[Feed]:
    return Feed.objects.filter(user=user).select_related("unit").order_by("pk")


def feed_of(digest: str) -> Feed | None:
    """Return the feed with this digest while its holder may still see what it holds."""
    feed = Feed.objects.filter(digest=digest, user__is_active=True).select_related("user__person", "unit").first()
    if feed is None:
        return None
    seen = permitted_unit_ids(feed.user, rules.VIEW)
    return feed if (feed.unit_id in seen if feed.unit_id else seen) else None


def events_for(feed: Feed, since: dt.date) -> QuerySet[Event]:
    rows = Event.objects.permitted(feed.user, rules.VIEW).filter(last_day__gte=since)
    rows = rows.filter(unit=feed.unit) if feed.unit else rows.filter(chair_id=feed.user.person_id or 0)
    return rows.select_related("unit", "room", "chair").order_by("day", "pk")


def undertaken(feed: Feed, since: dt.date) -> QuerySet[PlanItem]:
    """Return the work of issued month plans that is the holder's own; nothing for the calendar of a unit."""
    person = 0 if feed.unit_id else feed.user.person_id or 0
    plans = MonthPlan.objects.permitted(feed.user, rules.VIEW).exclude(state=MonthPlan.State.DRAFT)
    rows = PlanItem.objects.filter(plan__in=plans, person_id=person, due_on__gte=since)
    return rows.select_related("plan__unit").order_by("due_on", "pk")


def open_in(unit_ids: Collection[int]) -> Iterator[Matter]:
    """Return what these units still have in their calendars, and their month plans that are not assessed."""
    for event in Event.objects.filter(unit_id__in=unit_ids, state=Event.State.PLANNED, last_day__gte=today()):
        yield Matter(event.unit_id, _("Calendar"), event.title, event.get_absolute_url(), event.day)
    for plan in MonthPlan.objects.filter(unit_id__in=unit_ids).exclude(state=MonthPlan.State.ASSESSED):
        yield Matter(plan.unit_id, _("Month plan"), str(plan), plan.get_absolute_url(), plan.month)
