"""The box: what is public of a survey's answers, and tables in which no answer can be led back to a person.

`Slip`, `Spent`, `Sealed` and `Opinion` know no person, no day and no order: their keys are random, and they have no
other columns than stand here. A test reads the database's own catalogue and holds them to it.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Mode(models.TextChoices):
    PAPER = "paper", _("Paper slips, drawn by chance")
    BLIND = "blind", _("Blind tickets, from afar")


class Box(models.Model):
    """One box for one group of respondents. Its days are half-open: the last day is the one before `…_until`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="boxes", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=300)
    mode = models.CharField(_("way of answering"), max_length=10, choices=Mode)
    address = models.CharField(max_length=8, unique=True, editable=False)
    """Where the box is answered: random, so that nobody finds other boxes by counting."""
    questionnaire = models.JSONField(_("questions"))
    eligible = models.PositiveIntegerField(_("people who may answer"))
    issue_from = models.DateField(_("tickets from"))
    issue_until = models.DateField(_("tickets until before"))
    answer_from = models.DateField(_("answers from"))
    answer_until = models.DateField(_("answers until before"))
    public_half = models.BinaryField(default=b"", editable=False, db_column="public_key")
    """By which anybody checks the tokens of a blind box (DER)."""
    signing_half = models.BinaryField(default=b"", editable=False, db_column="signing_key")
    """Wrapped under the installation's secret, and gone once issuing has ended."""
    printed = models.PositiveIntegerField(_("slips printed"), null=True, blank=True, editable=False)
    returned = models.PositiveIntegerField(_("unused slips counted back"), null=True, blank=True, editable=False)
    issued = models.PositiveIntegerField(_("given out"), null=True, blank=True, editable=False)
    """Final: tickets signed once issuing has ended, or slips printed less those counted back."""
    accepted = models.PositiveIntegerField(_("answers accepted"), null=True, blank=True, editable=False)
    spoiled = models.PositiveIntegerField(_("answers that could not be read"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Set only when the box was closed before its last day was over."""
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ScopedQuerySet["Box"].as_manager()

    class Meta:
        ordering = ("-answer_from", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(issue_until__gt=F("issue_from")) & Q(answer_until__gt=F("answer_from")),
                name="ballotbox_phases_have_days",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.PAPER) | Q(answer_from__gte=F("issue_until")),
                name="ballotbox_issuing_ends_before_answering",
                violation_error_message=_("Answering begins only after the last day on which tickets are given out."),
            ),
            models.CheckConstraint(
                condition=Q(eligible__gt=0),
                name="ballotbox_somebody_may_answer",
                violation_error_message=_("Nobody may answer: choose the people first."),
            ),
            models.CheckConstraint(
                condition=Q(issued=None) | Q(issued__lte=F("eligible")),
                name="ballotbox_issued_at_most_eligible",
                violation_error_message=_("More was given out than there are people who may answer. Count again."),
            ),
            models.CheckConstraint(
                condition=Q(accepted=None) | Q(issued__isnull=False, accepted__lte=F("issued")),
                name="ballotbox_accepted_at_most_issued",
                violation_error_message=_(
                    "There are more answers than were given out: somebody has stuffed the box. It stays shut."
                ),
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(accepted__isnull=False, spoiled__isnull=False, signing_half=b""),
                name="ballotbox_opened_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ballotbox:detail", args=[self.pk])

    @property
    def is_blind(self) -> bool:
        return self.mode == Mode.BLIND

    @property
    def is_opened(self) -> bool:
        return self.opened_at is not None

    @property
    def last_issue_day(self) -> dt.date:
        return self.issue_until - dt.timedelta(days=1)

    @property
    def last_answer_day(self) -> dt.date:
        return self.answer_until - dt.timedelta(days=1)

    def is_issuing(self, day: dt.date) -> bool:
        return self.issue_from <= day < self.issue_until and not self.is_over(day)

    def is_answering(self, day: dt.date) -> bool:
        return self.answer_from <= day < self.answer_until and not self.is_over(day)

    def is_over(self, day: dt.date) -> bool:
        """Whether no more answer is taken from respondents."""
        return day >= self.answer_until or self.closed_at is not None or self.is_opened


class Trustee(models.Model):
    """One of the two people without whom the box cannot be opened; only the public half of the key is here."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="trustees")
    place = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    public_half = models.BinaryField(db_column="public_key")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("box", "place")
        constraints = [
            models.UniqueConstraint(
                fields=("box", "place"),
                name="ballotbox_two_trustees",
                violation_error_message=_("Two people keep the keys of this box already."),
            ),
            models.UniqueConstraint(
                fields=("box", "user"),
                name="ballotbox_trustees_differ",
                violation_error_message=_("The second key must be made by another person."),
            ),
            models.UniqueConstraint(
                fields=("box", "public_half"),
                name="ballotbox_keys_differ",
                violation_error_message=_("The two keys must differ: make a new one."),
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=2),
                name="ballotbox_trustee_one_or_two",
                violation_error_message=_("Two people keep the keys of this box already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box_id}/{self.place}"


class Ticket(models.Model):
    """That a person may fetch a blind token once. What was signed is blinded: it says nothing of the token."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="tickets")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    blinded = models.BinaryField(null=True, editable=False)
    """What the person's browser asked to have signed; asked again, the same is signed again."""

    class Meta:
        ordering = ("box", "person")
        constraints = [models.UniqueConstraint(fields=("box", "person"), name="ballotbox_one_ticket_per_person")]

    def __str__(self) -> str:
        return f"{self.box_id}: {self.person_id}"


class Slip(models.Model):
    """A code that was printed, as its keyed digest; nobody knows who drew it."""

    id = models.CharField(primary_key=True, max_length=64)
    box = models.ForeignKey(Box, models.CASCADE, related_name="slips")

    def __str__(self) -> str:
        return self.id[:8]


class Spent(models.Model):
    """A code or token that has answered; its digest is the key, so that it answers once."""

    id = models.CharField(primary_key=True, max_length=64)
    box = models.ForeignKey(Box, models.CASCADE, related_name="spent")
    token = models.BinaryField(default=b"")
    """The token with its signature, for all to check; empty for a code on paper."""

    def __str__(self) -> str:
        return self.id[:8]


class Sealed(models.Model):
    """An answer that only both trustees together can read. All have the same length; gone once the box is opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.ForeignKey(Box, models.CASCADE, related_name="sealed")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class Opinion(models.Model):
    """An answer as it was published: question id → answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.ForeignKey(Box, models.CASCADE, related_name="opinions")
    answers = models.JSONField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.id)
