from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "tasks.view",
    {
        Role.MEMBER: Reach.UNIT,
        Role.SECRETARY: Reach.SUBTREE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.INSPECTOR: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.PARTNER: Reach.UNIT,
        Role.SUPERIOR: Reach.UNIT,
    },
)
"""By the unit that does the task; besides, everybody sees what is given to them, and a committee what it gave."""
GIVE = Permission(
    "tasks.give",
    {
        Role.SECRETARY: Reach.SUBTREE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.SUPERIOR: Reach.SUBTREE,
    },
)
"""To which units tasks may be given."""
MANAGE = Permission(
    "tasks.manage",
    {
        Role.SECRETARY: Reach.SUBTREE,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
        Role.SUPERIOR: Reach.UNIT,
    },
)
"""By the unit that gave the task: to see it, urge, put off, confirm, send back, cancel and open it again."""
REPORT = Permission(
    "tasks.report",
    {
        Role.SECRETARY: Reach.SUBTREE,
        Role.CLERK: Reach.SUBTREE,
        Role.LEADER: Reach.UNIT,
        Role.PARTNER: Reach.UNIT,
    },
)
EDIT_DAYS = Permission("calendar.edit_days", {Role.CLERK: Reach.UNIT, Role.ADMIN: Reach.UNIT})
"""Only where the role is held over a Party organisation or a committee above: the days off are those of all."""
KEEP_KINDS = Permission("tasks.keep_kinds", {Role.CLERK: Reach.UNIT})
"""Say what tasks may count, and how long a task has to which nobody gave a deadline; only there, too."""
