from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "targets.view",
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
GIVE = Permission("targets.give", {Role.SUPERIOR: Reach.SUBTREE, Role.CLERK: Reach.SUBTREE})
"""Enter a target that a committee above gave; the office may enter what it received on paper."""
SPLIT = Permission("targets.split", {Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
