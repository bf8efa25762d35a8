"""Days off and the lengths of time that rules set: dated records, chosen by the day of the event."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time


class DayOff(models.Model):
    """A weekday on which offices are closed, or a weekend day that is worked in exchange."""

    day = models.DateField(_("day"), primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    worked = models.BooleanField(_("worked in exchange"), default=False)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return self.name


class Term(Effective):
    """How long a rule gives for something, while the rule is in force."""

    class Measured(models.TextChoices):
        WORKING_DAYS = "working_days", _("working days")
        DAYS = "days", _("days")
        MONTHS = "months", _("months")

    code = models.CharField(_("for what"), max_length=60)
    length = models.PositiveSmallIntegerField(_("length"))
    measured = models.CharField(_("measured in"), max_length=20, choices=Measured)
    source = models.CharField(_("rule"), max_length=200)
    """Symbol, date and issuer of the document that sets it."""

    objects = EffectiveQuerySet["Term"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("code", "valid_from")
        constraints = [*Effective.Meta.constraints, one_at_a_time("code", name="calendar_one_term_at_a_time")]

    def __str__(self) -> str:
        return f"{self.code}: {self.length} {self.measured}"
