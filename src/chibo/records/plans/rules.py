from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "plans.view",
    {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.CLERK: Reach.SUBTREE, Role.PARTNER: Reach.UNIT},
)
REGISTER = Permission(
    "plans.register", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.PARTNER: Reach.UNIT}
)
REGISTER_OWN = Permission("plans.register_own", {Role.MEMBER: Reach.UNIT})
