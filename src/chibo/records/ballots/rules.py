from chibo.records.ballots.models import Use
from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "ballots.view",
    {
        Role.SECRETARY: Reach.UNIT,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
"""See the paper, and the numbers once they are settled."""
ENTER = Permission("ballots.enter", {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
"""Open a vote, enter a count, compare, settle."""
JUDGE = Permission("ballots.judge", {Role.SECRETARY: Reach.UNIT, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
"""See and count a vote that judges people by name; a clerk does neither."""
JUDGING = (Use.CONFIDENCE, Use.REVIEW)


def to_view(use: str) -> Permission:
    return JUDGE if use in JUDGING else VIEW


def to_enter(use: str) -> Permission:
    return JUDGE if use in JUDGING else ENTER
