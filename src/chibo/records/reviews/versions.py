"""Which rule a review follows: dated data, so that an old review keeps the rule under which it was made.

The names of the forms of 2018 and what 2A, 2B and 2C are for come from practice; the grounds for no rating under 366
were not found in print and are those of 124.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.records.reviews.levels import Ground, Group, Level


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed form: its mark in the guidance and for whom it is."""

    mark: str
    whom: str | Promise


@dataclass(frozen=True, slots=True)
class RuleVersion:
    code: str
    regulation: str
    guidance: str
    since: dt.date
    collective: Sheet
    member: Sheet
    leader: Sheet
    outside: Sheet | None = None
    """For members who do not work in the political system."""
    floors: Mapping[Level, int] = field(default_factory=dict)
    """The least points of each level, of 100; empty where the rule gives no points."""
    grounds: tuple[Ground, ...] = (Ground.EXEMPT, Ground.SUSPENDED, Ground.OTHER)
    months_of_new: int = 0
    """Members admitted for less than so many months are not rated."""

    @property
    def sources(self) -> str:
        return f"{self.regulation}; {self.guidance}"

    def sheets_of(self, group: str) -> tuple[Sheet, ...]:
        """Return the forms that a subject of this group may use, the usual one first."""
        if group == Group.COLLECTIVE:
            return (self.collective,)
        usual = self.leader if group == Group.LEADER else self.member
        others = (sheet for sheet in (self.member, self.leader, self.outside) if sheet and sheet != usual)
        return (usual, *others)

    def level_of(self, points: Decimal) -> Level | None:
        """Return the level that so many points reach; None where the rule gives no points."""
        if not self.floors:
            return None
        reached = (level for level, floor in self.floors.items() if points >= floor)
        return next(reached, Level.FAILED)


@dataclass(frozen=True, slots=True)
class QuarterRule:
    """How leaders are reviewed each quarter: by six axes of results, without points and without a cap.

    The text of 02-HD/BTCTW was not seen. That there are six axes is known; their words here are ours, and neither
    points nor a cap were found for a quarter.
    """

    guidance: str
    since: dt.date
    sheet: Sheet
    axes: Mapping[str, str | Promise]


COLLECTIVE, WITHOUT_POST = _("Collectives"), _("Members without a leading post")
LEADER, OUTSIDE = _("Holders of leading posts"), _("Members who do not work in the political system")

VERSIONS = (
    RuleVersion(
        code="2018",
        regulation="Quy định số 132-QĐ/TW, ngày 08/3/2018",
        guidance="Hướng dẫn số 16-HD/BTCTW năm 2018",
        since=dt.date(2018, 3, 8),
        collective=Sheet("Mẫu 01-HD KĐ.ĐG 2018", COLLECTIVE),
        member=Sheet("Mẫu 02-HD KĐ.ĐG 2018", _("Members")),
        leader=Sheet("Mẫu 02-HD KĐ.ĐG 2018", _("Members")),
    ),
    RuleVersion(
        code="2023",
        regulation="Quy định số 124-QĐ/TW, ngày 04/10/2023",
        guidance="Hướng dẫn số 25-HD/BTCTW, ngày 10/11/2023",
        since=dt.date(2023, 10, 4),
        collective=Sheet("Mẫu 01-HD KĐ.ĐG 2023", COLLECTIVE),
        member=Sheet("Mẫu 02A-HD KĐ.ĐG 2023", WITHOUT_POST),
        leader=Sheet("Mẫu 02B-HD KĐ.ĐG 2023", LEADER),
        grounds=tuple(Ground),
        months_of_new=6,
    ),
    RuleVersion(
        code="2025",
        regulation="Quy định số 366-QĐ/TW, ngày 30/8/2025",
        guidance="Hướng dẫn số 43-HD/BTCTW, ngày 31/10/2025",
        since=dt.date(2025, 8, 30),
        collective=Sheet("Mẫu 01-HD KĐ.ĐG 2025", COLLECTIVE),
        member=Sheet("Mẫu 2A-HD KĐ.ĐG 2025", WITHOUT_POST),
        leader=Sheet("Mẫu 2B-HD KĐ.ĐG 2025", LEADER),
        outside=Sheet("Mẫu 2C-HD KĐ.ĐG 2025", OUTSIDE),
        floors={Level.EXCELLENT: 90, Level.GOOD: 70, Level.FULFILLED: 50, Level.FAILED: 0},
        grounds=tuple(Ground),
        months_of_new=6,
    ),
)
QUARTERS = (
    QuarterRule(
        guidance="Hướng dẫn số 02-HD/BTCTW, ngày 22/5/2026",
        since=dt.date(2026, 5, 22),
        sheet=Sheet("Phiếu quý theo 6 trục kết quả", LEADER),
        axes={
            "tasks": _("Tasks and targets of the quarter"),
            "quality": _("Progress and quality of the work in charge"),
            "party": _("Building the Party and the unit in charge"),
            "reform": _("New ways of working, obstacles removed"),
            "people": _("Serving the people and the units below"),
            "example": _("Example, unity, discipline"),
        },
    ),
)
BY_CODE = {version.code: version for version in VERSIONS}


def quarter_on(day: dt.date) -> QuarterRule | None:
    """Return the guidance on quarters in force on a day; None before the first one."""
    in_force = [rule for rule in QUARTERS if rule.since <= day]
    return in_force[-1] if in_force else None


def version_on(day: dt.date) -> RuleVersion | None:
    """Return the rule in force on a day; None before the first that Chibo knows."""
    in_force = [version for version in VERSIONS if version.since <= day]
    return in_force[-1] if in_force else None
