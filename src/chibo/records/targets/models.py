import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from chibo.records.documents.models import Document
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit


class Target(models.Model):
    """How much a unit is to reach in a period, given from above or split from the target of the unit above."""

    class Figure(models.TextChoices):
        """The figures for which targets are given, by the codes of the catalogue of indicators."""

        ADMISSIONS = "DV-KN-01", _("Members admitted")
        ENTRIES = "CT-01", _("Contest entries")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets", verbose_name=_("unit"))
    indicator = models.CharField(_("figure"), max_length=40, choices=Figure)
    start = models.DateField(_("first day"))
    end = models.DateField(_("day after the last"))
    period = models.GeneratedField(
        expression=Func(F("start"), F("end"), Value("[)"), function="daterange"),
        output_field=DateRangeField(),
        db_persist=True,
    )
    amount = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    given_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("given by"))
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="targets", null=True, blank=True, verbose_name=_("document")
    )

    objects = ScopedQuerySet["Target"].as_manager()

    class Meta:
        ordering = ("-start", "indicator", "unit__position", "pk")
        constraints = [
            ExclusionConstraint(
                name="targets_one_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("indicator", RangeOperators.EQUAL),
                    ("start", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This unit has a target for that period already."),
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="targets_period_not_empty"),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="targets_amount_positive",
                violation_error_message=_("A target is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.amount}"

    @property
    def last_day(self) -> dt.date:
        return self.end - dt.timedelta(days=1)
