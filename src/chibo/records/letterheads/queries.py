import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from chibo.records.documents.models import Document, Type
from chibo.records.letterheads import rules
from chibo.records.letterheads.models import Template
from chibo.records.letterheads.word import built_in, fill, values_of
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import PARTY_KINDS, Unit


@dataclass(frozen=True, slots=True)
class Letterhead:
    """A type of document, and the template of the unit for it, if the unit has its own."""

    type: Type
    template: Template | None

    @property
    def slug(self) -> str:
        return slug_of(self.type)


def slug_of(type_: Type) -> str:
    return type_.name.lower().replace("_", "-")


def type_of(slug: str) -> Type | None:
    return next((one for one in Type if slug_of(one) == slug), None)


def units_with_letterheads(user: User) -> QuerySet[Unit]:
    """Return the units whose templates the user may see; only the Party's own have letterheads."""
    return Unit.objects.filter(pk__in=permitted_unit_ids(user, rules.VIEW), kind__in=PARTY_KINDS)


def letterheads_of(unit: Unit, day: dt.date) -> list[Letterhead]:
    """Return every type of document with the template in force on `day`."""
    own = {row.type: row for row in Template.objects.on(day).filter(unit=unit).select_related("file")}
    return [Letterhead(one, own.get(one.value)) for one in Type]


def template_on(unit: Unit, type_: Type, day: dt.date) -> Template | None:
    return Template.objects.on(day).filter(unit=unit, type=type_).select_related("file").first()


def template_content(unit: Unit, type_: Type, day: dt.date) -> bytes:
    """Return the Word file from which a document of that day is written: the unit's own, or the built-in one."""
    own = template_on(unit, type_, day)
    return own.file.path.read_bytes() if own else built_in(type_, day)


def document_word(document: Document) -> bytes:
    """Return the document in Party layout; ValidationError when the template of its day cannot be filled."""
    assert not document.secret, "of a document marked Mật there is no content"
    template = template_content(document.unit, Type(document.type), document.issued_on)
    return fill(template, values_of(document))
