import datetime as dt
from collections.abc import Collection

from django.db.models import FETCH_RAISE, DateField, OuterRef, Q, QuerySet, Subquery

from chibo.base.text import search
from chibo.records.regulations import rules
from chibo.records.regulations.models import Regulation, Review, Version
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids

SOON = dt.timedelta(days=30)
STATES = ("in_force", "due", "ended")


def regulation_list(
    user: User, *, units: Collection[int], day: dt.date, state: str = "", text: str = ""
) -> QuerySet[Regulation]:
    """Return the regulations of these units, with the days of the version in force on `day`, if there is one."""
    current = Version.objects.on(day).filter(regulation=OuterRef("pk"))
    rows = (
        Regulation.objects.permitted(user, rules.VIEW)
        .filter(unit_id__in=units)
        .select_related("unit")
        .annotate(
            since=Subquery(current.values("valid_from")[:1], output_field=DateField()),
            until=Subquery(current.values("valid_until")[:1], output_field=DateField()),
            due_on=Subquery(current.values("review_due_on")[:1], output_field=DateField()),
        )
    )
    if state == "in_force":
        rows = rows.filter(since__isnull=False)
    elif state == "due":
        rows = rows.filter(due_on__lte=day + SOON)
    elif state == "ended":
        rows = rows.filter(since__isnull=True)
    rows = search(rows, "title_key", text) if text else rows
    return rows.order_by("unit__position", "unit_id", "title", "pk").fetch_mode(FETCH_RAISE)


def regulation_page(user: User, pk: int) -> Regulation | None:
    return Regulation.objects.permitted(user, rules.VIEW).select_related("unit").filter(pk=pk).first()


def versions_of(regulation: Regulation) -> QuerySet[Version]:
    """Return the versions, the latest first."""
    return (
        Version.objects.filter(regulation=regulation).select_related("document", "regulation").order_by("-valid_from")
    )


def last_version(regulation: Regulation) -> Version:
    return versions_of(regulation)[0]


def reviews_of(regulation: Regulation) -> QuerySet[Review]:
    return Review.objects.filter(version__regulation=regulation).select_related("by__person").order_by("-pk")


def due_reviews(user: User, units: set[int], day: dt.date) -> QuerySet[Version]:
    """Return the versions in force that this user looks after, to be reviewed within 30 days or overdue."""
    kept = permitted_unit_ids(user, rules.EDIT) & units
    return (
        Version.objects.on(day)
        .filter(Q(regulation__unit_id__in=kept), review_due_on__lte=day + SOON)
        .select_related("regulation__unit")
        .order_by("review_due_on", "pk")
        .fetch_mode(FETCH_RAISE)
    )
