from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

CHANGE = Permission(
    "structure.change", {Role.BOARD: Reach.SUBTREE, Role.CLERK: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE}
)
APPOINT = Permission("structure.appoint", {Role.BOARD: Reach.SUBTREE, Role.CLERK: Reach.SUBTREE})
