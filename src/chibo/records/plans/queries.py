from django.db.models import FETCH_RAISE, Count, F, Q, QuerySet

from chibo.base.text import search
from chibo.records.plans import rules
from chibo.records.plans.models import StudyPlan
from chibo.registry.access.models import User
from chibo.registry.people.models import Person


def plan_list(user: User, units: set[int], year: int, *, text: str = "", who: str = "") -> QuerySet[StudyPlan]:
    """Return the plans registered for a year: collectives first, then people by name."""
    rows = StudyPlan.objects.permitted(user, rules.VIEW).filter(unit_id__in=units, year=year)
    if who == "collective":
        rows = rows.filter(person=None)
    if who == "individual":
        rows = rows.filter(person__isnull=False)
    if text:
        rows = search(rows, "person__search_key", text)
    return (
        rows.select_related("unit", "person", "document")
        .order_by(F("person__sort_key").asc(nulls_first=True), "unit__position", "pk")
        .fetch_mode(FETCH_RAISE)
    )


def plan_counts(units: set[int], year: int) -> dict[str, int]:
    """Return how many collectives and how many individuals registered, withdrawn ones left out."""
    return StudyPlan.objects.filter(unit_id__in=units, year=year, withdrawn_on=None).aggregate(
        collectives=Count("pk", filter=Q(person=None)), individuals=Count("person", distinct=True)
    )


def own_plan(user: User, year: int) -> StudyPlan | None:
    return StudyPlan.objects.filter(person_id=user.person_id or 0, year=year, withdrawn_on=None).first()


def plans_of(person: Person) -> QuerySet[StudyPlan]:
    return StudyPlan.objects.filter(person=person).select_related("unit", "document").order_by("-year", "pk")
