"""What a committee tells the public, and whom it holds up as an example."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.text import SearchKey, is_nfc
from chibo.records.communication.captions import told_by_a_person
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit


class Topic(models.Model):
    """What items are about, as a committee sorts them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="topics", verbose_name=_("kept by"))
    name = models.CharField(_("topic"), max_length=100)

    objects = ScopedQuerySet["Topic"].as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "name"),
                name="communication_one_topic_per_name",
                violation_error_message=_("There is a topic of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """An article, a broadcast or a piece in a bulletin; it counts on its day once it is published."""

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Portal")
        RADIO = "radio", _("Ward radio")
        BULLETIN = "bulletin", _("Bulletin")
        TV = "tv", _("Television")
        PRESS = "press", _("Newspaper")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="items", verbose_name=_("written by the unit"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    day = models.DateField(_("day"))
    title = models.CharField(_("title"), max_length=300)
    title_key = models.GeneratedField(
        expression=SearchKey("title"), output_field=models.CharField(max_length=400), db_persist=True
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="items", null=True, blank=True, verbose_name=_("topic")
    )
    author = models.CharField(_("author"), max_length=100, blank=True)
    link = models.URLField(_("address"), max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    repeats = models.PositiveSmallIntegerField(_("times repeated"), default=0)
    picture_alt = models.CharField(
        _("what the picture shows"), max_length=300, blank=True, validators=[told_by_a_person]
    )
    picture_licence = models.CharField(_("whose the picture is"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True, editable=False)

    objects = ScopedQuerySet["Item"].as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        indexes = [models.Index(fields=("unit", "day"), name="communication_items_by_day")]
        constraints = [
            is_nfc("title", name="communication_title_is_nfc"),
            models.CheckConstraint(
                condition=~Q(channel="radio") | Q(minutes__isnull=False, minutes__gt=0),
                name="communication_broadcast_has_a_length",
                violation_error_message=_("Say how many minutes the broadcast lasted."),
            ),
            models.CheckConstraint(
                condition=Q(picture_alt="", picture_licence="") | (~Q(picture_alt="") & ~Q(picture_licence="")),
                name="communication_picture_is_told_and_licensed",
                violation_error_message=_("A picture needs both: what it shows, and whose it is."),
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", signed_at__isnull=True)
                | Q(state__in=("approved", "published"), signed_at__isnull=False),
                name="communication_published_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("communication:item", args=[self.pk])


class Orientation(models.Model):
    """What the units are to write about in a week."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orientations", verbose_name=_("from"))
    monday = models.DateField(_("week from"))
    text = models.TextField(_("what to write about"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    objects = ScopedQuerySet["Orientation"].as_manager()

    class Meta:
        ordering = ("-monday", "unit")
        constraints = [
            models.UniqueConstraint(fields=("unit", "monday"), name="communication_one_orientation_per_week"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="communication_week_begins_on_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.monday}"


class Example(models.Model):
    """A person or a way of working that is held up as an example: proposed, approved, published."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Exemplary person")
        MODEL = "model", _("New model, good way of working")

    class Level(models.TextChoices):
        WARD = "ward", _("Ward")
        DISTRICT = "district", _("District")
        CITY = "city", _("Province or city")
        NATION = "nation", _("Whole country")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="examples", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    field = models.CharField(_("field"), max_length=100, blank=True)
    story = models.TextField(_("what is exemplary"), blank=True)
    proposed_on = models.DateField(_("proposed on"))
    approved_on = models.DateField(_("approved on"), null=True, blank=True, editable=False)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True, editable=False)
    consent_on = models.DateField(_("consent given on"), null=True, blank=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    published_in = models.CharField(_("published in"), max_length=200, blank=True, editable=False)

    objects = ScopedQuerySet["Example"].as_manager()

    class Meta:
        ordering = ("-proposed_on", "-pk")
        constraints = [
            is_nfc("name", name="communication_name_is_nfc"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True)
                | Q(kind="model")
                | Q(consent_on__isnull=False, consent_on__lte=F("published_on")),
                name="communication_no_person_without_consent",
                violation_error_message=_("Write down first that this person agrees to be presented."),
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True)
                | Q(approved_on__isnull=False, approved_on__lte=F("published_on")),
                name="communication_published_after_approval",
                violation_error_message=_("It is published only after it was approved."),
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True) | Q(approved_on__gte=F("proposed_on")),
                name="communication_approved_after_proposal",
                violation_error_message=_("It cannot be approved before it was proposed."),
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True, level="") | (Q(approved_on__isnull=False) & ~Q(level="")),
                name="communication_approved_at_a_level",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communication:example", args=[self.pk])

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON
