"""Prizes: decided by people, on a paper; the program only lists who came how far."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.contests.models import Entry, Prize
from chibo.registry.access.models import User


@transaction.atomic
def award(entry: Entry, *, rank: str, symbol: str, decided_on: dt.date, issuer: str, by: User | None) -> Prize:
    """Record a prize that was decided on, for the entry of a member in a round that is over."""
    if entry.person_id is None:
        raise ValidationError(_("Only an entry that bears a name can be given a prize here."))
    if decided_on > today():
        raise ValidationError({"decided_on": _("That day is still to come.")})
    if entry.round and not entry.round.is_over(decided_on):
        raise ValidationError({"decided_on": _("The round was not over on that day.")})
    if Prize.objects.filter(entry=entry).exists():
        raise ValidationError(_("This entry has a prize already."))
    prize = Prize(entry=entry, rank=rank, symbol=symbol, decided_on=decided_on, issuer=issuer)
    save_checked(prize)
    changes = {"name": ["", str(entry.person)], "paper": ["", symbol]}
    note(entry.contest, "prize awarded", by=by, unit_id=entry.contest.unit_id, changes=changes)
    return prize


@transaction.atomic
def take_back(prize: Prize, *, reason: str, by: User) -> None:
    """Take back a prize that was recorded wrongly; the trail keeps the reason."""
    contest = prize.entry.contest
    changes = {"name": [str(prize.entry.person), ""], "reason": ["", reason]}
    note(contest, "prize taken back", by=by, unit_id=contest.unit_id, changes=changes)
    prize.delete()
