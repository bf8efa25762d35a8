from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "regulations.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.PARTNER: Reach.ABOVE,
    },
)
EDIT = Permission("regulations.edit", {Role.CLERK: Reach.UNIT, Role.SECRETARY: Reach.UNIT})
