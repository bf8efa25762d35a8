import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value

from chibo.base.text import LONGEST_SEARCH, SearchKey, single_spaced
from chibo.records.cascade import rules
from chibo.records.cascade.families import IN_FORCE, families_of
from chibo.records.cascade.models import ASK_FOR_A_PLAN, DIRECTIVES, Conclusion, Dissemination, Point, Response
from chibo.records.cascade.standings import DONE, Board, Progress, Standing, late_on, tasks_of
from chibo.records.documents.models import Clause, Delivery, Direction, Document
from chibo.records.meetings.models import Meeting
from chibo.records.tasks.models import Task
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import subtree_ids

ACTING = (Kind.PARTY, Kind.CELL, Kind.INSPECTION, Kind.OFFICE, Kind.COUNCIL, Kind.GOVERNMENT, Kind.FRONT, Kind.UNION)
PATIENCE = dt.timedelta(days=10)
"""So long a unit may take to make a document known and to plan."""


def directives(user: User, *, year: int | None = None, issuer: str = "") -> QuerySet[Document]:
    """Return the documents whose carrying out the user oversees: those that no other of the register carries out."""
    own_head = Document.objects.filter(carried_out_by=OuterRef("pk"), unit=OuterRef("unit"))
    sent = Exists(Delivery.objects.filter(document=OuterRef("pk")))
    carried = Exists(Document.objects.filter(carries_out=OuterRef("pk")))
    answered = Exists(Response.objects.filter(document=OuterRef("pk")))
    worked = Exists(Task.objects.filter(document=OuterRef("pk")))
    rows = Document.objects.permitted(user, rules.OVERSEE).filter(IN_FORCE, type__in=DIRECTIVES)
    rows = rows.filter(Q(sent) | Q(carried) | Q(answered) | Q(worked), ~Exists(own_head))
    if year:
        rows = rows.filter(issued_on__year=year)
    for word in single_spaced(issuer)[:LONGEST_SEARCH].split():
        rows = rows.filter(issuer_key__contains=SearchKey(Value(word)))
    return rows.select_related("unit").order_by("-issued_on", "-pk").fetch_mode(FETCH_RAISE)


def years_of(user: User) -> list[int]:
    return [day.year for day in directives(user).dates("issued_on", "year", order="DESC")]


def overseen(user: User, pk: int) -> Document | None:
    """Return one document of which the user sees how all units carry it out; None if they may not."""
    rows = Document.objects.permitted(user, rules.OVERSEE).filter(IN_FORCE, pk=pk)
    return rows.select_related("unit").prefetch_related("carries_out", "carried_out_by").first()


def addressed(user: User, pk: int, units: Collection[int] | None = None) -> list[Unit]:
    """Return the units of the user to which this document was sent, or something that carries it out."""
    document = Document.objects.filter(IN_FORCE, pk=pk).first()
    if document is None:
        return []
    own = permitted_unit_ids(user, rules.VIEW_OWN) if units is None else units
    sent = Delivery.objects.filter(document__in=families_of([document]).documents, unit__in=own)
    return list(Unit.objects.filter(pk__in=sent.values("unit_id")))


@dataclass(frozen=True)
class ClauseRow:
    """One point with what cites it."""

    clause: Clause
    plans: int
    given: int
    done: int
    late: int
    conferences: int = 0
    """Meetings held that dealt with it: shown apart, for they replace neither a plan nor a task."""

    @property
    def is_idle(self) -> bool:
        return not self.plans and not self.given

    @property
    def has_no_task(self) -> bool:
        return not self.given


def clause_rows(documents: Collection[int], day: dt.date, unit_id: int | None = None) -> list[ClauseRow]:
    """Return the points of these documents with the plans, tasks and meetings that cite them; of one unit if given."""
    of_unit = Q() if unit_id is None else Q(unit=unit_id)
    tasks = tasks_of(documents).filter(of_unit, clause__isnull=False).order_by().values_list("clause_id")
    worked = {
        clause: (given, done, late)
        for clause, given, done, late in tasks.annotate(
            given=Count("pk"), finished=Count("pk", filter=DONE), overdue=Count("pk", filter=late_on(day))
        )
    }
    by = Q() if unit_id is None else Q(responses__unit=unit_id)
    clauses = Clause.objects.filter(document__in=documents).select_related("document")
    clauses = clauses.annotate(plans=Count("responses", filter=by, distinct=True))
    held = Meeting.clauses.through.objects.filter(clause__document__in=documents, meeting__state=Meeting.State.CLOSED)
    if unit_id is not None:
        held = held.filter(meeting__unit=unit_id)
    dealt = dict(held.order_by().values_list("clause_id").annotate(meetings=Count("meeting")))
    return [
        ClauseRow(clause, clause.plans, *worked.get(clause.pk, (0, 0, 0)), dealt.get(clause.pk, 0))
        for clause in clauses.order_by("document__issued_on", "document_id", "position", "pk")
    ]


