"""Work that a committee gives to a unit: from which paper, by when, what became of it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.text import SearchKey, is_nfc
from chibo.records.documents.models import Clause, Document
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.files.models import StoredFile
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Stage(models.TextChoices):
    """How a task stands on a day, for people: it follows from its dates and is stored nowhere."""

    TO_DO = "todo", _("Not begun")
    DOING = "doing", _("Under way")
    LATE = "late", _("Late")
    REPORTED = "reported", _("Waits for confirmation")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class Task(models.Model):
    """One piece of work of just one unit. Several units that do the same have a task each."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    class Rule(models.TextChoices):
        GIVEN = "given", _("given with the task")
        DEFAULT = "default", _("by the rule, as no deadline was given")

    class Matter(models.TextChoices):
        PROJECT = "project", _("Project")
        CASE = "case", _("Unsettled case")

    class Repeats(models.TextChoices):
        MONTHLY = "monthly", _("Every month")
        QUARTERLY = "quarterly", _("Every quarter")
        YEARLY = "yearly", _("Every year")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks", verbose_name=_("who does it"))
    given_by = models.ForeignKey(Unit, models.PROTECT, related_name="tasks_given", verbose_name=_("given by"))
    title = models.CharField(_("task"), max_length=300)
    title_key = models.GeneratedField(
        expression=SearchKey("title"), output_field=models.CharField(max_length=400), db_persist=True
    )
    detail = models.TextField(_("what is to be done"), blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="tasks", null=True, blank=True, verbose_name=_("document")
    )
    clause = models.ForeignKey(
        Clause, models.PROTECT, related_name="tasks", null=True, blank=True, verbose_name=_("point of the document")
    )
    people = models.ManyToManyField(Person, through="Assignee", related_name="tasks", verbose_name=_("people"))
    given_on = models.DateField(_("given on"))
    due_on = models.DateField(_("deadline"))
    first_due_on = models.DateField(_("deadline as first set"), editable=False)
    due_rule = models.CharField(_("deadline set"), max_length=10, choices=Rule, default=Rule.GIVEN)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    started_on = models.DateField(_("begun on"), null=True, blank=True, editable=False)
    reported_on = models.DateField(_("finished on, as reported"), null=True, blank=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    result = models.TextField(_("result"), blank=True)
    sent_back = models.CharField(_("why it was sent back"), max_length=300, blank=True, editable=False)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=300, blank=True, editable=False)
    standing = models.BooleanField(_("problem of many years"), default=False)
    matter = models.CharField(_("kind of problem"), max_length=10, choices=Matter, blank=True)
    repeats = models.CharField(_("repeats"), max_length=10, choices=Repeats, blank=True)
    repeats_until = models.DateField(_("repeats until"), null=True, blank=True)
    series = models.ForeignKey("self", models.PROTECT, related_name="occurrences", null=True, blank=True)
    """The first task of a series; empty for the first itself."""
    occurrence = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = ScopedQuerySet["Task"].as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            is_nfc("title", name="tasks_title_is_nfc"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("given_on")),
                name="tasks_due_after_given",
                violation_error_message=_("The deadline must not come before the day on which the task is given."),
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False, reported_on__isnull=False)
                | (~Q(state="done") & Q(done_on__isnull=True)),
                name="tasks_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled", cancelled_because=""),
                name="tasks_cancelled_for_a_reason",
                violation_error_message=_("Say why the task is cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(standing=False, matter="") | (Q(standing=True) & ~Q(matter="")),
                name="tasks_problem_has_a_kind",
                violation_error_message=_("Say whether the problem is a project or an unsettled case."),
            ),
            models.UniqueConstraint(fields=("series", "occurrence"), name="tasks_each_occurrence_once"),
            models.CheckConstraint(
                condition=Q(clause=None) | Q(document__isnull=False), name="tasks_clause_of_a_document"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=("unit", "state", "due_on"), name="tasks_by_unit")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tasks:detail", args=[self.pk])

    def stage_on(self, day: dt.date) -> Stage:
        if self.state != Task.State.OPEN:
            return Stage.DONE if self.state == Task.State.DONE else Stage.CANCELLED
        if self.reported_on:
            return Stage.REPORTED
        if self.due_on < day:
            return Stage.LATE
        return Stage.DOING if self.started_on else Stage.TO_DO

    def days_late(self, day: dt.date) -> int:
        """How many days past its deadline the task is on `day`, or was when it was finished."""
        return max(((self.reported_on or day) - self.due_on).days, 0)


