"""Files that people hand in: what is known of each; the bytes lie outside the web root, named by their digest."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chibo.base.text import is_nfc
from chibo.registry.access.models import User
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit

FOLDER = "kept"


class Kind(models.TextChoices):
    DOCX = "docx", _("Word")
    XLSX = "xlsx", _("Excel")
    PDF = "pdf", _("PDF")
    JPEG = "jpeg", _("JPEG picture")
    PNG = "png", _("PNG picture")
    TEXT = "text", _("Plain text")


class StoredFile(models.Model):
    """A file that was looked at and kept. Whose page shows it decides who may open it: there is no address for all."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="files", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    """As shown and downloaded; never a path."""
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, db_index=True)
    text = models.TextField(_("text"), blank=True)
    """What can be read in it, for finding it; empty for pictures and scans."""
    kept_at = models.DateTimeField(_("kept at"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("who"))

    objects = ScopedQuerySet["StoredFile"].as_manager()

    class Meta:
        ordering = ("-kept_at", "-pk")
        constraints = [is_nfc("name", name="files_name_is_nfc")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return path_of(self.sha256)


def folder() -> Path:
    return Path(settings.MEDIA_ROOT, FOLDER)


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256
