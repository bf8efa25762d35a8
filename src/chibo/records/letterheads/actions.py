import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.documents.models import Type
from chibo.records.letterheads.models import Template
from chibo.records.letterheads.placeholders import SAMPLE
from chibo.records.letterheads.word import fill
from chibo.registry.access.models import User
from chibo.registry.files.actions import discard_file, keep_file
from chibo.registry.files.models import Kind
from chibo.registry.orgs.models import Unit


@transaction.atomic
def put_in_place(*, unit: Unit, type_: Type, upload: File[Any], on: dt.date, by: User | None) -> Template:
    """Let a Word file serve for the unit's documents of a type from `on`, after a trial with sample values.

    A second file of the same day takes the place of the first.
    """
    file = keep_file(upload, unit=unit, by=by, kinds=[Kind.DOCX])
    fill(file.path.read_bytes(), SAMPLE)
    last = Template.objects.select_for_update().filter(unit=unit, type=type_).order_by("valid_from").last()
    if last and last.valid_from == on and last.valid_until is None:
        replaced, last.file = last.file, file
        save_checked(last)
        discard_file(replaced, by=by)
        note(last, "template put in place", by=by, unit_id=unit.pk)
        return last
    if last and last.valid_until is None:
        _end(last, on)
    template = Template(unit=unit, type=type_, file=file, valid_from=on)
    save_checked(template)
    note(template, "template put in place", by=by, unit_id=unit.pk)
    return template


@transaction.atomic
def withdraw_template(template: Template, *, on: dt.date, by: User | None) -> None:
    """Go back to the built-in layout from `on`; documents of earlier days keep the template of their day."""
    template = Template.objects.select_for_update(of=("self",)).select_related("file").get(pk=template.pk)
    if template.valid_until is not None:
        raise ValidationError(_("This template has ended already."))
    note(template, "template withdrawn", by=by, unit_id=template.unit_id)
    if template.valid_from < on:
        template.end(on)
        return
    template.delete()
    discard_file(template.file, by=by)


def _end(template: Template, on: dt.date) -> None:
    if template.valid_from > on:
        raise ValidationError(
            {"on": _("A template is in place already from %(day)s.") % {"day": day_text(template.valid_from)}}
        )
    template.end(on)
