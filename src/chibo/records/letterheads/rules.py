from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "letterheads.view",
    {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE},
)
EDIT = Permission("letterheads.edit", {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.SUBTREE})
