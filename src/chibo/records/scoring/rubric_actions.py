"""Versions of the criteria that a committee writes for its own cells."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import create_checked, judged_at_once, save_checked
from chibo.records.scoring.arithmetic import scaled
from chibo.records.scoring.models import FULL, Criterion, Rubric, Step
from chibo.records.scoring.versions import criteria_of
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit

NOT_100 = {"scoring_most_is_100": _("The most points of a version add up to 100.")}


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a meeting takes at least, in minutes; by the number of members where a committee has set so."""

    minutes: int = 90
    combined_minutes: int = 120
    small_below: int | None = None
    small_minutes: int | None = None
    large_from: int | None = None
    large_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class NewCriterion:
    """A line of a new version: one of the version it starts from, by its code, or one that the cell judges."""

    group: str
    text: str
    most: int
    code: str = ""


@transaction.atomic
def write_version(
    *,
    unit: Unit,
    start: Rubric,
    title: str,
    source: str,
    valid_from: dt.date,
    lines: Sequence[NewCriterion],
    lengths: Lengths,
    is_change: bool,
    by: User | None,
) -> Rubric:
    """Write a version for the cells of a committee, starting from another one; its own version before ends that day.

    `is_change`: it changes the version it starts from and lapses with it. Points of steps keep their share of the most.
    """
    _require_full(lines)
    base = _base_of(start, valid_from) if is_change else None
    before = _end_own(unit, valid_from)
    rubric = Rubric(
        unit=unit, base=base, title=title, source=source, valid_from=valid_from, valid_until=before,
        good_from=start.good_from, fair_from=start.fair_from, average_from=start.average_from,
        **{name: getattr(lengths, name) for name in Lengths.__dataclass_fields__},
    )  # fmt: skip
    with judged_at_once(NOT_100):
        save_checked(rubric)
        _write_criteria(rubric, start, lines)
    note(rubric, "criteria written", by=by, unit_id=unit.pk, changes={"source": ["", source]})
    return rubric


@transaction.atomic
def end_version(rubric: Rubric, *, on: dt.date, by: User | None) -> Rubric:
    """Let a committee's own version no longer hold from `on`; its cells go by the version for all again."""
    rubric = Rubric.objects.select_for_update(of=("self",)).get(pk=rubric.pk)
    if rubric.unit_id is None:
        raise ValidationError(_("The version for all cannot be ended here."))
    if rubric.valid_until and on >= rubric.valid_until:
        raise ValidationError({"on": _("It ends earlier already.")})
    rubric.valid_until = on
    save_checked(rubric)
    note(rubric, "criteria ended", by=by, unit_id=rubric.unit_id, changes={"until": ["", on.isoformat()]})
    return rubric


def _require_full(lines: Sequence[NewCriterion]) -> None:
    total = sum(line.most for line in lines)
    if total != FULL:
        text = _("The most points add up to %(total)d; they must be %(full)d.")
        raise ValidationError(text, params={"total": total, "full": FULL})


def _base_of(start: Rubric, day: dt.date) -> Rubric:
    """Return the version that a committee's changes change: never another committee's changes."""
    base = start.base or start
    if not base.is_on(day):
        raise ValidationError({"valid_from": _("“%(base)s” does not hold on that day.") % {"base": base}})
    return base


def _end_own(unit: Unit, day: dt.date) -> dt.date | None:
    """End the committee's version that holds on `day`; return when a later one begins, or the old one would end."""
    own = Rubric.objects.select_for_update(of=("self",)).filter(unit=unit)
    for old in own.on(day):
        if old.valid_from == day:
            raise ValidationError({"valid_from": _("Another version begins on that day already.")})
        until, old.valid_until = old.valid_until, day
        save_checked(old)
        return until
    later = own.filter(valid_from__gt=day).order_by("valid_from").first()
    return later.valid_from if later else None


def _write_criteria(rubric: Rubric, start: Rubric, lines: Sequence[NewCriterion]) -> None:
    old = {one.code: one for one in criteria_of(start)}
    kept = [line for line in lines if line.most or any(_takes_from(one, line, lines) for one in old.values())]
    made: dict[str, Criterion] = {}
    for position, line in enumerate(kept, start=1):
        like = old.get(line.code)
        code = line.code if like else f"rieng-{position}"
        made[code] = _criterion(rubric, position, code, line, like)
    create_checked([one for one in made.values() if one.counts != Criterion.Counts.THEMATIC])
    for one in made.values():
        if one.counts == Criterion.Counts.THEMATIC:
            to = old[one.code].moves_to
            assert to is not None
            one.moves_to = made[to.code]
            create_checked([one])
    _write_steps(made, old)


def _takes_from(one: Criterion, line: NewCriterion, lines: Sequence[NewCriterion]) -> bool:
    """Tell whether `line` has the points of a thematic line that is kept, in months without a theme."""
    kept = any(other.code == one.code and other.most for other in lines)
    return kept and one.moves_to is not None and one.moves_to.code == line.code


def _criterion(rubric: Rubric, position: int, code: str, line: NewCriterion, like: Criterion | None) -> Criterion:
    one = Criterion(rubric=rubric, position=position, code=code, group=line.group, text=line.text, most=line.most)
    if like:
        one.rule, one.counts, one.for_good = like.rule, like.counts, like.for_good
        if like.if_unexcused is not None:
            one.if_unexcused = scaled(like.if_unexcused, line.most, like.most)
    return one


def _write_steps(made: dict[str, Criterion], old: dict[str, Criterion]) -> None:
    create_checked(
        [
            Step(
                criterion=one, at_least=step.at_least, more_than=step.more_than,
                points=scaled(step.points, one.most, old[code].most),
            )
            for code, one in made.items()
            if code in old
            for step in old[code].steps.all()
        ]
    )  # fmt: skip
