import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    FETCH_RAISE,
    Case,
    Exists,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from chibo.base.text import LONGEST_SEARCH, single_spaced
from chibo.records.documents import rules
from chibo.records.documents.models import (
    IN_WORK,
    Alias,
    Assignment,
    CommitteeTerm,
    Delivery,
    Direction,
    Document,
    State,
)
from chibo.records.documents.references import Reference, fold, normal_symbol, query_of, read_reference
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.matters import Matter

SORTS: dict[str, tuple[str | OrderBy, ...]] = {
    "new": ("-issued_on", "symbol", "pk"),
    "old": ("issued_on", "symbol", "pk"),
    "due": (F("due_on").asc(nulls_last=True), "-issued_on", "pk"),
    "number": ("type", "-issued_on", "-number", "pk"),
}
BEST = "best"
WEIGHED = 500
"""So many hits are weighed against each other."""
CONTENT = ("text", "words", "also_written")
"""What only the search reads: no list fetches it."""
OPEN = (State.RECEIVED, State.ASSIGNED)


def visible(user: User) -> Q:
    """Which documents the user may see, and every list, page, search and export asks this.

    What came to a unit, by VIEW; what a unit issued, by VIEW_ISSUED, and by VIEW at the units it was delivered to;
    what is in work, by HANDLE.
    """
    came = permitted_unit_ids(user, rules.VIEW)
    delivered = Delivery.objects.filter(unit_id__in=came).order_by().values("document_id")
    return (
        Q(direction=Direction.INCOMING, unit_id__in=came)
        | Q(state=State.ISSUED, unit_id__in=permitted_unit_ids(user, rules.VIEW_ISSUED))
        | Q(state=State.ISSUED, pk__in=delivered)
        | Q(state__in=IN_WORK, unit_id__in=permitted_unit_ids(user, rules.HANDLE))
    )


def visible_documents(user: User) -> QuerySet[Document]:
    return Document.objects.filter(visible(user))


def document_list(user: User, *, text: str = "", type_: str = "") -> QuerySet[Document]:
    """Return the documents that stand, newest first, without what is still in work: to cite and to choose from."""
    rows = visible_documents(user).exclude(state__in=IN_WORK).select_related("unit").defer(*CONTENT)
    if type_:
        rows = rows.filter(type=type_)
    return matching(rows, text).order_by(*SORTS["new"]).fetch_mode(FETCH_RAISE)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list page asks for; an empty value does not narrow."""

    unit_id: int | None = None
    """The unit at which the reader stands: what was delivered or given to it."""
    direction: str = ""
    text: str = ""
    type: str = ""
    state: str = ""
    year: int | None = None
    to_us: bool = False
    late_on: dt.date | None = None
    sort: str = "new"


def register(user: User, asked: Filters) -> QuerySet[Document]:
    """Everything that the list page shows, narrowed and sorted as asked."""
    rows = visible_documents(user).select_related("unit").defer(*CONTENT)
    delivered = Delivery.objects.filter(unit_id=asked.unit_id or 0).order_by().values("document_id")
    if asked.direction == Direction.INCOMING:
        rows = rows.filter(Q(direction=Direction.INCOMING) | Q(pk__in=delivered))
    elif asked.direction:
        rows = rows.filter(direction=asked.direction)
    if asked.type:
        rows = rows.filter(type=asked.type)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.year:
        rows = rows.filter(issued_on__year=asked.year)
    if asked.to_us:
        given = Assignment.objects.filter(unit_id=asked.unit_id or 0).order_by().values("document_id")
        rows = rows.filter(Q(pk__in=given) | Q(pk__in=delivered))
    if asked.late_on:
        rows = rows.filter(state__in=OPEN, due_on__lt=asked.late_on)
    return _sorted(matching(rows, asked.text), asked).fetch_mode(FETCH_RAISE)


def _sorted(rows: QuerySet[Document], asked: Filters) -> QuerySet[Document]:
    if asked.sort == BEST and asked.text:
        return _best_first(rows, asked.text)
    return rows.order_by(*SORTS.get(asked.sort, SORTS["new"]))


def _best_first(rows: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Sort what was found: what the text names, then where the words weigh most, in symbol and title before the text.

    The weight is taken of the newest hits only; of thousands, the others follow by their date.
    """
    text = single_spaced(text)[:LONGEST_SEARCH]
    reference, words = read_reference(text), query_of(text)
    named = [When(_referred(reference), then=Value(3.0))] if reference else []
    newest = rows.order_by("-issued_on", "symbol", "pk").values("pk")[:WEIGHED]
    query = SearchQuery(words, search_type="raw", config="simple")
    weight = [When(pk__in=newest, then=SearchRank(F("words"), query))] if words else []
    part = When(symbol_key__contains=fold(text).replace(" ", ""), then=Value(2.0))
    rows = rows.annotate(weight=Case(*named, part, *weight, default=Value(0.0), output_field=FloatField()))
    return rows.order_by("-weight", *SORTS["new"])


