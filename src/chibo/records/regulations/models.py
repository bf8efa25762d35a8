from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.base.text import SearchKey, is_nfc
from chibo.records.documents.models import Document
from chibo.registry.access.models import User
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit

LONGEST_TEXT = 200_000


class Regulation(models.Model):
    """Rules by which a committee works, alone or with a partner; what they say stands in their versions."""

    class Kind(models.TextChoices):
        WORKING = "working", _("Rules of work")
        COORDINATION = "coordination", _("Coordination rules")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="regulations", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=300)
    title_key = models.GeneratedField(
        expression=SearchKey("title"), output_field=models.CharField(max_length=400), db_persist=True
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    partner = models.CharField(_("with whom"), max_length=200, blank=True)

    objects = ScopedQuerySet["Regulation"].as_manager()

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            is_nfc("title", name="regulations_title_is_nfc"),
            models.CheckConstraint(
                condition=Q(kind="working", partner="") | (Q(kind="coordination") & ~Q(partner="")),
                name="regulations_coordination_has_a_partner",
                violation_error_message=_("Coordination rules name the partner; working rules have none."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("regulations:detail", args=[self.pk])


class Version(Effective):
    """What a regulation says from one decision until the next."""

    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="versions")
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="regulation_versions", verbose_name=_("decision")
    )
    text = models.TextField(_("text"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    """Paragraphs, one on each line; an article begins with “Điều”."""
    review_due_on = models.DateField(_("to be reviewed by"))

    objects = EffectiveQuerySet["Version"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("regulation", "-valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "regulation", name="regulations_one_version_at_a_time",
                message=_("Another version is in force on these days."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="regulations_version_has_a_text"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.regulation}, {self.valid_from:%d/%m/%Y}"


class Review(models.Model):
    """Somebody looked at a version again and found that it is still right."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="reviews")
    reviewed_on = models.DateField(_("reviewed on"))
    note = models.CharField(_("note"), max_length=500)
    next_due_on = models.DateField(_("next review by"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("version", "-reviewed_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(next_due_on__gt=models.F("reviewed_on")),
                name="regulations_next_review_comes_later",
                violation_error_message=_("The next review must come after this one."),
            ),
            models.CheckConstraint(condition=~Q(note=""), name="regulations_review_has_a_note"),
        ]

    def __str__(self) -> str:
        return self.note
