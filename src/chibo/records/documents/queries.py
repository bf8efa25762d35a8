from django.db.models import FETCH_RAISE, Exists, OuterRef, Q, QuerySet, Value

from chibo.base.text import LONGEST_SEARCH, SearchKey, single_spaced
from chibo.records.documents import rules
from chibo.records.documents.models import Alias, Document
from chibo.registry.access.models import User


def document_list(user: User, *, text: str = "", type_: str = "") -> QuerySet[Document]:
    """Return the register, newest first; `text` is looked for in symbol, title, issuer and aliases."""
    rows = Document.objects.permitted(user, rules.VIEW).select_related("unit")
    if type_:
        rows = rows.filter(type=type_)
    for word in single_spaced(text)[:LONGEST_SEARCH].split():
        rows = rows.filter(_mentions(word))
    return rows.order_by("-issued_on", "symbol", "pk").fetch_mode(FETCH_RAISE)


def _mentions(word: str) -> Q:
    key = SearchKey(Value(word))
    alias = Alias.objects.filter(document=OuterRef("pk"), key__contains=key)
    return Q(symbol_key__contains=key) | Q(title_key__contains=key) | Q(issuer_key__contains=key) | Q(Exists(alias))


def document_page(user: User, pk: int) -> Document | None:
    """Return one document with what cites it; None if the user may not see it."""
    return (
        Document.objects.permitted(user, rules.VIEW)
        .select_related("unit")
        .prefetch_related("aliases")
        .filter(pk=pk)
        .first()
    )
