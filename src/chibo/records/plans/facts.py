from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Counting, Described, Facts, Kind, Measure, Period, facts
from chibo.records.plans import queries, rules
from chibo.records.plans.models import Comment, StudyPlan
from chibo.registry.access.models import User


def _registered(period: Period, **only: Any) -> Facts:
    rows = StudyPlan.objects.filter(
        registered_on__gte=period.start, registered_on__lt=period.end, withdrawn_on=None, **only
    )
    return facts(rows, unit="unit_id", day="registered_on", person="person_id", record_type="study_plan")


def _comments(period: Period) -> Facts:
    """Comments on plans of members; on plans of units there are no persons to count."""
    rows = Comment.objects.filter(
        made_on__gte=period.start, made_on__lt=period.end, plan__withdrawn_on=None, plan__person__isnull=False
    )
    return facts(rows, unit="unit_id", day="made_on", person="plan__person_id", record_type="plan_comment")


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
COMMENTED = Measure(
    "plans.commented", _("Members who got comments on their plan"), "đảng viên", Kind.FLOW, _comments, Counting.PEOPLE
)
COMMENTS = Measure("plans.comments", _("Comments on plans of members"), "lượt góp ý", Kind.FLOW, _comments)


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


def describe_comments(user: User, ids: list[int]) -> dict[int, Described]:
    """Whose plan it was, for that member and the secretary of the cell; never what was said."""
    rows = Comment.objects.filter(queries.commented_by(user), pk__in=ids).select_related("plan__person", "unit")
    return {
        row.pk: Described(
            label=str(row.plan.person or row.plan.unit), url=row.plan.get_absolute_url(), detail=row.unit.name
        )
        for row in rows
    }
