from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "ballotbox.view",
    {
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
"""See how far a box is and, after the close, how many have answered. Who answered what nobody can see."""
RUN = Permission("ballotbox.run", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
KEEP_KEY = Permission(
    "ballotbox.keep_key",
    {Role.BOARD: Reach.SUBTREE, Role.INSPECTOR: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE},
)
KEY_IN = Permission("ballotbox.key_in", {Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
"""Type in what stands on paper answer sheets."""
