"""Which version of the criteria holds for a cell, and what one has that another has not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from chibo.base.clock import today
from chibo.records.scoring import rules
from chibo.records.scoring.models import Criterion, Rubric
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Ancestry, Unit
from chibo.registry.orgs.queries import above_ids


def rubric_for(unit: Unit, day: dt.date) -> Rubric | None:
    """Return the version for a cell on `day`: of the nearest committee above that has one, else the one for all.

    A committee's changes of a version hold only while that version does. Two queries.
    """
    above = Ancestry.objects.on(day).filter(unit=unit).values_list("ancestor_id", "depth")
    depth: dict[int | None, int] = dict(above)
    rows = Rubric.objects.on(day).filter(Q(unit=None) | Q(unit_id__in=depth)).select_related("base")
    live = [row for row in rows if row.base is None or row.base.is_on(day)]
    return min(live, key=lambda row: depth.get(row.unit_id, len(depth)), default=None)


def criteria_of(rubric: Rubric) -> list[Criterion]:
    """Return the lines of a version in order, each with its steps."""
    return list(rubric.criteria.prefetch_related("steps").order_by("position"))


def visible_rubrics(user: User) -> QuerySet[Rubric]:
    """Return the versions for all, and those of the committees at and above the units that the user sees scores of."""
    seen = permitted_unit_ids(user, rules.OVERVIEW)
    own = seen | above_ids(seen, today()) if seen else set()
    rows = Rubric.objects.filter(Q(unit=None) | Q(unit_id__in=own)) if seen else Rubric.objects.none()
    return rows.select_related("unit", "base").order_by("-valid_from", "pk")


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion in two versions; None where a version has it not."""

    group: str
    old: Criterion | None
    new: Criterion | None

    @property
    def is_same(self) -> bool:
        return (
            self.old is not None
            and self.new is not None
            and _what(self.old) == _what(self.new)
            and _steps(self.old) == _steps(self.new)
        )

    @property
    def was(self) -> str:
        """Return the wording before, where it is another one."""
        return self.old.text if self.old and self.new and self.old.text != self.new.text else ""


def compare(old: Sequence[Criterion], new: Sequence[Criterion]) -> list[Compared]:
    """Return the lines of both versions side by side, by what they are about; what is only old stands last."""
    before = {one.code: one for one in old}
    after = {one.code for one in new}
    rows = [Compared(one.group, before.get(one.code), one) for one in new]
    return rows + [Compared(one.group, one, None) for one in old if one.code not in after]


def _what(one: Criterion) -> tuple[object, ...]:
    return one.group, one.text, one.most, one.rule, one.counts, one.for_good, one.if_unexcused


def _steps(one: Criterion) -> list[tuple[int, bool, int]]:
    return [(step.at_least, step.more_than, step.points) for step in one.steps.all()]
