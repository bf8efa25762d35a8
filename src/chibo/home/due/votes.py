"""Secret votes that are not settled, and awards that wait for their decision."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from chibo.home.due.items import Due
from chibo.records.awards.queries import waiting_for as open_proposals
from chibo.records.ballots.queries import waiting_for as open_ballots
from chibo.registry.access.models import User

PROPOSALS_SHOWN = 20


def counts(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the votes that were held and that the reader still has to count, or to compare and settle."""
    for ballot in open_ballots(user, units).filter(held_on__lte=day):
        if ballot.count_number == 2:  # type: ignore[attr-defined]  # noqa: PLR2004 -- annotated there; two people
            text = _("Compare the two counts and settle the result")
        elif ballot.counted_by_me:  # type: ignore[attr-defined]  # annotated there
            continue
        else:
            text = _("Enter your count of the papers")
        yield Due(ballot.held_on, ballot.title, text, ballot.get_absolute_url())


def awards(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the proposals of awards on which the reader records the decision."""
    for award in open_proposals(user, units)[:PROPOSALS_SHOWN]:
        whom = award.person.full_name if award.person else award.unit.name
        yield Due(day, f"{award.kind.name} {award.year}", whom, award.get_absolute_url())
