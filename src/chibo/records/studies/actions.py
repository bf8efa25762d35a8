"""Programmes of study and seminars: plan them, say who presents, ask for reflections, conclude."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.documents.models import Document
from chibo.records.studies.models import (
    Assessor,
    Assigned,
    Group,
    Paper,
    Programme,
    Raised,
    Reflection,
    Seminar,
    Session,
)  # fmt: skip
from chibo.registry.access.models import User
from chibo.registry.files.actions import discard_file, keep_file
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import exists_on, subtree_ids
from chibo.registry.people.models import Person, Standing
from chibo.registry.people.queries import memberships_on


@transaction.atomic
def plan_programme(
    *,
    unit: Unit,
    document: Document,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
    by: User | None,
    reflection_due_on: dt.date | None = None,
) -> Programme:
    """Plan the study of a document by a unit that exists on the first day."""
    _require_unit(unit, starts_on, "starts_on")
    programme = Programme(
        unit=unit, document=document, title=title, starts_on=starts_on, ends_on=ends_on,
        reflection_due_on=reflection_due_on,
    )  # fmt: skip
    save_checked(programme)
    note(programme, "planned", by=by, unit_id=unit.pk)
    return programme


@transaction.atomic
def change_programme(programme: Programme, *, by: User | None, **details: object) -> Programme:
    """Change what is planned; once reflections are asked for, they have a day on which they are due."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    for name, value in details.items():
        setattr(programme, name, value)
    if programme.reflection_due_on is None and programme.reflections.exists():
        raise ValidationError({"reflection_due_on": _("Reflections have been asked for; say when they are due.")})
    save_checked(programme)
    note(programme, "changed", by=by, unit_id=programme.unit_id)
    return programme


@transaction.atomic
def add_session(
    programme: Programme, *, topic: str, held_on: dt.date, by: User | None, speaker: str = "", clauses: str = ""
) -> Session:
    """Add a sitting on one of the days of the programme."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if not programme.starts_on <= held_on <= programme.ends_on:
        raise ValidationError({"held_on": _("The session must lie within the days of the programme.")})
    last = programme.sessions.aggregate(last=models.Max("position"))["last"] or 0
    session = Session(
        programme=programme, position=last + 1, topic=topic, held_on=held_on, speaker=speaker, clauses=clauses
    )
    save_checked(session)
    note(programme, "session added", by=by, unit_id=programme.unit_id, changes={"title": ["", topic]})
    return session


@transaction.atomic
def remove_session(session: Session, *, by: User) -> None:
    changes = {"title": [session.topic, ""]}
    note(session.programme, "session removed", by=by, unit_id=session.programme.unit_id, changes=changes)
    session.delete()


@transaction.atomic
def ask_reflections(programme: Programme, *, by: User | None) -> int:
    """Ask every member with the duty for a reflection, in the cell of that day; asking again adds who is new."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if programme.reflection_due_on is None:
        raise ValidationError(_("Say first when the reflections are due."))
    day = min(today(), programme.ends_on)
    without_duty = set(Standing.WITHOUT_DUTY)
    rows = [
        Reflection(programme=programme, person_id=row.person_id, unit_id=row.unit_id)
        for row in memberships_on(day, subtree_ids([programme.unit_id], day))
        if row.state not in without_duty  # type: ignore[attr-defined]  # annotated there
    ]
    before = programme.reflections.count()
    Reflection.objects.bulk_create(rows, ignore_conflicts=True)
    added = programme.reflections.count() - before
    if added:
        changes = {"rows": [before, before + added]}
        note(programme, "reflections asked for", by=by, unit_id=programme.unit_id, changes=changes)
    return added


@transaction.atomic
def name_assessor(programme: Programme, *, unit: Unit, person: Person | None, by: User | None) -> None:
    """Let somebody else than the secretary assess a cell's reflections; None gives it back to the secretary."""
    Assessor.objects.filter(programme=programme, unit=unit).delete()
    if person is not None:
        save_checked(Assessor(programme=programme, unit=unit, person=person))
    changes = {"cell": ["", unit.name], "name": ["", str(person or "")]}
    note(programme, "assessor named", by=by, unit_id=programme.unit_id, changes=changes)


