import datetime as dt
from dataclasses import dataclass

from chibo.base.facts import Period
from chibo.indicators import rules
from chibo.indicators.checks import LOOKED_AT, Evidence, Finding, run
from chibo.indicators.figures import sheet
from chibo.indicators.models import CheckAnswer
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import PARTY_KINDS, Placement, Unit
from chibo.registry.orgs.queries import children_of


@dataclass(frozen=True, slots=True)
class Answered:
    """A finding, with the reason that was given for just these numbers."""

    finding: Finding
    answer: CheckAnswer | None
    may_answer: bool


def units_below(reader: User, unit: Unit, period: Period) -> list[Unit]:
    """Return the Party units at and below `unit` in the period whose figures the reader may see, in order."""
    seen = permitted_unit_ids(reader, rules.VIEW)
    placed = Placement.objects.during(period.start, period.end).filter(unit__kind__in=PARTY_KINDS)
    children: dict[int, set[int]] = {}
    for parent_id, unit_id in placed.values_list("parent_id", "unit_id"):
        if parent_id is not None:
            children.setdefault(parent_id, set()).add(unit_id)
    reached, waiting = {unit.pk}, [unit.pk]
    while waiting:
        new = children.get(waiting.pop(), set()) - reached
        reached |= new
        waiting.extend(new)
    others = Unit.objects.filter(pk__in=reached & seen).exclude(pk=unit.pk)
    return [unit, *others]


def children_seen(reader: User, unit: Unit, day: dt.date) -> list[Unit]:
    """Return the Party units directly below `unit` on `day` whose figures the reader may see."""
    seen = permitted_unit_ids(reader, rules.VIEW)
    return [child for child in children_of(unit.pk, day, kinds=PARTY_KINDS) if child.pk in seen]


def gather(units: list[Unit], period: Period, day: dt.date) -> Evidence:
    """Collect all that the checks look at: one question for each measure, whatever the number of units."""
    ids = [unit.pk for unit in units]
    below: dict[int, list[int]] = {}
    on_last_day = Placement.objects.on(period.last_day).filter(parent_id__in=ids, unit__kind__in=PARTY_KINDS)
    for parent_id, unit_id in on_last_day.values_list("parent_id", "unit_id"):
        below.setdefault(parent_id or 0, []).append(unit_id)
    lives: dict[int, list[tuple[dt.date, dt.date | None]]] = {}
    for placement in Placement.objects.filter(unit_id__in=ids):
        lives.setdefault(placement.unit_id, []).append((placement.valid_from, placement.valid_until))
    return Evidence(units, period, day, sheet(ids, period, codes=LOOKED_AT), below, lives)


def answered_findings(reader: User, unit: Unit, period: Period, day: dt.date) -> list[Answered]:
    """Return what fails a check at or below `unit`; what nobody has answered comes first within its severity."""
    found = run(gather(units_below(reader, unit, period), period, day))
    answers: dict[tuple[int, str], CheckAnswer] = {}
    known = CheckAnswer.objects.filter(unit_id__in={one.unit.pk for one in found}, start=period.start, end=period.end)
    for answer in known.select_related("by__person").order_by("at", "pk"):
        answers[answer.unit_id, answer.digest] = answer
    allowed = permitted_unit_ids(reader, rules.ANSWER)
    rows = [Answered(one, answers.get((one.unit.pk, one.digest)), one.unit.pk in allowed) for one in found]
    order = [one.check.severity for one in found]
    return sorted(rows, key=lambda row: (order.index(row.finding.check.severity), row.answer is not None))
