from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "awards.view",
    {
        Role.MEMBER: Reach.ABOVE,
        Role.SECRETARY: Reach.ABOVE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.SUPERIOR: Reach.SUBTREE,
        Role.PARTNER: Reach.UNIT,
    },
)
"""See what was awarded. What is only proposed is seen with VIEW_PROPOSALS."""
VIEW_PROPOSALS = Permission(
    "awards.view_proposals",
    {
        Role.SECRETARY: Reach.UNIT,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.PARTNER: Reach.UNIT,
    },
)
PROPOSE = Permission(
    "awards.propose",
    {
        Role.SECRETARY: Reach.UNIT,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.PARTNER: Reach.UNIT,
    },
)
OPINE = Permission(
    "awards.opine",
    {
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
DECIDE = Permission("awards.decide", {Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
"""Record the decision, an award of earlier years, a refusal or a revocation."""
