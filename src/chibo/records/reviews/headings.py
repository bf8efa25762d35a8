"""What a form asks for, in our own short words; the facts of the year stand beside it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.records.reviews.levels import Group
from chibo.records.reviews.models import Subject

COLLECTIVE: dict[str, str | Promise] = {
    "discipline": _("Principles of organisation, unity, discipline"),
    "work": _("Results of the tasks of the period"),
    "lead": _("Responsibility and example of the collective"),
    "corrected": _("Correcting shortcomings found earlier"),
    "faults": _("Shortcomings and their causes"),
    "measures": _("Measures to correct them"),
}
MEMBER: dict[str, str | Promise] = {
    "virtue": _("Political thought, morality, way of life, discipline"),
    "work": _("Results of the tasks of the period"),
    "plan": _("Carrying out the plan of cultivation and training"),
    "corrected": _("Correcting shortcomings found earlier"),
    "faults": _("Shortcomings and their causes"),
    "measures": _("Measures to correct them"),
}
LEADER: dict[str, str | Promise] = {
    "virtue": MEMBER["virtue"],
    "work": MEMBER["work"],
    "lead": _("Responsibility and example as a leader"),
    **{code: MEMBER[code] for code in ("plan", "corrected", "faults", "measures")},
}
BY_GROUP = {Group.COLLECTIVE: COLLECTIVE, Group.LEADER: LEADER, Group.MEMBER: MEMBER}


def headings_of(subject: Subject) -> Mapping[str, str | Promise]:
    """Return what the form of a subject asks for: of the year by group, of a quarter the axes of its guidance."""
    quarter = subject.campaign.quarter_rule
    return quarter.axes if quarter else BY_GROUP[Group(subject.group)]
