"""Which units exist, what they are called and where they sit in the tree, day by day."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chibo.base.periods import Effective, EffectiveQuerySet, one_at_a_time


class Kind(models.TextChoices):
    SUPERIOR = "superior", _("Committee above")
    PARTY = "party", _("Party organisation")
    CELL = "cell", _("Cell")
    GROUP = "group", _("Party group")
    INSPECTION = "inspection", _("Inspection committee")
    OFFICE = "office", _("Committee office")
    COUNCIL = "council", _("People's council")
    GOVERNMENT = "government", _("People's committee")
    FRONT = "front", _("Fatherland Front")
    UNION = "union", _("Mass organisation")
    RESIDENTS = "residents", _("Residential group")
    AGENCY = "agency", _("Agency, school or enterprise")


PARTY_KINDS = (Kind.SUPERIOR, Kind.PARTY, Kind.CELL, Kind.GROUP)
"""The Party tree; the other kinds stand beside it under the same ward."""


class Unit(models.Model):
    """A unit. It ends but is never deleted; its place and its name change over time."""

    slug = models.SlugField(_("short address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    """The latest name; the earlier ones are in `names`."""
    position = models.PositiveSmallIntegerField(_("position among its siblings"), default=0)

    class Meta:
        ordering = ("position", "name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def in_party_tree(self) -> bool:
        return self.kind in PARTY_KINDS


class Change(models.Model):
    """An event of the tree, by a dated decision."""

    class What(models.TextChoices):
        ESTABLISH = "establish", _("Establishment")
        RENAME = "rename", _("Change of name")
        MOVE = "move", _("Move under another unit")
        MERGE = "merge", _("Merger")
        SPLIT = "split", _("Division")
        DISSOLVE = "dissolve", _("Dissolution")

    what = models.CharField(_("what"), max_length=20, choices=What)
    effective_on = models.DateField(_("in effect from"))
    symbol = models.CharField(_("decision"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    issuer = models.CharField(_("issued by"), max_length=200)

    class Meta:
        ordering = ("-effective_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__lte=F("effective_on")),
                name="orgs_change_decided_before_effect",
                violation_error_message=_("A change cannot take effect before it was decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.symbol}"


class Placement(Effective):
    """Where a unit sits in the tree for a period; a unit exists on the days it is placed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True)
    begun_by = models.ForeignKey(Change, models.PROTECT, related_name="placements_begun")
    ended_by = models.ForeignKey(Change, models.PROTECT, related_name="placements_ended", null=True, blank=True)

    objects = EffectiveQuerySet["Placement"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("unit", "valid_from")
        constraints = [
            *Effective.Meta.constraints,
            one_at_a_time(
                "unit",
                name="orgs_one_placement_at_a_time",
                message=_("The unit already has a place in the tree on these days."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True, ended_by__isnull=True)
                | Q(valid_until__isnull=False, ended_by__isnull=False),
                name="orgs_placement_ends_by_a_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} under {self.parent_id}"


class UnitName(Effective):
    """What a unit is called for a period."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    begun_by = models.ForeignKey(Change, models.PROTECT, related_name="names_begun")

    objects = EffectiveQuerySet["UnitName"].as_manager()

    class Meta(Effective.Meta):
        ordering = ("unit", "valid_from")
        constraints = [*Effective.Meta.constraints, one_at_a_time("unit", name="orgs_one_name_at_a_time")]

    def __str__(self) -> str:
        return self.name


class Lineage(models.Model):
    """A unit that ended goes on in another; `main` is where its counts go when figures are restated."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="lineages")
    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    main = models.BooleanField(_("main successor"), default=False)

    class Meta:
        ordering = ("change", "predecessor", "successor")
        constraints = [
            models.UniqueConstraint(fields=("change", "predecessor", "successor"), name="orgs_one_lineage_per_pair"),
            models.UniqueConstraint(fields=("predecessor",), condition=Q(main=True), name="orgs_one_main_successor"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="orgs_no_unit_succeeds_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class AncestryQuerySet(models.QuerySet["Ancestry"]):
    def on(self, day: Any) -> "AncestryQuerySet":
        return self.filter(valid__contains=day)


class Ancestry(models.Model):
    """A database view: each unit and every unit above it (itself included), with the days on which that holds."""

    pk = models.CompositePrimaryKey("unit_id", "ancestor_id", "valid")
    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+")
    ancestor = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+")
    depth = models.IntegerField()
    valid = DateRangeField()

    objects = AncestryQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "orgs_ancestry"

    def __str__(self) -> str:
        return f"{self.unit_id} below {self.ancestor_id}"
