"""How each unit stands with a document: got it, made it known, planned, did what was given to it."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.records.cascade.families import IN_FORCE, Families, families_of
from chibo.records.cascade.models import ASK_FOR_A_PLAN, Dissemination, Reminder, Response
from chibo.records.documents.models import Delivery, Document
from chibo.records.meetings.models import Meeting
from chibo.records.tasks.models import Task
from chibo.registry.orgs.models import Kind, Unit

RECEIVED, MADE_KNOWN, PLANNED = _("Received by the unit"), _("Made known"), _("Plan made")
DONE = Q(state=Task.State.DONE)


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell of the table: the day on which it was done, or that it is asked for and missing."""

    label: str | Promise
    done: bool
    asked: bool
    day: dt.date | None


@dataclass
class Standing:
    """One unit and one document with its family."""

    unit_id: int
    asked: bool
    """Whether a plan is asked for."""
    unit: Unit = field(init=False)
    sent: int = 0
    received: int = 0
    read: int = 0
    received_on: dt.date | None = None
    read_on: dt.date | None = None
    plans: int = 0
    planned_on: dt.date | None = None
    given: int = 0
    done: int = 0
    late: int = 0
    reminded_on: dt.date | None = None
    counted: bool = False
    """Whether it said how many of its members it has reached."""

    @property
    def is_received(self) -> bool:
        return bool(self.sent) and self.received == self.sent

    @property
    def is_read(self) -> bool:
        return bool(self.sent) and (self.read == self.sent or self.read_on is not None)

    @property
    def is_planned(self) -> bool:
        return self.plans > 0

    @property
    def lacks_plan(self) -> bool:
        return bool(self.sent) and self.asked and not self.plans

    @property
    def marks(self) -> tuple[Mark, ...]:
        return (
            Mark(RECEIVED, self.is_received, bool(self.sent), self.received_on),
            Mark(MADE_KNOWN, self.is_read, bool(self.sent), self.read_on),
            Mark(PLANNED, self.is_planned, self.lacks_plan, self.planned_on),
        )

    @property
    def lacks(self) -> bool:
        """Whether anything is missing or late."""
        return (bool(self.sent) and not (self.is_received and self.is_read and not self.lacks_plan)) or bool(self.late)


SHOWN: dict[str, Callable[[Standing], bool]] = {
    "missing": lambda one: one.lacks,
    "received": lambda one: one.is_received,
    "unreceived": lambda one: bool(one.sent) and not one.is_received,
    "read": lambda one: one.is_read,
    "unread": lambda one: bool(one.sent) and not one.is_read,
    "planned": lambda one: one.is_planned,
    "unplanned": lambda one: one.lacks_plan,
    "tasks": lambda one: one.given > 0,
    "late": lambda one: one.late > 0,
    "counted": lambda one: one.counted,
}
"""The filters of the table, each with the units that it keeps."""


@dataclass(frozen=True)
class Progress:
    """What the standings of one document add up to."""

    asked: bool
    units: int = 0
    received: int = 0
    read: int = 0
    planned: int = 0
    lacking: int = 0
    given: int = 0
    done: int = 0
    late: int = 0
    cells_only: bool = False

    @property
    def is_complete(self) -> bool:
        return not self.lacking


def progress_of(standings: Collection[Standing], *, asked: bool) -> Progress:
    """Add up: received, read and planned are shares of the units to which the document was sent."""
    sent = [one for one in standings if one.sent]
    return Progress(
        asked=asked,
        units=len(sent),
        received=sum(one.is_received for one in sent),
        read=sum(one.is_read for one in sent),
        planned=sum(one.is_planned for one in sent),
        lacking=sum(one.lacks for one in standings),
        given=sum(one.given for one in standings),
        done=sum(one.done for one in standings),
        late=sum(one.late for one in standings),
        cells_only=all(one.unit.kind == Kind.CELL for one in sent),
    )


