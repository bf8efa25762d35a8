from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.text import SearchKey, is_nfc
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit


class Type(models.TextChoices):
    RESOLUTION = "NQ", _("Resolution")
    DIRECTIVE = "CT", _("Directive")
    CONCLUSION = "KL", _("Conclusion")
    DECISION = "QĐ", _("Decision")
    REGULATION = "QĐi", _("Regulation")
    WORKING_RULES = "QC", _("Working rules")
    PROGRAMME = "CTr", _("Programme")
    PLAN = "KH", _("Plan")
    SCHEME = "ĐA", _("Scheme")
    GUIDANCE = "HD", _("Guidance")
    NOTICE = "TB", _("Notice")
    REPORT = "BC", _("Report")
    SUBMISSION = "TTr", _("Submission")
    LETTER = "CV", _("Official letter")
    MINUTES = "BB", _("Minutes")


class Document(models.Model):
    """A line of a unit's register. Issuer, symbol and date together name a document, never the symbol alone."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents", verbose_name=_("registered by"))
    issuer = models.CharField(_("issuer"), max_length=200)
    issuer_key = models.GeneratedField(
        expression=SearchKey("issuer"), output_field=models.CharField(max_length=250), db_persist=True
    )
    symbol = models.CharField(_("symbol"), max_length=60)
    symbol_key = models.GeneratedField(
        expression=SearchKey("symbol"), output_field=models.CharField(max_length=80), db_persist=True
    )
    issued_on = models.DateField(_("date"))
    type = models.CharField(_("type"), max_length=5, choices=Type)
    title = models.CharField(_("title"), max_length=500)
    title_key = models.GeneratedField(
        expression=SearchKey("title"), output_field=models.CharField(max_length=600), db_persist=True
    )
    received_on = models.DateField(_("received on"), null=True, blank=True)
    secret = models.BooleanField(_("marked Mật"), default=False)
    """A classified document is a line of the register and nothing more: its title says nothing of its content."""

    objects = ScopedQuerySet["Document"].as_manager()

    class Meta:
        ordering = ("-issued_on", "symbol", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "issuer_key", "symbol_key", "issued_on"),
                name="documents_one_line_per_document",
                violation_error_message=_("This document is in the register already."),
            ),
            is_nfc("title", name="documents_title_is_nfc"),
        ]

    def __str__(self) -> str:
        return self.symbol

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])


class Alias(models.Model):
    """Another way in which people write a document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="aliases")
    text = models.CharField(_("also written"), max_length=200)
    key = models.GeneratedField(
        expression=SearchKey("text"), output_field=models.CharField(max_length=250), db_persist=True
    )

    class Meta:
        ordering = ("document", "text")
        constraints = [
            models.UniqueConstraint(
                fields=("document", "key"),
                name="documents_alias_once",
                violation_error_message=_("This spelling is noted already."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="documents_alias_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text
