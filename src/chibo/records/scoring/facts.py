from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts
from chibo.records.scoring import rules
from chibo.records.scoring.models import FULL, Assessment, Level
from chibo.records.scoring.queries import final
from chibo.registry.access.models import User


def _scores(period: Period, level: str = "", amount: str = "") -> Facts:
    """Return fixed scores, after appraisal where there is one; one that is not fixed is nobody's figure yet."""
    rows = Assessment.objects.filter(
        frozen_at__isnull=False, meeting__held_on__gte=period.start, meeting__held_on__lt=period.end
    ).annotate(final_total=final("total"), final_level=final("level"))
    if level:
        rows = rows.filter(final_level=level)
    return facts(
        rows, unit="unit_id", day="meeting__held_on", record_type="score",
        amount="final_total" if amount == "points" else Value(FULL) if amount == "most" else None,
    )  # fmt: skip


def _of_level(level: Level, name: object) -> Measure:
    return Measure(
        f"scoring.{level.value}", name, "buổi", Kind.FLOW, lambda period: _scores(period, level.value),  # type: ignore[arg-type]  # a lazy string
    )  # fmt: skip


SCORED = Measure("scoring.scored", _("Cell meetings that were scored"), "buổi", Kind.FLOW, _scores)
BY_LEVEL = {
    Level.GOOD: _of_level(Level.GOOD, _("Cell meetings scored as good")),
    Level.FAIR: _of_level(Level.FAIR, _("Cell meetings scored as fair")),
    Level.AVERAGE: _of_level(Level.AVERAGE, _("Cell meetings scored as average")),
    Level.POOR: _of_level(Level.POOR, _("Cell meetings scored as poor")),
}
POINTS = Measure(
    "scoring.points", _("Points of cell meetings"), "điểm", Kind.FLOW, lambda period: _scores(period, amount="points")
)
MOST = Measure(
    "scoring.most", _("Most points that cell meetings could have"), "điểm", Kind.FLOW,
    lambda period: _scores(period, amount="most"),
)  # fmt: skip


def describe_scores(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Assessment.objects.permitted(user, rules.VIEW).filter(pk__in=ids)
    return {
        row.pk: Described(
            label=row.meeting.title,
            url=row.get_absolute_url(),
            detail=_("%(unit)s, %(total)d points") % {"unit": row.unit.name, "total": row.final_total},
        )
        for row in rows.annotate(final_total=final("total")).select_related("meeting", "unit")
    }
