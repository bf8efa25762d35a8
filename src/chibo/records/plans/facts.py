from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Counting, Described, Facts, Kind, Measure, Period, facts
from chibo.records.plans import rules
from chibo.records.plans.models import StudyPlan
from chibo.registry.access.models import User


def _registered(period: Period, **only: Any) -> Facts:
    rows = StudyPlan.objects.filter(
        registered_on__gte=period.start, registered_on__lt=period.end, withdrawn_on=None, **only
    )
    return facts(rows, unit="unit_id", day="registered_on", person="person_id", record_type="study_plan")


COLLECTIVES = Measure(
    "plans.collectives",
    _("Collectives that registered a plan of study and follow"),
    "tập thể",
    Kind.FLOW,
    lambda period: _registered(period, person=None),
)
INDIVIDUALS = Measure(
    "plans.individuals", _("Individuals who registered a plan of study and follow"), "cá nhân", Kind.FLOW,
    lambda period: _registered(period, person__isnull=False), Counting.PEOPLE,
)  # fmt: skip


def describe_plans(user: User, ids: list[int]) -> dict[int, Described]:
    rows = StudyPlan.objects.permitted(user, rules.VIEW).filter(pk__in=ids).select_related("unit", "person")
    return {
        row.pk: Described(
            label=row.person.full_name if row.person else row.unit.name,
            url=f"{reverse('plans:list')}?year={row.year}",
            detail=row.unit.name,
        )
        for row in rows
    }
