"""Reflections: written and handed in by their author, assessed by one other person, forgotten after a time."""

import datetime as dt
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import save_checked
from chibo.records.studies.models import Programme, Reflection
from chibo.records.studies.queries import assessed_by
from chibo.registry.access.models import User
from chibo.registry.calendar.working_days import Calendar
from chibo.registry.files.actions import discard_file, keep_file
from chibo.registry.files.models import Kind, StoredFile

KEPT = "reflection.kept"
"""The term after which only the mark is kept."""
FILE_KINDS = (Kind.DOCX, Kind.PDF, Kind.JPEG, Kind.PNG, Kind.TEXT)
FILE_NAME = "bai-thu-hoach"
State = Reflection.State


@transaction.atomic
def write(
    reflection: Reflection, *, text: str, by: User, upload: File[Any] | None = None, drop_file: bool = False
) -> Reflection:
    """Keep what the author has written so far; nobody else reads it before it is handed in."""
    reflection = _own(reflection, by)
    if not reflection.is_open:
        raise ValidationError(_("This reflection is handed in. Take it back first to change it."))
    before = reflection.file
    reflection.text = text
    if upload:
        reflection.file = _kept(upload, reflection, by)
    elif drop_file:
        reflection.file = None
    save_checked(reflection)
    if before and before != reflection.file:
        discard_file(before, by=by)
    return reflection


@transaction.atomic
def hand_in(reflection: Reflection, *, by: User) -> Reflection:
    reflection = _own(reflection, by)
    if not reflection.is_open:
        raise ValidationError(_("This reflection is handed in already."))
    if not reflection.text and reflection.file is None:
        raise ValidationError({"text": _("Write the reflection, or add it as a file.")})
    reflection.state, reflection.handed_in_at = State.HANDED_IN, now()
    save_checked(reflection)
    note(reflection, "reflection handed in", by=by, unit_id=reflection.unit_id)
    return reflection


@transaction.atomic
def withdraw(reflection: Reflection, *, by: User) -> Reflection:
    """Take a reflection back, until it is assessed."""
    reflection = _own(reflection, by)
    if reflection.state != State.HANDED_IN:
        raise ValidationError(_("Only a reflection that is handed in and not assessed can be taken back."))
    reflection.state, reflection.handed_in_at = State.DUE, None
    save_checked(reflection)
    note(reflection, "reflection taken back", by=by, unit_id=reflection.unit_id)
    return reflection


@transaction.atomic
def give_back(reflection: Reflection, *, comment: str, by: User) -> Reflection:
    """Ask the author to write it anew; the comment says why."""
    reflection = _to_assess(reflection, by)
    reflection.state, reflection.handed_in_at, reflection.comment = State.RETURNED, None, comment
    save_checked(reflection)
    note(reflection, "reflection given back", by=by, unit_id=reflection.unit_id)
    return reflection


@transaction.atomic
def assess(reflection: Reflection, *, mark: str, comment: str, by: User) -> Reflection:
    """Give the mark that a person decided on."""
    reflection = _to_assess(reflection, by)
    reflection.state, reflection.mark, reflection.comment = State.ASSESSED, mark, comment
    reflection.assessed_on, reflection.assessed_by = today(), by
    save_checked(reflection)
    note(reflection, "reflection assessed", by=by, unit_id=reflection.unit_id)
    return reflection


@transaction.atomic
def release(reflection: Reflection, *, reason: str, by: User) -> None:
    """Ask no longer for a reflection of somebody who has left, or no longer has the duty."""
    reflection = Reflection.objects.select_for_update(of=("self",)).select_related("person").get(pk=reflection.pk)
    if not reflection.is_open or reflection.text or reflection.file_id:
        raise ValidationError(_("Something is written already; this reflection stays."))
    changes = {"name": [reflection.person.full_name, ""], "reason": ["", reason]}
    note(reflection.programme, "reflection no longer due", by=by, unit_id=reflection.unit_id, changes=changes)
    reflection.delete()


@transaction.atomic
def erase_old_texts(day: dt.date) -> int:
    """Erase what was written in programmes whose time of keeping is over; the marks stay. Return how many."""
    calendar = Calendar()
    erased = 0
    for programme in Programme.objects.filter(reflections__erased_on=None, reflections__isnull=False).distinct():
        end = max(programme.ends_on, programme.reflection_due_on or programme.ends_on)
        deadline = calendar.deadline(KEPT, counted_from=end)
        if deadline and deadline.is_late(day):
            erased += _erase(programme, day)
    return erased


def _erase(programme: Programme, day: dt.date) -> int:
    rows = Reflection.objects.select_for_update().filter(programme=programme, erased_on=None)
    pks = list(rows.values_list("pk", flat=True))
    files = list(StoredFile.objects.filter(pk__in=Reflection.objects.filter(pk__in=pks).values("file")))
    Reflection.objects.filter(pk__in=pks).update(text="", comment="", file=None, erased_on=day)
    for stored in files:
        discard_file(stored, by=None)
    note(programme, "texts erased", by=None, unit_id=programme.unit_id, changes={"rows": ["", len(pks)]})
    return len(pks)


def _kept(upload: File[Any], reflection: Reflection, by: User) -> StoredFile:
    """Keep the file under a name that tells nothing, and without the copy of its text that is made for finding."""
    upload.name = FILE_NAME + PurePath(upload.name or "").suffix
    stored = keep_file(upload, unit=reflection.unit, by=by, kinds=FILE_KINDS)
    stored.text = ""
    save_checked(stored, update_fields=["text"])
    return stored


def _own(reflection: Reflection, by: User) -> Reflection:
    reflection = _locked(reflection)
    if reflection.person_id != by.person_id:
        raise PermissionDenied
    return reflection


def _to_assess(reflection: Reflection, by: User) -> Reflection:
    if not Reflection.objects.filter(assessed_by(by), pk=reflection.pk).exists():
        raise PermissionDenied
    reflection = _locked(reflection)
    if reflection.state != State.HANDED_IN:
        raise ValidationError(_("This reflection does not wait to be assessed."))
    return reflection


def _locked(reflection: Reflection) -> Reflection:
    rows = Reflection.objects.select_for_update(of=("self",)).select_related("programme", "unit", "file")
    reflection = rows.get(pk=reflection.pk)
    if reflection.erased_on:
        raise ValidationError(_("The time of keeping is over; of this reflection only the mark is left."))
    return reflection
