from django.conf import settings
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _


class _CurrentTransaction(Func):
    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class AuditEntry(models.Model):
    """Who did what to which record. Rows are only ever added; the database refuses to change or delete them."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("who")
    )
    verb = models.CharField(_("what"), max_length=60)
    record_type = models.CharField(max_length=60)
    record_id = models.CharField(max_length=40)
    label = models.CharField(_("record"), max_length=300)
    unit_id = models.BigIntegerField(null=True, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    transaction = models.BigIntegerField(db_default=_CurrentTransaction())

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("record_type", "record_id"), name="base_audit_by_record"),
            models.Index(fields=("unit_id", "-id"), name="base_audit_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.label}"


class AuditBlock(models.Model):
    """A sealed stretch of the trail: its digest covers its entries and the block before it."""

    number = models.PositiveIntegerField(unique=True)
    last_entry = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}: {self.digest}"


class SealedEntry(models.Model):
    """Which block an entry was sealed in."""

    entry_id = models.BigIntegerField(primary_key=True)
    block = models.ForeignKey(AuditBlock, models.PROTECT, related_name="sealed")

    class Meta:
        ordering = ("entry_id",)

    def __str__(self) -> str:
        return f"{self.entry_id} in {self.block_id}"


class WriteKey(models.Model):
    """One sending of a form or an API call; sent again, it gets the same answer and has no second effect."""

    sender = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("sender", "key"), name="base_one_effect_per_key")]

    def __str__(self) -> str:
        return self.key


class Job(models.Model):
    """Work in the background, with the progress that a page shows."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    unit_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    input = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0
