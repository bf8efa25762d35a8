"""The meeting of a cell in one flow: what it takes up, what it decides, who does what, its minutes and resolution."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.text import SearchKey, is_nfc
from chibo.records.documents.models import Document
from chibo.records.meetings.models import Meeting
from chibo.records.tasks.models import Task
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Sitting(models.Model):
    """How one meeting of a cell is led and what was said in it."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="sitting")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sittings", verbose_name=_("cell"))
    chair = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("who presides")
    )
    minute_taker = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("who takes the minutes")
    )
    with_resolution = models.BooleanField(_("ends in a resolution"), default=True)
    discussion = models.TextField(_("what was said"), blank=True)
    praise = models.TextField(_("praise and reminders"), blank=True)
    shortcomings = models.TextField(_("shortcomings and their causes"), blank=True)
    gathered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ScopedQuerySet["Sitting"].as_manager()

    class Meta:
        ordering = ("-meeting__held_on", "-pk")

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        return reverse("cells:meeting", args=[self.meeting_id])


class AgendaItem(models.Model):
    """One thing that the meeting takes up. What was taken off stays known, so that it is not gathered again."""

    class Source(models.TextChoices):
        DOCUMENT = "document", _("From above")
        TASK = "task", _("Last resolution")
        PLAN = "plan", _("Plan of self-cultivation")
        ADMISSION = "admission", _("Admission")
        BADGE = "badge", _("Party badge")
        OWN = "own", _("Own item")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("where from"), max_length=10, choices=Source, default=Source.OWN)
    record = models.PositiveBigIntegerField(null=True, blank=True)
    """The number of what it comes from, within its source."""
    text = models.CharField(_("item"), max_length=300)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", null=True, blank=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ("sitting", "position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="cells_item_not_empty",
                violation_error_message=_("Write what the item is about."),
            ),
            models.UniqueConstraint(fields=("sitting", "source", "record"), name="cells_each_thing_gathered_once"),
            is_nfc("text", name="cells_item_is_nfc"),
        ]

    def __str__(self) -> str:
        return self.text


class Decision(models.Model):
    """What was put to the vote, by show of hands, and how the vote went."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("what is decided"), max_length=500)
    voters = models.PositiveSmallIntegerField(_("present with the right to vote"))
    in_favour = models.PositiveSmallIntegerField(_("in favour"))
    against = models.PositiveSmallIntegerField(_("against"), default=0)
    blank = models.PositiveSmallIntegerField(_("no opinion"), default=0)

    class Meta:
        ordering = ("sitting", "position", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="cells_decision_not_empty"),
            is_nfc("text", name="cells_decision_is_nfc"),
            models.CheckConstraint(
                condition=Q(voters=F("in_favour") + F("against") + F("blank")),
                name="cells_every_vote_is_one",
                violation_error_message=_("The votes do not add up to those present with the right to vote."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Assignment(models.Model):
    """Who does what by when; a task once the meeting is adopted. Without a person it is the work of the whole cell."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="assignments")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("what is to be done"), max_length=300)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("who does it")
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    task = models.OneToOneField(Task, models.PROTECT, related_name="cell_assignment", null=True, blank=True)

    class Meta:
        ordering = ("sitting", "position", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="cells_assignment_not_empty"),
            is_nfc("text", name="cells_assignment_is_nfc"),
        ]

    def __str__(self) -> str:
        return self.text


class Record(models.Model):
    """Minutes or a resolution. Once locked, the database refuses every change; a correction is another record."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("Minutes")
        RESOLUTION = "resolution", _("Resolution")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")
        LOCKED = "locked", _("Locked for good")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="records")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cell_records", verbose_name=_("cell"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    held_on = models.DateField(_("day of the meeting"))
    text = models.TextField(_("text"), blank=True)
    text_key = models.GeneratedField(expression=SearchKey("text"), output_field=models.TextField(), db_persist=True)
    filled = models.TextField(blank=True, editable=False)
    """What Chibo last wrote into it: another text was edited by hand."""
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="correction", null=True, blank=True)
    because = models.CharField(_("why it is corrected"), max_length=300, blank=True)
    voters = models.PositiveSmallIntegerField(_("present with the right to vote"), null=True, blank=True)
    in_favour = models.PositiveSmallIntegerField(_("in favour"), null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True, editable=False)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True, editable=False)
    frame = models.JSONField(null=True, blank=True, editable=False)
    """What stands around the text, as it was on the day of locking."""
    digest = models.CharField(max_length=64, blank=True, editable=False)
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    objects = ScopedQuerySet["Record"].as_manager()

    class Meta:
        ordering = ("-held_on", "kind", "-pk")
        constraints = [
            is_nfc("text", name="cells_text_is_nfc"),
            models.UniqueConstraint(
                fields=("sitting", "kind"), condition=Q(corrects=None), name="cells_one_of_each_kind"
            ),
            models.UniqueConstraint(
                "unit", "kind", ExtractYear("held_on"), "number", name="cells_one_number_a_year"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, because="") | (Q(corrects__isnull=False) & ~Q(because="")),
                name="cells_corrected_for_a_reason",
                violation_error_message=_("Say why it is corrected."),
            ),
            models.CheckConstraint(
                condition=Q(in_favour=None) | Q(voters__isnull=False, in_favour__lte=F("voters")),
                name="cells_not_more_in_favour_than_voters",
                violation_error_message=_("There cannot be more votes in favour than members entitled to vote."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", adopted_at=None) | (~Q(state="draft") & Q(adopted_at__isnull=False)),
                name="cells_adopted_at_an_instant",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="locked", locked_at__isnull=False, frame__isnull=False, number__isnull=False)
                    & Q(digest__regex="^[0-9a-f]{64}$")
                    & ~Q(text="")
                )
                | (~Q(state="locked") & Q(locked_at=None, digest="", frame__isnull=True)),
                name="cells_locked_with_a_digest",
            ),
            models.CheckConstraint(
                condition=Q(kind="minutes") | Q(state="draft") | Q(voters__isnull=False) | Q(corrects__isnull=False),
                name="cells_resolution_adopted_by_vote",
                violation_error_message=_("A resolution is adopted by a vote."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=("unit", "kind", "-held_on"), name="cells_book")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.symbol} {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("cells:record", args=[self.pk])

    @property
    def is_locked(self) -> bool:
        return self.state == self.State.LOCKED

    @property
    def is_by_hand(self) -> bool:
        return bool(self.text) and self.text != self.filled

    @property
    def symbol(self) -> str:
        """Return “05-NQ/CB”, of a Party group “05-BB/TĐ”; empty before it is adopted."""
        return f"{self.number:02}-{self.code}" if self.number else ""

    @property
    def code(self) -> str:
        """Return what follows the number."""
        body = "TĐ" if self.unit.kind == UnitKind.GROUP else "CB"
        return f"{'NQ' if self.kind == self.Kind.RESOLUTION else 'BB'}/{body}"