@transaction.atomic
def plan_seminar(
    *, unit: Unit, topic: str, held_on: dt.date, by: User | None, place: str = "", documents: Collection[Document] = ()
) -> Seminar:
    _require_unit(unit, held_on, "held_on")
    seminar = Seminar(unit=unit, topic=topic, held_on=held_on, place=place)
    save_checked(seminar)
    seminar.documents.set(documents)
    note(seminar, "planned", by=by, unit_id=unit.pk)
    return seminar


@transaction.atomic
def change_seminar(seminar: Seminar, *, by: User, documents: Collection[Document], **details: object) -> Seminar:
    seminar = _open(seminar)
    for name, value in details.items():
        setattr(seminar, name, value)
    _require_unit(seminar.unit, seminar.held_on, "held_on")
    save_checked(seminar)
    seminar.documents.set(documents)
    note(seminar, "changed", by=by, unit_id=seminar.unit_id)
    return seminar


@transaction.atomic
def add_group(seminar: Seminar, *, name: str, people: int, by: User | None) -> Group:
    group = Group(seminar=_open(seminar), name=name, people=people)
    save_checked(group)
    note(seminar, "changed", by=by, unit_id=seminar.unit_id, changes={"name": ["", name], "number": ["", people]})
    return group


@transaction.atomic
def add_paper(seminar: Seminar, *, title: str, author: str, by: User | None, file: File[Any] | None = None) -> Paper:
    seminar = _open(seminar)
    stored = keep_file(file, unit=seminar.unit, by=by) if file else None
    paper = Paper(seminar=seminar, title=title, author=author, file=stored)
    save_checked(paper)
    note(seminar, "paper added", by=by, unit_id=seminar.unit_id, changes={"paper": ["", title]})
    return paper


@transaction.atomic
def add_question(seminar: Seminar, *, question: str, answer: str, by: User | None) -> Raised:
    raised = Raised(seminar=_open(seminar), question=question, answer=answer)
    save_checked(raised)
    note(seminar, "changed", by=by, unit_id=seminar.unit_id)
    return raised


@transaction.atomic
def assign(
    seminar: Seminar, *, text: str, by: User | None, unit: Unit | None = None, due_on: dt.date | None = None
) -> Assigned:
    """Write down what the seminar asked somebody to do, by when."""
    seminar = _open(seminar)
    if due_on and due_on < seminar.held_on:
        raise ValidationError({"due_on": _("It cannot be due before the seminar.")})
    assigned = Assigned(seminar=seminar, text=text, unit=unit, due_on=due_on)
    save_checked(assigned)
    note(seminar, "changed", by=by, unit_id=seminar.unit_id, changes={"text": ["", text]})
    return assigned


@transaction.atomic
def remove_part(part: Group | Paper | Raised | Assigned, *, by: User) -> None:
    """Take back a part of a seminar that is not concluded."""
    seminar = _open(part.seminar)
    stored = part.file if isinstance(part, Paper) else None
    note(seminar, "changed", by=by, unit_id=seminar.unit_id, changes={"text": [str(part), ""]})
    part.delete()
    if stored:
        discard_file(stored, by=by)


@transaction.atomic
def conclude_seminar(seminar: Seminar, *, conclusions: str, by: User | None) -> Seminar:
    """Write down what was concluded; from now on the seminar counts."""
    seminar = _open(seminar)
    if seminar.held_on > today():
        raise ValidationError(_("This seminar has not taken place yet."))
    if not seminar.groups.exists():
        raise ValidationError(_("Say first how many took part."))
    seminar.held, seminar.conclusions = True, conclusions
    save_checked(seminar)
    note(seminar, "closed", by=by, unit_id=seminar.unit_id)
    return seminar


@transaction.atomic
def reopen_seminar(seminar: Seminar, *, reason: str, by: User) -> Seminar:
    """Open a concluded seminar again; it does not count while it is open."""
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    if not seminar.held:
        raise ValidationError(_("This seminar is open already."))
    seminar.held = False
    save_checked(seminar, update_fields=["held"])
    note(seminar, "reopened", by=by, unit_id=seminar.unit_id, changes={"reason": ["", reason]})
    return seminar


def _open(seminar: Seminar) -> Seminar:
    seminar = Seminar.objects.select_for_update(of=("self",)).select_related("unit").get(pk=seminar.pk)
    if seminar.held:
        raise ValidationError(_("This seminar is concluded. Open it again first."))
    return seminar


def _require_unit(unit: Unit, day: dt.date, field: str) -> None:
    if not exists_on(unit, day):
        raise ValidationError({field: _("%(unit)s does not exist on that day.") % {"unit": unit}})
