import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.contests.models import Contest, Entry
from chibo.records.documents.models import Document
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids
from chibo.registry.people.models import Membership, Person


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as it comes in; without a person it is one from the population, counted and not named."""

    receipt: str
    unit: Unit
    entered_on: dt.date
    person: Person | None = None


@transaction.atomic
def open_contest(
    *, unit: Unit, title: str, opens_on: dt.date, closes_on: dt.date, by: User | None, document: Document | None = None
) -> Contest:
    contest = Contest(unit=unit, title=title, opens_on=opens_on, closes_on=closes_on, document=document)
    save_checked(contest)
    note(contest, "contest opened", by=by, unit_id=unit.pk)
    return contest


@transaction.atomic
def record_entries(contest: Contest, entries: Sequence[NewEntry], *, by: User | None) -> int:
    """Record entries of days on which the contest was open, each receipt once; return how many are new."""
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    for entry in entries:
        if not contest.opens_on <= entry.entered_on <= min(contest.closes_on, today()):
            raise ValidationError(
                _("Entry %(receipt)s is not from a day on which the contest was open."),
                params={"receipt": entry.receipt},
            )
    _require_taking_part(contest, entries)
    _require_members(entries)
    before = contest.entries.count()
    Entry.objects.bulk_create(
        (
            Entry(
                contest=contest, unit=entry.unit, person=entry.person, entered_on=entry.entered_on,
                receipt=entry.receipt,
            )
            for entry in entries
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    added = contest.entries.count() - before
    if added:
        note(contest, "entries recorded", by=by, unit_id=contest.unit_id, changes={"entries": [before, before + added]})
    return added


def _require_taking_part(contest: Contest, entries: Sequence[NewEntry]) -> None:
    taking_part = subtree_ids([contest.unit_id], contest.opens_on) | subtree_ids([contest.unit_id], today())
    if any(entry.unit.pk not in taking_part for entry in entries):
        raise ValidationError(_("Only units of the committee that runs the contest can take part."))


def _require_members(entries: Sequence[NewEntry]) -> None:
    """Count a member's entry in the cell where the member was on that day, and nowhere else."""
    people = {entry.person.pk for entry in entries if entry.person}
    rolls: dict[tuple[int, int], list[Membership]] = {}
    for row in Membership.objects.filter(person__in=people):
        rolls.setdefault((row.person_id, row.unit_id), []).append(row)
    for entry in entries:
        if entry.person and not any(
            row.is_on(entry.entered_on) for row in rolls.get((entry.person.pk, entry.unit.pk), ())
        ):
            raise ValidationError(
                _("%(member)s was not in %(unit)s on %(day)s."),
                params={"member": entry.person, "unit": entry.unit, "day": day_text(entry.entered_on)},
            )
