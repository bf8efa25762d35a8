from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

HOLD = Permission("cells.hold", {Role.SECRETARY: Reach.UNIT})
"""Prepare, hold and lock the meetings of the cell."""
VIEW_MINUTES = Permission(
    "cells.view_minutes", {Role.MEMBER: Reach.UNIT, Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE}
)
"""Besides, whoever follows the cell, and in a Party group those whom it summoned.

Members read what is adopted, and the agenda once they are summoned.
"""
VIEW_RESOLUTIONS = Permission(
    "cells.view_resolutions",
    {
        Role.MEMBER: Reach.UNIT,
        Role.SECRETARY: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
SEE_BOOKS = Permission("cells.see_books", VIEW_RESOLUTIONS.roles)
"""The books of a cell, with what each reader may read in them."""
OVERSEE = Permission(
    "cells.oversee", {Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE}
)
"""Which cells have met, locked and sent: marks and counts, no text."""
CHECK = Permission("cells.check", dict.fromkeys(Role, Reach.UNIT))
"""Whether a file says what was locked: everybody who holds one."""
