"""Confidence votes on leaders: who was voted on, what the paper said, and what followed. Counts only, no voter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.records.ballots.models import Ballot
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Base(models.TextChoices):
    SUMMONED = "summoned", _("those summoned")
    VALID = "valid", _("the valid papers")


class Threshold(Effective):
    """What a document attaches to a share of low confidence: from just above, or from, a fraction upwards."""

    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    reached_at = models.BooleanField()
    """Whether the fraction itself counts; else only more than it."""
    base = models.CharField(_("share of"), max_length=10, choices=Base, default=Base.VALID)
    consequence = models.CharField(_("what the rule attaches to it"), max_length=500)
    source = models.CharField(_("source"), max_length=300)

    objects = EffectiveQuerySet["Threshold"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("valid_from", "numerator")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time("numerator", "denominator", name="confidence_one_threshold_at_a_time"),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, numerator__lte=F("denominator")), name="confidence_threshold_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    def is_met(self, low: int, whole: int) -> bool:
        """Tell whether `low` of `whole` reaches this; of nothing, nothing does."""
        if not whole:
            return False
        left, right = low * self.denominator, whole * self.numerator
        return left >= right if self.reached_at else left > right


class Poll(models.Model):
    """One confidence vote of a committee; its numbers are those of its ballot."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="polls", verbose_name=_("committee"))
    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="poll")
    paper = models.CharField(_("plan"), max_length=200, blank=True)
    """The document by which the committee decided to hold it."""

    objects = ScopedQuerySet["Poll"].as_manager()

    class Meta:
        ordering = ("-ballot__held_on", "-pk")

    def __str__(self) -> str:
        return str(self.ballot_id)

    def get_absolute_url(self) -> str:
        return reverse("confidence:detail", args=[self.pk])


class Subject(models.Model):
    """Somebody who is voted on, in the post held on the day of the vote, and what the committee decided after it."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="subjects")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="confidence_votes", verbose_name=_("person"))
    post = models.CharField(_("post"), max_length=200)
    told_person_on = models.DateField(_("told the person on"), null=True, blank=True)
    told_above_on = models.DateField(_("told the committee above on"), null=True, blank=True)
    decision = models.CharField(_("what was decided"), max_length=500, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    done_on = models.DateField(_("carried out on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ("poll", "position")
        constraints = [
            models.UniqueConstraint(fields=("poll", "person"), name="confidence_voted_on_once"),
            models.UniqueConstraint(fields=("poll", "position"), name="confidence_one_subject_per_position"),
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None, done_on=None) | Q(decided_on__isnull=False) & ~Q(decision=""),
                name="confidence_decision_has_a_day",
                violation_error_message=_("A decision is written down with its day."),
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("decided_on")),
                name="confidence_carried_out_after_the_decision",
                violation_error_message=_("A decision is not carried out before it is made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post}"
