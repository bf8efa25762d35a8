from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Counting, Described, Facts, Kind, Measure, Period, facts
from chibo.records.contests import rules
from chibo.records.contests.models import Entry
from chibo.registry.access.models import User


def _entries(period: Period) -> Facts:
    rows = Entry.objects.filter(entered_on__gte=period.start, entered_on__lt=period.end)
    return facts(rows, unit="unit_id", day="entered_on", person="person_id", record_type="contest_entry")


ENTRIES = Measure("contests.entries", _("Contest entries"), "bài", Kind.FLOW, _entries)
ENTRANTS = Measure(
    "contests.entrants", _("Members who entered a contest"), "người", Kind.FLOW, _entries, Counting.PEOPLE
)


def describe_entries(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Entry.objects.permitted(user, rules.VIEW_ENTRIES).filter(pk__in=ids)
    return {
        row.pk: Described(
            label=row.person.full_name if row.person else row.receipt,
            url=row.contest.get_absolute_url(),
            detail=row.contest.title,
        )
        for row in rows.select_related("person", "contest")
    }
