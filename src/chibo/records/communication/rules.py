from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "communication.view",
    {
        Role.MEMBER: Reach.WARD,
        Role.SECRETARY: Reach.WARD,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.WARD,
        Role.LEADER: Reach.SUBTREE,
        Role.SUPERIOR: Reach.SUBTREE,
        Role.PARTNER: Reach.WARD,
    },
)
"""Read what was published; what is only proposed is read by who proposes and who edits."""
PROPOSE = Permission(
    "communication.propose",
    {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.PARTNER: Reach.UNIT},
)
"""Hand in an item, a broadcast or an example of a unit."""
EDIT = Permission("communication.edit", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
"""Sign what is published, and correct it."""
ORIENT = Permission("communication.orient", {Role.BOARD: Reach.UNIT, Role.LEADER: Reach.UNIT})
"""Tell the units below what to write about in a week; keep the topics."""
BE_ORIENTED = Permission(
    "communication.be_oriented",
    {
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.UNIT,
        Role.BOARD: Reach.UNIT,
        Role.LEADER: Reach.UNIT,
        Role.PARTNER: Reach.ABOVE,
    },
)
"""Read what the committee above wants written about."""
