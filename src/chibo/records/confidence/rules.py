from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission(
    "confidence.view", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE, Role.SUPERIOR: Reach.SUBTREE}
)
"""See the results by name. Whoever was voted on sees their own besides."""
RUN = Permission("confidence.run", {Role.BOARD: Reach.UNIT})
"""Prepare a vote, and record what was told and decided after it."""
