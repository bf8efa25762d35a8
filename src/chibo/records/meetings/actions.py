"""Meetings: plan, convoke, mark who came, close, open again."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.guard import FileKind, RefusedFile, inspect, safe_name
from chibo.base.saving import save_checked
from chibo.records.documents.models import Clause, Document
from chibo.records.documents.points import require_points_of
from chibo.records.meetings.models import Attendance, Meeting, Paper, Reopening
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import exists_on, subtree_ids
from chibo.registry.people.models import Standing, Tenure, Title
from chibo.registry.people.queries import memberships_on

COMMITTEE = (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER, Title.COMMITTEE_MEMBER)
PAPER_KINDS = {".docx": FileKind.DOCX, ".xlsx": FileKind.XLSX, ".pdf": FileKind.PDF}


@transaction.atomic
def plan_meeting(
    *,
    unit: Unit,
    kind: Meeting.Kind,
    title: str,
    held_on: dt.date,
    by: User | None,
    starts_at: dt.time | None = None,
    place: str = "",
    documents: Collection[Document] = (),
    clauses: Collection[Clause] = (),
    makes_up: Meeting | None = None,
) -> Meeting:
    """Plan a meeting of a unit that exists on that day; the points it deals with are points of its documents."""
    _require_unit(unit, held_on)
    require_points_of(documents, clauses)
    closed = Meeting.objects.filter(state=Meeting.State.CLOSED, makes_up=None)
    if makes_up and not closed.filter(pk=makes_up.pk).exists():
        raise ValidationError(_("Only a closed conference is made up for, and a make-up session is not made up again."))
    meeting = Meeting(
        unit=unit, kind=kind, title=title, held_on=held_on, starts_at=starts_at, place=place, makes_up=makes_up
    )
    save_checked(meeting)
    meeting.documents.set(documents)
    meeting.clauses.set(clauses)
    note(meeting, "planned", by=by, unit_id=unit.pk)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    by: User,
    documents: Collection[Document],
    clauses: Collection[Clause] | None = None,
    **details: object,
) -> Meeting:
    """Change what is planned. The day of a convoked meeting stays: who has the duty depends on it.

    Where no points are given, those of documents that stay are kept.
    """
    meeting = _locked(meeting)
    if clauses is None:
        clauses = meeting.clauses.filter(document__in=documents)
    require_points_of(documents, clauses)
    if meeting.state != Meeting.State.PLANNED and details["held_on"] != meeting.held_on:
        raise ValidationError({"held_on": _("People have been summoned for that day; it cannot be changed.")})
    for name, value in details.items():
        setattr(meeting, name, value)
    _require_unit(meeting.unit, meeting.held_on)
    save_checked(meeting)
    meeting.documents.set(documents)
    meeting.clauses.set(clauses)
    note(meeting, "changed", by=by, unit_id=meeting.unit_id)
    return meeting


@transaction.atomic
def convoke(
    meeting: Meeting, *, by: User | None, posts: Iterable[str] = (), kinds: Iterable[Kind] = (), members: bool = True
) -> int:
    """Summon the members of the unit and all below it, and holders of `posts` in units of `kinds` there.

    Without `members` only those holders are summoned, as a committee does that has thousands below it.
    Exempt, suspended and absent members are on the list without the duty. Summoning again adds who is new.
    """
    meeting = _locked(meeting)
    units = subtree_ids([meeting.unit_id], meeting.held_on)
    rows = _rows_of_members(meeting, units) if members else []
    holders = Tenure.objects.on(meeting.held_on).filter(
        unit_id__in=units, title__in=list(posts), unit__kind__in=list(kinds)
    )
    rows.extend(Attendance(meeting=meeting, person_id=post.person_id, unit_id=post.unit_id) for post in holders)
    return _summon(meeting, rows, by)


def convoke_committee(meeting: Meeting, *, by: User | None) -> int:
    """Summon those who hold a post in the committee itself."""
    return convoke(meeting, by=by, posts=COMMITTEE, kinds=(Kind(meeting.unit.kind),), members=False)


@transaction.atomic
def convoke_named(meeting: Meeting, *, cell: Unit, people: Collection[int], by: User | None) -> int:
    """Summon these members of a cell, as a Party group does, which has no roll of its own."""
    meeting = _locked(meeting)
    rows = [row for row in _rows_of_members(meeting, {cell.pk}) if row.person_id in people]
    if len(rows) != len(set(people)):
        raise ValidationError(_("Some of these people are not members of the cell on that day."))
    if not rows:
        raise ValidationError(_("Tick at least one person."))
    return _summon(meeting, rows, by)


@transaction.atomic
def convoke_absent(meeting: Meeting, people: Iterable[Attendance], *, by: User | None) -> int:
    """Summon to a make-up session those who missed the first one."""
    meeting = _locked(meeting)
    rows = [Attendance(meeting=meeting, person_id=row.person_id, unit_id=row.unit_id) for row in people]
    return _summon(meeting, rows, by)


@transaction.atomic
def mark(
    meeting: Meeting,
    states: Mapping[int, str],
    *,
    by: User | None,
    only: Q | None = None,
    reasons: Mapping[int, str] | None = None,
) -> int:
    """Write down what became of each person, by attendance id; marking again replaces the first answer.

    `only` narrows the rows that this user may mark; ids outside it are refused. A reason is kept only beside an
    absence with reason. Returns how many rows changed.
    """
    meeting = _locked(meeting)
    if meeting.held_on > today():
        raise ValidationError(_("This meeting has not taken place yet; attendance is marked on the day."))
    marked = meeting.attendances.filter(only or Q(), pk__in=states).select_related("person")
    rows = {row.pk: row for row in marked}
    if len(rows) != len(states):
        raise ValidationError(_("Some of these people are not on the list of this meeting."))
    if unknown := set(states.values()) - set(Attendance.State.values):
        raise ValidationError(_("This is not an attendance mark."), params={"marks": unknown})
    said = {pk: _reason(rows[pk], state, reasons or {}) for pk, state in states.items()}
    new = {pk: (state, said[pk]) for pk, state in states.items()}
    changed = [row for pk, row in rows.items() if (row.state, row.reason) != new[pk]]
    _write_marks({row.pk: new[row.pk] for row in changed})
    if changed:
        told = _told(changed, states)
        note(meeting, "attendance marked", by=by, unit_id=meeting.unit_id, changes=told)
    return len(changed)


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User | None) -> Meeting:
    """Close a meeting that took place and in which everybody is marked; its figures count from now on."""
    meeting = _locked(meeting)
    if meeting.held_on > today():
        raise ValidationError(_("This meeting has not taken place yet."))
    unmarked = meeting.attendances.filter(state=Attendance.State.SUMMONED).count()
    if unmarked:
        raise ValidationError(_("%(count)d people are not marked yet."), params={"count": unmarked})
    if not meeting.attendances.exists():
        raise ValidationError(_("Nobody has been summoned to this meeting."))
    meeting.state, meeting.closed_at, meeting.closed_by = Meeting.State.CLOSED, now(), by
    meeting.save(update_fields=["state", "closed_at", "closed_by"])
    note(meeting, "closed", by=by, unit_id=meeting.unit_id)
    return meeting


@transaction.atomic
def reopen_meeting(meeting: Meeting, *, reason: str, by: User) -> Meeting:
    """Open a closed meeting again; the reason is kept beside it."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not meeting.is_closed:
        raise ValidationError(_("This meeting is open already."))
    reopening = Reopening(meeting=meeting, reason=reason, by=by, at=now())
    save_checked(reopening)
    meeting.state, meeting.closed_at, meeting.closed_by = Meeting.State.CONVOKED, None, None
    meeting.save(update_fields=["state", "closed_at", "closed_by"])
    note(meeting, "reopened", by=by, unit_id=meeting.unit_id, changes={"reason": ["", reason]})
    return meeting


