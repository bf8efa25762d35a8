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
"""What came to a unit: registered there as incoming, or delivered to it."""
VIEW_ISSUED = Permission(
    "documents.view_issued",
    {
        Role.MEMBER: Reach.UNIT,
        Role.SECRETARY: Reach.UNIT,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.PARTNER: Reach.UNIT,
        Role.SUPERIOR: Reach.UNIT,
    },
)
"""What a unit issued, by those of the unit itself; the units below see it once it is delivered to them."""
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
"""Keep the register: lines, spellings, points, files, numbers."""
HANDLE = Permission(
    "documents.handle", {Role.CLERK: Reach.SUBTREE, Role.SECRETARY: Reach.UNIT, Role.LEADER: Reach.UNIT}
)
"""See and move what is in work: drafts and their opinions, assignments, closing."""
SIGN = Permission("documents.sign", {Role.SECRETARY: Reach.UNIT, Role.LEADER: Reach.UNIT})
RECEIVE = Permission(
    "documents.receive",
    {
        Role.SECRETARY: Reach.UNIT,
        Role.CLERK: Reach.UNIT,
        Role.LEADER: Reach.UNIT,
        Role.PARTNER: Reach.UNIT,
        Role.SUPERIOR: Reach.UNIT,
    },
)
"""Confirm for a unit that a document came, and that it was made known there."""
