from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission("surveys.view", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
"""Surveys as those see them who run them; who is asked, or asked about, sees a page of their own."""
SET_UP = Permission("surveys.set_up", {Role.BOARD: Reach.UNIT, Role.LEADER: Reach.UNIT})
"""Prepare, start, open, publish and follow up."""
LIST = Permission(
    "surveys.list",
    {role: Reach.UNIT for role in Role if role is not Role.ADMIN},
)
"""Open the list: of those that ask or concern oneself, where one watches none. The administrator has nothing there."""
