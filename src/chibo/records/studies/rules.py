from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "studies.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
HOLD = Permission("studies.hold", {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.UNIT, Role.BOARD: Reach.UNIT})
"""Plan programmes and seminars of the unit, ask for reflections, name assessors."""
OVERSEE = Permission(
    "studies.oversee",
    {
        Role.SECRETARY: Reach.UNIT,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
"""See by cell how many reflections are in; numbers only."""
COLLECT = Permission("studies.collect", {Role.SECRETARY: Reach.UNIT})
"""See who of the cell has handed in, and read and assess where nobody else is named for it."""
