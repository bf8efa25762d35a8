"""Pure arithmetic of a score: no database, no clock. Shares are compared as whole numbers, never as fractions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chibo.records.scoring.models import Criterion, Level, Rubric, Step

Rule, Counts = Criterion.Rule, Criterion.Counts


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides about the rules of a meeting, and what happened in it. None is not known, which is not zero."""

    members: int
    """On the roll of the cell that day."""
    has_thematic: bool = False
    """A thematic meeting was held in that month."""
    is_combined: bool = False
    """It was held on the same day, after the regular one."""
    has_committee: bool = True
    duty: int = 0
    attended: int = 0
    unexcused: int = 0
    minutes: int | None = None
    speakers: int | None = None
    tasks_due: int = 0
    tasks_done: int = 0


@dataclass(frozen=True, slots=True)
class Suggested:
    """One criterion in one meeting: the most it can have, and what follows from the facts."""

    criterion: Criterion
    most: int
    points: int | None = None
    """None where only the cell can judge, or the fact is not recorded."""
    part: int | None = None
    whole: int | None = None
    unexcused: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    lines: list[Suggested] = field(default_factory=list)

    @property
    def most(self) -> int:
        return sum(line.most for line in self.lines)


def needed_minutes(rubric: Rubric, now: Circumstances) -> int:
    """Return the least length of the meeting; a small cell's length grows by as much as another's when combined."""
    extra = rubric.combined_minutes - rubric.minutes if now.is_combined else 0
    if rubric.small_below and rubric.small_minutes and now.members < rubric.small_below:
        return rubric.small_minutes + extra
    least = rubric.minutes + extra
    if rubric.large_from and rubric.large_minutes and now.members >= rubric.large_from:
        return max(least, rubric.large_minutes)
    return least


def most_of(criteria: Iterable[Criterion], *, has_thematic: bool) -> dict[int, int]:
    """Return the most points of each criterion that counts, by id. They add up to as much with and without a theme."""
    criteria = list(criteria)
    most = {one.pk: one.most for one in criteria}
    if not has_thematic:
        for one in criteria:
            if one.counts == Counts.THEMATIC:
                assert one.moves_to_id is not None, one.code
                most[one.moves_to_id] += most.pop(one.pk)
    return most


def points_at(steps: Sequence[Step], part: int, whole: int) -> int:
    """Return the points of a share: those of the highest step that it reaches, 0 below all of them."""
    for step in sorted(steps, key=lambda step: (-step.at_least, not step.more_than)):
        have, need = 100 * part, step.at_least * whole
        if have > need or (have == need and not step.more_than):
            return step.points
    return 0


def scaled(points: int, most: int, before: int) -> int:
    """Return the points of a step when the most of its line changes; rounded down, the most itself stays the most."""
    return points * most // before if before else 0


def suggest(rubric: Rubric, criteria: Sequence[Criterion], now: Circumstances) -> Sheet:
    """Return a line for each criterion that counts. `steps` of the criteria must be loaded."""
    most = most_of(criteria, has_thematic=now.has_thematic)
    facts = _facts(rubric, now)
    lines = []
    for one in criteria:
        if one.pk not in most:
            continue
        if one.counts == Counts.COMMITTEE and not now.has_committee:
            lines.append(Suggested(one, most[one.pk], points=most[one.pk]))
            continue
        part, whole = facts.get(one.rule, (None, 0))
        lines.append(_line(one, most[one.pk], part, whole, now.unexcused))
    return Sheet(lines)


def _facts(rubric: Rubric, now: Circumstances) -> dict[str, tuple[int | None, int]]:
    return {
        Rule.ATTENDANCE: (now.attended, now.duty),
        Rule.DURATION: (now.minutes, needed_minutes(rubric, now)),
        Rule.SPEAKERS: (now.speakers, now.attended),
        Rule.RESOLUTION: (now.tasks_done, now.tasks_due),
    }


def _line(one: Criterion, most: int, part: int | None, whole: int, unexcused: int) -> Suggested:
    if part is None or not whole:
        return Suggested(one, most)
    points = scaled(points_at(list(one.steps.all()), part, whole), most, one.most)
    if one.if_unexcused is None or not unexcused:
        return Suggested(one, most, points, part, whole)
    return Suggested(one, most, min(points, one.if_unexcused), part, whole, unexcused)


def level_of(rubric: Rubric, total: int, *, full: bool) -> Level:
    """Return the level of a total. `full` says that no line that “good” needs is short of its most."""
    if total >= rubric.good_from:
        return Level.GOOD if full else Level.FAIR
    if total >= rubric.fair_from:
        return Level.FAIR
    return Level.AVERAGE if total >= rubric.average_from else Level.POOR