class Assignee(models.Model):
    """One of the people who are to do a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignees")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments", verbose_name=_("person"))

    class Meta:
        ordering = ("task", "person__sort_key", "pk")
        constraints = [models.UniqueConstraint(fields=("task", "person"), name="tasks_each_person_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.task_id}"


class Extension(models.Model):
    """A deadline that was put off, why and by whom."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="extensions")
    from_due_on = models.DateField(_("deadline before"))
    to_due_on = models.DateField(_("new deadline"))
    reason = models.CharField(_("reason"), max_length=300)
    extended_on = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("task", "extended_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_due_on__gt=F("from_due_on")),
                name="tasks_extension_goes_on",
                violation_error_message=_("The new deadline must come after the one before."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="tasks_extension_for_a_reason",
                violation_error_message=_("Say why the deadline is put off."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_due_on} → {self.to_due_on}"


class Urging(models.Model):
    """A reminder from who gave the task; at most one a day."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="urgings")
    urged_on = models.DateField(_("day"))
    note = models.CharField(_("what was said"), max_length=300, blank=True)
    mailed = models.BooleanField(default=False, editable=False)
    """Whether the post office was asked to carry it; that is tried once."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("task", "-urged_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("task", "urged_on"),
                name="tasks_urged_once_a_day",
                violation_error_message=_("This task was urged today already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.urged_on}"


class Milestone(models.Model):
    """A part of the way of a long task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("deadline"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ("task", "due_on", "pk")

    def __str__(self) -> str:
        return self.title


class CountKind(models.Model):
    """What tasks may count beside themselves, with its unit noun. An office adds its own."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    noun = models.CharField(_("unit noun"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class Count(models.Model):
    """What one report adds to a task's own count: a number only, never the names of residents."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="counts")
    kind = models.ForeignKey(CountKind, models.PROTECT, related_name="counts", verbose_name=_("what is counted"))
    done = models.PositiveIntegerField(_("newly done"))
    """What came to be since the count before; the counts of a task add up."""
    whole = models.PositiveIntegerField(_("of how many in all"), null=True, blank=True)
    counted_on = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("task", "kind", "counted_on", "pk")

    def __str__(self) -> str:
        return f"{self.done} {self.kind_id}"


class Evidence(models.Model):
    """What shows that a task was done: a file, a link or a remark."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="task_evidence", null=True, blank=True, verbose_name=_("file")
    )
    link = models.URLField(_("link"), blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    added_on = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("task", "added_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(link="") | ~Q(note=""),
                name="tasks_evidence_is_something",
                violation_error_message=_("Add a file, a link or a remark."),
            )
        ]

    def __str__(self) -> str:
        return self.note or self.link or str(self.file)


class Reminder(models.Model):
    """The one message that a person gets on a day, with all that is due or late."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="task_reminders")
    day = models.DateField()
    mailed = models.BooleanField(default=False)

    class Meta:
        ordering = ("-day", "user")
        constraints = [models.UniqueConstraint(fields=("user", "day"), name="tasks_one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"


class ReminderItem(models.Model):
    """Of what a reminder spoke, and why; the same is never said to the same person twice."""

    class Reason(models.TextChoices):
        SOON = "soon", _("due soon")
        DUE = "due", _("due today")
        LATE = "late", _("late")

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="items")
    task = models.ForeignKey(Task, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    due_on = models.DateField()
    """A deadline that was put off is a new thing to be reminded of."""

    class Meta:
        ordering = ("reminder", "due_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=("task", "user", "reason", "due_on"), name="tasks_reminded_once_of_each")
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.reason}"
