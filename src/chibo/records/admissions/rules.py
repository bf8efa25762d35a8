from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "admissions.view", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE}
)
EDIT = Permission("admissions.edit", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
DECIDE = Permission("admissions.decide", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
