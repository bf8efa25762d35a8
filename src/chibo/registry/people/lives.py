"""Members and posts live within the days of their unit; the database sees to it, here it is said in words."""

from contextlib import AbstractContextManager

from django.utils.translation import gettext_lazy as _

from chibo.base.saving import judged_at_once

REFUSALS = {
    "orgs_no_cycle": _("A unit cannot be put below itself."),
    "orgs_parent_exists": _("The unit above ends on a later day; choose another unit."),
    "people_membership_in_a_living_unit": _("A membership would reach beyond the days of the unit."),
    "people_tenure_in_a_living_unit": _("A post would reach beyond the days of the unit."),
    "people_unit_outlives_its_people": _("Members or posts would reach beyond the days of the unit."),
}
"""What the database refuses at the end of a change, in words."""


def within_lives() -> AbstractContextManager[None]:
    """Do what is inside, all of it or nothing, or say which unit, member or post it would leave without a place."""
    return judged_at_once(REFUSALS)
