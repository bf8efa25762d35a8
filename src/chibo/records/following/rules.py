from chibo.registry.access.models import Role
from chibo.registry.access.permissions import Permission, Reach

VIEW = Permission("following.view", {Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
"""See who follows this cell and which of its meetings were attended; without the notes."""
ASSIGN = Permission("following.assign", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
"""Say who follows this cell."""
RECORD = Permission("following.record", {Role.CLERK: Reach.SUBTREE, Role.BOARD: Reach.SUBTREE})
"""Write down who came to the meetings of this cell, for others."""
READ_NOTES = Permission("following.read_notes", {Role.BOARD: Reach.SUBTREE, Role.LEADER: Reach.SUBTREE})
"""Read what committee members noted at the meetings of this cell. The follower reads the own notes without it."""
OWN = Permission("following.own", {Role.MEMBER: Reach.UNIT, Role.LEADER: Reach.UNIT})
"""Have the page of one's own cells; it shows only what one follows oneself."""
