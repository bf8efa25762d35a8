"""Changes as the office decides them: planned from a form, rehearsed for the preview, then carried out."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import overload

from chibo.records.structure.queries import free_slug, title_of_head
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.actions import Author, Decision
from chibo.registry.orgs.models import Kind, Placement, Unit
from chibo.registry.people import actions as people
from chibo.registry.people import changes
from chibo.registry.people.changes import Effect, NewUnit
from chibo.registry.people.lives import within_lives
from chibo.registry.people.models import Person, Tenure, Title


@dataclass(frozen=True, slots=True)
class Plan:
    """A change that is ready to be rehearsed or carried out."""

    decision: Decision
    units: tuple[Unit, ...]
    """The units that it changes."""
    deed: Callable[[Author], Unit]
    """Makes the change and returns the unit to look at afterwards."""
    around: tuple[Unit, ...] = ()
    """Units whose committees the totals must cover too."""


def carry_out(plan: Plan, *, by: Author) -> Unit:
    """Make the change, all of it or nothing."""
    with within_lives():
        return plan.deed(by)


def rehearse(plan: Plan, *, by: Author) -> Effect:
    """Return what the change will do; nothing of it stays."""
    deed = partial(carry_out, plan, by=by)
    return changes.rehearse(deed, units=[*plan.units, *plan.around], day=plan.decision.effective_on)


def establishment(*, kind: Kind, name: str, parent: Unit, decision: Decision) -> Plan:
    def deed(by: Author) -> Unit:
        return orgs.establish(slug=free_slug(name), kind=kind, name=name, parent=parent, decision=decision, by=by)

    return Plan(decision, (), deed, (parent,))


def renaming(unit: Unit, *, name: str, decision: Decision) -> Plan:
    def deed(by: Author) -> Unit:
        orgs.rename(unit, name=name, decision=decision, by=by)
        return unit

    return Plan(decision, (unit,), deed)


def moving(unit: Unit, *, parent: Unit, decision: Decision) -> Plan:
    def deed(by: Author) -> Unit:
        orgs.move(unit, parent=parent, decision=decision, by=by)
        return unit

    eve = decision.effective_on - dt.timedelta(days=1)
    here = Placement.objects.on(eve).filter(unit=unit, parent__isnull=False).select_related("parent").first()
    old = (here.parent,) if here and here.parent else ()
    return Plan(decision, (unit,), deed, (*old, parent))


def merger(
    units: Sequence[Unit], *, into: Unit | None, name: str, secretary: Person | None, decision: Decision
) -> Plan:
    """Plan to join `units` into one of them, or into a new one called `name` that `secretary` leads."""

    def deed(by: Author) -> Unit:
        target = into or NewUnit(slug=free_slug(name), name=name)
        merged = changes.merge(units, into=target, decision=decision, by=by)
        if secretary and into is None:
            people.appoint(
                secretary, unit=merged, title=title_of_head(merged.kind), on=decision.effective_on,
                paper=decision.symbol, by=by,
            )  # fmt: skip
        return merged

    return Plan(decision, tuple(units), deed)


def division(unit: Unit, *, names: Sequence[str], members: Mapping[int, Sequence[Person]], decision: Decision) -> Plan:
    """Plan to divide a cell; `members` says by index who goes to which of the new cells."""

    def deed(by: Author) -> Unit:
        slugs: list[str] = []
        for name in names:
            slugs.append(free_slug(name, slugs))
        new = [NewUnit(slug=slug, name=name) for slug, name in zip(slugs, names, strict=True)]
        parts = {part: members.get(index, ()) for index, part in enumerate(new)}
        changes.split(unit, parts=parts, decision=decision, by=by)
        return unit

    return Plan(decision, (unit,), deed)


def dissolution(unit: Unit, *, into: Unit | None, decision: Decision) -> Plan:
    def deed(by: Author) -> Unit:
        changes.dissolve(unit, into=into, decision=decision, by=by)
        return unit

    return Plan(decision, (unit, into) if into else (unit,), deed)


def appoint(
    person: Person | None,
    *,
    outsider: str,
    unit: Unit,
    title: Title,
    on: dt.date,
    last_day: dt.date | None,
    paper: str,
    by: Author,
) -> Tenure:
    """Give a post to a person on record, or to somebody outside the Party who is written down now."""
    until = day_after(last_day)
    with within_lives():
        holder = person or people.register_person(full_name=outsider, by=by)
        return people.appoint(holder, unit=unit, title=title, on=on, until=until, paper=paper, by=by)


def end_post(tenure: Tenure, *, last_day: dt.date, by: Author) -> Tenure:
    """End a post; `last_day` is the last day on which it is held."""
    return people.end_tenure(tenure, on=day_after(last_day), by=by)


@overload
def day_after(day: dt.date) -> dt.date: ...
@overload
def day_after(day: None) -> None: ...
def day_after(day: dt.date | None) -> dt.date | None:
    """Turn the last day, as papers name it, into the first day that no longer counts."""
    return day + dt.timedelta(days=1) if day else None
