from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "reports.view",
    {
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
"""Drafts included."""
VIEW_SIGNED = Permission(
    "reports.view_signed",
    {**VIEW.roles, Role.MEMBER: Reach.ABOVE, Role.PARTNER: Reach.ABOVE, Role.SUPERIOR: Reach.SUBTREE},
)
EDIT = Permission("reports.edit", {Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.SECRETARY: Reach.UNIT})
SIGN = Permission("reports.sign", {Role.LEADER: Reach.UNIT, Role.SECRETARY: Reach.UNIT})