class Board:
    """The standings of all units with some documents; a fixed number of queries, whatever their number."""

    def __init__(self, documents: Collection[Document], day: dt.date, units: Collection[int] | None = None) -> None:
        self.families: Families = families_of(documents)
        self._asked = {document.pk: document.type in ASK_FOR_A_PLAN for document in documents}
        self._units = None if units is None else set(units)
        self._found: dict[int, dict[int, Standing]] = {pk: {} for pk in self._asked}
        self._add_deliveries()
        self._add_studies()
        self._add_plans()
        self._add_tasks(day)
        self._add_reminders()
        self._name_units()

    def of(self, document: Document) -> list[Standing]:
        found = self._found[document.pk].values()
        return sorted(found, key=lambda one: (one.unit.position, one.unit.name, one.unit_id))

    def progress(self, document: Document) -> Progress:
        return progress_of(self.of(document), asked=self._asked[document.pk])

    def _rows(self, document_id: int, unit_id: int) -> list[Standing]:
        """Return the standings for which a record of this document and unit counts."""
        if self._units is not None and unit_id not in self._units:
            return []
        return [
            self._found[head].setdefault(unit_id, Standing(unit_id, self._asked[head]))
            for head in self.families.heads[document_id]
            if unit_id != self.families.owners[head]
        ]

    def _add_deliveries(self) -> None:
        sent = Delivery.objects.filter(document__in=self.families.documents).order_by()
        for document, unit, received_on, read_on in sent.values_list(
            "document_id", "unit_id", "received_on", "read_on"
        ):
            for row in self._rows(document, unit):
                row.sent += 1
                row.received += received_on is not None
                row.read += read_on is not None
                row.received_on = _later(row.received_on, received_on)
                row.read_on = _later(row.read_on, read_on) if row.read == row.sent else None

    def _add_studies(self) -> None:
        """Take a closed meeting that studied the document, or a count of whom it reached, as making it known."""
        documents = self.families.documents
        held = Meeting.objects.filter(documents__in=documents, state=Meeting.State.CLOSED).order_by()
        for document, unit, day in held.values_list("documents", "unit_id", "held_on"):
            for row in self._rows(document, unit):
                row.read_on = _later(row.read_on, day)
        told = Dissemination.objects.filter(document__in=documents).order_by()
        for document, unit, day in told.values_list("document_id", "unit_id", "held_on"):
            for row in self._rows(document, unit):
                row.read_on, row.counted = _later(row.read_on, day), True

    def _add_plans(self) -> None:
        for document, unit, day in _plans(self.families):
            for row in self._rows(document, unit):
                row.plans += 1
                row.planned_on = _later(row.planned_on, day)

    def _add_tasks(self, day: dt.date) -> None:
        for document, unit, given, done, late in tasks_by_unit(self.families.documents, day):
            for row in self._rows(document, unit):
                row.given += given
                row.done += done
                row.late += late

    def _add_reminders(self) -> None:
        urged = Reminder.objects.filter(document__in=self.families.documents).order_by()
        for document, unit, day in urged.values_list("document_id", "unit_id").annotate(last=Max("day")):
            for row in self._rows(document, unit):
                row.reminded_on = _later(row.reminded_on, day)

    def _name_units(self) -> None:
        units = Unit.objects.in_bulk({unit for rows in self._found.values() for unit in rows})
        for rows in self._found.values():
            for unit_id, row in rows.items():
                row.unit = units[unit_id]


def tasks_of(documents: Collection[int]) -> QuerySet[Task]:
    """Return the tasks that carry out these documents or one of their points."""
    return Task.objects.filter(document__in=documents).exclude(state=Task.State.CANCELLED)


def late_on(day: dt.date) -> Q:
    return Q(state=Task.State.OPEN, reported_on=None, due_on__lt=day)


def tasks_by_unit(documents: Collection[int], day: dt.date) -> QuerySet[Task, tuple[int, int, int, int, int]]:
    rows = tasks_of(documents).order_by().values_list("document_id", "unit_id")
    return rows.annotate(given=Count("pk"), finished=Count("pk", filter=DONE), overdue=Count("pk", filter=late_on(day)))


def answers_of(families: Families) -> QuerySet[Document]:
    """Return what other units issued to carry out these documents."""
    return Document.objects.filter(IN_FORCE, carries_out__in=families.documents).exclude(
        unit_id=F("carries_out__unit_id")
    )


def _plans(families: Families) -> list[tuple[int, int, dt.date]]:
    """Return document, unit and day of every plan; a document that was also written down as a plan is there once."""
    responses = Response.objects.filter(document__in=families.documents).order_by()
    written = list(responses.values_list("document_id", "unit_id", "made_on", "own_document_id"))
    known = {own for _document, _unit, _day, own in written if own}
    issued: Iterable[Any] = answers_of(families).order_by().values_list("carries_out", "unit_id", "issued_on", "pk")
    plans = [(document, unit, day) for document, unit, day, _own in written]
    return plans + [(document, unit, day) for document, unit, day, pk in issued if pk not in known]


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return max((day for day in (one, other) if day), default=None)