@transaction.atomic
def call_off(meeting: Meeting, *, reason: str, by: User) -> None:
    """Take back a meeting that will not be held and in which nobody is marked; the trail keeps it and the reason."""
    meeting = _locked(meeting)
    if meeting.attendances.filter(state__in=Attendance.ATTENDED).exists():
        raise ValidationError(_("Somebody is marked as present: this meeting was held."))
    if meeting.make_ups.exists():
        raise ValidationError(_("A make-up session is planned for this meeting."))
    note(meeting, "called off", by=by, unit_id=meeting.unit_id, changes={"reason": [meeting.title, reason]})
    meeting.delete()


@transaction.atomic
def add_paper(meeting: Meeting, *, file: IO[bytes], name: str, by: User) -> Paper:
    """Keep a paper with the meeting after looking at what the file really is."""
    meeting = _locked(meeting)
    name = safe_name(name)
    kind = next((kind for ending, kind in PAPER_KINDS.items() if name.lower().endswith(ending)), None)
    if kind is None:
        raise RefusedFile(_("Papers are Word, Excel or PDF files."))
    inspect(file, kind)
    paper = Paper(meeting=meeting, name=name, file=File(file, name=name), added_at=now())
    paper.save()
    note(meeting, "paper added", by=by, unit_id=meeting.unit_id, changes={"paper": ["", name]})
    return paper


