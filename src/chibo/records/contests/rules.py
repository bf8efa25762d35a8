from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "contests.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.PARTNER: Reach.ABOVE,
    },
)
RUN = Permission("contests.run", {Role.CLERK: Reach.UNIT, Role.BOARD: Reach.UNIT})
VIEW_ENTRIES = Permission(
    "contests.view_entries",
    {Role.SECRETARY: Reach.SUBTREE, Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.PARTNER: Reach.UNIT},
)
ENTER = Permission(
    "contests.enter",
    {Role.SECRETARY: Reach.SUBTREE, Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.PARTNER: Reach.UNIT},
)
TAKE = Permission("contests.take", {Role.MEMBER: Reach.ABOVE})
"""Take part in the contests of the own cell and of the committees above it."""
