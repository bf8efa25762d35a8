import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from chibo.base.text import search
from chibo.records.studies import rules
from chibo.records.studies.models import Assessor, Programme, Reflection, Seminar
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.registry.people.holdings import Held
from chibo.registry.people.models import Person

RECEIVED = Q(reflections__state__in=Reflection.RECEIVED)
ASSESSED = Q(reflections__state=Reflection.State.ASSESSED)


def programme_list(user: User, *, units: set[int], year: int | None = None, text: str = "") -> QuerySet[Programme]:
    """Return programmes with how many reflections are due and how many are in."""
    rows = Programme.objects.permitted(user, rules.VIEW).filter(unit_id__in=units)
    if year:
        rows = rows.filter(starts_on__year=year)
    if text:
        rows = search(rows, "search_key", text)
    return _counted(rows).order_by("-starts_on", "-pk").fetch_mode(FETCH_RAISE)


def programme_page(user: User, pk: int) -> Programme | None:
    return _counted(Programme.objects.permitted(user, rules.VIEW)).filter(pk=pk).prefetch_related("sessions").first()


def _counted(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    return rows.select_related("unit", "document").annotate(
        due=Count("reflections"),
        received=Count("reflections", filter=RECEIVED),
        assessed=Count("reflections", filter=ASSESSED),
    )


def seminar_list(user: User, *, units: set[int], year: int | None = None, text: str = "") -> QuerySet[Seminar]:
    rows = Seminar.objects.permitted(user, rules.VIEW).filter(unit_id__in=units)
    if year:
        rows = rows.filter(held_on__year=year)
    if text:
        rows = search(rows, "search_key", text)
    return rows.select_related("unit").order_by("-held_on", "-pk").fetch_mode(FETCH_RAISE)


def seminar_page(user: User, pk: int) -> Seminar | None:
    rows = Seminar.objects.permitted(user, rules.VIEW).select_related("unit")
    parts = ("documents", "groups", "papers", "questions", "assigned__unit")
    return rows.prefetch_related(*parts).filter(pk=pk).first()


def years_of(user: User) -> list[int]:
    """Return the years in which there is a programme or a seminar that the user may see, latest first."""
    programmes = Programme.objects.permitted(user, rules.VIEW).dates("starts_on", "year")
    seminars = Seminar.objects.permitted(user, rules.VIEW).dates("held_on", "year")
    return sorted({day.year for day in (*programmes, *seminars)}, reverse=True)


def progress_by_cell(user: User, programme: Programme) -> QuerySet[Unit]:
    """Return the cells whose numbers the user oversees, with how many reflections are due, in and assessed."""
    of_programme = Q(reflections__programme=programme)
    return (
        Unit.objects.filter(of_programme, pk__in=permitted_unit_ids(user, rules.OVERSEE))
        .annotate(
            due=Count("reflections", filter=of_programme),
            received=Count("reflections", filter=of_programme & RECEIVED),
            assessed=Count("reflections", filter=of_programme & ASSESSED),
        )
        .order_by("position", "pk")
    )


def marks_of(programme: Programme) -> dict[str, int]:
    """Return how many of the assessed reflections got which mark."""
    rows = programme.reflections.exclude(mark="").order_by().values_list("mark").annotate(n=Count("pk"))
    return dict(rows)


def assessed_by(user: User) -> Q:
    """Which reflections this user assesses: as the one named for the cell, else as its secretary; never the own."""
    person = user.person_id or 0
    named = Assessor.objects.filter(programme=OuterRef("programme"), unit=OuterRef("unit"))
    as_secretary = Q(unit_id__in=permitted_unit_ids(user, rules.COLLECT)) & ~Exists(named)
    return (Q(Exists(named.filter(person_id=person))) | as_secretary) & ~Q(person_id=person)


def named_to(user: User) -> Q:
    """Which reflections this user sees by name and state: the own, those of the own cell, those to assess."""
    own_cell = Q(unit_id__in=permitted_unit_ids(user, rules.COLLECT))
    return Q(person_id=user.person_id or 0) | own_cell | assessed_by(user)


def readable_by(user: User) -> Q:
    """Whose text this user may read: the own always, those to assess once they are handed in."""
    return Q(person_id=user.person_id or 0) | assessed_by(user) & Q(state__in=Reflection.RECEIVED)


def reflection_page(user: User, pk: int) -> Reflection | None:
    rows = Reflection.objects.filter(readable_by(user), pk=pk)
    return rows.select_related(
        "programme__unit", "programme__document", "person", "unit", "assessed_by__person"
    ).first()


def reflections_to_collect(user: User, programme: Programme) -> QuerySet[Reflection]:
    """Return who of the user's own cell, or of those to assess, has handed in and who has not; without the texts."""
    return (
        Reflection.objects.filter(named_to(user), programme=programme)
        .exclude(person_id=user.person_id or 0)
        .annotate(may_read=Exists(Reflection.objects.filter(readable_by(user), pk=OuterRef("pk"))))
        .select_related("person", "unit")
        .defer("text", "comment")
        .order_by("unit__position", "unit_id", "person__sort_key", "person_id")
    )


def own_reflection(user: User, programme: Programme) -> Reflection | None:
    return programme.reflections.filter(person_id=user.person_id or 0).first()


@dataclass(frozen=True, slots=True)
class ToAssess:
    """How many reflections of a programme wait for this reader's assessment."""

    programme: Programme
    count: int


def due_reflections(user: User, units: set[int], day: dt.date) -> QuerySet[Reflection]:
    """Return the user's own reflections that are not handed in, of programmes that have begun."""
    del units  # a reflection is owed by the person, wherever the reader stands
    return (
        Reflection.objects.filter(person_id=user.person_id or 0, state__in=Reflection.OPEN, erased_on=None)
        .filter(programme__starts_on__lte=day)
        .select_related("programme", "unit")
        .order_by("programme__reflection_due_on", "pk")
    )


def reflections_to_assess(user: User, units: set[int], day: dt.date) -> list[ToAssess]:
    """Return the programmes in which reflections wait for this user, with how many."""
    del units, day
    waiting = Reflection.objects.filter(assessed_by(user), state=Reflection.State.HANDED_IN)
    counts = dict(waiting.order_by().values_list("programme").annotate(n=Count("pk")))
    return [ToAssess(one, counts[one.pk]) for one in Programme.objects.filter(pk__in=counts).order_by("pk")]


def may_assess(user: User, reflection: Reflection) -> bool:
    return Reflection.objects.filter(assessed_by(user), pk=reflection.pk).exists()


def held_about(person: Person) -> Iterator[Held]:
    """Return the reflections that the person was asked for, the latest first."""
    rows = Reflection.objects.filter(person=person).select_related("programme")
    for row in rows.annotate(handed_in_on=TruncDate("handed_in_at")).order_by("-programme", "-pk"):
        state = row.get_mark_display() if row.mark else row.get_state_display()
        yield Held(_("Reflections"), row.programme.title, state, row.handed_in_on, row.get_absolute_url())
