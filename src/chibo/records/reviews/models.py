"""The review of a period: its calendar, who is judged, what each wrote, and what was said and decided."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.records.ballots.models import Ballot
from chibo.records.reviews.levels import STAGES_OF_A_QUARTER, Body, Ground, Group, Level, Stage
from chibo.records.reviews.versions import BY_CODE, QuarterRule, RuleVersion, Sheet, quarter_on
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person

UNTIL_QUARTER = 4


class Campaign(models.Model):
    """The review of a year, or of a quarter for holders of leading posts, in one Party organisation."""

    class Kind(models.TextChoices):
        YEAR = "year", _("Review of the year")
        QUARTER = "quarter", _("Review of leaders in a quarter")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reviews", verbose_name=_("Party organisation"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    rule = models.CharField(_("rule"), max_length=10)
    """The code of the rule version, kept though a newer one comes."""
    roll_on = models.DateField(_("roll of the day"))
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)

    objects = ScopedQuerySet["Campaign"].as_manager()

    class Meta:
        ordering = ("-last_day", "kind", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "kind", "year", "quarter"), nulls_distinct=False,
                name="reviews_one_campaign_per_period",
                violation_error_message=_("The review of this period is planned already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="year", quarter__isnull=True)
                | Q(kind="quarter", quarter__gte=1, quarter__lte=UNTIL_QUARTER),
                name="reviews_quarter_from_1_to_4",
                violation_error_message=_("Write which quarter, from 1 to 4."),
            ),
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="reviews_period_runs_forwards"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.quarter}/{self.year}" if self.quarter else str(self.year)

    def get_absolute_url(self) -> str:
        return reverse("reviews:campaign", args=[self.pk])

    @property
    def version(self) -> RuleVersion:
        return BY_CODE[self.rule]

    @property
    def is_quarterly(self) -> bool:
        return self.kind == self.Kind.QUARTER

    @property
    def quarter_rule(self) -> QuarterRule | None:
        return quarter_on(self.last_day) if self.is_quarterly else None

    @property
    def sources(self) -> str:
        return f"{self.version.sources}; {self.quarter_rule.guidance}" if self.quarter_rule else self.version.sources

    @property
    def stages(self) -> tuple[Stage, ...]:
        return STAGES_OF_A_QUARTER if self.is_quarterly else tuple(Stage)

    @property
    def floors(self) -> Mapping[Level, int]:
        """The least points of each level; empty where none are given: before 2025, and in a quarter."""
        return {} if self.is_quarterly else self.version.floors

    def sheets_of(self, group: str) -> tuple[Sheet, ...]:
        return (self.quarter_rule.sheet,) if self.quarter_rule else self.version.sheets_of(group)

    @property
    def is_published(self) -> bool:
        return self.published_on is not None


class Step(models.Model):
    """By which day a stage of the review is to be done."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="steps")
    stage = models.PositiveSmallIntegerField(_("stage"), choices=Stage)
    due_on = models.DateField(_("by"))

    class Meta:
        ordering = ("campaign", "stage")
        constraints = [models.UniqueConstraint(fields=("campaign", "stage"), name="reviews_each_stage_once")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.due_on}"


