from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "members.view", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE}
)
EDIT = Permission("members.edit", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
TRANSFER = Permission("members.transfer", {Role.BOARD: Reach.SUBTREE})
UNMASK = Permission("members.unmask", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
IMPORT = Permission("members.import", {Role.BOARD: Reach.SUBTREE})
EXPORT = Permission("members.export", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
DECIDE_CORRECTION = Permission(
    "members.decide_correction", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE}
)
