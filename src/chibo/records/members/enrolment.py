"""Writing a list of members to the roll: all of it or nothing, once, with every line in the trail."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, close_old_connections, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import now
from chibo.base.jobs import Progress, fail, finish
from chibo.base.models import Job
from chibo.records.members.importing import Layout, Line, Mistake, Rows, guess
from chibo.records.members.matching import Known
from chibo.records.members.models import RollImport
from chibo.records.members.queries import Assessment, assess
from chibo.registry.access.models import User
from chibo.registry.orgs.actions import Author
from chibo.registry.orgs.models import Unit
from chibo.registry.people.lives import within_lives
from chibo.registry.people.models import Membership, Person, Standing

BATCH = 500
UPDATED_AT_ONCE = 100
"""PostgreSQL searches one CASE with all new values for each row: fewer at once are faster."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many people are new on the roll, changed, as they were; with a mistake nothing is written."""

    new: int
    changed: int
    unchanged: int
    mistakes: tuple[Mistake, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}


@dataclass(frozen=True, slots=True)
class _Writing:
    """What holds for every row of one import."""

    on: dt.date
    came: str
    source: str
    by: Author
    cells: Mapping[int, str]


@transaction.atomic
def import_roll(
    rows: Rows,
    unit: Unit,
    on: dt.date,
    by: Author,
    *,
    came: str = Membership.Way.OPENING,
    layout: Layout | None = None,
    source: str = "",
    advance: Callable[[int], None] = lambda _done: None,
) -> ImportResult:
    """Put the people of a sheet on the rolls of a unit's cells from `on`; the same sheet again changes nothing."""
    assessment = assess(rows, layout or guess(rows), unit, on)
    matched = assessment.matched
    if assessment.mistakes:
        return ImportResult(0, 0, 0, tuple(assessment.mistakes))
    writing = _Writing(on, came, source, by, assessment.cells)
    done = len(matched.standing) - len(assessment.changed)
    with within_lives():
        done = _put_all_on_the_roll(matched.joining, writing, done, advance)
    for changes in batched(assessment.changed.items(), BATCH):
        _correct(dict(changes), by)
        done += len(changes)
        advance(done)
    result = _result(assessment)
    counts = {name: ["", count] for name, count in result.counts.items()}
    note(unit, "members imported", by=by, unit_id=unit.pk, changes={"file": ["", source], **counts})
    return result


def _result(assessment: Assessment) -> ImportResult:
    changed = len(assessment.changed)
    return ImportResult(len(assessment.matched.joining), changed, len(assessment.matched.standing) - changed)


def _put_all_on_the_roll(
    joining: Iterable[tuple[Line, Known | None]], writing: _Writing, done: int, advance: Callable[[int], None]
) -> int:
    for some in batched(joining, BATCH):
        _put_on_the_roll(some, writing)
        done += len(some)
        advance(done)
    return done


def _put_on_the_roll(joining: Iterable[tuple[Line, Known | None]], writing: _Writing) -> None:
    rows = list(joining)
    fresh = [(line, Person(**line.details)) for line, known in rows if known is None]
    Person.objects.bulk_create(person for _line, person in fresh)
    again = {known.pk: line for line, known in rows if known}
    _correct({pk: line.details for pk, line in again.items()}, writing.by)
    returned = [(again[person.pk], person) for person in Person.objects.filter(pk__in=again)]
    joined = fresh + returned
    Membership.objects.bulk_create(
        Membership(person=person, unit_id=line.cell, valid_from=writing.on, came=writing.came)
        for line, person in joined
    )
    Standing.objects.bulk_create(_probations(joined, writing.on))
    lines = (
        (person, line.cell, {"cell": ["", writing.cells.get(line.cell, "")], "file": ["", writing.source]})
        for line, person in joined
    )
    note_each(lines, "put on the roll", by=writing.by)


def _probations(joined: Iterable[tuple[Line, Person]], on: dt.date) -> Iterable[Standing]:
    """Who became official after `on` was on probation until then; who is not official yet and joined lately, is."""
    for _line, person in joined:
        if person.joined_party_on is None:
            continue
        lately = person.joined_party_on + dt.timedelta(days=2 * 365) > on
        if (person.official_on is None and lately) or (person.official_on and person.official_on > on):
            yield Standing(
                person=person, state=Standing.State.PROBATIONARY, valid_from=on, valid_until=person.official_on
            )


