"""What stands around the words that a search found in the text of a document."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models.functions import Left

from chibo.base.text import LONGEST_SEARCH, single_spaced
from chibo.records.documents.models import Document
from chibo.records.documents.references import fold

READ = 12_000
"""So far into each text is looked; a hit behind it has no snippet."""
AROUND = 90
SINGLE = {code: fold(chr(code))[:1] or " " for code in [*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)]}
"""Each letter for one letter, so that a place in the folded text is the same place in the text."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    found: bool = False


def snippets(documents: Collection[Document], searched: str) -> dict[int, list[Piece]]:
    """Return by document a piece of its text around the words searched for; nothing where the title holds them all."""
    words = fold(single_spaced(searched)[:LONGEST_SEARCH]).split()
    wanted = {one.pk for one in documents if not _holds_all(one.title, words)} if words else set()
    texts = Document.objects.filter(pk__in=wanted).exclude(text="").order_by().values_list("pk", Left("text", READ))
    found = {pk: _around(text, words) for pk, text in texts} if wanted else {}
    return {pk: pieces for pk, pieces in found.items() if pieces}


def _holds_all(title: str, words: Collection[str]) -> bool:
    folded = fold(title)
    return all(word in folded for word in words)


def _around(text: str, words: Collection[str]) -> list[Piece]:
    """Return the text around the place where most of the words stand together, with the words marked."""
    plain = text.lower().translate(SINGLE) if len(text.lower()) == len(text) else text.translate(SINGLE).lower()
    places = [(at, word) for word in words if (at := plain.find(word)) >= 0]
    whole = plain.find(" ".join(words))
    if whole < 0 and not places:
        return []
    start = whole if whole >= 0 else min(places)[0]
    first, last = max(0, start - AROUND), start + len(" ".join(words)) + AROUND
    pieces = _marked(text, plain, words, (first, min(last, len(text))))
    return [Piece("… "), *pieces] if first else pieces


def _marked(text: str, plain: str, words: Collection[str], span: tuple[int, int]) -> list[Piece]:
    pieces, at, end = [], *span
    while at < end:
        hits = [(place, len(word)) for word in words if (place := plain.find(word, at, end)) >= 0]
        place, length = min(hits, key=lambda hit: (hit[0], -hit[1]), default=(end, 0))
        pieces += [Piece(text[at:place])] if place > at else []
        pieces += [Piece(text[place : place + length], found=True)] if length else []
        at = place + length
    return pieces
