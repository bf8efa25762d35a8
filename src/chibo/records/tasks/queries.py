import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Count, F, Prefetch, Q, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from chibo.base.clock import today
from chibo.base.text import LONGEST_SEARCH, SearchKey, single_spaced
from chibo.records.documents import rules as document_rules
from chibo.records.tasks import rules
from chibo.records.tasks.models import Assignee, CountKind, Stage, Task, Urging
from chibo.registry.access.models import User
from chibo.registry.access.permissions import Permission, permitted_unit_ids
from chibo.registry.calendar.working_days import Calendar, CountedDay, Deadline, Why
from chibo.registry.orgs.matters import Matter
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.holdings import Held
from chibo.registry.people.models import Membership, Person, Tenure

RULE = "task.default"
"""The term that holds where nobody set a deadline."""
AHEAD = dt.timedelta(days=7)
OPEN = Q(state=Task.State.OPEN, reported_on=None)


def stage_is(stage: Stage, day: dt.date) -> Q:
    """Which tasks are at the stage on `day`: what `Task.stage_on` says, for many."""
    return {
        Stage.TO_DO: OPEN & Q(due_on__gte=day, started_on=None),
        Stage.DOING: OPEN & Q(due_on__gte=day, started_on__isnull=False),
        Stage.LATE: OPEN & Q(due_on__lt=day),
        Stage.REPORTED: Q(state=Task.State.OPEN, reported_on__isnull=False),
        Stage.DONE: Q(state=Task.State.DONE),
        Stage.CANCELLED: Q(state=Task.State.CANCELLED),
    }[stage]


def given_to(user: User) -> Q:
    """Tasks that name the user's person."""
    return Q(pk__in=Assignee.objects.filter(person_id=user.person_id or 0).values("task_id"))


