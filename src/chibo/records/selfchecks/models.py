from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class SelfCheck(models.Model):
    """What a member found going through the published lists for a year: the person's own, private until handed in.

    The answers are kept as one piece, like a letter: there is no table of answers over which anybody could count.
    """

    class Answer(models.TextChoices):
        NO = "no", _("No")
        CAREFUL = "careful", _("To be careful about")
        OCCURRED = "occurred", _("Has occurred")

    person = models.ForeignKey(Person, models.PROTECT, related_name="self_checks", verbose_name=_("member"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("cell"))
    """The cell of the member; from handing in on, the one whose secretary reads it."""
    year = models.PositiveSmallIntegerField(_("year"))
    answers = models.JSONField(default=dict, blank=True, editable=False)
    """List and item → answer, own note, what is done about it; see `lists`."""
    handed_in_on = models.DateField(_("handed in on"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-year", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("person", "year"), name="selfchecks_one_a_year",
                violation_error_message=_("There is a self-check of that year already."),
            ),
            models.CheckConstraint(
                condition=Q(handed_in_on=None) | Q(handed_in_on__year__gte=F("year")),
                name="selfchecks_handed_in_not_before_its_year",
                violation_error_message=_("A self-check is handed in at the end of its year, not before it."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("selfchecks:read", args=[self.pk])

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_on is not None
