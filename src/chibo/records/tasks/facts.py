from collections.abc import Callable

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts
from chibo.records.tasks.models import Count, Task
from chibo.records.tasks.queries import visible_tasks
from chibo.registry.access.models import User

IN_TIME = Q(reported_on__lte=F("due_on"))


def _done(period: Period, only: Q | None = None) -> Facts:
    rows = Task.objects.filter(only or Q(), state=Task.State.DONE, done_on__gte=period.start, done_on__lt=period.end)
    return facts(rows, unit="unit_id", day="done_on", record_type="task")


def _due(period: Period, only: Q | None = None) -> Facts:
    """Tasks whose deadline is over, or that were reported before it; cancelled ones and problems of years not."""
    over = Q(due_on__lt=today()) | Q(reported_on__isnull=False)
    rows = Task.objects.filter(over, only or Q(), standing=False, due_on__gte=period.start, due_on__lt=period.end)
    return facts(rows.exclude(state=Task.State.CANCELLED), unit="unit_id", day="due_on", record_type="task")


def _counted(kind: str) -> Callable[[Period], Facts]:
    def rows(period: Period) -> Facts:
        found = _counts(kind).filter(counted_on__gte=period.start, counted_on__lt=period.end)
        return facts(found, unit="task__unit_id", day="counted_on", amount="done", record_type="task_count")

    return rows


def _counts(kind: str) -> QuerySet[Count]:
    return Count.objects.filter(kind_id=kind).exclude(task__state=Task.State.CANCELLED)


def _of_whole(kind: str, *, whole: bool) -> Callable[[Period], Facts]:
    """Where each task stands on the last day: what is counted so far, or of how many; none finished before that year.

    Only tasks that say of how many in all.
    """

    def rows(period: Period) -> Facts:
        known = _counts(kind).filter(counted_on__lt=period.end)
        alive = Q(task__done_on=None) | Q(task__done_on__gte=period.last_day.replace(month=1, day=1))
        latest = (
            known.filter(task=OuterRef("task"), whole__isnull=False).order_by("-counted_on", "-pk").values("pk")[:1]
        )
        so_far = known.filter(task=OuterRef("task")).order_by().values("task").annotate(all=Sum("done")).values("all")
        found = known.filter(alive, pk=Subquery(latest))
        amount = F("whole") if whole else Subquery(so_far)
        return facts(found, unit="task__unit_id", day=period.last_day, amount=amount, record_type="task_count")

    return rows


DONE = Measure("tasks.done", _("Tasks done"), "nhiệm vụ", Kind.FLOW, _done)
DUE = Measure("tasks.due", _("Tasks due"), "nhiệm vụ", Kind.FLOW, _due)
IN_TIME_OF_DUE = Measure(
    "tasks.in_time", _("Tasks done in time"), "nhiệm vụ", Kind.FLOW, lambda period: _due(period, IN_TIME)
)
LATE = Measure(
    "tasks.late", _("Tasks late"), "nhiệm vụ", Kind.FLOW,
    lambda period: _due(period, Q(reported_on=None) | Q(reported_on__gt=F("due_on"))),
)  # fmt: skip
PROJECTS = Measure(
    "tasks.projects", _("Projects finished"), "dự án", Kind.FLOW,
    lambda period: _done(period, Q(matter=Task.Matter.PROJECT)),
)  # fmt: skip
CASES = Measure(
    "tasks.cases", _("Unsettled cases settled"), "vụ việc", Kind.FLOW,
    lambda period: _done(period, Q(matter=Task.Matter.CASE)),
)  # fmt: skip


def _count_measure(kind: str, name: Promise, noun: str) -> Measure:
    return Measure(f"tasks.{kind}", name, noun, Kind.FLOW, _counted(kind))


def _share(kind: str, name: Promise, noun: str, *, whole: bool) -> Measure:
    code = f"tasks.{kind}.{'whole' if whole else 'so_far'}"
    return Measure(code, name, noun, Kind.STOCK, _of_whole(kind, whole=whole))


GRAVES_MOVED = _count_measure("graves-moved", _("Households that moved graves"), "hộ gia đình")
PAID = _count_measure("compensation-received", _("Households that were paid and handed over land"), "hộ gia đình")
SIGNED = _share("inventory-signed", _("Households that signed the inventory"), "hộ dân", whole=False)
TO_SIGN = _share("inventory-signed", _("Households in the inventory"), "hộ dân", whole=True)
PERMITTED = _share("construction-permit", _("Households that build with a permit"), "hộ gia đình", whole=False)
BUILDING = _share("construction-permit", _("Households that build"), "hộ gia đình", whole=True)
IN_FIGURES = frozenset({"graves-moved", "compensation-received", "inventory-signed", "construction-permit"})
"""Kinds of counts of which these measures are made."""


def describe_tasks(user: User, ids: list[int]) -> dict[int, Described]:
    rows = visible_tasks(user).filter(pk__in=ids).select_related("unit")
    return {row.pk: Described(label=row.title, url=row.get_absolute_url(), detail=row.unit.name) for row in rows}


def describe_counts(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Count.objects.filter(pk__in=ids, task__in=visible_tasks(user)).select_related("task__unit", "kind")
    return {
        row.pk: Described(
            label=row.kind.name, url=row.task.get_absolute_url(), detail=f"{row.task.title}, {row.task.unit.name}"
        )
        for row in rows
    }