class Subject(models.Model):
    """A collective or a member who is judged in a review: once, however many posts they hold."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="subjects")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("cell or organisation"))
    """The collective itself, or the cell of the member on the day of the roll."""
    person = models.ForeignKey(Person, models.PROTECT, related_name="reviews", null=True, blank=True)
    group = models.CharField(_("group"), max_length=12, choices=Group)
    places = models.ManyToManyField(Unit, related_name="+", verbose_name=_("reviewed as well in"))
    unrated = models.CharField(_("not rated because"), max_length=12, choices=Ground, blank=True)
    unrated_reason = models.CharField(_("reason"), max_length=300, blank=True)
    level = models.CharField(_("rating level"), max_length=12, choices=Level, blank=True, editable=False)
    """As last decided; the decisions keep what it was before."""

    objects = ScopedQuerySet["Subject"].as_manager()

    class Meta:
        ordering = ("campaign", "unit__position", "unit", F("person__sort_key").asc(nulls_first=True), "pk")
        indexes = [models.Index(fields=("campaign", "unit", "level"), name="reviews_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "person"), condition=Q(person__isnull=False), name="reviews_each_member_once"
            ),
            models.UniqueConstraint(
                fields=("campaign", "unit"), condition=Q(person=None), name="reviews_each_collective_once"
            ),
            models.CheckConstraint(
                condition=Q(person=None, group="collective") | (Q(person__isnull=False) & ~Q(group="collective")),
                name="reviews_group_fits",
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(unrated=""),
                name="reviews_rated_or_not",
                violation_error_message=_("A level has been decided already."),
            ),
            models.CheckConstraint(
                condition=~Q(unrated="other", unrated_reason=""),
                name="reviews_not_rated_for_a_reason",
                violation_error_message=_("Say why there is no rating."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.unit)

    def get_absolute_url(self) -> str:
        return reverse("reviews:subject", args=[self.pk])

    @property
    def full_name(self) -> str:
        """The collective, or the person with the cell, which tells two of one name apart."""
        return str(self.unit) if self.person is None else f"{self.person}, {self.unit}"

    @property
    def is_collective(self) -> bool:
        return self.person_id is None


class SelfReview(models.Model):
    """What a subject wrote; the author's alone until it is handed in."""

    subject = models.OneToOneField(Subject, models.CASCADE, related_name="self_review")
    sheet = models.CharField(_("form used"), max_length=60)
    texts = models.JSONField(default=dict, blank=True)
    """Heading to text."""
    common_points = models.DecimalField(
        _("points for the common criteria, of 30"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    task_points = models.DecimalField(
        _("points for the results of tasks, of 70"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    level = models.CharField(_("own rating"), max_length=12, choices=Level, blank=True)
    year_record = models.JSONField(null=True, blank=True, editable=False)
    """The facts of the period as they stood when the form was handed in."""
    on_paper = models.BooleanField(_("handed in on paper"), default=False, editable=False)
    """The secretary of the cell entered the rating; the text stays on the paper."""
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    handed_in_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(common_points__isnull=True) | Q(common_points__gte=0, common_points__lte=30),
                name="reviews_common_points_up_to_30",
                violation_error_message=_("The common criteria give from 0 to 30 points."),
            ),
            models.CheckConstraint(
                condition=Q(task_points__isnull=True) | Q(task_points__gte=0, task_points__lte=70),
                name="reviews_task_points_up_to_70",
                violation_error_message=_("The results of tasks give from 0 to 70 points."),
            ),
            models.CheckConstraint(
                condition=Q(handed_in_on=None) | (~Q(level="") & Q(year_record__isnull=False)),
                name="reviews_handed_in_is_complete",
                violation_error_message=_("Rate yourself before handing in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.sheet}"


class Sitting(models.Model):
    """The meeting of a unit about its reviews; on its day the members of the unit read what was handed in."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sittings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    held_on = models.DateField(_("day of the meeting"))

    class Meta:
        ordering = ("campaign", "held_on", "unit")
        constraints = [models.UniqueConstraint(fields=("campaign", "unit"), name="reviews_one_sitting_per_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.held_on}"


class Opinion(models.Model):
    """What a body said about a subject: the cell and the board with a level, the others without one."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="opinions")
    body = models.CharField(_("body"), max_length=12, choices=Body)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    level = models.CharField(_("level proposed"), max_length=12, choices=Level, blank=True)
    text = models.TextField(_("conclusion"), blank=True)
    given_on = models.DateField(_("day"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ("subject", "given_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=("subject", "body", "unit"), name="reviews_one_opinion_per_body"),
            models.CheckConstraint(
                condition=(Q(body__in=("cell", "board")) & ~Q(level=""))
                | (Q(body__in=("place", "inspection"), level="") & ~Q(text="")),
                name="reviews_opinion_has_a_level_or_a_text",
                violation_error_message=_("Write the conclusion."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.body}"


class PollLine(models.Model):
    """On which line of a secret ballot a subject stands."""

    subject = models.OneToOneField(Subject, models.CASCADE, related_name="poll_line")
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="review_lines")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("ballot", "position")
        constraints = [models.UniqueConstraint(fields=("ballot", "position"), name="reviews_each_line_once")]

    def __str__(self) -> str:
        return f"{self.ballot_id}/{self.position}"


class Decision(models.Model):
    """What was decided about a subject, by which paper. A later one names the one it replaces; both are kept."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="decisions")
    level = models.CharField(_("rating level"), max_length=12, choices=Level)
    paper = models.CharField(_("decision"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=200)
    decided_on = models.DateField(_("date of the decision"))
    reason = models.CharField(_("reason where it departs"), max_length=300, blank=True)
    exception = models.CharField(_("ground for more than the cap"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, blank=True, verbose_name=_("replaces")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ("subject", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("subject",), condition=Q(replaces=None), name="reviews_one_first_decision",
                violation_error_message=_("A level has been decided already."),
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""),
                name="reviews_replaced_for_a_reason",
                violation_error_message=_("Say why the decision is replaced."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.paper}: {self.get_level_display()}"


class Remedy(models.Model):
    """A shortcoming to be corrected: how, by whom, by when; done with proof and confirmed by somebody else."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="remedies")
    shortcoming = models.CharField(_("shortcoming"), max_length=300)
    measure = models.CharField(_("how it is corrected"), max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="remedies", verbose_name=_("who corrects it"))
    due_on = models.DateField(_("by"))
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    proof = models.CharField(_("proof"), max_length=300, blank=True, editable=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    sent_back = models.CharField(_("why it was sent back"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, proof="") | (Q(done_on__isnull=False) & ~Q(proof="")),
                name="reviews_done_with_proof",
                violation_error_message=_("Write what proves that it is done."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None) | Q(done_on__isnull=False, confirmed_on__gte=F("done_on")),
                name="reviews_confirmed_after_done",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("reported_by")),
                name="reviews_confirmed_by_another",
                violation_error_message=_("Somebody else than who reported it confirms it."),
            ),
        ]

    def __str__(self) -> str:
        return self.shortcoming

    def days_late(self, day: dt.date) -> int:
        return max(((self.done_on or day) - self.due_on).days, 0)


class Appeal(models.Model):
    """Somebody does not agree with a decision about themselves. What comes of it is a new decision, or none."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("The decision stands")
        CHANGED = "changed", _("Another level was decided")

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    text = models.TextField(_("what is asked for, and why"))
    filed_on = models.DateField(_("filed on"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, editable=False)
    answer = models.TextField(_("answer"), blank=True, editable=False)
    answered_on = models.DateField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    new_decision = models.OneToOneField(Decision, models.PROTECT, related_name="follows_appeal", null=True, blank=True)

    class Meta:
        ordering = ("filed_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_on=None, new_decision=None)
                | (Q(outcome="kept", answered_on__gte=F("filed_on"), new_decision=None) & ~Q(answer=""))
                | (Q(outcome="changed", answered_on__gte=F("filed_on"), new_decision__isnull=False) & ~Q(answer="")),
                name="reviews_appeal_answered_whole",
                violation_error_message=_("Write the answer."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.filed_on}"
