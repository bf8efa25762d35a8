"""The roll call as its page draws it: hundreds of rows, so every text is ready before the template runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from chibo.records.meetings.models import Attendance

State = Attendance.State
OTHERS = (State.LATE, State.EARLY, State.EXCUSED, State.ABSENT, State.EXEMPT)
CHECKED = " checked"


class Show(models.TextChoices):
    """Which rows the page shows; their marks are saved all the same."""

    ALL = "", _("All")
    UNMARKED = "unmarked", _("Not marked")
    OTHERS = "others", _("Absent, late, exempt")


@dataclass(frozen=True, slots=True)
class Row:
    pk: str
    number: str
    family: str
    given: str
    present: str
    others: tuple[tuple[str, str, str], ...]
    """Value, label and whether it is checked."""
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one unit."""

    pk: str
    name: str
    rows: list[Row]


def groups(rows: Sequence[Attendance], show: str) -> list[Group]:
    """Return the rows to show by unit; each keeps the number that it has among all of its unit."""
    labels = [(state.value, str(state.label)) for state in OTHERS]
    found = []
    for unit, people in groupby(rows, key=lambda row: row.unit):
        numbered = enumerate(people, start=1)
        shown = [_row(row, number, labels) for number, row in numbered if _is_shown(row, show)]
        if shown:
            found.append(Group(str(unit.pk), unit.name, shown))
    return found


def _is_shown(row: Attendance, show: str) -> bool:
    if show == Show.UNMARKED:
        return row.state == State.SUMMONED
    return show != Show.OTHERS or row.state not in (State.SUMMONED, State.PRESENT)


def _row(row: Attendance, number: int, labels: Sequence[tuple[str, str]]) -> Row:
    return Row(
        pk=str(row.pk),
        number=str(number),
        family=row.person.family_name,
        given=row.person.given_name,
        present=CHECKED if row.state == State.PRESENT else "",
        others=tuple((value, label, CHECKED if row.state == value else "") for value, label in labels),
        reason=row.reason,
    )
