"""A cell's meeting: prepare it, write down how it went, adopt and lock its minutes and resolution, correct them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now
from chibo.base.saving import create_checked, save_checked
from chibo.records.cells.filling import filled
from chibo.records.cells.gathering import gathered
from chibo.records.cells.models import AgendaItem, Assignment, Decision, Record, Sitting
from chibo.records.cells.paper import canonical, paper_of, plain, surround_of
from chibo.records.cells.sealing import fingerprint
from chibo.records.cells.voting import Vote, counted, require_majority, voting
from chibo.records.meetings.actions import change_meeting, close_meeting
from chibo.records.meetings.models import Meeting
from chibo.records.tasks.actions import give_task
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.people.models import Person, Title
from chibo.registry.people.queries import holders_on

KINDS = (Meeting.Kind.REGULAR, Meeting.Kind.THEMATIC, Meeting.Kind.EXTRAORDINARY)
HOLDERS = (UnitKind.CELL, UnitKind.GROUP)
DISCUSS = "Thảo luận, xác định nhiệm vụ thời gian tới; phân công nhiệm vụ"


@dataclass(frozen=True, slots=True)
class NewItem:
    """A line of the agenda as it is written; `pk` names the one that it was."""

    text: str
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class NewDecision:
    text: str
    vote: Vote


@dataclass(frozen=True, slots=True)
class NewAssignment:
    text: str
    person: Person | None = None
    due_on: dt.date | None = None


@transaction.atomic
def begin(meeting: Meeting, *, by: User | None) -> Sitting:
    """Begin to prepare a meeting of a cell and gather what it has to take up; a second time changes nothing."""
    if meeting.kind not in KINDS or meeting.unit.kind not in HOLDERS:
        raise ValidationError(_("Only the meetings of cells and Party groups are prepared here."))
    chair, taker = _leaders(meeting)
    sitting, is_new = Sitting.objects.get_or_create(
        meeting=meeting,
        defaults={
            "unit": meeting.unit, "chair": chair, "minute_taker": taker,
            "with_resolution": meeting.kind == Meeting.Kind.REGULAR,
        },
    )  # fmt: skip
    if is_new:
        note(sitting, "preparation begun", by=by, unit_id=sitting.unit_id)
        gather(sitting, by=by)
    return sitting


@transaction.atomic
def gather(sitting: Sitting, *, by: User | None) -> int:
    """Add to the agenda what is new since it was last gathered; what was taken off stays off. Return how many."""
    sitting = _open(sitting)
    known = set(sitting.items.exclude(record=None).values_list("source", "record"))
    new = [found for found in gathered(sitting) if (found.source, found.record) not in known]
    after = (sitting.items.aggregate(last=Max("position"))["last"] or 0) + 1
    rows = [
        AgendaItem(
            sitting=sitting, position=place, source=found.source, record=found.record, text=found.text,
            document=found.document,
        )
        for place, found in enumerate(new, start=after)
    ]  # fmt: skip
    if sitting.gathered_at is None and sitting.meeting.kind == Meeting.Kind.REGULAR:
        rows.append(AgendaItem(sitting=sitting, position=after + len(new), text=DISCUSS))
    create_checked(rows)
    sitting.gathered_at = now()
    sitting.save(update_fields=["gathered_at"])
    note(sitting, "agenda gathered", by=by, unit_id=sitting.unit_id)
    return len(new)


@transaction.atomic
def write_agenda(sitting: Sitting, items: Sequence[NewItem], *, by: User | None) -> None:
    """Keep the agenda as it is written: in this order, with what was added; what is not named is taken off."""
    sitting = _open(sitting)
    known = {item.pk: item for item in sitting.items.all()}
    if not {item.pk for item in items if item.pk} <= set(known):
        raise ValidationError(_("Some of these items are not on this agenda."))
    for place, new in enumerate(items, start=1):
        item = known.pop(new.pk, None) if new.pk else None
        item = item or AgendaItem(sitting=sitting)
        item.position, item.text, item.dropped = place, new.text, False
        save_checked(item)
    for item in known.values():
        _take_off(item)
    note(sitting, "agenda written", by=by, unit_id=sitting.unit_id)


def _replace(sitting: Sitting, decisions: Sequence[NewDecision], assignments: Sequence[NewAssignment]) -> None:
    """Write the votes and the work anew."""
    can = voting(sitting.meeting)
    sitting.decisions.all().delete()
    sitting.assignments.all().delete()
    rows = [
        Decision(sitting=sitting, position=place, text=new.text, **counted(new.vote, can))
        for place, new in enumerate(decisions, start=1)
    ]
    work = [
        Assignment(sitting=sitting, position=place, text=new.text, person=new.person, due_on=new.due_on)
        for place, new in enumerate(assignments, start=1)
    ]
    _require_days(sitting, work)
    create_checked(rows)
    create_checked(work)


def _take_off(item: AgendaItem) -> None:
    if item.record is None:
        item.delete()
    elif not item.dropped:
        item.dropped = True
        item.save(update_fields=["dropped"])


@transaction.atomic
def write_proceedings(
    sitting: Sitting,
    *,
    decisions: Sequence[NewDecision],
    assignments: Sequence[NewAssignment],
    by: User | None,
    times: dict[str, Any] | None = None,
    **said: Any,
) -> Sitting:
    """Keep how the meeting went; until it is adopted, writing again replaces it.

    `times` are began_at, ended_at and speakers of the meeting. A vote that cannot be true is refused.
    """
    sitting = _open(sitting)
    if times and not sitting.meeting.is_closed:
        _write_times(sitting.meeting, times, by)
    for name, value in said.items():
        setattr(sitting, name, value)
    save_checked(sitting)
    _replace(sitting, decisions, assignments)
    note(sitting, "proceedings written", by=by, unit_id=sitting.unit_id)
    return sitting


@transaction.atomic
def write_text(sitting: Sitting, kind: Record.Kind, text: str, *, by: User | None) -> Record:
    """Keep the text of the minutes or the resolution; until it is locked it can be written anew."""
    sitting = _locked(sitting)
    record = sitting.records.filter(kind=kind, corrects=None).first()
    record = record or Record(sitting=sitting, unit_id=sitting.unit_id, kind=kind, held_on=sitting.meeting.held_on)
    _require_unlocked(record)
    record.text, record.filled = plain(text), filled(sitting, kind)
    save_checked(record)
    note(record, "text written", by=by, unit_id=record.unit_id)
    return record


@transaction.atomic
def adopt(sitting: Sitting, *, by: User | None, vote: Vote | None = None, at: dt.datetime | None = None) -> Sitting:
    """Close the meeting, number what it adopted and make every assignment a task; all of it or nothing.

    A resolution needs the vote of more than half of those present with the right to vote; without a vote
    everybody is in favour. Minutes alone are adopted as read. `at` is for what was adopted before it was recorded.
    """
    sitting = _open(sitting)
    records = _wanted(sitting)
    can = voting(sitting.meeting)
    for decision in sitting.decisions.all():
        counted(Vote(decision.in_favour, decision.against, decision.blank), can)
    result = counted(vote or Vote(), can)
    if sitting.with_resolution:
        require_majority(result)
    if not sitting.meeting.is_closed:
        sitting.meeting = close_meeting(sitting.meeting, by=by)
    for record in records:
        _adopt(record, at or now(), result if record.kind == Record.Kind.RESOLUTION else None)
    _give_tasks(sitting, records, by)
    note(sitting, "adopted", by=by, unit_id=sitting.unit_id)
    return sitting


@transaction.atomic
def lock(sitting: Sitting, *, by: User | None, at: dt.datetime | None = None) -> list[Record]:
    """Lock what was adopted: from now on the database lets nobody change it, and those above may read it."""
    sitting = _locked(sitting)
    if not sitting.meeting.is_closed:
        raise ValidationError(_("The meeting was opened again; close it first."))
    records = [record for record in sitting.records.filter(corrects=None) if record.adopted_at]
    if not records:
        raise ValidationError(_("Nothing has been adopted yet."))
    return [_seal(record, by, at or now()) for record in records if not record.is_locked]


@transaction.atomic
def correct(record: Record, *, text: str, because: str, by: User | None) -> Record:
    """Write a new record that cites the locked one; it is locked in its turn. Until then, writing again replaces it."""
    _locked(record.sitting)
    record = Record.objects.select_related("sitting__meeting").get(pk=record.pk)
    if not record.is_locked:
        raise ValidationError(_("Only what is locked is corrected; this text can still be changed."))
    new = Record.objects.filter(corrects=record).first()
    new = new or Record(
        sitting=record.sitting, unit_id=record.unit_id, kind=record.kind, held_on=record.held_on, corrects=record
    )
    _require_unlocked(new)
    new.text, new.because = plain(text), because
    save_checked(new)
    note(new, "correction written", by=by, unit_id=new.unit_id, changes={"reason": ["", because]})
    return new


@transaction.atomic
def lock_correction(record: Record, *, by: User | None) -> Record:
    """Lock a correction under a number of its own."""
    _locked(record.sitting)
    record = Record.objects.get(pk=record.pk)
    _require_unlocked(record)
    if record.corrects_id is None:
        raise ValidationError(_("This is no correction."))
    record.number, record.adopted_at, record.state = _next_number(record), now(), Record.State.ADOPTED
    save_checked(record)
    return _seal(record, by, now())


def _seal(record: Record, by: User | None, at: dt.datetime) -> Record:
    record.frame = surround_of(record).as_kept()
    record.state, record.locked_at, record.locked_by = Record.State.LOCKED, at, by
    record.digest = fingerprint(canonical(paper_of(record)))
    save_checked(record)
    note(record, "locked", by=by, unit_id=record.unit_id, changes={"digest": ["", record.digest]})
    return record


def _adopt(record: Record, at: dt.datetime, result: dict[str, int] | None) -> None:
    if not record.text:
        raise ValidationError(_("The text of “%(what)s” is still empty.") % {"what": record.get_kind_display()})
    record.number, record.adopted_at, record.state = _next_number(record), at, Record.State.ADOPTED
    if result:
        record.voters, record.in_favour = result["voters"], result["in_favour"]
    save_checked(record)


def _next_number(record: Record) -> int:
    same = Record.objects.filter(unit_id=record.unit_id, kind=record.kind, held_on__year=record.held_on.year)
    return (same.aggregate(last=Max("number"))["last"] or 0) + 1


def _give_tasks(sitting: Sitting, records: Sequence[Record], by: User | None) -> None:
    """Give what has not become a task yet."""
    source = next((record for record in records if record.kind == Record.Kind.RESOLUTION), records[0])
    for row in sitting.assignments.filter(task=None).select_related("person"):
        row.task = give_task(
            unit=sitting.unit, given_by=sitting.unit, title=row.text, people=[row.person] if row.person else [],
            due_on=row.due_on, given_on=sitting.meeting.held_on, detail=f"Theo văn bản số {source.symbol}.", by=by,
        )  # fmt: skip
        row.save(update_fields=["task"])


def _wanted(sitting: Sitting) -> list[Record]:
    """Return what this meeting has to adopt: always its minutes, and its resolution if it ends in one."""
    found = {record.kind: record for record in sitting.records.filter(corrects=None)}
    wanted = [Record.Kind.MINUTES, *([Record.Kind.RESOLUTION] if sitting.with_resolution else [])]
    missing = [str(kind.label) for kind in wanted if kind not in found]
    if missing:
        raise ValidationError(_("Not written yet: %(what)s.") % {"what": ", ".join(missing)})
    return [found[kind] for kind in wanted]


def _leaders(meeting: Meeting) -> tuple[Person | None, Person | None]:
    """Return who presides and who may take the minutes: secretary and deputy, else somebody of the cell's committee."""
    posts = {post.title: post.person for post in holders_on(meeting.held_on, [meeting.unit_id])}
    chair = posts.get(Title.SECRETARY) or posts.get(Title.DEPUTY)
    others = (posts.get(title) for title in (Title.DEPUTY, Title.COMMITTEE_MEMBER))
    return chair, next((person for person in others if person and person != chair), None)


def _write_times(meeting: Meeting, times: dict[str, Any], by: User | None) -> None:
    same = {name: getattr(meeting, name) for name in ("held_on", "starts_at", "place")}
    change_meeting(meeting, documents=list(meeting.documents.all()), by=by, **same, **times)  # type: ignore[arg-type]


def _require_days(sitting: Sitting, rows: Sequence[Assignment]) -> None:
    if any(row.due_on and row.due_on < sitting.meeting.held_on for row in rows):
        raise ValidationError(_("A deadline must not come before the meeting."))


def _locked(sitting: Sitting) -> Sitting:
    """Hold the row of the sitting, so that nobody else writes to it meanwhile."""
    return (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("meeting__unit", "unit", "chair", "minute_taker")
        .get(pk=sitting.pk)
    )


def _open(sitting: Sitting) -> Sitting:
    sitting = _locked(sitting)
    if sitting.records.exclude(state=Record.State.DRAFT).filter(corrects=None).exists():
        raise ValidationError(_("This meeting is adopted; what was decided cannot be changed any more."))
    return sitting


def _require_unlocked(record: Record) -> None:
    if record.is_locked:
        raise ValidationError(_("This is locked. Write a correction instead."))
