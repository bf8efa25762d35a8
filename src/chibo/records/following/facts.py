from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts, first_of_each
from chibo.records.following import rules
from chibo.records.following.models import Visit
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids


def _visits(period: Period) -> QuerySet[Visit]:
    return Visit.objects.filter(attended=True, meeting__held_on__gte=period.start, meeting__held_on__lt=period.end)


def _turns(period: Period) -> Facts:
    return facts(
        _visits(period), unit="meeting__unit_id", day="meeting__held_on", person="person_id", record_type="visit"
    )


def _cells(period: Period) -> Facts:
    """Return the first visit of each cell in the period: a cell counts once, however many went and how often."""
    first = first_of_each(_visits(period), by="meeting__unit", day="meeting__held_on")
    return facts(first, unit="meeting__unit_id", day="meeting__held_on", record_type="visit")


CELLS = Measure(
    "following.cells", gettext_lazy("Cells whose meetings committee members attended"), "chi bộ", Kind.FLOW, _cells
)
TURNS = Measure(
    "following.turns", gettext_lazy("Attendances of committee members at cell meetings"), "lượt", Kind.FLOW, _turns
)


def describe_visits(user: User, ids: list[int]) -> dict[int, Described]:
    """Name who went where, never what they noted."""
    rows = Visit.objects.filter(pk__in=ids, meeting__unit_id__in=permitted_unit_ids(user, rules.VIEW))
    return {
        row.pk: Described(
            label=_("%(person)s at %(unit)s") % {"person": row.person, "unit": row.meeting.unit},
            url=reverse("following:cell", args=[row.meeting.unit.slug]),
            detail=row.meeting.title,
        )
        for row in rows.select_related("person", "meeting__unit")
    }
