"""Who of a committee follows which cell, and which of its meetings they attended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.records.meetings.models import Meeting
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class Following(Effective):
    """A member of a committee follows a cell for a period, by a decision."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="followings", verbose_name=_("cell"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="followings", verbose_name=_("committee member"))
    committee = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("committee"))
    """Where the post is held by which the person follows the cell."""
    paper = models.CharField(_("decision"), max_length=100, blank=True)

    objects = EffectiveQuerySet["Following"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("unit", "valid_from", "pk")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "unit", "person", name="following_each_once_at_a_time",
                message=_("This person follows this cell on these days already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.unit_id}"


class Visit(models.Model):
    """A committee member at a cell's meeting: expected, there, or not there. The note is for the committee."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="visits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits", verbose_name=_("committee member"))
    attended = models.BooleanField(_("attended"), null=True, blank=True)
    """None while the person is only expected."""
    note = models.TextField(_("note for the committee"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("meeting", "person__sort_key", "pk")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "person"), name="following_one_visit_each"),
            models.CheckConstraint(
                condition=Q(attended=True) | Q(note=""),
                name="following_a_note_by_who_was_there",
                violation_error_message=_("A note is written by who was at the meeting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.meeting_id}"
