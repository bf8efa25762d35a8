from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW_TREE = Permission(
    "orgs.view",
    {
        Role.MEMBER: Reach.WARD,
        Role.SECRETARY: Reach.WARD,
        Role.CLERK: Reach.WARD,
        Role.BOARD: Reach.WARD,
        Role.INSPECTOR: Reach.WARD,
        Role.LEADER: Reach.WARD,
        Role.PARTNER: Reach.WARD,
        Role.SUPERIOR: Reach.SUBTREE,
    },
)
MANAGE_ACCOUNTS = Permission("access.manage_accounts", {Role.ADMIN: Reach.SUBTREE})
VIEW_TRAIL = Permission("base.view_trail", {Role.LEADER: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
