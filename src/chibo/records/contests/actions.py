import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.contests.models import Contest, Entry, Quota, Reopening
from chibo.records.documents.models import Document
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids
from chibo.registry.people.models import Membership, Person

MOST_PAPERS = 2000
"""In one batch."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as it comes in; without a person it is one from the population, counted and not named."""

    receipt: str
    unit: Unit
    entered_on: dt.date
    person: Person | None = None


@transaction.atomic
def open_contest(
    *,
    unit: Unit,
    title: str,
    opens_on: dt.date,
    closes_on: dt.date,
    by: User | None,
    document: Document | None = None,
    max_attempts: int = 1,
    asks_guess: bool = False,
) -> Contest:
    contest = Contest(
        unit=unit, title=title, opens_on=opens_on, closes_on=closes_on, document=document,
        max_attempts=max_attempts, asks_guess=asks_guess,
    )  # fmt: skip
    save_checked(contest)
    note(contest, "contest opened", by=by, unit_id=unit.pk)
    return contest


@transaction.atomic
def change_contest(contest: Contest, *, by: User, **details: object) -> Contest:
    """Change the frame of an open contest; what was sent stays within its days."""
    contest = locked(contest)
    for name, value in details.items():
        setattr(contest, name, value)
    outside = contest.entries.exclude(entered_on__range=(contest.opens_on, contest.closes_on))
    if outside.exists() or contest.rounds.exclude(opens_on__gte=contest.opens_on, closes_on__lte=contest.closes_on):
        raise ValidationError(_("There are entries or rounds outside these days."))
    save_checked(contest)
    note(contest, "changed", by=by, unit_id=contest.unit_id)
    return contest


@transaction.atomic
def close_contest(contest: Contest, *, by: User) -> Contest:
    """Take no more entries; the answers of rounds that have begun are shown from now on."""
    contest = locked(contest)
    contest.closed_at, contest.closed_by = now(), by
    save_checked(contest, update_fields=["closed_at", "closed_by"])
    note(contest, "closed", by=by, unit_id=contest.unit_id)
    return contest


@transaction.atomic
def reopen_contest(contest: Contest, *, reason: str, by: User) -> Contest:
    """Take entries again; the reason is kept beside the contest."""
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    if not contest.is_closed:
        raise ValidationError(_("This contest is open already."))
    save_checked(Reopening(contest=contest, reason=reason, by=by, at=now()))
    contest.closed_at, contest.closed_by = None, None
    save_checked(contest, update_fields=["closed_at", "closed_by"])
    note(contest, "reopened", by=by, unit_id=contest.unit_id, changes={"reason": ["", reason]})
    return contest


@transaction.atomic
def set_quota(contest: Contest, *, unit: Unit, entries: int, by: User | None) -> Quota:
    """Say how many entries a unit is to send; saying it again replaces the number."""
    contest = locked(contest)
    if unit.pk not in subtree_ids([contest.unit_id], contest.opens_on) | subtree_ids([contest.unit_id], today()):
        raise ValidationError({"unit": _("Only units of the committee that runs the contest can take part.")})
    quota = contest.quotas.filter(unit=unit).first() or Quota(contest=contest, unit=unit)
    changes = {"cell": ["", unit.name], "amount": [quota.entries or "", entries]}
    quota.entries = entries
    save_checked(quota)
    note(contest, "plan of entries set", by=by, unit_id=contest.unit_id, changes=changes)
    return quota


def record_paper(contest: Contest, *, unit: Unit, on: dt.date, batch: str, count: int, by: User | None) -> int:
    """Record a batch of paper entries of people who are counted and not named; the same batch counts once."""
    width = len(str(MOST_PAPERS))
    entries = [NewEntry(f"{batch}-{place:0{width}}", unit, on) for place in range(1, count + 1)]
    return record_entries(contest, entries, by=by)


@transaction.atomic
def record_entries(contest: Contest, entries: Sequence[NewEntry], *, by: User | None) -> int:
    """Record entries of days on which the contest was open, each receipt once; return how many are new."""
    contest = locked(contest)
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


def locked(contest: Contest) -> Contest:
    """Return the contest, locked until the end of the transaction; refuse one that is closed."""
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    if contest.is_closed:
        raise ValidationError(_("This contest is closed. Open it again first."))
    return contest


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
