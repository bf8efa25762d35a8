from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "schedules.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.UNIT,
        Role.LEADER: Reach.SUBTREE,
        Role.PARTNER: Reach.ABOVE,
    },
)
"""Read the week and the month plan that a unit has put up; government and mass organisations work by them too."""
KEEP = Permission(
    "schedules.keep",
    {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.UNIT, Role.BOARD: Reach.UNIT, Role.LEADER: Reach.UNIT},
)
"""Write the week and the month plan of a unit, its rooms, and what became of them."""
