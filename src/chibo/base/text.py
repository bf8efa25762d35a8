"""Vietnamese text: one form for each name, keys to find and to order it by."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CharField, F, Func, QuerySet, Value
from django.utils.translation import gettext as _

LETTERS = set("aăâbcdđeêfghijklmnoôơpqrstuưvwxyzàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ")
OTHERS = set(" -'’.")
LONGEST_SEARCH = 100


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def single_spaced(text: str) -> str:
    """Return the text in NFC with single spaces and none at the ends; a zero, which PostgreSQL cannot keep, is one."""
    return re.sub(r"[\s\0]+", " ", nfc(text)).strip()


def person_name(value: str) -> None:
    """Refuse a name with anything but Vietnamese letters, spaces, hyphens and apostrophes."""
    for character in nfc(value):
        if character.lower() not in LETTERS and character not in OTHERS:
            raise ValidationError(_refusal(character), params={"character": character})


def _refusal(character: str) -> str:
    if character.isspace() or unicodedata.combining(character) or not character.isprintable():
        return _("A name cannot contain a sign that is not seen; please type it anew.")
    if character.isalpha():
        return _("“%(character)s” is no letter of a Vietnamese name, though it may look like one; please type it anew.")
    return _("A name cannot contain “%(character)s”.")


class SearchKey(Func):
    """Lower case, without diacritics, đ as d; computed by PostgreSQL."""

    function = "chibo_search_key"
    output_field = CharField()


class SortKey(Func):
    """The key that orders names as Vietnamese do: given name first, then the alphabet, then the tones."""

    function = "chibo_sort_key"
    output_field = CharField()


class _IsNFC(Func):
    template = "(%(expressions)s IS NFC NORMALIZED)"
    output_field = models.BooleanField()


def is_nfc(field: str, *, name: str) -> models.CheckConstraint:
    """Let the table refuse text in any other Unicode form than NFC."""
    return models.CheckConstraint(condition=_IsNFC(F(field)), name=name)


def search[Q: QuerySet[Any]](rows: Q, key: str, text: str) -> Q:
    """Keep the rows whose folded field `key` holds every word of `text`, whatever its diacritics."""
    for word in single_spaced(text)[:LONGEST_SEARCH].split(" "):
        rows = rows.filter(**{f"{key}__contains": SearchKey(Value(word))})
    return rows
