"""People, the cell each belongs to, their standing and their posts, day by day."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time
from chibo.base.text import SearchKey, SortKey, is_nfc, person_name
from chibo.registry.orgs.models import Change, Unit

identity_number = RegexValidator(r"^\d{12}\Z", _("The number must have 12 digits."))
card_digits = RegexValidator(r"^(\d{8}|\d{12})\Z", _("A card number has 12 digits, an old one 8."))


class Person(models.Model):
    """A member, a former member, a candidate, or somebody outside the Party who holds a post."""

    class Gender(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")

    full_name = models.CharField(_("full name"), max_length=100, validators=[person_name])
    search_key = models.GeneratedField(
        expression=SearchKey("full_name"), output_field=models.CharField(max_length=120), db_persist=True
    )
    sort_key = models.GeneratedField(
        expression=SortKey("full_name"),
        output_field=models.CharField(max_length=300, db_collation="C"),
        db_persist=True,
    )
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    citizen_number = models.CharField(
        _("personal identification number"), max_length=12, null=True, blank=True, validators=[identity_number]
    )
    card_number = models.CharField(
        _("member card number"), max_length=12, null=True, blank=True, validators=[card_digits]
    )
    phone = models.CharField(_("telephone"), max_length=15, blank=True)
    joined_party_on = models.DateField(_("joined the Party on"), null=True, blank=True)
    official_on = models.DateField(_("official member since"), null=True, blank=True)

    class Meta:
        ordering = ("sort_key", "pk")
        indexes = [models.Index(fields=("sort_key", "id"), name="people_by_name")]
        constraints = [
            is_nfc("full_name", name="people_name_is_nfc"),
            models.UniqueConstraint(
                fields=("citizen_number",),
                name="people_one_person_per_citizen_number",
                violation_error_message=_("Another person already has this identification number."),
            ),
            models.UniqueConstraint(
                fields=("card_number",),
                name="people_one_person_per_card_number",
                violation_error_message=_("Another person already has this card number."),
            ),
            models.CheckConstraint(
                condition=Q(citizen_number__isnull=True) | Q(citizen_number__regex=r"^\d{12}$"),
                name="people_citizen_number_has_12_digits",
                violation_error_message=_("The number must have 12 digits."),
            ),
            models.CheckConstraint(
                condition=Q(card_number__isnull=True) | Q(card_number__regex=r"^(\d{8}|\d{12})$"),
                name="people_card_number_has_8_or_12_digits",
                violation_error_message=_("A card number has 12 digits, an old one 8."),
            ),
            models.CheckConstraint(
                condition=Q(official_on__isnull=True)
                | Q(joined_party_on__isnull=True)
                | Q(official_on__gte=F("joined_party_on")),
                name="people_official_after_joining",
                violation_error_message=_("A member becomes official after joining the Party, not before."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def given_name(self) -> str:
        return self.full_name.rsplit(" ", 1)[-1]

    @property
    def family_name(self) -> str:
        return self.full_name.rpartition(" ")[0]


class Membership(Effective):
    """The cell that a member belongs to for a period; every way in and out of it is named."""

    class Way(models.TextChoices):
        OPENING = "opening", _("On the roll when the record began")
        ADMITTED = "admitted", _("Admitted")
        ARRIVED = "arrived", _("Transferred in from outside")
        TRANSFERRED = "transferred", _("Transferred between cells")
        REORGANISED = "reorganised", _("By a change of the cells")
        DEPARTED = "departed", _("Transferred out")
        STRUCK_OFF = "struck_off", _("Struck off")
        RESIGNED = "resigned", _("Left at own request")
        EXPELLED = "expelled", _("Expelled")
        DIED = "died", _("Died")

    WAYS_IN = (Way.OPENING, Way.ADMITTED, Way.ARRIVED, Way.TRANSFERRED, Way.REORGANISED)
    WAYS_OUT = (
        Way.DEPARTED, Way.TRANSFERRED, Way.REORGANISED, Way.STRUCK_OFF, Way.RESIGNED, Way.EXPELLED, Way.DIED,
    )  # fmt: skip

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("member"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("cell"))
    came = models.CharField(_("came by"), max_length=20, choices=Way)
    left = models.CharField(_("left by"), max_length=20, choices=Way, blank=True)
    change = models.ForeignKey(Change, models.PROTECT, related_name="memberships", null=True, blank=True)
    """The change of the tree that began this membership."""
    paper = models.CharField(_("decision or letter"), max_length=100, blank=True)
    departure_paper = models.CharField(_("decision or letter on leaving"), max_length=100, blank=True)

    objects = EffectiveQuerySet["Membership"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("person", "valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "person",
                name="people_one_cell_at_a_time",
                message=_("The member belongs to a cell on these days already."),
            ),
            models.CheckConstraint(
                condition=Q(came__in=("opening", "admitted", "arrived", "transferred", "reorganised")),
                name="people_membership_came_by_a_way_in",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True, left="")
                | Q(
                    valid_until__isnull=False,
                    left__in=(
                        "departed", "transferred", "reorganised", "struck_off", "resigned", "expelled", "died",
                    ),
                ),
                name="people_membership_ends_for_a_reason",
                violation_error_message=_("Say why the member left."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id}"


class Regrouping(models.Model):
    """A database view: a membership that came under other units on `day` because a unit was moved in the tree."""

    pk = models.CompositePrimaryKey("membership_id", "day")
    membership = models.ForeignKey(Membership, models.DO_NOTHING, related_name="+")
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+")
    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+")
    day = models.DateField()

    class Meta:
        managed = False
        db_table = "people_regrouping"

    def __str__(self) -> str:
        return f"{self.membership_id} on {self.day}"


class Standing(Effective):
    """How a member stands for a period; without a row on a day a member is official."""

    class State(models.TextChoices):
        OFFICIAL = "official", _("Official member")
        PROBATIONARY = "probationary", _("Probationary member")
        EXEMPT = "exempt", _("Exempt from work and meetings")
        SUSPENDED = "suspended", _("Suspended")
        AWAY = "away", _("Temporarily elsewhere")

    WITHOUT_DUTY = (State.EXEMPT, State.SUSPENDED, State.AWAY)
    """Not in the base of attendance: domain rule on cell meetings leaves exempt members out."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="standings", verbose_name=_("member"))
    state = models.CharField(_("standing"), max_length=20, choices=State)
    paper = models.CharField(_("decision"), max_length=100, blank=True)

    objects = EffectiveQuerySet["Standing"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("person", "valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "person",
                name="people_one_standing_at_a_time",
                message=_("The member has another standing on these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"


class Title(models.TextChoices):
    SECRETARY = "secretary", _("Secretary")
    DEPUTY = "deputy", _("Deputy secretary")
    STANDING_MEMBER = "standing_member", _("Standing committee member")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    HEAD = "head", _("Head")
    DEPUTY_HEAD = "deputy_head", _("Deputy head")
    STAFF = "staff", _("Staff member")


class Tenure(Effective):
    """A post that a person holds for a period; one person may hold several."""

    ONE_HOLDER = (Title.SECRETARY, Title.HEAD)

    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures", verbose_name=_("holder"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tenures", verbose_name=_("unit"))
    title = models.CharField(_("post"), max_length=20, choices=Title)
    paper = models.CharField(_("decision"), max_length=100, blank=True)

    objects = EffectiveQuerySet["Tenure"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("unit", "title", "valid_from", "pk")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "person", "unit", "title",
                name="people_one_tenure_per_post_and_person",
                message=_("The person already holds this post on these days."),
            ),
            one_at_a_time(
                "unit", "title",
                name="people_one_holder_per_post",
                message=_("Somebody else holds this post on these days."),
                condition=Q(title__in=("secretary", "head")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.title} of {self.unit_id}"
