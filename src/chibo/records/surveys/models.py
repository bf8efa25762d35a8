import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.records.ballotbox.models import Box, Mode
from chibo.records.documents.models import Document
from chibo.records.surveys.drawn import Drawn
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Survey(models.Model):
    """A committee asks people for their opinion. Who is asked is known; what somebody answered is not kept."""

    class About(models.TextChoices):
        LEADERS = "leaders", _("Leaders")
        OWN_CELL = "own_cell", _("The members of the cell, by its own members")
        MATTER = "matter", _("A matter")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="surveys", verbose_name=_("asked by"))
    title = models.CharField(_("title"), max_length=200)
    about = models.CharField(_("about"), max_length=20, choices=About, default=About.LEADERS)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="surveys", null=True, blank=True, verbose_name=_("basis")
    )
    mode = models.CharField(_("way of answering"), max_length=10, choices=Mode, default=Mode.PAPER)
    drawn_on = models.DateField(_("posts and rolls as of"))
    issue_from = models.DateField(_("first day of handing out"))
    issue_until = models.DateField(_("last day of handing out"))
    answer_from = models.DateField(_("first day of answering"))
    answer_until = models.DateField(_("last day of answering"))
    tells_respondents = models.BooleanField(_("respondents see the summary"), default=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    followed_up_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ScopedQuerySet["Survey"].as_manager()

    class Meta:
        ordering = ("-answer_from", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(issue_until__gte=F("issue_from")) & Q(answer_until__gte=F("answer_from")),
                name="surveys_last_day_after_first",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(mode="paper", issue_from__lte=F("answer_from"))
                | Q(mode="blind", issue_until__lt=F("answer_from")),
                name="surveys_answers_after_handing_out",
                violation_error_message=_(
                    "Slips are handed out before answering begins; with tickets, handing out is over by then."
                ),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(started_at__isnull=False),
                name="surveys_published_after_start",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_at__isnull=True) | Q(published_at__isnull=False),
                name="surveys_followed_up_after_publication",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:detail", args=[self.pk])

    @property
    def own_url(self) -> str:
        """Return where somebody who is asked, or asked about, reads what concerns them."""
        return reverse("surveys:own", args=[self.pk])

    @property
    def is_set_up(self) -> bool:
        """Whether it is still being prepared and may be changed."""
        return self.started_at is None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def is_open(self, day: dt.date) -> bool:
        return self.started_at is not None and self.answer_from <= day <= self.answer_until


class Subject(models.Model):
    """Whom or what a survey is about: a leader in a post, or a matter."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="subjects")
    position = models.PositiveSmallIntegerField(_("order"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="surveyed", null=True, blank=True, verbose_name=_("leader")
    )
    name = models.CharField(_("what it is about"), max_length=200)
    """The leader's name and posts as they were, or the matter."""

    class Meta:
        ordering = ("survey", "position")
        constraints = [
            models.UniqueConstraint(fields=("survey", "position"), name="surveys_one_subject_per_position"),
            models.UniqueConstraint(
                fields=("survey", "person"),
                name="surveys_one_subject_per_person",
                violation_error_message=_("This leader is named already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="surveys_subject_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    class Kind(models.TextChoices):
        CHOICE = "choice", _("One of several answers")
        SCALE = "scale", _("A degree on a scale")
        TEXT = "text", _("Own words")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind, default=Kind.CHOICE)
    text = models.TextField(_("question"))
    options = ArrayField(models.CharField(max_length=200), verbose_name=_("answers"), default=list, blank=True)
    required = models.BooleanField(_("must be answered"), default=True)
    each_subject = models.BooleanField(_("asked for each subject"), default=True)

    class Meta:
        ordering = ("survey", "position")
        constraints = [
            models.UniqueConstraint(fields=("survey", "position"), name="surveys_one_question_per_position"),
            models.CheckConstraint(
                condition=Q(kind="text", options__len=0) | (~Q(kind="text") & Q(options__len__gte=2)),
                name="surveys_two_answers_or_own_words",
                violation_error_message=_("Give at least two answers to choose from, and none for own words."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Group(models.Model):
    """Respondents who are asked together: holders of posts and members of cells; each person is in one group only."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=200)
    posts = ArrayField(
        models.CharField(max_length=20, choices=Drawn), verbose_name=_("holders of"), default=list, blank=True
    )
    cells = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name=_("members of"))
    pooled_into = models.ForeignKey(
        "self", models.CASCADE, related_name="pooled", null=True, blank=True, verbose_name=_("answers together with")
    )
    """A group of fewer than five answers in the box of another."""
    box = models.OneToOneField(Box, models.PROTECT, null=True, blank=True, editable=False)

    class Meta:
        ordering = ("survey", "position")
        constraints = [
            models.UniqueConstraint(fields=("survey", "position"), name="surveys_one_group_per_position"),
            models.UniqueConstraint(
                fields=("survey", "name"),
                name="surveys_one_group_per_name",
                violation_error_message=_("Another group has this name."),
            ),
            models.CheckConstraint(
                condition=Q(pooled_into__isnull=True) | ~Q(pooled_into=F("pk")), name="surveys_not_pooled_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """One person who was asked, once, whatever posts they hold. That they answered is not kept here."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations")
    group = models.ForeignKey(Group, models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="survey_invitations")
    drawn_as = models.CharField(max_length=20, choices=Drawn)
    groups_count = models.PositiveSmallIntegerField(default=1)
    """In how many groups the person would have been."""

    class Meta:
        ordering = ("survey", "group__position", "person__sort_key", "person_id")
        constraints = [
            models.UniqueConstraint(fields=("survey", "person"), name="surveys_one_invitation_per_person"),
            models.CheckConstraint(condition=Q(groups_count__gte=1), name="surveys_invited_in_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.survey_id}"


class Table(models.Model):
    """What was published of one question: for all, or for one group. Written once, never computed again."""

    class Shown(models.TextChoices):
        COUNTS = "counts", _("Numbers")
        NEARLY_ALL = "nearly_all", _("Nearly all the same")
        NOTHING = "nothing", _("Not shown")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="tables")
    question = models.ForeignKey(Question, models.PROTECT, related_name="tables")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="tables", null=True, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, related_name="tables", null=True, blank=True)
    """Empty for all groups together."""
    invited = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    """Ballots that were accepted: the other base of a percentage."""
    shown = models.CharField(max_length=20, choices=Shown)
    rows = models.JSONField(default=list, blank=True)
    """[{"options": [...], "count": n or null}] in the order of the answers."""

    class Meta:
        ordering = ("survey", "question__position", "subject__position", F("group__position").asc(nulls_first=True))
        constraints = [
            models.UniqueConstraint(
                fields=("question", "subject", "group"), nulls_distinct=False, name="surveys_published_once"
            ),
            models.CheckConstraint(condition=Q(valid__lte=F("invited")), name="surveys_valid_within_invited"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.subject_id}/{self.group_id}"


class Theme(models.Model):
    """Under what people sorted comments; a machine sorts none."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="themes")
    name = models.CharField(_("theme"), max_length=200)

    class Meta:
        ordering = ("survey", "name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("survey", "name"),
                name="surveys_one_theme_per_name",
                violation_error_message=_("There is a theme of this name already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="surveys_theme_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """What somebody wrote in own words: in shuffled order, without a group and without a day."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="comments")
    question = models.ForeignKey(Question, models.PROTECT, related_name="comments")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="comments", null=True, blank=True)
    text = models.TextField()
    theme = models.ForeignKey(Theme, models.SET_NULL, related_name="comments", null=True, blank=True)

    class Meta:
        ordering = ("survey", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class Measure(models.Model):
    """What was done about a survey: a measure, who sees to it, by when, and when it was done."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="measures")
    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="measures", null=True, blank=True, verbose_name=_("about")
    )
    text = models.CharField(_("what is done about it"), max_length=500)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="survey_measures", verbose_name=_("who sees to it"))
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True)

    class Meta:
        ordering = ("survey", "due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(outcome=""),
                name="surveys_done_with_an_outcome",
                violation_error_message=_("Say what came of it."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
