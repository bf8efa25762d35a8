"""Reports: drafts made of blocks whose figures live, and signed ones that never move."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Period
from chibo.base.vietnamese import day, padded
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit


class Report(models.Model):
    """What a unit states about a period. PostgreSQL refuses every change of a signed one."""

    class Kind(models.TextChoices):
        MONTH = "month", _("Monthly report")
        QUARTER = "quarter", _("Quarterly report")
        HALF_YEAR = "half_year", _("Half-yearly report")
        YEAR = "year", _("Yearly report")
        TERM = "term", _("Report of the term")
        THEMATIC = "thematic", _("Thematic report")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SIGNED = "signed", _("Signed")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    subject = models.CharField(_("subject"), max_length=300)
    """What stands below the word BÁO CÁO."""
    start = models.DateField(_("first day"))
    end = models.DateField(_("day after the last"))
    places = models.PositiveSmallIntegerField(
        _("decimals of percentages"), default=1, validators=[MaxValueValidator(2)]
    )
    """The one rounding rule of the report."""
    superior = models.CharField(_("committee above, as in the head"), max_length=200, blank=True)
    issuer = models.CharField(_("issuer, as in the head"), max_length=200)
    symbol = models.CharField(_("symbol"), max_length=30)
    place = models.CharField(_("place"), max_length=100)
    on_behalf = models.CharField(_("signed on behalf of"), max_length=100)
    signer_post = models.CharField(_("post of the signer"), max_length=100, blank=True)
    signer_name = models.CharField(_("name of the signer"), max_length=100, blank=True)
    recipients = models.TextField(_("recipients, one a line"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    signed_on = models.DateField(_("day of signing"), null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, editable=False, verbose_name=_("corrects")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    created_at = models.DateTimeField(editable=False)

    objects = ScopedQuerySet["Report"].as_manager()

    class Meta:
        ordering = ("-end", "-start", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="reports_period_not_empty",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state="signed", number__gt=0, signed_on__isnull=False, signed_at__isnull=False,
                    signed_by__isnull=False,
                )
                | Q(state="draft", number=None, signed_on=None, signed_at=None, signed_by=None),
                name="reports_signed_has_number_day_and_signer",
                violation_error_message=_("A signed report has a number above zero, a day and a signer."),
            ),
            models.UniqueConstraint(
                "unit", "symbol", ExtractYear(Cast("signed_on", models.DateField())), "number",
                condition=Q(state="signed"),
                name="reports_one_number_a_year",
                violation_error_message=_("Another report of this unit has that number in that year."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Báo cáo {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED

    @property
    def citation(self) -> str:
        """Return “Báo cáo số 186-BC/ĐU ngày 28/12/2022”."""
        assert self.number is not None, "only a signed report can be cited"
        assert self.signed_on is not None, "only a signed report can be cited"
        return f"Báo cáo số {padded(self.number)}-{self.symbol} ngày {day(self.signed_on)}"


class Block(models.Model):
    """One piece of a report in its order: a heading, a paragraph with figures in «», a table or a chart by name."""

    class Kind(models.TextChoices):
        HEADING1 = "heading1", _("Part heading")
        HEADING2 = "heading2", _("Section heading")
        TEXT = "text", _("Paragraph")
        TABLE = "table", _("Table")
        CHART = "chart", _("Chart")

    report = models.ForeignKey(Report, models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("text"))
    frozen = models.JSONField(null=True, editable=False)
    """What the table or chart consisted of when the report was signed."""
    clauses = models.ManyToManyField(
        "documents.Clause", related_name="report_blocks", blank=True, verbose_name=_("states the results of")
    )

    class Meta:
        ordering = ("report", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("report", "position"), name="reports_one_block_a_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="reports_no_empty_block",
                violation_error_message=_("Write something, or delete this paragraph."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:60]


class SignedFigure(models.Model):
    """A figure as it was signed, with the records that it was made of: lists of type, id, amount."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=250)
    """The token: what is stated, of which unit, for which days."""
    code = models.CharField(max_length=40)
    wording = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=28, decimal_places=10, null=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.DecimalField(max_digits=28, decimal_places=10, null=True)
    greatest = models.DecimalField(max_digits=28, decimal_places=10, null=True)
    text = models.CharField(max_length=200)
    records = models.JSONField(default=list)
    base_records = models.JSONField(default=list)
    """Behind the denominator, where it counts records too."""

    class Meta:
        ordering = ("report", "position")
        constraints = [models.UniqueConstraint(fields=("report", "key"), name="reports_one_figure_per_token")]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class SignedFile(models.Model):
    """A rendering as it was signed."""

    class Kind(models.TextChoices):
        DOCX = "docx", "Word"
        PDF = "pdf", "PDF"
        HTML = "html", "HTML"

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ("report", "kind")
        constraints = [models.UniqueConstraint(fields=("report", "kind"), name="reports_one_file_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"
