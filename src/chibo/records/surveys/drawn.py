"""From which posts respondents are drawn; members of named cells are drawn beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chibo.registry.orgs.models import Kind
from chibo.registry.people.models import Title


class Drawn(models.TextChoices):
    """As what somebody is asked."""

    COMMITTEE = "committee", _("Members of the committee")
    OFFICE_HEADS = "office_heads", _("Heads and deputy heads of offices")
    OFFICE_STAFF = "office_staff", _("Staff of offices")
    CELL_SECRETARIES = "cell_secretaries", _("Cell secretaries")
    CELL_DEPUTIES = "cell_deputies", _("Deputy cell secretaries")
    RESIDENT_HEADS = "resident_heads", _("Heads of residential groups")
    FRONT_HEADS = "front_heads", _("Heads of Front groups in residential groups")
    UNION_HEADS = "union_heads", _("Heads of the Front and of mass organisations")
    MEMBERS = "members", _("Party members of named cells")


OFFICES = (Kind.OFFICE, Kind.INSPECTION, Kind.GOVERNMENT, Kind.COUNCIL)
POSTS: dict[str, tuple[tuple[Kind, ...], tuple[Title, ...]]] = {
    Drawn.COMMITTEE: (
        (Kind.PARTY,), (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER, Title.COMMITTEE_MEMBER),
    ),
    Drawn.OFFICE_HEADS: (OFFICES, (Title.HEAD, Title.DEPUTY_HEAD)),
    Drawn.OFFICE_STAFF: (OFFICES, (Title.STAFF,)),
    Drawn.CELL_SECRETARIES: ((Kind.CELL,), (Title.SECRETARY,)),
    Drawn.CELL_DEPUTIES: ((Kind.CELL,), (Title.DEPUTY,)),
    Drawn.RESIDENT_HEADS: ((Kind.RESIDENTS,), (Title.HEAD,)),
    Drawn.FRONT_HEADS: ((Kind.FRONT,), (Title.HEAD,)),
    Drawn.UNION_HEADS: ((Kind.FRONT, Kind.UNION), (Title.HEAD,)),
}  # fmt: skip
"""In which kinds of units, and with which posts."""
BELOW_RESIDENTS = {Drawn.FRONT_HEADS: True, Drawn.UNION_HEADS: False}
"""Whether those units lie below a residential group; elsewhere it does not matter."""

FROM_OFFICES = (Drawn.OFFICE_HEADS, Drawn.OFFICE_STAFF, Drawn.UNION_HEADS)
"""Of the committee, the government, the Front and the mass organisations."""
FROM_THE_GROUND = (Drawn.CELL_SECRETARIES, Drawn.RESIDENT_HEADS, Drawn.FRONT_HEADS)
"""Cell secretaries, heads of residential groups and of the Front in them: who stands nearest to the people."""
