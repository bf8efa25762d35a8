from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.base.text import SearchKey, is_nfc
from chibo.registry.access.models import User
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.files.models import StoredFile
from chibo.registry.orgs.models import Unit

REGISTER_LINE_ONLY = "Văn bản mật"
"""What stands in place of the title of a document marked Mật."""


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
    OPTION = "PA", _("Option paper")
    GUIDANCE = "HD", _("Guidance")
    NOTICE = "TB", _("Notice")
    REPORT = "BC", _("Report")
    SUBMISSION = "TTr", _("Submission")
    LETTER = "CV", _("Official letter")
    MINUTES = "BB", _("Minutes")


class Direction(models.TextChoices):
    INCOMING = "incoming", _("Incoming")
    OUTGOING = "outgoing", _("Outgoing")


class State(models.TextChoices):
    RECEIVED = "received", _("Received")
    ASSIGNED = "assigned", _("Assigned")
    CLOSED = "closed", _("Done")
    DRAFT = "draft", _("Draft")
    OPINIONS = "opinions", _("Out for opinions")
    SUBMITTED = "submitted", _("Submitted for signature")
    SIGNED = "signed", _("Signed, not issued yet")
    ISSUED = "issued", _("Issued")


INCOMING_STATES = (State.RECEIVED, State.ASSIGNED, State.CLOSED)
IN_WORK = (State.DRAFT, State.OPINIONS, State.SUBMITTED, State.SIGNED)
"""States of an outgoing document that has no number yet: only those who prepare it see it."""


class Genre(models.TextChoices):
    """What a document of a type is more exactly, where figures ask for it."""

    THEMATIC = "thematic", _("Thematic resolution")
    CONCLUSION = "conclusion", _("Notice of conclusions")
    ACTION = "action", _("Programme of action")
    COMMUNICATION = "communication", _("Direction of communication work")


class Urgency(models.TextChoices):
    URGENT = "urgent", _("Urgent")
    VERY_URGENT = "very_urgent", _("Very urgent")
    EXPRESS = "express", _("Express")


