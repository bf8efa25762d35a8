from django.db.models import QuerySet

from chibo.base.periods import EffectiveQuerySet
from chibo.registry.calendar.models import DayOff, Term


def days_of(year: int) -> QuerySet[DayOff]:
    return DayOff.objects.filter(day__year=year).order_by("day")


def years() -> list[int]:
    """Return the years of which days off are written down, the latest first."""
    return [day.year for day in DayOff.objects.dates("day", "year", order="DESC")]


def terms_of(code: str) -> EffectiveQuerySet[Term]:
    """Return what a rule gave and gives, the latest first."""
    return Term.objects.filter(code=code).order_by("-valid_from")
