from django.db.models import QuerySet

from chibo.registry.calendar.models import DayOff


def days_of(year: int) -> QuerySet[DayOff]:
    return DayOff.objects.filter(day__year=year).order_by("day")


def years() -> list[int]:
    """Return the years of which days off are written down, the latest first."""
    return [day.year for day in DayOff.objects.dates("day", "year", order="DESC")]
