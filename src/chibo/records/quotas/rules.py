from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "quotas.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.SUPERIOR: Reach.SUBTREE,
    },
)
"""The rules are public to everybody whose rating they bound."""
SET = Permission("quotas.set", {Role.BOARD: Reach.UNIT, Role.LEADER: Reach.UNIT})
"""Say how the committee reads a rule, after it has decided so."""
