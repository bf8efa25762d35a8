from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Application(models.Model):
    """The way of one person into the Party, from being considered to being an official member."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Under way")
        RECOGNISED = "recognised", _("Official member")
        STOPPED = "stopped", _("Stopped")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="applications", verbose_name=_("cell"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="applications", verbose_name=_("candidate"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, default=Outcome.OPEN, editable=False)
    stopped_because = models.CharField(_("reason"), max_length=200, blank=True, editable=False)

    objects = ScopedQuerySet["Application"].as_manager()

    class Meta:
        ordering = ("outcome", "person__sort_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("person",), condition=Q(outcome="open"),
                name="admissions_one_open_application_per_person",
                violation_error_message=_("This person's admission is under way already."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="stopped", stopped_because=""),
                name="admissions_stopped_for_a_reason",
                violation_error_message=_("Say why the admission is stopped."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("admissions:detail", args=[self.pk])


class Step(models.Model):
    """A stage that was reached, on which day and by which paper."""

    class Stage(models.IntegerChoices):
        CONSIDERED = 10, _("Put forward as an outstanding person")
        COURSE = 20, _("Finished the course about the Party")
        APPLIED = 30, _("Handed in the application and the file")
        OPINIONS = 40, _("Opinions of unions and of the place of residence collected")
        CHECKED = 50, _("Background check finished")
        CELL_RESOLUTION = 60, _("Resolution of the cell")
        DECIDED = 70, _("Decision to admit")
        CEREMONY = 80, _("Admission ceremony")
        CELL_RECOGNITION = 90, _("Resolution of the cell to recognise")
        RECOGNISED = 100, _("Decision to recognise as official member")

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps")
    stage = models.PositiveSmallIntegerField(_("stage"), choices=Stage)
    taken_on = models.DateField(_("day"))
    paper = models.CharField(_("document"), max_length=100, blank=True)
    in_favour = models.PositiveSmallIntegerField(_("votes in favour"), null=True, blank=True)
    entitled = models.PositiveSmallIntegerField(_("official members entitled to vote"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("application", "stage")
        constraints = [
            models.UniqueConstraint(
                fields=("application", "stage"),
                name="admissions_each_stage_once",
                violation_error_message=_("This stage is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(in_favour__isnull=True, entitled__isnull=True) | Q(in_favour__lte=F("entitled")),
                name="admissions_votes_within_those_entitled",
                violation_error_message=_("There cannot be more votes in favour than members entitled to vote."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_stage_display()}"
