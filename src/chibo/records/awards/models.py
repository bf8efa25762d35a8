"""Titles, flags, certificates and badges of collectives and people, from the proposal to the decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.text import SearchKey
from chibo.registry.access.permissions import ScopedQuerySet
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class AwardKind(models.Model):
    """What can be given, as data. The name is in Vietnamese, as on the certificate."""

    class System(models.TextChoices):
        PARTY = "party", _("Party")
        STATE = "state", _("Emulation of the state")

    class Form(models.TextChoices):
        TITLE = "title", _("Title of honour")
        FLAG = "flag", _("Flag")
        CERTIFICATE = "certificate", _("Certificate of merit")
        BADGE = "badge", _("Party badge")

    class ForWhom(models.TextChoices):
        COLLECTIVE = "collective", _("Collectives")
        INDIVIDUAL = "individual", _("Individuals")
        BOTH = "both", _("Collectives and people")

    code = models.SlugField(primary_key=True, max_length=30)
    name = models.CharField(_("name"), max_length=200, unique=True)
    system = models.CharField(_("system"), max_length=10, choices=System)
    form = models.CharField(_("form"), max_length=20, choices=Form)
    for_whom = models.CharField(_("for whom"), max_length=20, choices=ForWhom)
    crowns = models.ForeignKey("self", models.PROTECT, related_name="crowned_by", null=True, blank=True)
    """The yearly title that must have been held in each of `years` years before this one can be proposed."""
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        constraints = [
            models.CheckConstraint(
                condition=Q(crowns=None, years=None) | Q(crowns__isnull=False, years__gte=2),
                name="awards_years_running_of_a_title",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_for(self, *, person: bool) -> bool:
        return self.for_whom in (self.ForWhom.BOTH, self.ForWhom.INDIVIDUAL if person else self.ForWhom.COLLECTIVE)


class Giver(models.TextChoices):
    BASE = "base", _("Ward or commune")
    DISTRICT = "district", _("District")
    PROVINCE = "province", _("Province or city")
    CENTRAL = "central", _("Central")


class Award(models.Model):
    """One award to one collective, or to one person of it, for one year."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        DECIDED = "decided", _("Awarded")
        DECLINED = "declined", _("Not awarded")
        REVOKED = "revoked", _("Revoked")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="awards", verbose_name=_("unit"))
    """The collective, or the one to which the person belongs."""
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="awards", null=True, blank=True, verbose_name=_("person")
    )
    kind = models.ForeignKey(AwardKind, models.PROTECT, related_name="awards", verbose_name=_("award"))
    year = models.PositiveSmallIntegerField(_("for the year"))
    merit = models.CharField(_("for what"), max_length=500, blank=True)
    merit_key = models.GeneratedField(
        expression=SearchKey("merit"), output_field=models.CharField(max_length=600), db_persist=True
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_on = models.DateField(_("proposed on"), null=True, blank=True)
    """Empty for what was recorded only when it had been decided."""
    symbol = models.CharField(_("decision"), max_length=60, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    issuer = models.CharField(_("decided by"), max_length=200, blank=True)
    giver = models.CharField(_("level of the giver"), max_length=10, choices=Giver, blank=True)
    money = models.PositiveBigIntegerField(_("money, in đồng"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    """Why it was not awarded, or was revoked."""

    objects = ScopedQuerySet["Award"].as_manager()

    class Meta:
        ordering = ("-year", "kind__position", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "unit", "year"), condition=Q(person=None, state__in=("proposed", "decided")),
                name="awards_once_a_year_to_a_collective",
                violation_error_message=_("This award of this year is recorded for this collective already."),
            ),
            models.UniqueConstraint(
                fields=("kind", "person", "year"), condition=Q(person__isnull=False, state__in=("proposed", "decided")),
                name="awards_once_a_year_to_a_person",
                violation_error_message=_("This award of this year is recorded for this person already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "declined"), decided_on=None, symbol="", issuer="", giver="",
                            money=None)
                | Q(state__in=("decided", "revoked"), decided_on__isnull=False, giver__gt="") & ~Q(symbol="")
                & ~Q(issuer=""),
                name="awards_decided_by_a_decision",
                violation_error_message=_("A decision has a number, a date and somebody who issued it."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "decided"), reason="")
                | Q(state__in=("declined", "revoked")) & ~Q(reason=""),
                name="awards_refused_for_a_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("proposed", "declined")) | Q(proposed_on__isnull=False),
                name="awards_proposed_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(money=None) | Q(money__gt=0),
                name="awards_money_is_more_than_nothing",
                violation_error_message=_("Leave the money empty if none was given."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind_id} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("awards:detail", args=[self.pk])

    @property
    def is_decided(self) -> bool:
        return self.state == self.State.DECIDED

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PROPOSED


class Opinion(models.Model):
    """What a body or an official said about a proposal; it is kept as it was given."""

    class Stance(models.TextChoices):
        FOR = "for", _("In favour")
        AGAINST = "against", _("Against")
        REMARK = "remark", _("Has a suggestion")

    award = models.ForeignKey(Award, models.CASCADE, related_name="opinions")
    whose = models.CharField(_("whose opinion"), max_length=200)
    stance = models.CharField(_("opinion"), max_length=10, choices=Stance)
    text = models.CharField(_("in words"), max_length=500, blank=True)
    given_on = models.DateField(_("given on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ("award", "given_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(stance__in=("against", "remark")) | ~Q(text=""),
                name="awards_objection_in_words",
                violation_error_message=_("Write down what was said."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whose}: {self.stance}"
