"""What tasks may count beside themselves: an office adds kinds of its own."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.records.documents.references import fold
from chibo.records.tasks.facts import IN_FIGURES
from chibo.records.tasks.models import CountKind
from chibo.registry.access.models import User

LONGEST_CODE = 36


@transaction.atomic
def add_kind(*, name: str, noun: str, by: User | None, unit_id: int | None = None) -> CountKind:
    """Add a kind; its code is made from its name and never changes."""
    if CountKind.objects.filter(name__iexact=name).exists():
        raise ValidationError({"name": _("There is a kind of this name already.")})
    last = CountKind.objects.aggregate(last=Max("position"))["last"] or 0
    kind = CountKind(code=_code(name), name=name, noun=noun, position=last + 1)
    save_checked(kind, force_insert=True)
    note(kind, "kind of count added", by=by, unit_id=unit_id, changes={"name": ["", name]})
    return kind


@transaction.atomic
def change_kind(kind: CountKind, *, name: str, noun: str, by: User | None, unit_id: int | None = None) -> CountKind:
    """Call a kind by another name or noun; what was counted stays counted."""
    if CountKind.objects.filter(name__iexact=name).exclude(pk=kind.pk).exists():
        raise ValidationError({"name": _("There is a kind of this name already.")})
    changes = {"name": [kind.name, name], "noun": [kind.noun, noun]}
    kind.name, kind.noun = name, noun
    save_checked(kind)
    note(kind, "kind of count changed", by=by, unit_id=unit_id, changes=changes)
    return kind


@transaction.atomic
def remove_kind(kind: CountKind, *, by: User | None, unit_id: int | None = None) -> None:
    """Take away a kind of which nothing was counted and no figure is made."""
    if kind.code in IN_FIGURES:
        raise ValidationError(_("Figures of Chibo are made of this kind; it stays."))
    note(kind, "kind of count removed", by=by, unit_id=unit_id, changes={"name": [kind.name, ""]})
    try:
        kind.delete()
    except ProtectedError as error:
        raise ValidationError(_("Something was counted under this kind; it stays.")) from error


def _code(name: str) -> str:
    """Return a code made from the name that no other kind has."""
    stem = slugify(fold(name))[:LONGEST_CODE].strip("-") or "so-dem"
    taken = set(CountKind.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for n in range(len(taken) + 1) if (code := f"{stem}-{n + 1}" if n else stem) not in taken)
