from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "scoring.view",
    {Role.MEMBER: Reach.UNIT, Role.SECRETARY: Reach.UNIT, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE},
)
"""Read how a meeting of this cell was scored, line by line."""
SCORE = Permission("scoring.score", {Role.SECRETARY: Reach.UNIT})
"""Give the points of a meeting of this cell."""
APPRAISE = Permission("scoring.appraise", {Role.BOARD: Reach.SUBTREE})
"""Confirm or correct the score of a cell below."""
OVERVIEW = Permission(
    "scoring.overview",
    {
        Role.MEMBER: Reach.UNIT,
        Role.SECRETARY: Reach.UNIT,
        Role.CLERK: Reach.SUBTREE,
        Role.BOARD: Reach.SUBTREE,
        Role.LEADER: Reach.SUBTREE,
    },
)
"""Count the cells by level, and read the versions of the criteria."""
SET_RUBRIC = Permission("scoring.set_rubric", {Role.BOARD: Reach.UNIT, Role.LEADER: Reach.UNIT})
"""Write a version of the criteria for the cells of this committee."""
