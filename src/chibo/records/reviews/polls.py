"""Secret ballots on the levels: each subject a line, each level a choice; the count is entered in Ballots, twice."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import create_checked
from chibo.records.ballots.actions import open_ballot
from chibo.records.ballots.models import Ballot, Use
from chibo.records.ballots.queries import result
from chibo.records.reviews.levels import Body, Level
from chibo.records.reviews.models import Campaign, PollLine, Subject
from chibo.registry.access.models import User

LEVELS = tuple(Level)
"""The choices of each line, in this order on every paper."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a ballot went for one subject: papers for each level, of how many summoned."""

    votes: Mapping[Level, int]
    blank: int
    summoned: int

    @property
    def carried(self) -> Level | None:
        """Return the level for which more than half of those summoned voted."""
        return next((level for level, votes in self.votes.items() if 2 * votes > self.summoned), None)


@transaction.atomic
def open_poll(
    campaign: Campaign, subjects: Sequence[Subject], *, title: str, held_on: dt.date, summoned: int, by: User
) -> Ballot:
    """Put appraised subjects on the paper of a secret ballot; what is decided or voted on already stays off."""
    for subject in subjects:
        params = {"subject": subject}
        if subject.campaign_id != campaign.pk or subject.unrated or subject.level:
            raise ValidationError(_("%(subject)s is not to be voted on."), params=params)
        if not subject.opinions.filter(body=Body.BOARD).exists():
            raise ValidationError(_("%(subject)s: the proposal has not been appraised yet."), params=params)
    lines = [f"{place}. {subject.full_name}" for place, subject in enumerate(subjects, 1)]
    ballot = open_ballot(
        unit=campaign.unit, title=title, held_on=held_on, questions=lines,
        options=[str(level.label) for level in LEVELS], summoned=summoned, by=by, use=Use.REVIEW,
    )  # fmt: skip
    create_checked([PollLine(ballot=ballot, subject=subject, position=place) for place, subject in enumerate(subjects)])
    note(campaign, "ballot opened", by=by, unit_id=campaign.unit_id)
    return ballot


def outcomes(subjects: Iterable[Subject]) -> dict[int, Outcome]:
    """Return how settled ballots went, by the id of the subject; without those on whom none was settled."""
    wanted = [subject.pk for subject in subjects]
    lines = PollLine.objects.filter(subject__in=wanted, ballot__settled_at__isnull=False).select_related("ballot")
    by_ballot: dict[Ballot, list[PollLine]] = {}
    for line in lines:
        by_ballot.setdefault(line.ballot, []).append(line)
    found = {}
    for ballot, of_ballot in by_ballot.items():
        numbers = result(ballot)
        assert numbers, "only settled ballots"
        for line in of_ballot:
            votes = dict(zip(LEVELS, numbers.votes[line.position], strict=True))
            found[line.subject_id] = Outcome(votes, numbers.blank[line.position], numbers.summoned)
    return found
