from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "indicators.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.WARD,
        Role.CLERK: Reach.WARD,
        Role.BOARD: Reach.WARD,
        Role.INSPECTOR: Reach.WARD,
        Role.LEADER: Reach.WARD,
        Role.PARTNER: Reach.WARD,
        Role.SUPERIOR: Reach.SUBTREE,
    },
)
ANSWER = Permission(
    "indicators.answer",
    {
        Role.SECRETARY: Reach.SUBTREE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