def visible_tasks(user: User) -> QuerySet[Task]:
    """Return the tasks of the units whose tasks the user may see, those given to them, and those they gave."""
    return Task.objects.filter(
        Q(unit_id__in=permitted_unit_ids(user, rules.VIEW))
        | Q(given_by_id__in=permitted_unit_ids(user, rules.MANAGE))
        | given_to(user)
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is narrowed to."""

    text: str = ""
    stage: str = ""
    due: str = ""
    unit: int | None = None
    person: int | None = None
    document: int | None = None
    clause: int | None = None
    standing: bool = False


def due_span(due: str, day: dt.date) -> tuple[dt.date, dt.date] | None:
    """Return first and last day of this week or this month."""
    if due == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if due == "month":
        first = day.replace(day=1)
        return first, (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return None


def chosen_tasks(user: User, units: Collection[int], chosen: Chosen, day: dt.date) -> QuerySet[Task]:
    """Return the tasks of these units, and the user's own, narrowed by everything but the stage."""
    rows = visible_tasks(user).filter(Q(unit_id__in=units) | given_to(user))
    for name in ("unit", "document", "clause"):
        if value := getattr(chosen, name):
            rows = rows.filter(**{f"{name}_id": value})
    if chosen.person:
        rows = rows.filter(pk__in=Assignee.objects.filter(person_id=chosen.person).values("task_id"))
    if chosen.standing:
        rows = rows.filter(standing=True)
    if span := due_span(chosen.due, day):
        rows = rows.filter(due_on__range=span)
    for word in single_spaced(chosen.text)[:LONGEST_SEARCH].split():
        key = SearchKey(Value(word))
        rows = rows.filter(Q(title_key__contains=key) | Q(document__symbol_key__contains=key))
    return rows


def task_list(user: User, units: Collection[int], chosen: Chosen, day: dt.date) -> QuerySet[Task]:
    """Everything that the list page shows: tasks of one stage or all, the earliest deadline first, finished last."""
    rows = chosen_tasks(user, units, chosen, day)
    if chosen.stage in Stage.values:
        rows = rows.filter(stage_is(Stage(chosen.stage), day))
    return _with_what_lists_show(rows).order_by(F("done_on").desc(nulls_first=True), "state", "due_on", "pk")


def _with_what_lists_show(rows: QuerySet[Task]) -> QuerySet[Task]:
    return (
        rows.select_related("unit", "given_by", "document")
        .prefetch_related(Prefetch("people", Person.objects.order_by("sort_key", "pk")))
        .fetch_mode(FETCH_RAISE)
    )


def stage_counts(rows: QuerySet[Task], day: dt.date) -> list[tuple[Stage, int]]:
    """Return how many of the tasks are at each stage, in one query."""
    counts = rows.order_by().aggregate(
        **{stage.value: Count("pk", filter=stage_is(stage, day), distinct=True) for stage in Stage}
    )
    return [(stage, counts[stage.value]) for stage in Stage]


def tasks_at(rows: QuerySet[Task], stages: Iterable[Stage], day: dt.date, limit: int) -> list[Task]:
    """Return the first tasks at any of these stages, for one column of the board."""
    wanted = Q(pk__in=[])
    for stage in stages:
        wanted |= stage_is(stage, day)
    return list(_with_what_lists_show(rows.filter(wanted)).order_by(F("done_on").desc(), "due_on", "pk")[:limit])


def task_page(user: User, pk: int) -> Task | None:
    """Return one task with all that its page shows; None if the user may not see it."""
    return (
        visible_tasks(user)
        .select_related("unit", "given_by", "document", "clause", "created_by__person", "series")
        .prefetch_related(
            Prefetch("people", Person.objects.order_by("sort_key", "pk")),
            "extensions__by__person", Prefetch("urgings", Urging.objects.select_related("by__person")),
            "milestones", "counts__kind", "evidence__file", "evidence__by__person",
        )
        .filter(pk=pk)
        .first()
    )  # fmt: skip


def may_read_document(user: User, task: Task) -> bool:
    return bool(task.document and task.document.unit_id in permitted_unit_ids(user, document_rules.VIEW))


def sums_of(task: Task) -> list[dict[str, object]]:
    """Return the task's own counts added up by kind, each with the latest whole."""
    wholes = {one.kind_id: one.whole for one in task.counts.all() if one.whole is not None}
    sums = task.counts.order_by("kind__position", "kind").values("kind", "kind__name", "kind__noun")
    return [row | {"whole": wholes.get(row["kind"])} for row in sums.annotate(so_far=Sum("done"))]


@dataclass(frozen=True, slots=True)
class Explained:
    """How a deadline came about. `deadline` only where the rule set it."""

    deadline: Deadline | None
    stands: bool
    """Whether counting again today gives the same day; days off may have been written down since."""
    falls_on: CountedDay | None
    """Why the day is not worked, where it is not."""
    working_days_left: int


def explain(task: Task, day: dt.date, calendar: Calendar | None = None) -> Explained:
    calendar = calendar or Calendar()
    found = None
    if task.due_rule == Task.Rule.DEFAULT:
        found = calendar.deadline(RULE, counted_from=task.given_on, moved=True)
    why, name = calendar.why(task.due_on)
    left = [day + dt.timedelta(days=n + 1) for n in range((task.due_on - day).days)]
    return Explained(
        deadline=found,
        stands=found is None or found.due_on == task.first_due_on,
        falls_on=None if why.is_worked else CountedDay(task.due_on, None, Why(why), name),
        working_days_left=sum(calendar.is_worked(one) for one in left),
    )


def due_tasks(user: User, units: Collection[int], day: dt.date) -> QuerySet[Task]:
    """Return the tasks that wait for this user: late, or due within a week, of the units they report for and their own.

    What waits for a confirmation is in `tasks_to_confirm`.
    """
    own = permitted_unit_ids(user, rules.REPORT) & set(units)
    return (
        Task.objects.filter(OPEN, Q(unit_id__in=own) | given_to(user), due_on__lte=day + AHEAD)
        .select_related("unit")
        .order_by("due_on", "pk")
    )


def tasks_to_confirm(user: User, units: Collection[int]) -> QuerySet[Task]:
    """Return the tasks that were reported as finished and wait for the one who gave them."""
    gave = permitted_unit_ids(user, rules.MANAGE)
    rows = Task.objects.filter(stage_is(Stage.REPORTED, dt.date.max), given_by_id__in=gave, unit_id__in=units)
    return rows.select_related("unit").order_by("reported_on", "pk")


def office_of(user: User, permission: Permission) -> Unit | None:
    """Return the Party organisation or committee above for which the user holds this."""
    held = permitted_unit_ids(user, permission)
    return Unit.objects.filter(pk__in=held, kind__in=(Kind.PARTY, Kind.SUPERIOR)).order_by("pk").first()


def kinds_of_counts() -> QuerySet[CountKind]:
    """Return the kinds with how often something was counted under each."""
    return CountKind.objects.annotate(used=Count("counts")).order_by("position", "code")


def people_for(unit: Unit, day: dt.date) -> QuerySet[Person]:
    """Return who can be given a task of the unit: its members and those who hold a post in it."""
    return Person.objects.filter(
        Q(pk__in=Membership.objects.on(day).filter(unit=unit).values("person_id"))
        | Q(pk__in=Tenure.objects.on(day).filter(unit=unit).values("person_id"))
    ).order_by("sort_key", "pk")


def open_in(unit_ids: Collection[int]) -> list[Matter]:
    """Return the tasks that units have not finished, for a change of the tree."""
    rows = Task.objects.filter(state=Task.State.OPEN, unit_id__in=unit_ids)
    return [Matter(row.unit_id, _("Task"), row.title, row.get_absolute_url(), row.due_on) for row in rows]


def held_about(person: Person) -> Iterator[Held]:
    """Return the tasks that name the person, the latest deadline first."""
    for row in Task.objects.filter(people=person).order_by("-due_on", "-pk"):
        yield Held(_("Tasks"), row.title, str(row.stage_on(today()).label), row.due_on, row.get_absolute_url())