def _correct(changes: Mapping[int, Mapping[str, Any]], by: Author) -> None:
    people = list(Person.objects.select_for_update().filter(pk__in=changes).order_by("pk"))
    lines = []
    for person in people:
        new = {name: value for name, value in changes[person.pk].items() if getattr(person, name) != value}
        if not new:
            continue
        told = {name: [str(getattr(person, name) or ""), str(value)] for name, value in new.items()}
        for name, value in new.items():
            setattr(person, name, value)
        lines.append((person, None, told))
    fields = sorted({name for _person, _unit, told in lines for name in told})
    if fields:
        Person.objects.bulk_update([person for person, _unit, _told in lines], fields, batch_size=UPDATED_AT_ONCE)
    official = Person.objects.filter(pk=OuterRef("person_id")).values("official_on")[:1]
    Standing.objects.filter(
        person_id__in=changes, state=Standing.State.PROBATIONARY, valid_until=None,
        person__official_on__gt=F("valid_from"),
    ).update(valid_until=Subquery(official))  # fmt: skip
    note_each(lines, "corrected", by=by)


def start_import(*, rows: Rows, unit: Unit, on: dt.date, came: str, by: User, file_name: str) -> RollImport:
    """Keep what a workbook holds until it is written or given up."""
    layout = guess(rows)
    started = RollImport(
        unit=unit, on=on, came=came, by=by, file_name=file_name[:200], rows=rows, header=layout.header,
        mapping=dict(layout.columns), made_at=now(),
    )  # fmt: skip
    started.full_clean(exclude=["rows", "mapping"])
    started.save()
    return started


@transaction.atomic
def map_columns(started: RollImport, layout: Layout) -> RollImport:
    started = _draft(started)
    started.header, started.mapping = layout.header, dict(layout.columns)
    started.save(update_fields=["header", "mapping"])
    return started


@transaction.atomic
def edit_cells(started: RollImport, texts: Mapping[tuple[int, int], str]) -> RollImport:
    """Put other texts into cells, by row as Excel numbers it and column counted from 0."""
    started = _draft(started)
    for (row, column), text in texts.items():
        if 0 < row <= len(started.rows) and 0 <= column < len(started.rows[row - 1]):
            started.rows[row - 1][column] = text
    started.save(update_fields=["rows"])
    return started


@transaction.atomic
def queue_import(started: RollImport, *, total: int, by: User) -> RollImport:
    """Hand the list to the worker; whoever calls sends the task after the commit."""
    started = _draft(started)
    started.job = Job.objects.create(
        kind="members.import", title=started.file_name, by=by, unit_id=started.unit_id, total=total, queued_at=now()
    )
    started.state = RollImport.State.QUEUED
    started.save(update_fields=["job", "state"])
    return started


def run_import(pk: int) -> None:
    """Write a queued list. If it fails it is a draft again with all corrections, and the job says why."""
    started = RollImport.objects.select_related("unit", "by", "job").get(pk=pk, state=RollImport.State.QUEUED)
    assert started.job, "queued with a job"
    try:
        with Progress(started.job, started.job.total) as progress:
            result = _run(started, progress)
    except ValidationError as refused:
        reason = refused.messages[0]
    except IntegrityError:
        reason = _("Somebody changed the same members meanwhile. Nothing was written.")
    except Exception:
        close_old_connections()
        _give_back(started, _("Writing the list was broken off. Nothing was written; please try again."))
        raise
    else:
        if not result.mistakes:
            finish(started.job, result=result.counts)
            return
        reason = _("The roll changed meanwhile: some rows no longer fit. Nothing was written.")
    _give_back(started, reason)


def _give_back(started: RollImport, reason: str) -> None:
    """Make a list that was not written a draft again."""
    assert started.job, "queued with a job"
    RollImport.objects.filter(pk=started.pk).update(state=RollImport.State.DRAFT)
    fail(started.job, message=reason)


@transaction.atomic
def _run(started: RollImport, progress: Progress) -> ImportResult:
    layout = Layout(started.header, started.mapping)
    result = import_roll(
        started.rows, started.unit, started.on, started.by, came=started.came, layout=layout,
        source=started.file_name, advance=progress.advance,
    )  # fmt: skip
    if not result.mistakes:
        started.rows, started.state, started.result = [], RollImport.State.DONE, result.counts
        started.save(update_fields=["rows", "state", "result"])
    return result


@transaction.atomic
def discard_import(started: RollImport) -> None:
    """Give up a list that is not written; nothing of it stays."""
    _draft(started).delete()


def _draft(started: RollImport) -> RollImport:
    started = RollImport.objects.select_for_update(of=("self",)).get(pk=started.pk)
    if started.state != RollImport.State.DRAFT:
        raise ValidationError(_("This list is being written or is written already."))
    return started