def _require_unit(unit: Unit, day: dt.date) -> None:
    if not exists_on(unit, day):
        raise ValidationError({"held_on": _("%(unit)s does not exist on that day.") % {"unit": unit}})


def _locked(meeting: Meeting) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting.pk)
    if meeting.is_closed:
        raise ValidationError(_("This meeting is closed. Open it again first."))
    return meeting


def _write_marks(marks: Mapping[int, tuple[str, str]]) -> None:
    """Write state and reason by attendance id, all that are alike in one go."""
    alike: dict[tuple[str, str], list[int]] = {}
    for pk, mark in marks.items():
        alike.setdefault(mark, []).append(pk)
    for (state, reason), pks in alike.items():
        Attendance.objects.filter(pk__in=pks).update(state=state, reason=reason)


def _told(rows: Collection[Attendance], states: Mapping[int, str]) -> dict[str, list[str]]:
    """Return by name what each person's mark was and is; of people with one name, by the number of the record too."""
    names = Counter(row.person.full_name for row in rows)
    shown = {
        row.pk: row.person.full_name if names[row.person.full_name] == 1 else f"{row.person} ({row.person_id})"
        for row in rows
    }
    return {shown[row.pk]: [row.state, states[row.pk]] for row in rows}


def _reason(row: Attendance, state: str, given: Mapping[int, str]) -> str:
    """Return what stands beside the mark: a reason only for an absence with reason, the old one if none is given."""
    return given.get(row.pk, row.reason)[:200] if state == Attendance.State.EXCUSED else ""


def _rows_of_members(meeting: Meeting, units: set[int]) -> list[Attendance]:
    without_duty = set(Standing.WITHOUT_DUTY)
    members = memberships_on(meeting.held_on, units).values_list("person_id", "unit_id", "state")  # type: ignore[misc]  # annotated there
    return [
        Attendance(
            meeting=meeting,
            person_id=person_id,
            unit_id=unit_id,
            state=Attendance.State.EXEMPT if state in without_duty else Attendance.State.SUMMONED,
        )
        for person_id, unit_id, state in members
    ]


def _summon(meeting: Meeting, rows: list[Attendance], by: User | None) -> int:
    before = meeting.attendances.count()
    Attendance.objects.bulk_create(rows, ignore_conflicts=True)
    added = meeting.attendances.count() - before
    if meeting.state == Meeting.State.PLANNED:
        meeting.state = Meeting.State.CONVOKED
        meeting.save(update_fields=["state"])
    note(meeting, "convoked", by=by, unit_id=meeting.unit_id, changes={"summoned": [before, before + added]})
    return added
