from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts
from chibo.records.studies import queries, rules
from chibo.records.studies.models import Reflection, Seminar
from chibo.registry.access.models import User


def _reflections(period: Period, only: Q | None = None) -> Facts:
    """Reflections that are due in the period, whenever they come in."""
    rows = Reflection.objects.filter(
        only or Q(), programme__reflection_due_on__gte=period.start, programme__reflection_due_on__lt=period.end
    )
    return facts(rows, unit="unit_id", day="programme__reflection_due_on", person="person_id", record_type="reflection")


def _seminars(period: Period) -> Facts:
    rows = Seminar.objects.filter(held=True, held_on__gte=period.start, held_on__lt=period.end)
    return facts(rows, unit="unit_id", day="held_on", record_type="seminar")


DUE = Measure("studies.due", _("Reflections due"), "bài thu hoạch", Kind.FLOW, _reflections)
HANDED_IN = Measure(
    "studies.handed_in", _("Reflections handed in"), "bài thu hoạch", Kind.FLOW,
    lambda period: _reflections(period, Q(state__in=Reflection.RECEIVED)),
)  # fmt: skip
SEMINARS = Measure("studies.seminars", _("Thematic seminars"), "buổi tọa đàm", Kind.FLOW, _seminars)


def describe_reflections(user: User, ids: list[int]) -> dict[int, Described]:
    """Names only for the author, the secretary of the cell and who assesses; never the text."""
    rows = Reflection.objects.filter(queries.named_to(user), pk__in=ids).select_related("person", "programme")
    return {
        row.pk: Described(
            label=row.person.full_name,
            url=row.programme.get_absolute_url(),
            detail=f"{row.get_state_display()}, {row.programme.title}",
        )
        for row in rows
    }


def describe_seminars(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Seminar.objects.permitted(user, rules.VIEW).filter(pk__in=ids).select_related("unit")
    return {row.pk: Described(label=row.topic, url=row.get_absolute_url(), detail=row.unit.name) for row in rows}
