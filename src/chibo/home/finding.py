"""Search across areas: each kind of record by its own permission, marks and tone style ignored."""

import unicodedata
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.base.text import SearchKey, search, single_spaced
from chibo.indicators.catalogue import INDICATORS
from chibo.records.documents.queries import find_documents
from chibo.records.meetings.queries import meeting_list
from chibo.records.members import rules as member_rules
from chibo.records.tasks.queries import visible_tasks
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.access.rules import VIEW_TREE
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Membership, Person

MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    label: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Hits:
    title: str | Promise
    rows: list[Hit]


def find(user: User, text: str) -> list[Hits]:
    """Return what matches, by kind; kinds without a hit are left out."""
    text = single_spaced(text)
    if not text:
        return []
    kinds = [
        Hits(_("People"), _people(user, text)),
        Hits(_("Units"), _units(user, text)),
        Hits(_("Documents"), [Hit(str(d), d.title, d.get_absolute_url()) for d in find_documents(user, text)[:MOST]]),
        Hits(_("Tasks"), _tasks(user, text)),
        Hits(_("Meetings"), _meetings(user, text)),
        Hits(_("Figures"), _figures(text)),
    ]
    return [kind for kind in kinds if kind.rows]


def _people(user: User, text: str) -> list[Hit]:
    """Find people by the cell they are in or were in last, as the page about them does."""
    units = permitted_unit_ids(user, member_rules.VIEW)
    latest = Membership.objects.filter(person=OuterRef("pk")).order_by("-valid_from").values("unit_id")[:1]
    rows = Person.objects.annotate(cell=Subquery(latest)).filter(Q(cell__in=units) | Q(user=user))
    return [Hit(p.full_name, "", f"/dang-vien/{p.pk}/") for p in search(rows, "search_key", text)[:MOST]]


def _units(user: User, text: str) -> list[Hit]:
    rows = Unit.objects.filter(pk__in=permitted_unit_ids(user, VIEW_TREE)).annotate(key=SearchKey("name"))
    return [Hit(u.name, str(u.get_kind_display()), f"/to-chuc/{u.slug}/") for u in search(rows, "key", text)[:MOST]]


def _meetings(user: User, text: str) -> list[Hit]:
    rows = meeting_list(user).annotate(key=SearchKey("title"))
    return [Hit(m.title, m.unit.name, m.get_absolute_url()) for m in search(rows, "key", text)[:MOST]]


def _tasks(user: User, text: str) -> list[Hit]:
    rows = search(visible_tasks(user), "title_key", text).select_related("unit")[:MOST]
    return [Hit(task.title, task.unit.name, task.get_absolute_url()) for task in rows]


def _figures(text: str) -> list[Hit]:
    wanted = fold(text)
    return [
        Hit(str(i.name), i.code, f"/so-lieu/{i.code}/")
        for i in INDICATORS
        if all(word in fold(f"{i.code} {i.name}") for word in wanted.split())
    ][:MOST]


def fold(text: str) -> str:
    """Lower case without diacritics, as `chibo_search_key` folds it; for the few names that are in no table."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return plain.replace("đ", "d")
