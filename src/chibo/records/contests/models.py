import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.records.documents.models import Document
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Contest(models.Model):
    """A contest that a committee runs; entries and the people who sent them are counted apart."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contests", verbose_name=_("run by"))
    title = models.CharField(_("title"), max_length=300)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="contests", null=True, blank=True, verbose_name=_("document")
    )
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    max_attempts = models.PositiveSmallIntegerField(_("attempts in each round"), default=1)
    asks_guess = models.BooleanField(_("asks how many will be all right"), default=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    objects = ScopedQuerySet["Contest"].as_manager()

    class Meta:
        ordering = ("-opens_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="contests_close_after_opening",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(max_attempts__gte=1, max_attempts__lte=20),
                name="contests_attempts_from_1_to_20",
                violation_error_message=_("A round can be taken from 1 to 20 times."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contests:detail", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Reopening(models.Model):
    """A closed contest was opened again, by whom and why; it is kept."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="reopenings")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("contest", "at")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="contests_reopening_has_a_reason")]

    def __str__(self) -> str:
        return self.reason


class Quota(models.Model):
    """How many entries a unit is to send in this contest. Targets of a year are given elsewhere, not here."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="quotas")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contest_quotas", verbose_name=_("unit"))
    entries = models.PositiveIntegerField(_("entries planned"))

    class Meta:
        ordering = ("contest", "unit__position", "unit")
        constraints = [
            models.UniqueConstraint(fields=("contest", "unit"), name="contests_one_quota_per_unit"),
            models.CheckConstraint(condition=Q(entries__gt=0), name="contests_quota_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.entries}"


class Round(models.Model):
    """Some days of a contest with questions of their own, taken by members on their phones."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))

    class Meta:
        ordering = ("contest", "number")
        constraints = [
            models.UniqueConstraint(fields=("contest", "number"), name="contests_one_round_per_number"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="contests_round_closes_after_opening",
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("contests:round", args=[self.pk])

    def is_open(self, day: dt.date) -> bool:
        return self.opens_on <= day <= self.closes_on and not self.contest.is_closed

    def is_over(self, day: dt.date) -> bool:
        """Whether the right answers may be shown."""
        return day > self.closes_on or (self.contest.is_closed and day >= self.opens_on)


class Question(models.Model):
    """A question with three or four answers to choose from, one of them right."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("question"))

    class Meta:
        ordering = ("round", "position")
        constraints = [
            models.UniqueConstraint(fields=("round", "position"), name="contests_one_question_per_position"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Choice(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("choice"), max_length=500)
    right = models.BooleanField(_("the right one"), default=False)

    class Meta:
        ordering = ("question", "position")
        constraints = [
            models.UniqueConstraint(fields=("question", "position"), name="contests_one_choice_per_position"),
            models.UniqueConstraint(fields=("question",), condition=Q(right=True), name="contests_one_right_choice"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=4), name="contests_at_most_four_choices"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Entry(models.Model):
    """One entry. A member is named; an entry from the population is counted under its residential group, unnamed."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contest_entries", verbose_name=_("unit"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="contest_entries", null=True, blank=True, verbose_name=_("member")
    )
    entered_on = models.DateField(_("day"))
    receipt = models.CharField(_("receipt"), max_length=40)
    """The number by which the contest knows the entry; sent twice, it counts once."""
    round = models.ForeignKey(Round, models.PROTECT, related_name="entries", null=True, blank=True, editable=False)
    """Empty for what came on paper or through another site."""
    attempt = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    right = models.PositiveSmallIntegerField(_("right answers"), null=True, blank=True, editable=False)
    guess = models.PositiveIntegerField(_("how many will be all right"), null=True, blank=True)

    objects = ScopedQuerySet["Entry"].as_manager()

    class Meta:
        ordering = ("-entered_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("contest", "receipt"),
                name="contests_one_entry_per_receipt",
                violation_error_message=_("This entry is recorded already."),
            ),
            models.UniqueConstraint(
                fields=("round", "person", "attempt"),
                name="contests_one_entry_per_attempt",
                violation_error_message=_("This entry is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=True, attempt__isnull=True, right__isnull=True, guess__isnull=True)
                | Q(round__isnull=False, person__isnull=False, attempt__gte=1, right__isnull=False),
                name="contests_entry_of_a_round_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class Answer(models.Model):
    """What an entry chose for one question."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    choice = models.ForeignKey(Choice, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("entry", "question")
        constraints = [models.UniqueConstraint(fields=("entry", "question"), name="contests_one_answer_per_question")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.choice_id}"


class Prize(models.Model):
    """A prize that people decided on, for the entry of one member."""

    class Rank(models.TextChoices):
        FIRST = "first", _("First prize")
        SECOND = "second", _("Second prize")
        THIRD = "third", _("Third prize")
        ENCOURAGEMENT = "encouragement", _("Encouragement prize")

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="prize")
    rank = models.CharField(_("prize"), max_length=20, choices=Rank)
    symbol = models.CharField(_("decision"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    issuer = models.CharField(_("issued by"), max_length=200)

    class Meta:
        ordering = ("entry__round", "rank", "pk")

    def __str__(self) -> str:
        return f"{self.get_rank_display()} {self.symbol}"
