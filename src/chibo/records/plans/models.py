from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.records.documents.models import Document
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class StudyPlan(models.Model):
    """A plan of study and follow for one year, of a unit (collective) or of one of its people.

    Without `registered_on` it is a draft that only its author reads and nobody counts. Many plans have no text: they
    are registered here and written on paper.
    """

    class Result(models.TextChoices):
        DONE = "done", _("Carried out")
        PARTLY = "partly", _("Partly carried out")
        NOT = "not", _("Not carried out")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="study_plans", verbose_name=_("unit"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="study_plans", null=True, blank=True, verbose_name=_("individual")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    theme = models.CharField(_("topic of the year"), max_length=200, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="study_plans", null=True, blank=True, verbose_name=_("document")
    )
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason"), max_length=200, blank=True)
    agreed_on = models.DateField(_("agreed by the cell on"), null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    own_conclusion = models.TextField(_("own conclusion at the end of the year"), max_length=3000, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    result = models.CharField(_("conclusion of the cell"), max_length=10, choices=Result, blank=True)
    result_points = models.TextField(_("points agreed on"), max_length=2000, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = ScopedQuerySet["StudyPlan"].as_manager()

    class Meta:
        ordering = ("-year", F("person__sort_key").asc(nulls_first=True), "unit", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "year"), condition=Q(person=None, withdrawn_on=None),
                name="plans_one_per_collective_and_year",
                violation_error_message=_("This unit has registered for that year already."),
            ),
            models.UniqueConstraint(
                fields=("person", "year"), condition=Q(person__isnull=False, withdrawn_on=None),
                name="plans_one_per_individual_and_year",
                violation_error_message=_("This person has registered for that year already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawal_reason="")
                | (Q(withdrawn_on__gte=F("registered_on")) & ~Q(withdrawal_reason="")),
                name="plans_withdrawn_for_a_reason",
                violation_error_message=_("Say why the plan is withdrawn."),
            ),
            models.CheckConstraint(
                condition=Q(registered_on__year=F("year")),
                name="plans_registered_in_its_year",
                violation_error_message=_("A plan is registered in its own year."),
            ),
            models.CheckConstraint(
                condition=Q(registered_on__isnull=False)
                | Q(withdrawn_on=None, agreed_on=None, concluded_on=None, reviewed_on=None),
                name="plans_registered_before_anything_else",
                violation_error_message=_("Register the plan first."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_on=None) | Q(agreed_on__gte=F("registered_on")),
                name="plans_agreed_after_it_was_registered",
                violation_error_message=_("A plan is agreed on after it was registered, not before."),
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None, own_conclusion="")
                | (Q(concluded_on__isnull=False) & ~Q(own_conclusion="")),
                name="plans_concluded_in_words",
                violation_error_message=_("Write your conclusion."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None, result="", result_points="")
                | (Q(reviewed_on__gte=F("registered_on")) & ~Q(result="")),
                name="plans_reviewed_with_a_result",
                violation_error_message=_("Choose what the cell concluded, on a day after the registration."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person or self.unit} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("plans:detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.registered_on is None

    @property
    def may_be_written(self) -> bool:
        """Until the cell has agreed on it; what was agreed stays as it is."""
        return self.agreed_on is None and self.withdrawn_on is None

    @property
    def state(self) -> str | Promise:
        """How far the plan has come, in words."""
        if self.withdrawn_on:
            return _("Withdrawn")
        if self.reviewed_on:
            return _("Reviewed by the cell")
        if self.agreed_on:
            return _("Agreed on by the cell")
        return _("Draft") if self.is_draft else _("Registered")


class Undertaking(models.Model):
    """One thing that the author of a plan undertakes."""

    class Heading(models.TextChoices):
        THOUGHT = "thought", _("Political thought")
        CONDUCT = "conduct", _("Morals and way of life")
        DISCIPLINE = "discipline", _("Sense of organisation and discipline")
        WORK = "work", _("Tasks given")
        EXAMPLE = "example", _("Setting an example")
        REMEDY = "remedy", _("Overcoming shortcomings")

    plan = models.ForeignKey(StudyPlan, models.CASCADE, related_name="undertakings")
    heading = models.CharField(_("heading"), max_length=12, choices=Heading)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("what is undertaken"), max_length=1000)
    shortcoming = models.CharField(_("shortcoming"), max_length=300, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, related_name="+", null=True, blank=True, editable=False)
    """What it was taken over from, of the year before: its author sees whether it was only copied."""

    class Meta:
        ordering = ("plan", "position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="plans_undertaking_has_a_text",
                violation_error_message=_("Write what is undertaken."),
            ),
            models.CheckConstraint(
                condition=Q(heading="remedy") | Q(shortcoming=""), name="plans_only_a_remedy_has_a_shortcoming"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text

    @property
    def is_unchanged(self) -> bool:
        return self.copied_from is not None and self.copied_from.text == self.text


class MonthlyReport(models.Model):
    """What the author tells in one month about everything that the plan undertakes."""

    plan = models.ForeignKey(StudyPlan, models.CASCADE, related_name="reports")
    month = models.DateField(_("month"))
    """Its first day."""
    reported_on = models.DateField(_("reported on"))

    class Meta:
        ordering = ("plan", "month")
        constraints = [
            models.UniqueConstraint(fields=("plan", "month"), name="plans_one_report_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="plans_report_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.month}"


class ReportLine(models.Model):
    """How one undertaking stands in the month of a report."""

    class State(models.TextChoices):
        ON_THE_WAY = "on_the_way", _("On the way")
        DONE = "done", _("Done")
        STUCK = "stuck", _("Stuck")

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="lines")
    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="lines")
    state = models.CharField(_("how it stands"), max_length=12, choices=State)
    note = models.CharField(_("in one line"), max_length=300, blank=True)

    class Meta:
        ordering = ("report", "undertaking__position", "undertaking")
        constraints = [
            models.UniqueConstraint(fields=("report", "undertaking"), name="plans_one_line_for_each_undertaking"),
        ]

    def __str__(self) -> str:
        return f"{self.undertaking_id}: {self.state}"


class Comment(models.Model):
    """What a meeting of the cell, or of the unit, agreed to tell the author of a plan."""

    plan = models.ForeignKey(StudyPlan, models.PROTECT, related_name="comments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    """Whose meeting it was."""
    made_on = models.DateField(_("day of the meeting"))
    points = models.TextField(_("points agreed on"), max_length=2000, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = ScopedQuerySet["Comment"].as_manager()

    class Meta:
        ordering = ("made_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "made_on"), name="plans_one_comment_a_meeting",
                violation_error_message=_("The comments of that day are entered already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.plan_id} {self.made_on}"


class Turn(models.Model):
    """Whose turn it is to report on the own plan at the cell's meeting of a month: once a year for everybody."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("cell"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="turns", verbose_name=_("member"))
    month = models.DateField(_("month"))
    """Its first day."""

    class Meta:
        ordering = ("month", "person__sort_key", "person")
        constraints = [
            models.UniqueConstraint(
                "person", ExtractYear("month"), name="plans_one_turn_a_year",
                violation_error_message=_("This comrade has a turn in that year already."),
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="plans_turn_month_is_a_first_day"),
        ]  # fmt: skip
        indexes = [models.Index(fields=("unit", "month"), name="plans_turns_by_month")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month}"
