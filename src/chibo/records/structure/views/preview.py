import datetime as dt
from dataclasses import dataclass

from chibo.records.structure.actions import Plan
from chibo.records.structure.queries import title_of_head
from chibo.registry.orgs.actions import Decision
from chibo.registry.orgs.matters import Matter, open_matters
from chibo.registry.people.changes import Effect, Line
from chibo.registry.people.models import Tenure


@dataclass(frozen=True, slots=True)
class Preview:
    """A rehearsed change, sorted as its page shows it."""

    decision: Decision
    effect: Effect
    old: list[Line]
    new: list[Line]
    rows: list[Line]
    """The units whose members are compared."""
    candidates: list[Tenure]
    """Whose post as head ends, and who may lead the unit that is made."""
    matters: list[tuple[Line, list[Matter]]]
    """What is open in each unit that ends."""

    @property
    def last_day(self) -> dt.date:
        """The last day of how things are now."""
        return self.decision.effective_on - dt.timedelta(days=1)

    @property
    def ending(self) -> list[Line]:
        return [line for line in self.old if line.ends]

    @property
    def beginning(self) -> list[Line]:
        return [line for line in self.new if line.begins]

    @property
    def moving(self) -> int:
        """How many members come under another unit."""
        return sum(line.before or 0 for line in self.ending)


def preview_of(plan: Plan, effect: Effect, *, may_appoint: bool) -> Preview:
    ids = {unit.pk for unit in plan.units}
    old = [line for line in effect.lines if line.unit.pk in ids and not line.begins]
    new = [line for line in effect.lines if not line.ends and (line.begins or line.unit.pk in ids)]
    made = [line for line in new if line.begins]
    heads = [t for t in effect.posts_ending if t.title == title_of_head(t.unit.kind)]
    return Preview(
        decision=plan.decision,
        effect=effect,
        old=old,
        new=new,
        rows=[line for line in effect.lines if line in old or line in new],
        candidates=heads if may_appoint and len(made) == 1 else [],
        matters=_matters([line for line in old if line.ends]),
    )


def _matters(ending: list[Line]) -> list[tuple[Line, list[Matter]]]:
    found = open_matters([line.unit.pk for line in ending])
    of_each = [(line, [matter for matter in found if matter.unit_id == line.unit.pk]) for line in ending]
    return [(line, matters) for line, matters in of_each if matters]
