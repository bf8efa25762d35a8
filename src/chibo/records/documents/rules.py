from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "documents.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.PARTNER: Reach.ABOVE,
        Role.SUPERIOR: Reach.UNIT,
    },
)
VIEW_STUDIES = Permission(
    "documents.view_studies",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.UNIT,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
"""Which meetings that studied a document are named beside it: those that the reader may open as a meeting."""
EDIT = Permission("documents.edit", {Role.CLERK: Reach.SUBTREE, Role.SECRETARY: Reach.UNIT})
