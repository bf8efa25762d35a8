from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

WRITE = Permission("selfchecks.write", {Role.MEMBER: Reach.UNIT})
"""Go through the lists for oneself, and read them."""
READ = Permission("selfchecks.read", {Role.SECRETARY: Reach.UNIT})
"""Read what a member of the cell has handed in with the review, while the review lasts; nobody else ever."""
