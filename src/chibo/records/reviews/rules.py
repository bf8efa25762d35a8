from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

SEE = Permission(
    "reviews.see",
    {
        Role.MEMBER: Reach.ABOVE, Role.SECRETARY: Reach.ABOVE, Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE,
    },
)  # fmt: skip
"""That a review goes on, and its calendar; once it is published, how many reached which level."""
COUNT = Permission(
    "reviews.count",
    {Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.INSPECTOR: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE},
)
"""How far each cell is, and how many reached which level, before the publication too; no names."""
VIEW = Permission(
    "reviews.view",
    {Role.SECRETARY: Reach.UNIT, Role.BOARD: Reach.SUBTREE, Role.INSPECTOR: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE},
)
"""Proposals and results by name."""
READ_FORMS = Permission(
    "reviews.read_forms", {Role.SECRETARY: Reach.UNIT, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE}
)
"""What members handed in; nobody sees it before."""
VIEW_LEADERS = Permission(
    "reviews.view_leaders", {Role.BOARD: Reach.SUBTREE, Role.INSPECTOR: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE}
)
"""Names and results in a quarter: the secretary of the leader's cell has no part in it."""
READ_LEADERS = Permission("reviews.read_leaders", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
BELONG = Permission("reviews.belong", {Role.MEMBER: Reach.UNIT, Role.SECRETARY: Reach.UNIT})
PROPOSE = Permission("reviews.propose", {Role.SECRETARY: Reach.UNIT, Role.LEADER: Reach.UNIT})
"""Of a cell by its secretary, of the organisation itself by its leaders."""
APPRAISE = Permission("reviews.appraise", {Role.BOARD: Reach.SUBTREE})
OPINE = Permission("reviews.opine", {Role.INSPECTOR: Reach.SUBTREE})
PLAN = Permission("reviews.plan", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
DECIDE = Permission("reviews.decide", {Role.LEADER: Reach.SUBTREE})
FOLLOW_UP = Permission(
    "reviews.follow_up", {Role.SECRETARY: Reach.UNIT, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE}
)
"""Setting what is to be corrected, and confirming it."""
FOLLOW_LEADERS = Permission("reviews.follow_leaders", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
NOBODY = Permission("reviews.propose_leaders", {})
"""In a quarter no cell proposes."""
LEADERS = {
    VIEW.code: VIEW_LEADERS, READ_FORMS.code: READ_LEADERS, FOLLOW_UP.code: FOLLOW_LEADERS, PROPOSE.code: NOBODY,
}  # fmt: skip


def of(rule: Permission, *, quarterly: bool) -> Permission:
    """Return the permission that stands for `rule` in the review of a quarter, or itself in that of a year."""
    return LEADERS.get(rule.code, rule) if quarterly else rule
