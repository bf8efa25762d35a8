"""Facts that hold from one day until another.

Every period is half-open: it holds on `valid_from` and no longer holds on
`valid_until`. A period that has not ended has no `valid_until`.
"""

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class EffectiveQuerySet[M: "Effective"](models.QuerySet[M]):
    def on(self, day: dt.date) -> Self:
        """Keep the rows that hold on `day`."""
        return self.filter(valid__contains=day)

    def during(self, start: dt.date, end: dt.date) -> Self:
        """Keep the rows that hold on any day from `start` until the day before `end`."""
        return self.filter(valid__overlap=(start, end))


class Effective(models.Model):
    """A row that is true for a period."""

    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    valid = models.GeneratedField(
        expression=Func(F("valid_from"), F("valid_until"), Value("[)"), function="daterange"),
        output_field=DateRangeField(),
        db_persist=True,
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_period_not_empty",
                violation_error_message=_("The last day must come after the first day."),
            ),
        ]

    def clean(self) -> None:
        """Refuse a period that runs backwards: PostgreSQL would refuse its range before it looks at the constraint."""
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValidationError(_("The last day must come after the first day."))

    def is_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def end(self, day: dt.date) -> None:
        """Make `day` the first day on which this row no longer holds."""
        self.valid_until = day
        self.save(update_fields=["valid_until"])


def one_at_a_time(*fields: str, name: str, message: Any = None, condition: Q | None = None) -> ExclusionConstraint:
    """Forbid two rows with the same `fields` from holding on the same day."""
    expressions: list[tuple[Any, str]] = [(field, RangeOperators.EQUAL) for field in fields]
    expressions.append(("valid", RangeOperators.OVERLAPS))
    return ExclusionConstraint(
        name=name,
        expressions=expressions,
        condition=condition,
        violation_error_message=message or _("Two periods overlap."),
    )
