from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chibo.records.documents.models import Document
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class StudyPlan(models.Model):
    """A registered plan of study and follow for one year, of a unit (collective) or of one of its people."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="study_plans", verbose_name=_("unit"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="study_plans", null=True, blank=True, verbose_name=_("individual")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    registered_on = models.DateField(_("registered on"))
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="study_plans", null=True, blank=True, verbose_name=_("document")
    )
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = ScopedQuerySet["StudyPlan"].as_manager()

    class Meta:
        ordering = ("-year", F("person__sort_key").asc(nulls_first=True), "unit", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "year"), condition=Q(person=None, withdrawn_on=None),
                name="plans_one_per_collective_and_year",
                violation_error_message=_("This unit has registered for that year already."),
            ),
            models.UniqueConstraint(
                fields=("person", "year"), condition=Q(person__isnull=False, withdrawn_on=None),
                name="plans_one_per_individual_and_year",
                violation_error_message=_("This person has registered for that year already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawal_reason="")
                | (Q(withdrawn_on__gte=F("registered_on")) & ~Q(withdrawal_reason="")),
                name="plans_withdrawn_for_a_reason",
                violation_error_message=_("Say why the plan is withdrawn."),
            ),
            models.CheckConstraint(
                condition=Q(registered_on__year=F("year")),
                name="plans_registered_in_its_year",
                violation_error_message=_("A plan is registered in its own year."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person or self.unit} {self.year}"
