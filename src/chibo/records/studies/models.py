"""What is studied and what comes of it: programmes with their sessions, reflections, seminars."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.text import SearchKey
from chibo.records.documents.models import Document
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.files.models import StoredFile
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Programme(models.Model):
    """A document is studied over some days; whoever has the duty may have to hand in a reflection."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="study_programmes", verbose_name=_("held by"))
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="study_programmes", verbose_name=_("document studied")
    )
    title = models.CharField(_("title"), max_length=300)
    search_key = models.GeneratedField(
        expression=SearchKey("title"), output_field=models.CharField(max_length=400), db_persist=True
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reflection_due_on = models.DateField(_("reflections due on"), null=True, blank=True)

    objects = ScopedQuerySet["Programme"].as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="studies_programme_ends_after_start",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(reflection_due_on__isnull=True) | Q(reflection_due_on__gte=F("starts_on")),
                name="studies_reflection_due_after_start",
                violation_error_message=_("Reflections are not due before the programme begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("studies:programme", args=[self.pk])


class Session(models.Model):
    """One sitting of a programme: what is presented, by whom, on which day."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField(_("order"))
    topic = models.CharField(_("topic"), max_length=300)
    speaker = models.CharField(_("speaker"), max_length=200, blank=True)
    held_on = models.DateField(_("day"))
    clauses = models.CharField(_("parts of the document"), max_length=200, blank=True)

    class Meta:
        ordering = ("programme", "held_on", "position")
        constraints = [
            models.UniqueConstraint(fields=("programme", "position"), name="studies_one_session_per_position"),
        ]

    def __str__(self) -> str:
        return self.topic


class Assessor(models.Model):
    """Who reads and assesses the reflections of one cell, in the place of its secretary."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="assessors")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("cell"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("assessor"))

    class Meta:
        ordering = ("programme", "unit__position", "unit")
        constraints = [models.UniqueConstraint(fields=("programme", "unit"), name="studies_one_assessor_per_cell")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.unit_id}"


class Reflection(models.Model):
    """What one member wrote after studying. Its text is between the author and the assessor; then the mark is kept."""

    class State(models.TextChoices):
        DUE = "due", _("Not handed in")
        HANDED_IN = "handed_in", _("Handed in")
        RETURNED = "returned", _("Given back")
        ASSESSED = "assessed", _("Assessed")

    class Mark(models.TextChoices):
        GOOD = "good", _("Good")
        FAIR = "fair", _("Fairly good")
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Not passed")

    RECEIVED = (State.HANDED_IN, State.ASSESSED)
    OPEN = (State.DUE, State.RETURNED)

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="reflections")
    person = models.ForeignKey(Person, models.PROTECT, related_name="reflections", verbose_name=_("author"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reflections", verbose_name=_("cell"))
    """The cell of the author on the day when the reflection was asked for."""
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE, editable=False)
    text = models.TextField(_("reflection"), blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("file")
    )
    handed_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    mark = models.CharField(_("mark"), max_length=10, choices=Mark, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    assessed_on = models.DateField(null=True, blank=True, editable=False)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    erased_on = models.DateField(null=True, blank=True, editable=False)
    """From this day on only the mark is known."""

    objects = ScopedQuerySet["Reflection"].as_manager()

    class Meta:
        ordering = ("programme", "unit__position", "unit", "person__sort_key", "person")
        constraints = [
            models.UniqueConstraint(fields=("programme", "person"), name="studies_one_reflection_per_person"),
            models.CheckConstraint(
                condition=Q(state__in=("handed_in", "assessed"), handed_in_at__isnull=False)
                | Q(state__in=("due", "returned"), handed_in_at__isnull=True),
                name="studies_received_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="assessed", assessed_on__isnull=False, assessed_by__isnull=False) & ~Q(mark="")
                | ~Q(state="assessed") & Q(assessed_on__isnull=True, assessed_by__isnull=True, mark=""),
                name="studies_assessed_has_a_mark",
                violation_error_message=_("An assessment needs a mark."),
            ),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=True) | Q(text="", comment="", file__isnull=True),
                name="studies_erased_holds_no_text",
            ),
        ]
        indexes = [models.Index(fields=("programme", "unit", "state"), name="studies_progress")]

    def __str__(self) -> str:
        return f"{self.programme_id}/{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("studies:reflection", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Seminar(models.Model):
    """A meeting to talk a topic over: papers, questions, what was concluded and to whom it was assigned."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seminars", verbose_name=_("held by"))
    topic = models.CharField(_("topic"), max_length=300)
    search_key = models.GeneratedField(
        expression=SearchKey("topic"), output_field=models.CharField(max_length=400), db_persist=True
    )
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    documents = models.ManyToManyField(Document, related_name="seminars", blank=True, verbose_name=_("documents"))
    held = models.BooleanField(_("took place"), default=False, editable=False)
    conclusions = models.TextField(_("conclusions"), blank=True)

    objects = ScopedQuerySet["Seminar"].as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(held=False) | ~Q(conclusions=""),
                name="studies_held_seminar_has_conclusions",
                violation_error_message=_("Write down what was concluded."),
            )
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("studies:seminar", args=[self.pk])


class Group(models.Model):
    """How many people of one group took part in a seminar; they are counted, not named."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="groups")
    name = models.CharField(_("group"), max_length=100)
    people = models.PositiveSmallIntegerField(_("how many took part"))

    class Meta:
        ordering = ("seminar", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("seminar", "name"),
                name="studies_one_count_per_group",
                violation_error_message=_("This group is counted already."),
            ),
            models.CheckConstraint(condition=Q(people__gt=0), name="studies_group_has_people"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.people}"


class Paper(models.Model):
    """A paper that was given at a seminar."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="papers")
    title = models.CharField(_("title"), max_length=300)
    author = models.CharField(_("author"), max_length=200)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("file")
    )

    class Meta:
        ordering = ("seminar", "pk")

    def __str__(self) -> str:
        return self.title


class Raised(models.Model):
    """A question that was raised at a seminar, with its answer."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="questions")
    question = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ("seminar", "pk")

    def __str__(self) -> str:
        return self.question[:80]


class Assigned(models.Model):
    """Something that a seminar asked somebody to do."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="assigned")
    text = models.CharField(_("what is to be done"), max_length=500)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("assigned to")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        ordering = ("seminar", "due_on", "pk")

    def __str__(self) -> str:
        return self.text[:80]
