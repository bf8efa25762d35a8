"""A cell's meeting: prepare it, write down how it went, adopt and lock its minutes and resolution, correct them."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import now
from chibo.base.saving import create_checked, save_checked
from chibo.records.cells.filling import filled, score_lines
from chibo.records.cells.gathering import gathered
from chibo.records.cells.models import AgendaItem, Assignment, Decision, Record, Sitting
from chibo.records.cells.paper import canonical, paper_of, plain, surround_of
from chibo.records.cells.sealing import fingerprint
from chibo.records.cells.voting import Vote, counted, require_majority, voting
from chibo.records.meetings.actions import change_meeting, close_meeting, convoke, convoke_named
from chibo.records.meetings.models import Meeting
from chibo.records.scoring.actions import freeze
from chibo.records.scoring.queries import scored
from chibo.records.tasks.actions import NewTask, give_list
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.queries import nearest_above
from chibo.registry.people.heads import head_of
from chibo.registry.people.models import Person, Title
from chibo.registry.people.queries import holders_on

KINDS = (Meeting.Kind.REGULAR, Meeting.Kind.THEMATIC, Meeting.Kind.EXTRAORDINARY)
HOLDERS = (UnitKind.CELL, UnitKind.GROUP)
ADOPTED = ("number", "adopted_at", "state", "voters", "in_favour")
SEALED = ("text", "filled", "frame", "state", "locked_at", "locked_by", "digest")
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
            "with_resolution": meeting.kind == Meeting.Kind.REGULAR and meeting.unit.kind == UnitKind.CELL,
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
def summon(meeting: Meeting, *, by: User | None, people: Collection[int] = ()) -> int:
    """Summon the members of a cell; a Party group has no roll, so `people` of the cell above it are named."""
    if meeting.unit.kind != UnitKind.GROUP:
        return convoke(meeting, by=by)
    cell = nearest_above(meeting.unit_id, (UnitKind.CELL,), meeting.held_on)
    if cell is None:
        raise ValidationError(_("This Party group belongs to no cell on that day."))
    return convoke_named(meeting, cell=cell, people=people, by=by)


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
    numbers = _next_numbers(sitting)
    for record in records:
        record.number = numbers[record.kind]
        _adopt(record, at or now(), result if record.kind == Record.Kind.RESOLUTION else None)
    _give_tasks(sitting, records, by)
    note(sitting, "adopted", by=by, unit_id=sitting.unit_id)
    return sitting


@transaction.atomic
def lock(sitting: Sitting, *, by: User | None, at: dt.datetime | None = None) -> list[Record]:
    """Lock what was adopted and fix the score: from now on the database lets nobody change it, and those above read it.

    Points that follow from facts may have moved since the text was written; the resolution then gets the new table.
    """
    sitting = _locked(sitting)
    if not sitting.meeting.is_closed:
        raise ValidationError(_("The meeting was opened again; close it first."))
    records = [record for record in _records(sitting) if record.adopted_at]
    if not records:
        raise ValidationError(_("Nothing has been adopted yet."))
    waiting = [record for record in records if not record.is_locked]
    _fix_score(sitting.meeting, waiting, by)
    return _seal(waiting, by, at or now())


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
    record.number = _next_numbers(record.sitting)[record.kind]
    record.adopted_at, record.state = now(), Record.State.ADOPTED
    save_checked(record)
    return _seal([record], by, now())[0]


def _seal(records: Sequence[Record], by: User | None, at: dt.datetime) -> list[Record]:
    """Lock papers of one meeting under one head."""
    head = head_of(records[0].unit, records[0].held_on) if records else None
    for record in records:
        record.frame = surround_of(record, head).as_kept()
        record.state, record.locked_at, record.locked_by = Record.State.LOCKED, at, by
        record.digest = fingerprint(canonical(paper_of(record)))
        save_checked(record, update_fields=SEALED)
    note_each(((one, one.unit_id, {"digest": ["", one.digest]}) for one in records), "locked", by=by)
    return list(records)


def _fix_score(meeting: Meeting, records: Sequence[Record], by: User | None) -> None:
    if (before := scored(meeting)) is None:
        return
    freeze(meeting, by=by)
    if after := scored(meeting):
        old, new = ("\n".join(score_lines(one)) for one in (before, after))
        for record in records:
            record.text, record.filled = record.text.replace(old, new), record.filled.replace(old, new)


def _adopt(record: Record, at: dt.datetime, result: dict[str, int] | None) -> None:
    if not record.text:
        raise ValidationError(_("The text of “%(what)s” is still empty.") % {"what": record.get_kind_display()})
    record.adopted_at, record.state = at, Record.State.ADOPTED
    if result:
        record.voters, record.in_favour = result["voters"], result["in_favour"]
    save_checked(record, update_fields=ADOPTED)


def _next_numbers(sitting: Sitting) -> dict[str, int]:
    """Return the number that comes next in each book of the year."""
    same = Record.objects.filter(unit_id=sitting.unit_id, held_on__year=sitting.meeting.held_on.year).order_by()
    last = dict(same.values_list("kind").annotate(Max("number")))
    return {kind: (last.get(kind) or 0) + 1 for kind in Record.Kind.values}


def _records(sitting: Sitting) -> list[Record]:
    """Return the minutes and the resolution, each knowing the sitting and the cell that are known already."""
    records = list(sitting.records.filter(corrects=None))
    for record in records:
        record.sitting, record.unit = sitting, sitting.unit
    return records


def _give_tasks(sitting: Sitting, records: Sequence[Record], by: User | None) -> None:
    """Give what has not become a task yet."""
    source = next((record for record in records if record.kind == Record.Kind.RESOLUTION), records[0])
    rows = list(sitting.assignments.filter(task=None))
    tasks = give_list(
        [NewTask(row.text, (row.person_id,) if row.person_id else (), row.due_on) for row in rows],
        unit=sitting.unit, given_by=sitting.unit, given_on=sitting.meeting.held_on, by=by,
        detail=f"Theo văn bản số {source.symbol}.",
    )  # fmt: skip
    for row, task in zip(rows, tasks, strict=True):
        row.task = task
    Assignment.objects.bulk_update(rows, ["task"])


def _wanted(sitting: Sitting) -> list[Record]:
    """Return what this meeting has to adopt: always its minutes, and its resolution if it ends in one."""
    found = {record.kind: record for record in _records(sitting)}
    wanted = [Record.Kind.MINUTES, *([Record.Kind.RESOLUTION] if sitting.with_resolution else [])]
    missing = [str(kind.label) for kind in wanted if kind not in found]
    if missing:
        raise ValidationError(_("Not written yet: %(what)s.") % {"what": ", ".join(missing)})
    return [found[kind] for kind in wanted]


def _leaders(meeting: Meeting) -> tuple[Person | None, Person | None]:
    """Return who presides and who may take the minutes: secretary and deputy, else somebody of the cell's committee."""
    posts = {post.title: post.person for post in holders_on(meeting.held_on, [meeting.unit_id])}
    chair = posts.get(Title.SECRETARY) or posts.get(Title.HEAD) or posts.get(Title.DEPUTY)
    others = (posts.get(title) for title in (Title.DEPUTY, Title.DEPUTY_HEAD, Title.COMMITTEE_MEMBER))
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
