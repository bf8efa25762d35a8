"""Votes by show of hands: what can be true, given who was there."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chibo.records.cells.attending import presence
from chibo.records.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Vote:
    """How a vote went. Without `in_favour`, everybody who did not say otherwise was in favour."""

    in_favour: int | None = None
    against: int = 0
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Voting:
    """How many could vote: those who stayed, and those who left before the end may have voted as well."""

    stayed: int
    left: int = 0


def voting(meeting: Meeting) -> Voting:
    found = presence(meeting)
    return Voting(found.voters, found.left)


def counted(vote: Vote, can: Voting) -> dict[str, int]:
    """Return the numbers of a vote that can be true; ValidationError says which cannot."""
    others = vote.against + vote.blank
    in_favour = can.stayed - others if vote.in_favour is None else vote.in_favour
    voters = in_favour + others
    if min(in_favour, vote.against, vote.blank) < 0 or not can.stayed <= voters <= can.stayed + can.left:
        raise ValidationError(
            _("%(voted)d votes cannot be right: %(could)d of those present have the right to vote."),
            params={"voted": voters if in_favour >= 0 else others, "could": can.stayed},
            code="votes",
        )
    return {"voters": voters, "in_favour": in_favour, "against": vote.against, "blank": vote.blank}


def require_majority(result: dict[str, int]) -> None:
    """Refuse a resolution that not more than half are in favour of."""
    if 2 * result["in_favour"] <= result["voters"]:
        raise ValidationError(_("A resolution needs more than half of the votes."), code="majority")