class CommitteeTerm(Effective):
    """A term of a unit's committee: its documents are numbered from 1 by type, and bear its abbreviation."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="committee_terms", verbose_name=_("unit"))
    abbreviation = models.CharField(_("abbreviation"), max_length=20)

    objects = EffectiveQuerySet["CommitteeTerm"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("unit", "-valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "unit", name="documents_one_term_at_a_time", message=_("The unit has another term on these days.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.abbreviation} {self.valid_from.year}"


class Series(models.Model):
    """The last number taken in one term by one type of document; locked while the next is taken."""

    term = models.ForeignKey(CommitteeTerm, models.PROTECT, related_name="series")
    type = models.CharField(_("type"), max_length=5, choices=Type)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        ordering = ("term", "type")
        constraints = [models.UniqueConstraint(fields=("term", "type"), name="documents_one_series_per_term_and_type")]

    def __str__(self) -> str:
        return f"{self.type}: {self.last}"


class Document(models.Model):
    """A line of a unit's register. Issuer, symbol and date together name a document, never the symbol alone."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents", verbose_name=_("registered by"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.INCOMING)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    issuer = models.CharField(_("issuer"), max_length=200)
    issuer_key = models.GeneratedField(
        expression=SearchKey("issuer"), output_field=models.CharField(max_length=250), db_persist=True
    )
    symbol = models.CharField(_("symbol"), max_length=60, blank=True)
    """Empty until an outgoing document has its number."""
    symbol_key = models.GeneratedField(
        expression=SearchKey("symbol"), output_field=models.CharField(max_length=80), db_persist=True
    )
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    series_term = models.ForeignKey(CommitteeTerm, models.PROTECT, related_name="documents", null=True, blank=True)
    issued_on = models.DateField(_("date"))
    """The date that the document bears; of one that is in work, the day on which it was begun."""
    type = models.CharField(_("type"), max_length=5, choices=Type)
    genre = models.CharField(_("more exactly"), max_length=15, choices=Genre, blank=True)
    title = models.CharField(_("title"), max_length=500)
    title_key = models.GeneratedField(
        expression=SearchKey("title"), output_field=models.CharField(max_length=600), db_persist=True
    )
    received_on = models.DateField(_("received on"), null=True, blank=True)
    urgency = models.CharField(_("urgency"), max_length=15, choices=Urgency, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    """By when it is to be carried out here."""
    carries_out = models.ManyToManyField(
        "self", related_name="carried_out_by", symmetrical=False, blank=True, verbose_name=_("carries out")
    )
    signer = models.CharField(_("signed by"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    recipients_text = models.TextField(_("recipients"), blank=True)
    outcome = models.TextField(_("what was done"), blank=True)
    closed_on = models.DateField(_("done on"), null=True, blank=True)
    issued_because = models.CharField(_("why it is issued all the same"), max_length=300, blank=True)
    """Where the table of who issues which type speaks against it."""
    secret = models.BooleanField(_("marked Mật"), default=False)
    """A classified document is a line of the register and nothing more: its title says nothing of its content."""
    text = models.TextField(_("text"), blank=True)
    """The content as plain text: to search in, not to read."""
    also_written = models.TextField(blank=True, editable=False)
    """Its aliases in one text, kept by the actions on aliases, so that one index finds everything."""
    words = models.GeneratedField(
        expression=Func("title", "symbol", "issuer", "also_written", "text", function="public.documents_words_of"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ScopedQuerySet["Document"].as_manager()

    class Meta:
        ordering = ("-issued_on", "symbol", "pk")
        indexes = [
            GinIndex(fields=("words",), name="documents_by_word"),
            GinIndex(fields=("symbol_key",), opclasses=("gin_trgm_ops",), name="documents_by_part_of_symbol"),
            models.Index(fields=("-issued_on", "symbol", "id"), name="documents_newest_first"),
            models.Index(fields=("unit", "direction", "state", "issued_on", "id"), name="documents_by_who_may_see"),
            models.Index(fields=("due_on",), name="documents_by_deadline", condition=Q(due_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "issuer_key", "symbol_key", "issued_on"),
                condition=~Q(symbol=""),
                name="documents_one_line_per_document",
                violation_error_message=_("This document is in the register already."),
            ),
            models.UniqueConstraint(
                fields=("series_term", "type", "number"),
                name="documents_a_number_is_taken_once",
                violation_error_message=_("This number is taken already by another document of the type."),
            ),
            is_nfc("title", name="documents_title_is_nfc"),
            models.CheckConstraint(
                condition=Q(secret=False) | Q(title=REGISTER_LINE_ONLY, text="", also_written="", outcome=""),
                name="documents_secret_is_a_line_only",
                violation_error_message=_("Of a document marked Mật, Chibo keeps issuer, symbol and date only."),
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.INCOMING, state__in=INCOMING_STATES)
                | Q(direction=Direction.OUTGOING, state__in=(*IN_WORK, State.ISSUED)),
                name="documents_state_fits_direction",
            ),
            models.CheckConstraint(
                condition=~Q(symbol="") | Q(state__in=IN_WORK),
                name="documents_symbol_unless_in_work",
                violation_error_message=_("Write the symbol of the document."),
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, series_term__isnull=True)
                | Q(number__gte=1, series_term__isnull=False),
                name="documents_number_belongs_to_a_term",
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.OUTGOING) | Q(due_on__isnull=True) | Q(due_on__gte=F("issued_on")),
                name="documents_due_after_its_date",
                violation_error_message=_("The deadline comes before the date of the document."),
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])

    @property
    def is_incoming(self) -> bool:
        return self.direction == Direction.INCOMING

    @property
    def is_in_work(self) -> bool:
        return self.state in IN_WORK


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


class Clause(models.Model):
    """A point of a document, by which tasks, plans, meetings and reports cite it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="clauses", verbose_name=_("document"))
    number = models.CharField(_("point"), max_length=20)
    text = models.TextField(_("text"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("document", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("document", "number"),
                name="documents_a_point_once",
                violation_error_message=_("The document has a point with this number already."),
            ),
            models.CheckConstraint(condition=~Q(number=""), name="documents_point_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"điểm {self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('documents:detail', args=[self.document_id])}#diem-{self.pk}"


class Delivery(models.Model):
    """A unit to which an outgoing document went, and when its people confirmed it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="deliveries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="deliveries", verbose_name=_("recipient"))
    sent_on = models.DateField(_("sent on"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    read_on = models.DateField(_("made known on"), null=True, blank=True)

    objects = ScopedQuerySet["Delivery"].as_manager()

    class Meta:
        ordering = ("document", "unit__position", "unit_id")
        constraints = [models.UniqueConstraint(fields=("document", "unit"), name="documents_one_delivery_per_unit")]

    def __str__(self) -> str:
        return f"{self.document_id} to {self.unit_id}"


class Assignment(models.Model):
    """Whom an incoming document was given to, with the secretary's note and the deadline."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assigned_documents", verbose_name=_("given to"))
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    on = models.DateField(_("given on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)

    objects = ScopedQuerySet["Assignment"].as_manager()

    class Meta:
        ordering = ("document", "on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("document", "unit"),
                name="documents_given_to_a_unit_once",
                violation_error_message=_("The document has been given to this unit already."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("on")),
                name="documents_assignment_due_after_given",
                violation_error_message=_("The deadline comes before the day on which the document is given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} to {self.unit_id}"


class Opinion(models.Model):
    """What somebody said about a draft."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="opinions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    on = models.DateField(_("on"))
    text = models.TextField(_("opinion"))

    class Meta:
        ordering = ("document", "on", "pk")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="documents_opinion_not_empty")]

    def __str__(self) -> str:
        return self.text[:60]


class DocumentFile(models.Model):
    """A file of a document; who sees the document may have it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("document", "pk")
        constraints = [models.UniqueConstraint(fields=("file",), name="documents_a_file_of_one_document")]

    def __str__(self) -> str:
        return str(self.file)
