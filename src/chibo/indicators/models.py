from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit


class CheckAnswer(models.Model):
    """Why figures that fail a check are right after all. It holds for just those numbers; others ask again."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    rule = models.CharField(_("check"), max_length=40)
    start = models.DateField(_("first day"))
    end = models.DateField(_("day after the last"))
    digest = models.CharField(max_length=64)
    """Of the numbers that were answered for."""
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet["CheckAnswer"].as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=("unit", "digest"), name="indicators_answer_by_finding")]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="indicators_answer_period_not_empty"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="indicators_answer_has_a_reason",
                violation_error_message=_("Say why these figures are right."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"
