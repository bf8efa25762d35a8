"""How a cell's regular meeting is scored: by which rubric, line by line, and what the committee above says of it."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet
from chibo.records.meetings.models import Meeting
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit

FULL = 100
"""The most points of every rubric, in every month and every cell."""


class Level(models.TextChoices):
    GOOD = "good", _("Good meeting")
    FAIR = "fair", _("Fair meeting")
    AVERAGE = "average", _("Average meeting")
    POOR = "poor", _("Poor meeting")


class Rubric(Effective):
    """A version of the criteria: one for everybody under a guidance, or a committee's own over such a one."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="rubrics", null=True, blank=True, verbose_name=_("set by")
    )
    """The committee whose cells it holds for; empty for what holds for all."""
    base = models.ForeignKey(
        "self", models.PROTECT, related_name="overrides", null=True, blank=True, verbose_name=_("changes")
    )
    """What a committee's own version changes; it lapses when its base does."""
    title = models.CharField(_("name"), max_length=200)
    source = models.CharField(_("document that sets it"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("least length, in minutes"), default=90)
    combined_minutes = models.PositiveSmallIntegerField(_("least length with a thematic part, in minutes"), default=120)
    small_below = models.PositiveSmallIntegerField(_("a small cell has fewer members than"), null=True, blank=True)
    small_minutes = models.PositiveSmallIntegerField(_("least length in a small cell"), null=True, blank=True)
    large_from = models.PositiveSmallIntegerField(_("a large cell has at least so many members"), null=True, blank=True)
    large_minutes = models.PositiveSmallIntegerField(_("least length in a large cell"), null=True, blank=True)
    good_from = models.PositiveSmallIntegerField(_("good from"), default=90)
    fair_from = models.PositiveSmallIntegerField(_("fair from"), default=70)
    average_from = models.PositiveSmallIntegerField(_("average from"), default=50)

    objects = EffectiveQuerySet["Rubric"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("-valid_from", "pk")
        constraints = [
            *Effective.Meta.constraints,
            ExclusionConstraint(
                name="scoring_one_rubric_at_a_time",
                expressions=[
                    (Coalesce(F("unit"), Value(0)), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another version holds on these days."),
            ),
            models.CheckConstraint(
                condition=Q(good_from__gt=F("fair_from"), fair_from__gt=F("average_from"), good_from__lte=FULL),
                name="scoring_levels_go_down",
            ),
            models.CheckConstraint(
                condition=Q(base=None) | Q(unit__isnull=False),
                name="scoring_only_committees_change_a_version",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, combined_minutes__gte=F("minutes")),
                name="scoring_combined_is_no_shorter",
                violation_error_message=_("With a thematic part the meeting is at least as long as without."),
            ),
            models.CheckConstraint(
                condition=Q(small_below=None, small_minutes=None)
                | Q(small_below__gt=0, small_minutes__gt=0, small_minutes__lte=F("minutes")),
                name="scoring_small_cells_meet_no_longer",
                violation_error_message=_("For small cells give a number of members and a length that is no greater."),
            ),
            models.CheckConstraint(
                condition=Q(large_from=None, large_minutes=None)
                | Q(large_from__gt=0, large_minutes__gte=F("minutes")),
                name="scoring_large_cells_meet_no_shorter",
                violation_error_message=_("For large cells give a number of members and a length that is no less."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("scoring:rubric", args=[self.pk])


class Criterion(models.Model):
    """One line of a rubric."""

    class Rule(models.TextChoices):
        JUDGED = "judged", _("Judged by the cell")
        ATTENDANCE = "attendance", _("Share of those with the duty who attended")
        DURATION = "duration", _("Length, against the least length")
        SPEAKERS = "speakers", _("Share of those present who spoke")
        RESOLUTION = "resolution", _("Share of the last meeting's tasks that are done")

    class Counts(models.TextChoices):
        ALWAYS = "always", _("Always")
        THEMATIC = "thematic", _("Only in months with a thematic meeting")
        COMMITTEE = "committee", _("Given by itself where there is no cell committee")

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(_("code"), max_length=40)
    group = models.CharField(_("group"), max_length=100)
    text = models.CharField(_("criterion"), max_length=300)
    most = models.PositiveSmallIntegerField(_("most points"))
    rule = models.CharField(_("suggested by"), max_length=12, choices=Rule, default=Rule.JUDGED)
    counts = models.CharField(_("counts"), max_length=10, choices=Counts, default=Counts.ALWAYS)
    moves_to = models.ForeignKey("self", models.CASCADE, related_name="takes_over", null=True, blank=True)
    """Which line has the points in months without a thematic meeting, so that the most stays 100."""
    for_good = models.BooleanField(_("full points needed for “good”"), default=False)
    if_unexcused = models.PositiveSmallIntegerField(
        _("at most so many points if somebody was absent without a reason"), null=True, blank=True
    )

    class Meta:
        ordering = ("rubric", "position")
        constraints = [
            models.UniqueConstraint(fields=("rubric", "code"), name="scoring_each_criterion_once"),
            models.UniqueConstraint(fields=("rubric", "position"), name="scoring_criteria_in_order"),
            models.CheckConstraint(
                condition=Q(counts="thematic", moves_to__isnull=False) | (~Q(counts="thematic") & Q(moves_to=None)),
                name="scoring_thematic_points_move",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Step(models.Model):
    """From which share on a line has so many points; shares in percent."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="steps")
    at_least = models.PositiveSmallIntegerField(_("from, in percent"))
    more_than = models.BooleanField(_("more than that"), default=False)
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        ordering = ("criterion", "-at_least")
        constraints = [models.UniqueConstraint(fields=("criterion", "at_least"), name="scoring_each_step_once")]

    def __str__(self) -> str:
        return f"{self.at_least}: {self.points}"


class Assessment(models.Model):
    """The cell's own score of one regular meeting. Fixed when its minutes are; PostgreSQL refuses changes then."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="assessment")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """The cell that held the meeting."""
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="assessments")
    total = models.PositiveSmallIntegerField()
    """The sum of the lines: PostgreSQL checks it at the commit."""
    level = models.CharField(max_length=10, choices=Level)
    has_thematic = models.BooleanField()
    has_committee = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet["Assessment"].as_manager()

    class Meta:
        ordering = ("-meeting__held_on", "-pk")
        constraints = [models.CheckConstraint(condition=Q(total__lte=FULL), name="scoring_total_at_most_100")]

    def __str__(self) -> str:
        return f"{self.total}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:score", args=[self.meeting_id])


class Line(models.Model):
    """The points of one criterion, and the fact from which Chibo suggested them."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="lines")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("points"))
    most = models.PositiveSmallIntegerField()
    """In this month and this cell."""
    suggested = models.PositiveSmallIntegerField(null=True, blank=True)
    part = models.PositiveIntegerField(null=True, blank=True)
    whole = models.PositiveIntegerField(null=True, blank=True)
    """What the suggestion follows from: so many of so many; minutes of least minutes."""
    unexcused = models.PositiveSmallIntegerField(default=0)
    """How many were absent without a reason, where that limits the points."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("assessment", "criterion__position")
        constraints = [
            models.UniqueConstraint(fields=("assessment", "criterion"), name="scoring_each_line_once"),
            models.CheckConstraint(
                condition=Q(points__lte=F("most")),
                name="scoring_points_at_most",
                violation_error_message=_("A line cannot have more points than its most."),
            ),
            models.CheckConstraint(
                condition=Q(suggested=None) | Q(points=F("suggested")) | ~Q(reason=""),
                name="scoring_other_points_for_a_reason",
                violation_error_message=_("Say why the points differ from those suggested."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}/{self.most}"


class Appraisal(models.Model):
    """What the committee above says of a score: confirmed, or corrected for a reason. The cell's own score stays."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="appraisals")
    own_total = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField(_("points"))
    level = models.CharField(max_length=10, choices=Level)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("assessment", "at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(total__lte=FULL),
                name="scoring_appraised_at_most_100",
                violation_error_message=_("A meeting has at most 100 points."),
            ),
            models.CheckConstraint(
                condition=Q(total=F("own_total")) | ~Q(reason=""),
                name="scoring_corrected_for_a_reason",
                violation_error_message=_("Say why the score is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.total}"
