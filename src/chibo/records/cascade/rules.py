from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

OVERSEE = Permission(
    "cascade.oversee",
    {
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.SUPERIOR: Reach.UNIT,
    },
)
"""See how all units carry out the documents of this unit."""
REMIND = Permission(
    "cascade.remind",
    {Role.CLERK: Reach.UNIT, Role.BOARD: Reach.UNIT, Role.LEADER: Reach.UNIT, Role.SUPERIOR: Reach.UNIT},
)
"""Urge the units that have not carried out a document of this unit."""
VIEW_OWN = Permission(
    "cascade.view_own",
    {Role.MEMBER: Reach.UNIT, Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.UNIT, Role.PARTNER: Reach.UNIT},
)
"""Read how this unit carries out what was sent to it."""
CONFIRM = Permission("cascade.confirm", {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.UNIT, Role.PARTNER: Reach.UNIT})
"""Say that this unit has received a document and made it known."""
ACT = Permission("cascade.act", {Role.SECRETARY: Reach.UNIT, Role.CLERK: Reach.SUBTREE, Role.PARTNER: Reach.UNIT})
"""Record plans and counts of this unit; an office also those that units hand in on paper."""
SEE = Permission("cascade.see", {**VIEW_OWN.roles, **OVERSEE.roles})
"""Who has the area in the navigation."""
CONCLUDE = Permission("cascade.conclude", {Role.CLERK: Reach.UNIT, Role.LEADER: Reach.UNIT})
"""Write down what the committee of this unit concluded, and issue the notice."""
VIEW_CONCLUSIONS = Permission(
    "cascade.view_conclusions",
    {
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
"""See what became of the points that the committee of this unit concluded."""
