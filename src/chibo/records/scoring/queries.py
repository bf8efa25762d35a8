import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import FETCH_RAISE, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from chibo.records.meetings.models import Meeting
from chibo.records.scoring import rules
from chibo.records.scoring.arithmetic import Sheet
from chibo.records.scoring.models import Appraisal, Assessment, Criterion, Level, Line, Rubric
from chibo.records.scoring.wording import because
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Kind

WAITS = Q(~Exists(Appraisal.objects.filter(assessment=OuterRef("assessment"))), assessment__frozen_at__isnull=False)
"""Regular meetings whose fixed score nobody has appraised."""


@dataclass(frozen=True)
class ScoreLine:
    """One line of a score as a paper prints it."""

    criterion: Criterion
    points: int
    most: int
    reason: str = ""
    suggested: int | None = None
    part: int | None = None
    whole: int | None = None
    unexcused: int = 0

    @cached_property
    def why(self) -> str:
        """Say from which fact the suggested points follow; empty where only the cell judges."""
        automatic = self.criterion.counts == Criterion.Counts.COMMITTEE and self.suggested == self.most
        return because(self.criterion, self.part, self.whole, self.unexcused, automatic=automatic)

    @property
    def differs(self) -> bool:
        return self.suggested is not None and self.points != self.suggested


