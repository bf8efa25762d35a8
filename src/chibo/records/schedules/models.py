"""The week and the month of a unit: what takes place where, and what is to be done by when."""

import datetime as dt
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.records.schedules.occupied import Occupied
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Room(models.Model):
    """A place that can be taken once at a time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rooms", verbose_name=_("belongs to"))
    name = models.CharField(_("name"), max_length=100)
    in_use = models.BooleanField(_("in use"), default=True)

    objects = ScopedQuerySet["Room"].as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "name"),
                name="schedules_one_room_per_name",
                violation_error_message=_("There is a room of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """A line of the week's calendar."""

    class State(models.TextChoices):
        PLANNED = "planned", _("To come")
        DONE = "done", _("Held")
        POSTPONED = "postponed", _("Put off")
        CANCELLED = "cancelled", _("Cancelled")

    OFF = (State.POSTPONED, State.CANCELLED)
    """Takes no place and nobody's time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="events", verbose_name=_("calendar of"))
    title = models.CharField(_("what"), max_length=300)
    day = models.DateField(_("day"))
    last_day = models.DateField(_("last day"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, related_name="events", null=True, blank=True, verbose_name=_("room"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    chair = models.ForeignKey(
        Person, models.PROTECT, related_name="chaired_events", null=True, blank=True, verbose_name=_("chaired by")
    )
    chair_text = models.CharField(_("chaired by"), max_length=200, blank=True)
    participants = models.CharField(_("participants"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    """Why it was moved, put off or cancelled, or what is to be noted about it."""
    moved_from = models.DateField(_("moved from"), null=True, blank=True, editable=False)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)
    occupied = models.GeneratedField(
        expression=Occupied("day", "starts_at", "last_day", "ends_at"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )

    objects = ScopedQuerySet["Event"].as_manager()

    class Meta:
        ordering = ("day", F("starts_at").asc(nulls_first=True), "pk")
        indexes = [models.Index(fields=("unit", "day"), name="schedules_events_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gt=F("day")) | Q(last_day=F("day"), ends_at__isnull=True)
                | Q(last_day=F("day"), ends_at__gt=F("starts_at")),
                name="schedules_event_ends_after_it_begins",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False) | Q(ends_at__isnull=True),
                name="schedules_event_with_an_end_has_a_beginning",
                violation_error_message=_("Say at what time it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("postponed", "cancelled")) | ~Q(reason=""),
                name="schedules_event_off_for_a_reason",
                violation_error_message=_("Say why it does not take place."),
            ),
            ExclusionConstraint(
                name="schedules_one_event_in_a_room",
                expressions=[("room", RangeOperators.EQUAL), ("occupied", RangeOperators.OVERLAPS)],
                condition=Q(room__isnull=False) & ~Q(state__in=("postponed", "cancelled")),
                violation_error_message=_("The room is taken at that time."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("schedules:event", args=[self.pk])

    @property
    def is_off(self) -> bool:
        return self.state in self.OFF

    @property
    def where(self) -> str:
        return self.room.name if self.room else self.place

    @property
    def who(self) -> str:
        return self.chair.full_name if self.chair else self.chair_text


class WeekReview(models.Model):
    """How the calendar of a week was carried out."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="week_reviews", verbose_name=_("unit"))
    monday = models.DateField(_("week from"))
    text = models.TextField(_("assessment"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    objects = ScopedQuerySet["WeekReview"].as_manager()

    class Meta:
        ordering = ("-monday", "unit")
        constraints = [
            models.UniqueConstraint(fields=("unit", "monday"), name="schedules_one_review_per_week"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="schedules_week_begins_on_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.monday}"


class MonthPlan(models.Model):
    """What a unit means to do in a month, issued at its beginning and assessed at its end."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being drafted")
        ISSUED = "issued", _("Issued")
        ASSESSED = "assessed", _("Assessed")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="month_plans", verbose_name=_("plan of"))
    month = models.DateField(_("month"))
    """The first day of the month."""
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True, editable=False)
    assessed_at = models.DateTimeField(_("assessed at"), null=True, blank=True, editable=False)
    assessment = models.TextField(_("assessment"), blank=True)

    objects = ScopedQuerySet["MonthPlan"].as_manager()

    class Meta:
        ordering = ("-month", "unit")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "month"),
                name="schedules_one_plan_per_month",
                violation_error_message=_("There is a plan for that month already."),
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="schedules_month_by_its_first_day"),
            models.CheckConstraint(
                condition=Q(state="draft", issued_at__isnull=True, assessed_at__isnull=True)
                | Q(state="issued", issued_at__isnull=False, assessed_at__isnull=True)
                | Q(state="assessed", issued_at__isnull=False, assessed_at__isnull=False),
                name="schedules_plan_has_the_instants_of_its_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month.month}/{self.month.year}"

    def get_absolute_url(self) -> str:
        return reverse("schedules:plan", args=[self.pk])

    @property
    def last_day(self) -> dt.date:
        return (self.month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


class PlanItem(models.Model):
    """A piece of work of a month, with who sees to it and until when."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        NOT_DONE = "not_done", _("Not done")
        MOVED = "moved", _("Moved to a later month")

    plan = models.ForeignKey(MonthPlan, models.CASCADE, related_name="items", verbose_name=_("plan"))
    text = models.CharField(_("work"), max_length=500)
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("in charge"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="plan_items", null=True, blank=True, verbose_name=_("person")
    )
    due_on = models.DateField(_("until"))
    added_later = models.BooleanField(_("added after the plan was issued"), default=False, editable=False)
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="carried_to", null=True, blank=True, editable=False
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, editable=False)
    note = models.CharField(_("reason or note"), max_length=300, blank=True, editable=False)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=("", "done")) | ~Q(note=""),
                name="schedules_what_is_not_done_has_a_reason",
                violation_error_message=_("Say why it is not done."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class Feed(models.Model):
    """A secret address under which a calendar program fetches a calendar; only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", null=True, blank=True)
    """Whose calendar; without a unit, what the user chairs and has undertaken in person."""
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("user", "pk")
        constraints = [
            models.UniqueConstraint(fields=("user", "unit"), nulls_distinct=False, name="schedules_one_feed_each")
        ]

    def __str__(self) -> str:
        return f"feed of {self.user_id}"
