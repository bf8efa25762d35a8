"""How a figure is meant: what is counted, on which day, over which base."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.facts import Counting
from chibo.base.vietnamese import number, percent
from chibo.indicators.catalogue import Indicator, Kind, Step, is_stock
from chibo.indicators.figures import Figure
from chibo.indicators.rollup import Tree

COUNTED_ON = {
    "people": gettext_lazy("the day on which the membership begins; for those who left, their last day there"),
    "meetings": gettext_lazy("the day of the meeting; only closed meetings count"),
    "cells": gettext_lazy("the day of the meeting; of a task, the day on which it is due; only what is locked counts"),
    "plans": gettext_lazy(
        "the day of registration, or of the meeting that commented on it; withdrawn plans do not count"
    ),
    "studies": gettext_lazy("the day on which the reflection is due; the day of the seminar"),
    "contests": gettext_lazy("the day on which the entry was sent"),
    "awards": gettext_lazy("the date of the decision; what is only proposed, or was revoked, does not count"),
    "tasks": gettext_lazy("the day on which the task was done, was due, or was counted"),
    "communication": gettext_lazy(
        "the day on which it was published or broadcast; what is only proposed does not count"
    ),
    "cascade": gettext_lazy("the day of the study or of the count; members not reached on the last day of the period"),
    "surveys": gettext_lazy(
        "the first day of answering; people count as they were asked, whether they answered or not, once in each survey"
    ),
    "reviews": gettext_lazy(
        "the day of the roll under review, yearly reviews only; shortcomings on the day by which they were due"
    ),
    "documents": gettext_lazy("the day on which it was received, or the date it was issued under; drafts do not count"),
    "orgs": gettext_lazy("the last day of the period"),
}
"""By the area that offers the measure: on which day a record counts."""
EXTREMES = {
    Step.MONTH: gettext_lazy("the least and the greatest of the monthly percentages"),
    Step.YEAR: gettext_lazy("the least and the greatest of the yearly percentages, years from the first day on"),
}


def definition(figure: Figure, code: str) -> list[tuple[str, str]]:
    """Return term and explanation, in the order of the page about `code`."""
    indicator = figure.indicator
    rows = [
        (_("What is counted"), str(indicator.numerator.name)),
        (_("Unit of counting"), _unit_of_counting(indicator)),
        (_("Counted on"), _counted_on(indicator)),
        (_("Counted for"), _counted_for(figure)),
    ]
    if indicator.denominator:
        rows.append((_("Share of"), str(indicator.denominator.name)))
    if indicator.kind is Kind.ACHIEVEMENT and figure.denominator is not None:
        rows.append((_("Target"), f"{number(figure.denominator)} {indicator.numerator.noun}"))
    if indicator.kind is Kind.SPREAD:
        rows.append((_("Range"), _("the least and the greatest of the single records")))
    if indicator.kind is Kind.RANGE:
        rows.append((_("Range"), str(EXTREMES[indicator.step])))
    if figure.value is not None and figure.denominator is not None:
        rows.append((_("Percentage"), _division(figure)))
    return [*rows, (_("Code of the figure"), code)]


def _unit_of_counting(indicator: Indicator) -> str:
    if indicator.numerator.counting is Counting.PEOPLE:
        return _("%(noun)s, each person once") % {"noun": indicator.numerator.noun}
    return _("%(noun)s, each record once") % {"noun": indicator.numerator.noun}


def _counted_on(indicator: Indicator) -> str:
    if indicator.code in ("DV-10", "TC-02"):
        return _("the day before the period")
    area = "orgs" if is_stock(indicator) else indicator.numerator.code.split(".")[0]
    return str(COUNTED_ON[area])


def _counted_for(figure: Figure) -> str:
    if figure.view.tree is Tree.NOW:
        return _("the unit that carries on today, by the tree of today")
    return _("the unit where it happened, by the tree of that day")


def _division(figure: Figure) -> str:
    values = {
        "part": number(figure.numerator),
        "whole": number(figure.denominator),
        "exact": percent(figure.value, 2),
        "rounded": percent(figure.value, figure.indicator.places),
    }
    return _("%(part)s ÷ %(whole)s = %(exact)s, rounded to %(rounded)s") % values