def clause_page(document: Document, pk: int) -> Clause | None:
    """Return a point of the document or its family, with the plans, tasks and meetings that cite it."""
    plans = Response.objects.select_related("unit").order_by("unit__position", "pk")
    tasks = Task.objects.select_related("unit").order_by("due_on", "pk")
    rows = Clause.objects.filter(document__in=families_of([document]).documents, pk=pk).select_related("document")
    meetings = Meeting.objects.select_related("unit").order_by("held_on", "pk")
    rows = rows.prefetch_related(Prefetch("responses", plans)).prefetch_related(Prefetch("tasks", tasks))
    return rows.prefetch_related(Prefetch("meetings", meetings)).first()


def conferences(documents: Collection[int]) -> QuerySet[Meeting]:
    """Return the closed meetings that studied one of these documents."""
    held = Meeting.objects.filter(documents__in=documents, state=Meeting.State.CLOSED).distinct()
    return held.select_related("unit").order_by("held_on", "pk")


@dataclass(frozen=True)
class Listed:
    """A line of the list of documents."""

    document: Document
    progress: Progress
    clauses: int
    idle: int


def listed(documents: Collection[Document], day: dt.date) -> list[Listed]:
    """Return how far each document has come, in a fixed number of queries."""
    board = Board(documents, day)
    families = board.families
    tasks = Task.objects.filter(clause=OuterRef("pk")).exclude(state=Task.State.CANCELLED)
    counted: dict[int, list[int]] = {document.pk: [0, 0] for document in documents}
    points = Clause.objects.filter(document__in=families.documents).order_by().values_list("document_id")
    for pk, total, worked in points.annotate(total=Count("pk"), worked=Count("pk", filter=Exists(tasks))):
        for head in families.heads[pk]:
            counted[head][0] += total
            counted[head][1] += total - worked
    return [Listed(one, board.progress(one), *counted[one.pk]) for one in documents]


@dataclass(frozen=True)
class Addressed:
    """A document that was sent to a unit, and how the unit stands with it."""

    document: Document
    standing: Standing


def sent_to(units: Collection[int], day: dt.date, *, year: int | None = None) -> list[Addressed]:
    """Return what was sent to these units to be carried out, newest first, with how each stands with it."""
    rows = Document.objects.filter(IN_FORCE, type__in=DIRECTIVES, deliveries__unit__in=units).distinct()
    if year:
        rows = rows.filter(issued_on__year=year)
    documents = list(rows.select_related("unit").order_by("-issued_on", "-pk"))
    board = Board(documents, day, units)
    return [Addressed(document, standing) for document in documents for standing in board.of(document) if standing.sent]


def delivered_years(units: Collection[int]) -> list[int]:
    rows = Document.objects.filter(IN_FORCE, type__in=DIRECTIVES, deliveries__unit__in=units)
    return [day.year for day in rows.dates("issued_on", "year", order="DESC")]


def due_cascade(user: User, units: set[int], day: dt.date) -> list[Addressed]:
    """Return what was sent to the user's units more than ten days ago and is not received, made known or planned."""
    own = permitted_unit_ids(user, rules.CONFIRM) & units
    late = Delivery.objects.filter(unit__in=own, sent_on__lt=day - PATIENCE, document__type__in=DIRECTIVES)
    late = late.filter(
        Q(received_on=None)
        | Q(read_on=None)
        | Q(document__type__in=ASK_FOR_A_PLAN)
        & ~Exists(Response.objects.filter(document=OuterRef("document"), unit=OuterRef("unit")))
    )
    documents = list(Document.objects.filter(IN_FORCE, pk__in=late.values("document_id")).select_related("unit"))
    waiting = set(late.values_list("document_id", "unit_id"))
    board = Board(documents, day, own)
    return [
        Addressed(document, standing)
        for document in documents
        for standing in board.of(document)
        if (document.pk, standing.unit_id) in waiting
        and not (standing.is_received and standing.is_read and not standing.lacks_plan)
    ]


def responses_of(documents: Collection[int], unit: Unit) -> QuerySet[Response]:
    rows = Response.objects.filter(document__in=documents, unit=unit)
    return rows.select_related("own_document", "unit").prefetch_related("clauses").order_by("-made_on", "-pk")


