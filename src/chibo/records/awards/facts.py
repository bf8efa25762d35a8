from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Counting, Described, Facts, Kind, Measure, Period, facts
from chibo.records.awards.models import Award, AwardKind
from chibo.records.awards.queries import seen_by
from chibo.registry.access.models import User

EXEMPLARY = ("dang-bo-tsvm", "dang-bo-tsvm-5")
Form = AwardKind.Form


def _awards(period: Period, condition: Q) -> Facts:
    rows = Award.objects.filter(
        condition, state=Award.State.DECIDED, decided_on__gte=period.start, decided_on__lt=period.end
    )
    return facts(rows, unit="unit_id", day="decided_on", person="person_id", record_type="award")


def _measure(code: str, name: Promise, noun: str, condition: Q, counting: Counting = Counting.RECORDS) -> Measure:
    return Measure(f"awards.{code}", name, noun, Kind.FLOW, lambda period: _awards(period, condition), counting)


TITLES = _measure(
    "titles", _("Titles of exemplary clean and strong Party organisation"), "danh hiệu", Q(kind__in=EXEMPLARY)
)
FLAGS = _measure(
    "flags", _("Emulation flags of the province or city"), "cờ thi đua", Q(kind__form=Form.FLAG, giver="province")
)
COLLECTIVES = _measure("collectives", _("Awards to collectives"), "lượt khen", Q(person=None))
INDIVIDUALS = _measure("individuals", _("Awards to people"), "lượt khen", Q(person__isnull=False))
PEOPLE = _measure("people", _("People who were awarded"), "người", Q(person__isnull=False), Counting.PEOPLE)
BADGES = _measure("badges", _("Party badges given"), "huy hiệu", Q(kind__form=Form.BADGE))


def describe_awards(user: User, ids: list[int]) -> dict[int, Described]:
    rows = seen_by(user).filter(pk__in=ids).select_related("kind", "person", "unit")
    return {
        row.pk: Described(
            label=row.person.full_name if row.person else row.unit.name,
            url=row.get_absolute_url(),
            detail=f"{row.kind.name} {row.year}",
        )
        for row in rows
    }
