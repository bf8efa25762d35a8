from django.db import models
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.records.documents.models import Type
from chibo.registry.files.models import StoredFile
from chibo.registry.orgs.models import Unit


class Template(Effective):
    """The Word file from which a unit's documents of a type are written; without one, the built-in layout serves."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="templates", verbose_name=_("unit"))
    type = models.CharField(_("type"), max_length=5, choices=Type)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="templates", verbose_name=_("file"))

    objects = EffectiveQuerySet["Template"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("unit", "type", "-valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "unit", "type", name="letterheads_one_template_at_a_time",
                message=_("Another template holds on these days."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.file}"
