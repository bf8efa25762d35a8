from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.base.models import Job
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Membership, Person


class Correction(models.Model):
    """A member says that something held about them is wrong; the secretary accepts or declines it."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    FIELDS = (
        "full_name",
        "gender",
        "born_on",
        "citizen_number",
        "card_number",
        "phone",
        "joined_party_on",
        "official_on",
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="corrections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="corrections", verbose_name=_("cell"))
    field = models.CharField(_("what is wrong"), max_length=30, choices=[(name, name) for name in FIELDS])
    was = models.CharField(_("held now"), max_length=100, blank=True)
    proposed = models.CharField(_("right"), max_length=100)
    reason = models.CharField(_("how the secretary can check it"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = ScopedQuerySet["Correction"].as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("person", "field"), condition=Q(state="open"),
                name="members_one_open_correction_per_field",
                violation_error_message=_("A correction of this is waiting for an answer already."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="members_correction_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined", answer=""),
                name="members_correction_declined_for_a_reason",
                violation_error_message=_("Say why the correction is declined."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.field}"

    @property
    def label(self) -> str | Promise:
        """What the field is called on the page."""
        label: str | Promise = Person._meta.get_field(self.field).verbose_name  # type: ignore[union-attr]  # noqa: SLF001 -- documented
        return label

    @property
    def shown_was(self) -> str:
        return self._shown(self.was)

    @property
    def shown_proposed(self) -> str:
        return self._shown(self.proposed)

    def _shown(self, text: str) -> str:
        return str(dict(Person.Gender.choices).get(text, text)) if self.field == "gender" else text


class RollImport(models.Model):
    """A list of members out of a workbook on its way to the roll; once it is written, only its counts stay."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not written yet")
        QUEUED = "queued", _("Being written")
        DONE = "done", _("Written")

    CAME = (Membership.Way.OPENING, Membership.Way.ARRIVED)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    on = models.DateField(_("on the roll from"))
    came = models.CharField(_("came by"), max_length=20, choices=[(way.value, way.label) for way in CAME])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    file_name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(default=list, editable=False)
    """The texts of the sheet with the corrections made here; personal data, so gone after writing."""
    header = models.PositiveIntegerField(_("row of the titles"), default=1)
    mapping = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    job = models.ForeignKey(Job, models.SET_NULL, related_name="+", null=True, editable=False)
    result = models.JSONField(default=dict, editable=False)
    made_at = models.DateTimeField(editable=False)

    objects = ScopedQuerySet["RollImport"].as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(rows=[]), name="members_written_import_keeps_no_rows"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
