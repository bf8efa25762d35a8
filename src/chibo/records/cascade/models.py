"""What became of a document that comes from above: who planned, whom it reached, what the committee concluded."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.text import is_nfc
from chibo.records.documents.models import Clause, Document, Type
from chibo.records.meetings.models import Meeting
from chibo.records.studies.models import Assigned
from chibo.records.tasks.models import Task
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit

DIRECTIVES = (
    Type.RESOLUTION, Type.DIRECTIVE, Type.CONCLUSION, Type.REGULATION, Type.PROGRAMME, Type.PLAN, Type.SCHEME,
    Type.GUIDANCE, Type.NOTICE,
)  # fmt: skip
"""Types of documents that are carried out by the units that get them."""
ASK_FOR_A_PLAN = (Type.RESOLUTION, Type.DIRECTIVE, Type.CONCLUSION, Type.PROGRAMME, Type.PLAN, Type.SCHEME)
"""To these each unit answers with a plan of its own; the others are made known and done."""


class Response(models.Model):
    """What a unit made to carry out a document, on paper or as a document of its own, and which points it takes up."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        RESOLUTION = "resolution", _("Resolution")
        PROGRAMME = "programme", _("Programme of action")

    document = models.ForeignKey(Document, models.PROTECT, related_name="responses", verbose_name=_("carries out"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="responses", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PLAN)
    made_on = models.DateField(_("made on"))
    title = models.CharField(_("title"), max_length=300)
    own_document = models.ForeignKey(
        Document, models.PROTECT, related_name="as_response", null=True, blank=True, verbose_name=_("own document")
    )
    clauses = models.ManyToManyField(Clause, related_name="responses", blank=True, verbose_name=_("points taken up"))

    objects = ScopedQuerySet["Response"].as_manager()

    class Meta:
        ordering = ("-made_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("document", "unit", "title"),
                name="cascade_each_response_once",
                violation_error_message=_("The unit has recorded this already."),
            ),
            models.CheckConstraint(
                condition=Q(own_document__isnull=True) | ~Q(own_document=F("document")),
                name="cascade_no_document_answers_itself",
                violation_error_message=_("A document does not carry out itself."),
            ),
            is_nfc("title", name="cascade_response_title_is_nfc"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('cascade:own', args=[self.document_id, self.unit.slug])}#ke-hoach"


class Dissemination(models.Model):
    """How many of its members a mass organisation has reached with a document so far: counted, never named."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="disseminations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="disseminations", verbose_name=_("unit"))
    held_on = models.DateField(_("counted up to"))
    reached = models.PositiveIntegerField(_("members reached"))
    whole = models.PositiveIntegerField(_("members in all"))

    objects = ScopedQuerySet["Dissemination"].as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("document", "unit"), name="cascade_one_count_per_document"),
            models.CheckConstraint(
                condition=Q(whole__gt=0),
                name="cascade_a_union_has_members",
                violation_error_message=_("Write how many members the organisation has in all."),
            ),
            models.CheckConstraint(
                condition=Q(reached__gte=0, reached__lte=F("whole")),
                name="cascade_reached_are_part_of_all",
                violation_error_message=_("No more members can be reached than the organisation has."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.reached}/{self.whole}"

    def get_absolute_url(self) -> str:
        return f"{reverse('cascade:own', args=[self.document_id, self.unit.slug])}#quan-triet"


class Reminder(models.Model):
    """A unit was urged to carry out a document; at most once a day."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="cascade_reminders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cascade_reminders")
    day = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("-day", "unit")
        constraints = [models.UniqueConstraint(fields=("document", "unit", "day"), name="cascade_urged_once_a_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class Conclusion(models.Model):
    """What a committee concluded in a meeting: its points, then the notice that tells them to those who act."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="conclusion")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="conclusions", verbose_name=_("unit"))
    held_on = models.DateField(_("day of the meeting"))
    title = models.CharField(_("title"), max_length=300)
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="conclusion", null=True, blank=True, verbose_name=_("notice")
    )

    objects = ScopedQuerySet["Conclusion"].as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cascade:conclusion", args=[self.meeting_id])


class Point(models.Model):
    """One point of a conclusion: who does what by when. Once issued it is a point of the notice, each unit's a task."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("what the point asks for"), max_length=300)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("units that act"))
    clause = models.OneToOneField(Clause, models.PROTECT, related_name="point", null=True, blank=True)

    class Meta:
        ordering = ("conclusion", "position", "pk")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="cascade_point_not_empty")]

    def __str__(self) -> str:
        return self.text


class SeminarTask(models.Model):
    """The task that came of what a seminar assigned to a unit; it is given once."""

    assigned = models.OneToOneField(Assigned, models.CASCADE, related_name="given")
    task = models.OneToOneField(Task, models.CASCADE, related_name="from_seminar")

    def __str__(self) -> str:
        return f"{self.assigned_id}: {self.task_id}"
