"""Why a line has its points, as a sentence."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.records.scoring.models import Criterion, Rubric

Rule = Criterion.Rule
SENTENCES: dict[str, Callable[[], str]] = {
    Rule.ATTENDANCE: lambda: _("%(part)d of %(whole)d with the duty attended to the end."),
    Rule.DURATION: lambda: _("%(part)d minutes; at least %(whole)d are asked."),
    Rule.SPEAKERS: lambda: _("%(part)d of %(whole)d present spoke."),
    Rule.RESOLUTION: lambda: _("%(part)d of %(whole)d tasks of the last meeting are done."),
}
UNKNOWN: dict[str, Callable[[], str]] = {
    Rule.JUDGED: lambda: "",
    Rule.ATTENDANCE: lambda: _("The roll call is not finished yet."),
    Rule.DURATION: lambda: _("When the meeting began and ended is not written down."),
    Rule.SPEAKERS: lambda: _("How many spoke is not written down."),
    Rule.RESOLUTION: lambda: _("No task of the last meeting was due by now."),
}


def because(one: Criterion, part: int | None, whole: int | None, unexcused: int, *, automatic: bool) -> str:
    """Say from what the points follow; empty where only the cell judges."""
    if automatic:
        return _("This cell has no committee: given by itself.")
    if part is None or not whole:
        return UNKNOWN[one.rule]()
    said = SENTENCES[one.rule]() % {"part": part, "whole": whole}
    if not unexcused:
        return said
    absent = ngettext("%(n)d was absent without a reason.", "%(n)d were absent without a reason.", unexcused)
    return f"{said} {absent % {'n': unexcused}}"


def levels(rubric: Rubric) -> str:
    """Say from how many points on a meeting has which level."""
    return _("Good from %(good)d points, fair from %(fair)d, average from %(average)d.") % {
        "good": rubric.good_from, "fair": rubric.fair_from, "average": rubric.average_from,
    }  # fmt: skip


def lengths(rubric: Rubric) -> list[str]:
    """Say how long a meeting takes at least."""
    said = {"minutes": rubric.minutes, "combined": rubric.combined_minutes}
    rows = [_("At least %(minutes)d minutes; %(combined)d with a thematic part.") % said]
    if rubric.small_below:
        small = {"below": rubric.small_below, "minutes": rubric.small_minutes}
        rows.append(_("A cell with fewer than %(below)d members: %(minutes)d minutes.") % small)
    if rubric.large_from:
        large = {"members": rubric.large_from, "minutes": rubric.large_minutes}
        rows.append(_("A cell with %(members)d members or more: %(minutes)d minutes.") % large)
    return rows
