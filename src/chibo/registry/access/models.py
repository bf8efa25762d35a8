from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class User(AbstractUser):
    """An account. What it may do comes from the posts of its person and from grants, on the day."""

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="user", null=True, blank=True, verbose_name=_("person")
    )

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.username


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    SECRETARY = "secretary", _("Cell secretary")
    CLERK = "clerk", _("Office clerk")
    BOARD = "board", _("Party-building board")
    INSPECTOR = "inspector", _("Inspection committee")
    LEADER = "leader", _("Ward secretary and standing committee")
    SUPERIOR = "superior", _("Committee above")
    PARTNER = "partner", _("Government, Front, mass organisations")
    ADMIN = "admin", _("System administrator")


GRANTABLE = (Role.CLERK, Role.BOARD, Role.INSPECTOR, Role.SUPERIOR, Role.PARTNER, Role.ADMIN)
"""Office roles that are given by hand; the others follow from membership and posts."""


class Grant(Effective):
    """An office role that a user holds over a unit and all below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))

    objects = EffectiveQuerySet["Grant"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("user", "role", "unit", "valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "user", "role", "unit", name="access_one_grant_at_a_time",
                message=_("The account holds this role on these days already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} of {self.unit_id}"


class Proposal(models.Model):
    """The administrator's role for an account: one administrator proposes it, another one confirms it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="proposals", verbose_name=_("account"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("from"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, editable=False)
    """None while nobody has answered."""
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("proposed_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "unit"), condition=Q(accepted=None), name="access_one_open_proposal",
                violation_error_message=_("This is proposed already and waits for another administrator."),
            ),
            models.CheckConstraint(
                condition=Q(accepted=None, settled_by=None, settled_at=None)
                | Q(accepted=False, settled_by__isnull=False, settled_at__isnull=False)
                | (
                    Q(accepted=True, settled_by__isnull=False, settled_at__isnull=False)
                    & ~Q(settled_by=F("proposed_by"))
                    & ~Q(settled_by=F("user"))
                ),
                name="access_confirmed_by_another",
                violation_error_message=_("Another administrator confirms this, not who proposed it or gets it."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user_id}: administrator of {self.unit_id}"


class Token(models.Model):
    """A key to the API; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "pk")

    def __str__(self) -> str:
        return f"token of {self.user_id}"
