"""Secret votes on paper: what was asked, and the numbers of the count. Who voted for what is written nowhere."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Use(models.TextChoices):
    GENERAL = "general", _("Vote of a meeting")
    CONGRESS = "congress", _("Election at a congress")
    CONFIDENCE = "confidence", _("Confidence vote")
    REVIEW = "review", _("Vote on a rating")


class QuorumRule(Effective):
    """How many of those summoned must be present for a vote to count: a share, as a fraction."""

    use = models.CharField(_("kind of vote"), max_length=20, choices=Use)
    numerator = models.PositiveSmallIntegerField(default=2)
    denominator = models.PositiveSmallIntegerField(default=3)
    source = models.CharField(_("source"), max_length=300)

    objects = EffectiveQuerySet["QuorumRule"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("use", "valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time("use", name="ballots_one_quorum_at_a_time"),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, numerator__lte=F("denominator")), name="ballots_quorum_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.numerator}/{self.denominator}"

    def least(self, summoned: int) -> int:
        """Return the smallest number present that reaches the share."""
        return -(-summoned * self.numerator // self.denominator)

    def is_met(self, present: int, summoned: int) -> bool:
        return present * self.denominator >= summoned * self.numerator


class Ballot(models.Model):
    """One vote with the same choices for every question on its paper; settled when two counts agree, then for good."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ballots", verbose_name=_("unit"))
    use = models.CharField(_("kind of vote"), max_length=20, choices=Use, default=Use.GENERAL)
    title = models.CharField(_("title"), max_length=300)
    held_on = models.DateField(_("day of the vote"))
    summoned = models.PositiveIntegerField(_("summoned"))
    one_option_each = models.BooleanField(_("one choice for each question"), default=True)
    """If not, a paper may mark several choices, as in an election of several people."""
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    objects = ScopedQuerySet["Ballot"].as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(summoned__gt=0),
                name="ballots_somebody_is_summoned",
                violation_error_message=_("At least one person must be summoned."),
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="ballots_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ballots:detail", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None


class Question(models.Model):
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=300)

    class Meta:
        ordering = ("ballot", "position")
        constraints = [
            models.UniqueConstraint(fields=("ballot", "position"), name="ballots_one_question_per_position"),
            models.UniqueConstraint(fields=("ballot", "text"), name="ballots_question_asked_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Option(models.Model):
    """A choice that stands under every question of the paper."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("choice"), max_length=200)

    class Meta:
        ordering = ("ballot", "position")
        constraints = [
            models.UniqueConstraint(fields=("ballot", "position"), name="ballots_one_option_per_position"),
            models.UniqueConstraint(fields=("ballot", "text"), name="ballots_option_offered_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Count(models.Model):
    """The numbers of one count as one person entered them; there are two, by two people."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="counts")
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    summoned = models.PositiveIntegerField(_("summoned"))
    """The same as the ballot's: the database keeps them equal."""
    present = models.PositiveIntegerField(_("present"))
    issued = models.PositiveIntegerField(_("papers issued"))
    returned = models.PositiveIntegerField(_("papers returned"))
    valid = models.PositiveIntegerField(_("valid papers"))
    invalid = models.PositiveIntegerField(_("invalid papers"))

    class Meta:
        ordering = ("ballot", "place")
        constraints = [
            models.UniqueConstraint(
                fields=("ballot", "place"),
                name="ballots_one_count_per_place",
                violation_error_message=_("Two counts have been entered already."),
            ),
            models.UniqueConstraint(
                fields=("ballot", "person"),
                name="ballots_one_count_per_person",
                violation_error_message=_("You have entered a count already; the second one is another person's."),
            ),
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="ballots_count_first_or_second"),
            models.CheckConstraint(condition=Q(present__lte=F("summoned")), name="ballots_present_of_summoned"),
            models.CheckConstraint(condition=Q(issued__lte=F("present")), name="ballots_issued_to_present"),
            models.CheckConstraint(condition=Q(returned__lte=F("issued")), name="ballots_returned_of_issued"),
            models.CheckConstraint(
                condition=Q(returned=F("valid") + F("invalid")), name="ballots_valid_and_invalid_are_returned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id}/{self.place}"


class Vote(models.Model):
    """How many papers chose an option for a question in one count; without an option, how many left it blank."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="votes")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    option = models.ForeignKey(Option, models.CASCADE, related_name="+", null=True, blank=True)
    number = models.PositiveIntegerField(_("votes"))

    class Meta:
        ordering = ("count", "question", "option")
        constraints = [
            models.UniqueConstraint(
                fields=("count", "question", "option"), nulls_distinct=False, name="ballots_one_number_per_choice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.option_id}: {self.number}"


class Correction(models.Model):
    """A number of a count that was changed, by whom and why; it is kept."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="corrections")
    cell = models.CharField(max_length=40)
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    own = models.BooleanField()
    """By the one who entered the count; a third person gives a reason."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("count", "at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(own=True) | ~Q(reason=""),
                name="ballots_third_look_has_a_reason",
                violation_error_message=_("Say why this number is the right one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cell}: {self.before} → {self.after}"