def response_page(user: User, pk: int) -> Response | None:
    seen = Q(unit_id__in=permitted_unit_ids(user, rules.VIEW_OWN))
    overseen = Q(document__unit_id__in=permitted_unit_ids(user, rules.OVERSEE))
    return Response.objects.filter(seen | overseen, pk=pk).select_related("unit").first()


def unit_tasks(documents: Collection[int], unit: Unit) -> QuerySet[Task]:
    return tasks_of(documents).filter(unit=unit).select_related("clause").order_by("due_on", "pk")


def count_of(document: Document, unit: Unit) -> Dissemination | None:
    return Dissemination.objects.filter(document=document, unit=unit).first()


def conclusion_of(user: User, meeting_pk: int) -> Conclusion | None:
    """Return what was concluded in a meeting, where the user may see it: a draft only who writes it."""
    rows = Conclusion.objects.permitted(user, rules.VIEW_CONCLUSIONS).filter(meeting=meeting_pk)
    own = Q(unit_id__in=permitted_unit_ids(user, rules.CONCLUDE))
    return _with_points(rows.filter(own | Q(document__isnull=False))).first()


def _with_points(rows: QuerySet[Conclusion]) -> QuerySet[Conclusion]:
    tasks = Task.objects.select_related("unit").exclude(state=Task.State.CANCELLED).order_by("due_on", "pk")
    points = Point.objects.select_related("clause").prefetch_related("units", Prefetch("clause__tasks", tasks))
    return rows.select_related("meeting", "document", "unit").prefetch_related(Prefetch("points", points))


def earlier(unit_id: int, held_on: dt.date) -> Conclusion | None:
    """Return the last issued conclusion of the unit before that day, with its points and their tasks."""
    rows = Conclusion.objects.filter(unit=unit_id, held_on__lt=held_on, document__isnull=False)
    return _with_points(rows).order_by("-held_on", "-pk").first()


def committee_meeting(user: User, pk: int) -> Meeting | None:
    """Return a meeting of a committee whose conclusions the user may see."""
    meeting = Meeting.objects.permitted(user, rules.VIEW_CONCLUSIONS).filter(pk=pk).select_related("unit").first()
    return meeting if meeting and meeting.is_of_committee else None


def committee_meetings(user: User) -> QuerySet[Meeting]:
    """Return the meetings of committees with what was concluded, newest first."""
    return (
        Meeting.objects.permitted(user, rules.VIEW_CONCLUSIONS)
        .filter(unit__kind__in=("party", "superior"))
        .exclude(kind=Meeting.Kind.CONFERENCE)
        .select_related("unit", "conclusion__document")
        .annotate(points=Count("conclusion__points"))
        .order_by(F("held_on").desc(), "-pk")
    )


def asks_for_plan(document: Document) -> bool:
    return document.type in ASK_FOR_A_PLAN


def own_documents(unit: Unit) -> QuerySet[Document]:
    """Return what the unit issued itself."""
    return Document.objects.filter(IN_FORCE, unit=unit, direction=Direction.OUTGOING).order_by("-issued_on", "pk")


def deliveries_to(documents: Collection[int], unit: Unit) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(document__in=documents, unit=unit)
    return rows.select_related("document", "received_by__person").order_by("sent_on", "pk")


def own_page(user: User, pk: int, slug: str) -> tuple[Document, Unit] | None:
    """Return a document and a unit that got it or keeps it in its register, if the user may see how it carries it out.

    That is who belongs to the unit, and who oversees the document.
    """
    document = Document.objects.filter(IN_FORCE, pk=pk).select_related("unit").first()
    unit = Unit.objects.filter(slug=slug).first()
    if document is None or unit is None:
        return None
    seen = unit.pk in permitted_unit_ids(user, rules.VIEW_OWN)
    if not seen and document.unit_id not in permitted_unit_ids(user, rules.OVERSEE):
        return None
    got = document.unit_id == unit.pk or _concerns(document, unit)
    return (document, unit) if got else None


def _concerns(document: Document, unit: Unit) -> bool:
    family = families_of([document]).documents
    sent = Delivery.objects.filter(document__in=family, unit=unit).exists()
    return sent or tasks_of(family).filter(unit=unit).exists()


def partners_of(unit: Unit, day: dt.date) -> QuerySet[Unit]:
    """Return the units below a committee that can be given something to do."""
    below = subtree_ids([unit.pk], day) - {unit.pk}
    return Unit.objects.filter(pk__in=below, kind__in=ACTING).order_by("position", "name", "pk")


def cells_of(unit: Unit, day: dt.date) -> QuerySet[Unit]:
    return partners_of(unit, day).filter(kind=Kind.CELL)
