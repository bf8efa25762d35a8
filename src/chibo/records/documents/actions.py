import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.documents.models import Alias, Document
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit

REGISTER_LINE_ONLY = "Văn bản mật"


@transaction.atomic
def register_document(
    *,
    unit: Unit,
    issuer: str,
    symbol: str,
    issued_on: dt.date,
    type: str,  # noqa: A002 -- the field's own name
    title: str,
    by: User | None,
    received_on: dt.date | None = None,
    secret: bool = False,
    aliases: str = "",
) -> Document:
    """Write a document into the register. One marked Mật is a line without a title: its content stays out."""
    if issued_on > today():
        raise ValidationError({"issued_on": _("The date of the document is still to come.")})
    document = Document(
        unit=unit, issuer=issuer, symbol=symbol, issued_on=issued_on, type=type, received_on=received_on,
        title=REGISTER_LINE_ONLY if secret else title, secret=secret,
    )  # fmt: skip
    save_checked(document)
    for text in filter(None, (line.strip() for line in aliases.splitlines())):
        add_alias(document, text=text, by=by)
    note(document, "registered", by=by, unit_id=unit.pk)
    return document


@transaction.atomic
def add_alias(document: Document, *, text: str, by: User | None) -> Alias:
    """Note another way in which people write this document."""
    if document.secret:
        raise ValidationError(_("A document marked Mật is known by its symbol alone."))
    alias = Alias(document=document, text=text)
    save_checked(alias)
    note(document, "alias added", by=by, unit_id=document.unit_id, changes={"alias": ["", text]})
    return alias


@transaction.atomic
def remove_alias(alias: Alias, *, by: User) -> None:
    note(alias.document, "alias removed", by=by, unit_id=alias.document.unit_id, changes={"alias": [alias.text, ""]})
    alias.delete()
