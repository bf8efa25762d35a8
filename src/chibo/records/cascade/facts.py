from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Counting, Described, Facts, Kind, Measure, Period, facts, first_of_each
from chibo.records.cascade import rules
from chibo.records.cascade.models import Dissemination, Response
from chibo.records.cascade.reach import members_reached, members_with_duty
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids


def _people(period: Period, *, reached: bool) -> Facts:
    rows = (members_reached if reached else members_with_duty)(period.start, period.end)
    return facts(rows, unit="unit_id", day="counted_on", person="person_id", record_type="membership")


def _counts(period: Period, amount: str) -> Facts:
    rows = Dissemination.objects.filter(held_on__gte=period.start, held_on__lt=period.end)
    return facts(rows, unit="unit_id", day="held_on", amount=amount, record_type="dissemination")


def _units_planned(period: Period) -> Facts:
    """Take the first plan of each unit in the period, so that a unit counts once."""
    made = Response.objects.filter(made_on__gte=period.start, made_on__lt=period.end)
    first = first_of_each(made, by="unit", day="made_on")
    return facts(first, unit="unit_id", day="made_on", record_type="response")


REACHED = Measure(
    "cascade.members_reached", _("Members whom the study of documents reached"), "đảng viên", Kind.FLOW,
    lambda period: _people(period, reached=True), Counting.PEOPLE,
)  # fmt: skip
TO_REACH = Measure(
    "cascade.members_to_reach", _("Members to be reached, with the duty"), "đảng viên", Kind.FLOW,
    lambda period: _people(period, reached=False), Counting.PEOPLE,
)  # fmt: skip
UNION_REACHED = Measure(
    "cascade.union_members_reached", _("Members of mass organisations whom a document reached"), "lượt hội viên",
    Kind.FLOW, lambda period: _counts(period, "reached"),
)  # fmt: skip
UNION_MEMBERS = Measure(
    "cascade.union_members", _("Members of mass organisations, for each document"), "lượt hội viên", Kind.FLOW,
    lambda period: _counts(period, "whole"),
)  # fmt: skip
UNITS_PLANNED = Measure(
    "cascade.units_planned", _("Units that planned how to carry out a document"), "đơn vị", Kind.FLOW, _units_planned
)


def describe_responses(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Response.objects.filter(pk__in=ids).filter(_seen(user)).select_related("unit")
    return {row.pk: Described(label=row.title, url=row.get_absolute_url(), detail=row.unit.name) for row in rows}


def describe_disseminations(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Dissemination.objects.filter(pk__in=ids).filter(_seen(user)).select_related("unit", "document")
    return {
        row.pk: Described(
            label=row.document.symbol, url=row.get_absolute_url(), detail=f"{row.unit.name}: {row.reached}/{row.whole}"
        )
        for row in rows
    }


def _seen(user: User) -> Q:
    return Q(unit_id__in=permitted_unit_ids(user, rules.VIEW_OWN)) | Q(
        document__unit_id__in=permitted_unit_ids(user, rules.OVERSEE)
    )
