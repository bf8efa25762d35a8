"""Dated rules on how many may be rated at a level, and how a committee reads them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.records.quotas.arithmetic import Base, Rounding
from chibo.registry.orgs.models import Unit


class Level(models.TextChoices):
    EXCELLENT = "excellent", _("Tasks fulfilled excellently")
    GOOD = "good", _("Tasks fulfilled well")
    FULFILLED = "fulfilled", _("Tasks fulfilled")
    FAILED = "failed", _("Tasks not fulfilled")


class Subject(models.TextChoices):
    MEMBER = "member", _("Members")
    ORGANISATION = "organisation", _("Party organisations")


class Scope(models.TextChoices):
    ORGANISATION = "organisation", _("each grassroots organisation on its own")
    GROUP = "group", _("each group of similar subjects on its own")


BASES = (
    (Base.STRICT.value, _("Of those rated exactly good")),
    (Base.LOOSE.value, _("Of those rated good or better")),
    (Base.ALL.value, _("Of all who are rated")),
)
ROUNDINGS = (
    (Rounding.DOWN.value, _("Down to whole people")),
    (Rounding.NEAREST.value, _("To the nearest whole, halves up")),
    (Rounding.UP.value, _("Up to whole people")),
)


class QuotaRule(Effective):
    """A cap. Without a unit it is what the central document says; with one, how that committee reads it."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="quota_rules", null=True, blank=True, verbose_name=_("committee")
    )
    reads = models.ForeignKey("self", models.PROTECT, related_name="readings", null=True, blank=True)
    """The central rule that the committee reads; when that one ends, so does the reading."""
    subject = models.CharField(_("who is rated"), max_length=20, choices=Subject)
    level = models.CharField(_("level capped"), max_length=20, choices=Level, default=Level.EXCELLENT)
    share = models.DecimalField(_("share, in percent"), max_digits=5, decimal_places=2)
    base = models.CharField(_("share of whom"), max_length=10, choices=BASES)
    scope = models.CharField(_("counted in"), max_length=20, choices=Scope)
    rounding = models.CharField(_("rounding"), max_length=10, choices=ROUNDINGS, default=Rounding.DOWN.value)
    exception_share = models.DecimalField(
        _("share of the exception, in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    exception_ground = models.CharField(_("when the exception holds"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = EffectiveQuerySet["QuotaRule"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("subject", "level", "unit", "valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "subject", "level",
                name="quotas_one_central_rule_at_a_time",
                condition=Q(unit__isnull=True),
            ),
            one_at_a_time(
                "unit", "subject", "level",
                name="quotas_one_reading_at_a_time",
                message=_("The committee has set a reading from this day on already."),
                condition=Q(unit__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True, reads__isnull=True) | Q(unit__isnull=False, reads__isnull=False),
                name="quotas_a_committee_reads_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100),
                name="quotas_share_is_a_percentage",
                violation_error_message=_("The share must be above 0 and at most 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(exception_share__isnull=True, exception_ground="")
                | Q(exception_share__gte=F("share"), exception_share__lte=100) & ~Q(exception_ground=""),
                name="quotas_exception_is_wider_and_grounded",
                violation_error_message=_("An exception has a share that is not smaller, and says when it holds."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_level_display()}, {self.get_subject_display()}: {self.share}%"
