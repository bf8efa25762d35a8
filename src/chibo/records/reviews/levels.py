"""The words of the yearly judgement: levels, grounds for no level, stages; Quy định số 366-QĐ/TW and those before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chibo.records.quotas.models import Level

__all__ = ["FULFILLING", "STAGES_OF_A_QUARTER", "Body", "Ground", "Group", "Level", "Stage"]

FULFILLING = (Level.EXCELLENT, Level.GOOD, Level.FULFILLED)
"""“Hoàn thành nhiệm vụ trở lên”."""


class Ground(models.TextChoices):
    """Why somebody is not rated."""

    EXEMPT = "exempt", _("Exempt from work and meetings")
    SUSPENDED = "suspended", _("Suspended from Party life")
    NEW = "new", _("Admitted less than 6 months ago")
    OTHER = "other", _("Another reason")


class Group(models.TextChoices):
    """Subjects are compared within a group of similar ones."""

    COLLECTIVE = "collective", _("Collectives")
    LEADER = "leader", _("Holders of leading posts")
    MEMBER = "member", _("Other members")


class Stage(models.IntegerChoices):
    SELF_REVIEW = 10, _("Self-review")
    COLLECTIVES = 20, _("Review of the collectives")
    HEADS = 30, _("Review of the heads")
    MEMBERS = 40, _("Review of the other members")
    PROPOSAL = 50, _("Proposals of the cells")
    APPRAISAL = 60, _("Appraisal")
    BALLOT = 70, _("Secret ballot")
    DECISION = 80, _("Decision")
    PUBLICATION = 90, _("Publication")


STAGES_OF_A_QUARTER = (Stage.SELF_REVIEW, Stage.APPRAISAL, Stage.DECISION, Stage.PUBLICATION)
"""Leaders rate themselves, the board appraises, the standing committee decides; no cell proposes."""


class Body(models.TextChoices):
    """Who said something about a subject before the decision."""

    CELL = "cell", _("The cell")
    PLACE = "place", _("Another place of work")
    BOARD = "board", _("Party-building board")
    INSPECTION = "inspection", _("Inspection committee")
