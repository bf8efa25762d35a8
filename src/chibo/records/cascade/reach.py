"""Whom the study of documents reached: members are people of records, each counted once."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, DateField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from chibo.records.cascade.models import DIRECTIVES, Dissemination
from chibo.records.documents.models import Delivery, Document
from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.people.models import Membership, Standing

NEVER = dt.date(9999, 12, 31)


def members_with_duty(start: dt.date, end: dt.date, documents: Collection[int] | None = None) -> QuerySet[Membership]:
    """Return the memberships to be reached from `start` until the day before `end`, with `counted_on`.

    Who had the duty at a meeting that studied a document; and in a cell to which one was sent and from which nobody
    has been summoned yet, who has the duty on the last day. Without `documents`, any document counts.
    """
    last = end - dt.timedelta(days=1)
    summoned = _attendances(start, end, documents).exclude(state=Attendance.State.EXEMPT)
    latest = summoned.order_by("-meeting__held_on").values("meeting__held_on")[:1]
    studied = _studied(start, end, documents).order_by()
    sent = _sent(start, end, documents).order_by().values("unit_id")
    waiting = Q(unit_id__in=sent, valid__contains=last)
    waiting &= ~Q(unit_id__in=studied.values("unit_id")) & ~Q(person_id__in=_without_duty(last))
    # the list of people first: it is made once and spares most memberships the question to the right of it
    called = Q(person_id__in=studied.values("person_id")) & Q(Exists(summoned))
    return (
        Membership.objects.during(start, end)
        .annotate(counted_on=Coalesce(Subquery(latest), Value(last), output_field=DateField()))
        .filter(called | waiting)
    )


def members_reached(start: dt.date, end: dt.date, documents: Collection[int] | None = None) -> QuerySet[Membership]:
    """Of `members_with_duty`, those who stayed to the end of such a meeting; so they are never more."""
    stayed = _attendances(start, end, documents).filter(state__in=Attendance.ATTENDED)
    return members_with_duty(start, end, documents).filter(Exists(stayed))


def _studied(start: dt.date, end: dt.date, documents: Collection[int] | None) -> QuerySet[Attendance]:
    """Return who was on the list of closed meetings of that time that studied one of the documents."""
    which = Q(documents__isnull=False) if documents is None else Q(documents__in=documents)
    held = Meeting.objects.filter(which, state=Meeting.State.CLOSED, held_on__gte=start, held_on__lt=end)
    return Attendance.objects.filter(meeting__in=held.values("pk"))


def _attendances(start: dt.date, end: dt.date, documents: Collection[int] | None) -> QuerySet[Attendance]:
    """Return the attendances that belong to a membership of the outer query."""
    return _studied(start, end, documents).filter(
        person=OuterRef("person"),
        meeting__held_on__gte=OuterRef("valid_from"),
        meeting__held_on__lt=Coalesce(OuterRef("valid_until"), Value(NEVER), output_field=DateField()),
    )


def _sent(start: dt.date, end: dt.date, documents: Collection[int] | None) -> QuerySet[Delivery]:
    which = Q(document__type__in=DIRECTIVES, sent_on__gte=start, sent_on__lt=end)
    return Delivery.objects.filter(which if documents is None else Q(document__in=documents))


def _without_duty(day: dt.date) -> QuerySet[Standing, int]:
    rows = Standing.objects.on(day).filter(state__in=Standing.WITHOUT_DUTY).order_by()
    return rows.values_list("person_id", flat=True)


@dataclass(frozen=True)
class Reach:
    """How many of the members, and of those of the mass organisations, a document has reached."""

    reached: int
    members: int
    union_reached: int
    union_members: int


def reach_of(document: Document, family: Collection[int], day: dt.date) -> Reach:
    """Return whom a document with its family has reached from its date to `day`; each member counts once."""
    end = max(day, document.issued_on) + dt.timedelta(days=1)
    counts = Dissemination.objects.filter(document__in=family).order_by().values("unit")
    unions = counts.annotate(most=Max("reached"), all=Max("whole")).values_list("most", "all")
    reached, members = (
        rows(document.issued_on, end, family).aggregate(n=Count("person", distinct=True))["n"]
        for rows in (members_reached, members_with_duty)
    )
    told = list(unions)
    return Reach(reached, members, sum(most for most, _all in told), sum(whole for _most, whole in told))
