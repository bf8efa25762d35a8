from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.records.documents.models import Clause, Document
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Meeting(models.Model):
    """A meeting of a cell, or a conference that a committee calls to study documents."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular monthly meeting")
        THEMATIC = "thematic", _("Thematic meeting")
        EXTRAORDINARY = "extraordinary", _("Extraordinary meeting")
        CONFERENCE = "conference", _("Study conference")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CONVOKED = "convoked", _("Convoked")
        CLOSED = "closed", _("Closed")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name=_("held by"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("day"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED, editable=False)
    makes_up = models.ForeignKey(
        "self", models.PROTECT, related_name="make_ups", null=True, blank=True, verbose_name=_("makes up for")
    )
    documents = models.ManyToManyField(Document, related_name="meetings", blank=True, verbose_name=_("documents"))
    clauses = models.ManyToManyField(Clause, related_name="meetings", blank=True, verbose_name=_("points dealt with"))
    began_at = models.TimeField(_("began at"), null=True, blank=True)
    ended_at = models.TimeField(_("ended at"), null=True, blank=True)
    speakers = models.PositiveSmallIntegerField(_("how many spoke"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    objects = ScopedQuerySet["Meeting"].as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                "unit", ExtractYear("held_on"), ExtractMonth("held_on"),
                condition=Q(kind="regular"),
                name="meetings_one_regular_meeting_a_month",
                violation_error_message=_("This cell already has its regular meeting of that month."),
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="meetings_closed_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(began_at=None) | Q(ended_at__gt=F("began_at")),
                name="meetings_ends_after_it_began",
                violation_error_message=_("The meeting ends after it began."),
            ),
            models.CheckConstraint(
                condition=Q(makes_up__isnull=True) | (Q(kind="conference") & ~Q(makes_up=F("pk"))),
                name="meetings_only_conferences_are_made_up",
                violation_error_message=_("Only a study conference has make-up sessions."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:detail", args=[self.pk])

    @property
    def is_of_committee(self) -> bool:
        """Tell whether a committee itself meets, not the members below it."""
        return self.kind != self.Kind.CONFERENCE and self.unit.kind in (UnitKind.PARTY, UnitKind.SUPERIOR)

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class Attendance(models.Model):
    """What became of one person who was summoned. Signing in is not attending: leaving early does not count."""

    class State(models.TextChoices):
        SUMMONED = "summoned", _("Not marked yet")
        PRESENT = "present", _("Present")
        LATE = "late", _("Came late")
        EARLY = "early", _("Left early")
        EXCUSED = "excused", _("Absent with reason")
        ABSENT = "absent", _("Absent")
        EXEMPT = "exempt", _("Exempt")

    ATTENDED = (State.PRESENT, State.LATE)
    """Stayed to the end."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """The cell of the person on the day of the meeting, or the unit where the post is held that called them."""
    state = models.CharField(_("attendance"), max_length=10, choices=State, default=State.SUMMONED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("meeting", "person__sort_key", "person")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "person"), name="meetings_one_attendance_per_person"),
        ]
        indexes = [models.Index(fields=("meeting", "state"), name="meetings_by_state")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.meeting_id}: {self.state}"


class Paper(models.Model):
    """A file that goes with the summons; kept outside the web root."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="papers/%Y/", max_length=200)
    added_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ("meeting", "name", "pk")

    def __str__(self) -> str:
        return self.name


class Reopening(models.Model):
    """A closed meeting was opened again, by whom and why; it is kept."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reopenings")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("meeting", "at")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="meetings_reopening_has_a_reason",
                violation_error_message=_("Say why the meeting is opened again."),
            )
        ]

    def __str__(self) -> str:
        return self.reason
