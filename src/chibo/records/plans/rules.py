from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "plans.view",
    {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.CLERK: Reach.SUBTREE, Role.PARTNER: Reach.UNIT},
)
"""See that a plan is registered; never what it says."""
REGISTER = Permission(
    "plans.register", {Role.SECRETARY: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.PARTNER: Reach.UNIT}
)
REGISTER_OWN = Permission("plans.register_own", {Role.MEMBER: Reach.UNIT})
"""Write, register and report on the own plan."""
FOLLOW = Permission("plans.follow", {Role.SECRETARY: Reach.UNIT})
"""Read what members of the own cell have registered, record what the cell says about it, set the turns."""
LEAD = Permission("plans.lead", {Role.SECRETARY: Reach.UNIT, Role.PARTNER: Reach.UNIT})
"""Write the plan of the unit; so does whoever holds its post of head."""
COUNT = Permission(
    "plans.count",
    {Role.SECRETARY: Reach.UNIT, Role.BOARD: Reach.SUBTREE, Role.CLERK: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE},
)
"""See by cell how many; numbers only."""