@dataclass(frozen=True)
class ScoreGroup:
    name: str
    lines: list[ScoreLine]

    @property
    def points(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def most(self) -> int:
        return sum(line.most for line in self.lines)


@dataclass(frozen=True)
class Scored:
    """The score of a meeting: the cell's own, and the committee's appraisal where there is one."""

    assessment: Assessment
    lines: list[ScoreLine]
    appraisals: list[Appraisal]

    @property
    def rubric(self) -> Rubric:
        return self.assessment.rubric

    @property
    def total(self) -> int:
        """The cell's own total: the sum of the lines."""
        return self.assessment.total

    @property
    def level(self) -> Level:
        return Level(self.assessment.level)

    @property
    def appraisal(self) -> Appraisal | None:
        """The latest word of the committee above."""
        return self.appraisals[-1] if self.appraisals else None

    @property
    def final_total(self) -> int:
        """What counts: the committee's total where it has appraised the score."""
        return self.appraisal.total if self.appraisal else self.total

    @property
    def final_level(self) -> Level:
        return Level(self.appraisal.level) if self.appraisal else self.level

    @property
    def is_frozen(self) -> bool:
        return self.assessment.frozen_at is not None

    @property
    def groups(self) -> list[ScoreGroup]:
        return grouped(self.lines)

    @property
    def lacking(self) -> list[ScoreLine]:
        """Lines short of the full points that “good” needs."""
        return [line for line in self.lines if line.criterion.for_good and line.points < line.most]


def grouped(lines: Iterable[ScoreLine]) -> list[ScoreGroup]:
    return [ScoreGroup(name, list(rows)) for name, rows in groupby(lines, key=lambda line: line.criterion.group)]


def has_score(meeting: Meeting) -> bool:
    return Assessment.objects.filter(meeting=meeting).exists()


def scored(meeting: Meeting) -> Scored | None:
    """Return the score of a meeting with its lines; None while it has none. Three queries."""
    found = _with_lines().filter(meeting=meeting).first()
    if found is None:
        return None
    lines = [
        ScoreLine(
            line.criterion, line.points, line.most, line.reason, line.suggested, line.part, line.whole, line.unexcused
        )
        for line in found.lines.all()
    ]
    return Scored(found, lines, list(found.appraisals.all()))


def as_lines(sheet: Sheet) -> list[ScoreLine]:
    """Return what is suggested as lines to show; unknown points count as none."""
    return [
        ScoreLine(line.criterion, line.points or 0, line.most, "", line.points, line.part, line.whole, line.unexcused)
        for line in sheet.lines
    ]


def _with_lines() -> QuerySet[Assessment]:
    return Assessment.objects.select_related("rubric", "by__person", "unit", "meeting").prefetch_related(
        Prefetch("lines", Line.objects.select_related("criterion").order_by("criterion__position")),
        Prefetch("appraisals", Appraisal.objects.select_related("by__person").order_by("at", "pk")),
    )


def _latest(field: str, assessment: str) -> Subquery:
    rows = Appraisal.objects.filter(assessment=OuterRef(assessment)).order_by("-at", "-pk")
    return Subquery(rows.values(field)[:1])


def final(field: str, assessment: str = "pk", own: str = "") -> Coalesce:
    """Return the appraised total or level where there is one, else the cell's own."""
    return Coalesce(_latest(field, assessment), F(own or field))


def score_page(user: User, pk: int) -> Meeting | None:
    """Return a regular meeting of a cell whose score the user may see."""
    rows = Meeting.objects.permitted(user, rules.VIEW).filter(kind=Meeting.Kind.REGULAR, unit__kind=Kind.CELL, pk=pk)
    return rows.select_related("unit").first()


def _regular(unit_ids: Collection[int], first: dt.date, until: dt.date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        unit_id__in=unit_ids, unit__kind=Kind.CELL, kind=Meeting.Kind.REGULAR, held_on__gte=first, held_on__lt=until
    ).annotate(
        final_total=final("total", "assessment", "assessment__total"),
        final_level=final("level", "assessment", "assessment__level"),
        appraised=Exists(Appraisal.objects.filter(assessment=OuterRef("assessment"))),
    )


def score_list(user: User, units: Collection[int], first: dt.date, until: dt.date, show: str = "") -> QuerySet[Meeting]:
    """Everything that the list page shows: the regular meetings of a month, the lowest score first, unscored on top."""
    rows = _regular(permitted_unit_ids(user, rules.VIEW) & set(units), first, until)
    if show in Level.values:
        rows = rows.filter(final_level=show)  # type: ignore[misc]  # annotated there
    elif show == "none":
        rows = rows.filter(assessment=None)
    elif show == "waits":
        rows = rows.filter(WAITS)
    return (
        rows.select_related("unit", "assessment")
        .order_by(F("final_total").asc(nulls_first=True), "unit__position", "unit_id", "pk")
        .fetch_mode(FETCH_RAISE)
    )


def level_counts(user: User, units: Collection[int], first: dt.date, until: dt.date) -> dict[str, int]:
    """Count the regular meetings of a month by level, and those without a score, for who may see the counts."""
    rows = _regular(permitted_unit_ids(user, rules.OVERVIEW) & set(units), first, until)
    counts = Counter[str]()
    columns = rows.values_list("final_level", "assessment__frozen_at", "appraised")  # type: ignore[misc]  # annotated there
    for level, frozen_at, appraised in columns:
        counts.update({"all": 1, level or "none": 1, "waits": int(frozen_at is not None and not appraised)})
    return {key: counts[key] for key in ("all", "none", "waits", *Level.values)}


def months_of(user: User, units: Collection[int]) -> list[dt.date]:
    """Return the months in which the cells held regular meetings, the latest first."""
    seen = permitted_unit_ids(user, rules.OVERVIEW) & set(units)
    rows = Meeting.objects.filter(unit_id__in=seen, unit__kind=Kind.CELL, kind=Meeting.Kind.REGULAR)
    return list(rows.dates("held_on", "month", order="DESC"))


def last_scores(unit_ids: Collection[int]) -> dict[int, tuple[dt.date, int, Level]]:
    """Return day, total and level of the latest fixed score of each cell, after appraisal. One query."""
    rows = (
        Assessment.objects.filter(unit_id__in=unit_ids, frozen_at__isnull=False)
        .annotate(final_total=final("total"), final_level=final("level"))
        .order_by("unit_id", "-meeting__held_on", "-pk")
        .distinct("unit_id")
    )
    columns = rows.values_list("unit_id", "meeting__held_on", "final_total", "final_level")
    return {unit: (on, total, Level(level)) for unit, on, total, level in columns}


def to_score(user: User, units: Collection[int], day: dt.date) -> QuerySet[Meeting]:
    """Return the regular meetings of the last two months that were held, whose score the user gives and has not."""
    own = permitted_unit_ids(user, rules.SCORE) & set(units)
    rows = Meeting.objects.filter(
        unit_id__in=own, unit__kind=Kind.CELL, kind=Meeting.Kind.REGULAR, closed_at__isnull=False,
        held_on__range=(day - dt.timedelta(days=60), day), assessment=None,
    )  # fmt: skip
    return rows.select_related("unit").order_by("held_on", "pk")


def to_appraise(user: User, units: Collection[int]) -> QuerySet[Assessment]:
    """Return the fixed scores that wait for the user's appraisal."""
    own = permitted_unit_ids(user, rules.APPRAISE) & set(units)
    rows = Assessment.objects.filter(unit_id__in=own, frozen_at__isnull=False, appraisals=None)
    return rows.select_related("unit", "meeting").order_by("meeting__held_on", "pk")
