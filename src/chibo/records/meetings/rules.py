from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "meetings.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.UNIT,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
OVERSEE = Permission("meetings.oversee", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
"""Look after it that the cells meet."""
HOLD = Permission("meetings.hold", {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.UNIT, Role.BOARD: Reach.UNIT})
"""Plan, convoke, mark everybody, close and reopen a meeting of the unit."""
MARK = Permission("meetings.mark", {Role.SECRETARY: Reach.UNIT})
"""Mark the people of one's own cell at a conference that a committee above holds."""