def matching(rows: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Keep what the text names, or what has every word of it; a part of a symbol is enough."""
    text = single_spaced(text)[:LONGEST_SEARCH]
    if not text:
        return rows
    wanted = Q(symbol_key__contains=fold(text).replace(" ", ""))
    if words := query_of(text):
        wanted |= Q(words=SearchQuery(words, search_type="raw", config="simple"))
    if reference := read_reference(text):
        wanted |= _referred(reference)
    return rows.filter(wanted)


def find_documents(user: User, text: str) -> QuerySet[Document]:
    """Return the documents that a text names by type and number or by an alias; if there is none, those that match."""
    rows = document_list(user)
    text = single_spaced(text)[: 2 * LONGEST_SEARCH]
    if not text:
        return rows.none()
    named = Q(pk__in=list(Alias.objects.filter(key=fold(text)).order_by().values_list("document_id", flat=True)))
    if reference := read_reference(text):
        named |= _referred(reference)
    found = rows.filter(named)
    return found if found.exists() else matching(rows, text)


def _referred(reference: Reference) -> Q:
    symbol = Q()
    for key in reference.symbol_keys:
        symbol |= Q(symbol_key=key) | Q(symbol_key__startswith=f"{key}/")
    if reference.issuer:
        symbol &= Q(symbol_key__endswith=f"/{reference.issuer}")
    if reference.issued_on:
        symbol &= Q(issued_on=reference.issued_on)
    return Q(type=reference.type) & symbol


def document_page(user: User, pk: int) -> Document | None:
    """Return one document with all that its page shows; None if the user may not see it."""
    kin = document_list(user)
    return (
        visible_documents(user)
        .select_related("unit", "series_term")
        .prefetch_related("aliases", "clauses", "files__file", "opinions__by__person")
        .prefetch_related(Prefetch("assignments", Assignment.objects.select_related("unit", "by__person")))
        .prefetch_related(Prefetch("deliveries", Delivery.objects.select_related("unit", "received_by__person")))
        .prefetch_related(Prefetch("carries_out", kin), Prefetch("carried_out_by", kin))
        .filter(pk=pk)
        .first()
    )


def same_line(unit_id: int, *, issuer: str, symbol: str, issued_on: dt.date) -> Document | None:
    """Return the document that is in the register of the unit already."""
    return Document.objects.filter(
        unit_id=unit_id, issuer_key=fold(issuer), symbol_key=fold(normal_symbol(symbol)), issued_on=issued_on
    ).first()


def years_of(user: User) -> list[int]:
    """Return the years from the last to the first document that the user sees: two looks into an index."""
    ends = visible_documents(user).order_by().aggregate(first=Min("issued_on"), last=Max("issued_on"))
    return list(range(ends["last"].year, ends["first"].year - 1, -1)) if ends["last"] else []


def term_on(unit_id: int, day: dt.date) -> CommitteeTerm | None:
    return CommitteeTerm.objects.on(day).filter(unit_id=unit_id).first()


def due_documents(user: User, units: set[int], day: dt.date) -> QuerySet[Document]:
    """Return what waits for this user in `units`: given out with a deadline and not done, or waiting for signature.

    `day` is today; a document is due from ten days before its deadline on.
    """
    handled, signed = (permitted_unit_ids(user, one) & units for one in (rules.HANDLE, rules.SIGN))
    received = permitted_unit_ids(user, rules.RECEIVE) & units
    soon = day + dt.timedelta(days=10)
    given = Assignment.objects.filter(unit_id__in=received).order_by().values("document_id")
    return (
        visible_documents(user)
        .filter(
            Q(state__in=OPEN, due_on__lte=soon, unit_id__in=handled)
            | Q(state=State.ASSIGNED, due_on__lte=soon, pk__in=given)
            | Q(state=State.SUBMITTED, unit_id__in=signed)
        )
        .select_related("unit")
        .defer(*CONTENT)
        .order_by(F("due_on").asc(nulls_last=True), "issued_on", "pk")
    )


def deliveries_to_confirm(user: User, units: set[int]) -> QuerySet[Delivery]:
    """Return what was sent to units of the user and nobody has confirmed there."""
    ours = permitted_unit_ids(user, rules.RECEIVE) & units
    return (
        Delivery.objects.filter(unit_id__in=ours, received_on=None)
        .select_related("document", "unit")
        .order_by("sent_on", "pk")
    )


def open_in(unit_ids: Collection[int]) -> Iterator[Matter]:
    """Return what these units have begun to write, or were given and have not closed."""
    given = Exists(Assignment.objects.filter(document=OuterRef("pk"), unit_id__in=unit_ids))
    rows = Document.objects.filter(
        Q(unit_id__in=unit_ids, state__in=(*IN_WORK, State.ASSIGNED)) | Q(given, state=State.ASSIGNED)
    ).prefetch_related("assignments")
    for document in rows:
        held = {document.unit_id, *(one.unit_id for one in document.assignments.all())} & set(unit_ids)
        for unit_id in held:
            yield Matter(unit_id, _("Document"), str(document), document.get_absolute_url(), document.due_on)
