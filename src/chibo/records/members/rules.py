from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "members.view", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE}
)
COUNT = Permission(
    "members.count",
    {
        Role.SECRETARY: Reach.SUBTREE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.SUPERIOR: Reach.SUBTREE,
    },
)
"""How many members each cell has and how they stand, without names."""
EDIT = Permission("members.edit", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
TRANSFER = Permission("members.transfer", {Role.BOARD: Reach.SUBTREE})
UNMASK = Permission("members.unmask", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
IMPORT = Permission("members.import", {Role.BOARD: Reach.SUBTREE})
EXPORT = Permission("members.export", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
DECIDE_CORRECTION = Permission("members.decide_correction", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
