from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.records.documents.models import Document
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Contest(models.Model):
    """A contest that a committee runs; entries and the people who sent them are counted apart."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contests", verbose_name=_("run by"))
    title = models.CharField(_("title"), max_length=300)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="contests", null=True, blank=True, verbose_name=_("document")
    )
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))

    objects = ScopedQuerySet["Contest"].as_manager()

    class Meta:
        ordering = ("-opens_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="contests_close_after_opening",
                violation_error_message=_("The last day must not come before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contests:detail", args=[self.pk])


class Entry(models.Model):
    """One entry. A member is named; an entry from the population is counted under its residential group, unnamed."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contest_entries", verbose_name=_("unit"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="contest_entries", null=True, blank=True, verbose_name=_("member")
    )
    entered_on = models.DateField(_("day"))
    receipt = models.CharField(_("receipt"), max_length=40)
    """The number by which the contest knows the entry; sent twice, it counts once."""

    objects = ScopedQuerySet["Entry"].as_manager()

    class Meta:
        ordering = ("-entered_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("contest", "receipt"),
                name="contests_one_entry_per_receipt",
                violation_error_message=_("This entry is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return self.receipt
