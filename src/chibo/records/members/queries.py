import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import FETCH_RAISE, Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.records.members import rules
from chibo.records.members.importing import Cells, Layout, Line, Mistake, Rows, Value, check
from chibo.records.members.matching import Known, Matched, match
from chibo.records.members.models import Correction
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.matters import Matter
from chibo.registry.orgs.models import Kind, Unit, UnitName
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.registry.people import queries as people
from chibo.registry.people.actions import DETAILS
from chibo.registry.people.models import Membership, Person, Standing


def roll_list(user: User, unit: Unit, day: dt.date, *, text: str = "", state: str = "") -> QuerySet[Membership]:
    """Return the roll of a unit on a day, as far as the user may see its names."""
    visible = permitted_unit_ids(user, rules.VIEW)
    return people.roll(day, unit, text=text, state=state).filter(unit_id__in=visible).fetch_mode(FETCH_RAISE)


def count_by_standing(rows: QuerySet[Membership]) -> dict[str, int]:
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))  # type: ignore[misc]  # annotated by roll


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many members a cell has, by standing."""

    unit: Unit
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def row(self) -> list[int]:
        return [self.counts.get(state, 0) for state in Standing.State.values]


def unit_counts(user: User, unit: Unit, day: dt.date) -> list[UnitCount]:
    """Return the cells of a unit on a day with their members by standing, without a name."""
    below = subtree_ids([unit.pk], day) & permitted_unit_ids(user, rules.COUNT)
    rows = people.memberships_on(day, below).order_by()
    counted = rows.values_list("unit_id", "state").annotate(n=Count("pk"))  # type: ignore[misc]  # annotated there
    counts: dict[int, dict[str, int]] = {}
    for unit_id, state, n in counted:
        counts.setdefault(unit_id, {})[state] = n
    cells = units_on(day).filter(Q(kind=Kind.CELL) | Q(pk__in=counts), pk__in=below)
    return [UnitCount(cell, counts.get(cell.pk, {})) for cell in cells]


@dataclass(frozen=True, slots=True)
class Found:
    """A person whom the user may see, and the latest cell they are or were in."""

    person: Person
    membership: Membership | None

    @property
    def unit_id(self) -> int:
        return self.membership.unit_id if self.membership else 0

    @property
    def is_member(self) -> bool:
        return self.membership is not None and self.membership.valid_until is None


def person_for(user: User, pk: int) -> Found | None:
    """Return a person of a cell that the user may see, or the user's own; None for everybody else."""
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        return None
    latest = latest_membership(person)
    own = user.person_id == person.pk
    if own or (latest and latest.unit_id in permitted_unit_ids(user, rules.VIEW)):
        return Found(person, latest)
    return None


def latest_membership(person: Person) -> Membership | None:
    return person.memberships.select_related("unit").order_by("-valid_from").first()


def correction_list(user: User, *, open_only: bool) -> QuerySet[Correction]:
    """Return the corrections that the user decides on."""
    rows = Correction.objects.permitted(user, rules.DECIDE_CORRECTION).select_related(
        "person", "unit", "proposed_by__person", "decided_by__person"
    )
    return (rows.filter(state=Correction.State.OPEN) if open_only else rows).fetch_mode(FETCH_RAISE)


def corrections_of(person: Person) -> QuerySet[Correction]:
    return person.corrections.select_related("decided_by__person")


@dataclass(frozen=True, slots=True)
class Assessment:
    """What writing a sheet would do: who joins, whose details change, and what stands in the way."""

    lines: Sequence[Line]
    matched: Matched
    mistakes: Sequence[Mistake]
    changed: Mapping[int, Mapping[str, Value]]
    cells: Mapping[int, str]

    @property
    def unchanged(self) -> int:
        return len(self.matched.standing) - len(self.changed)


def assess(rows: Rows, layout: Layout, unit: Unit, on: dt.date) -> Assessment:
    """Check a sheet against the rolls of a unit and everything below it; writes nothing."""
    cells = cells_below(unit, on)
    if "full_name" not in layout.columns:
        layout = Layout(layout.header, {"full_name": 0, **layout.columns})
    own_cell = unit.pk if unit.pk in cells.names else None
    checked = check(rows, layout, cells, today=today(), own_cell=own_cell)
    matched = match(checked.lines, _known(checked.lines, cells.names), layout, on)
    changed = {
        known.pk: new
        for line, known in matched.standing
        if (new := {name: value for name, value in line.details.items() if known.details[name] != value})
    }
    mistakes = sorted([*checked.mistakes, *matched.mistakes], key=lambda one: (one.row, one.column))
    return Assessment(checked.lines, matched, mistakes, changed, cells.names)


def cells_below(unit: Unit, day: dt.date) -> Cells:
    cells = units_on(day).filter(kind=Kind.CELL, pk__in=subtree_ids([unit.pk], day))
    names = [(cell.pk, cell.name_then) for cell in cells]  # type: ignore[attr-defined]  # annotated by units_on
    former = UnitName.objects.filter(unit__in=cells).values_list("unit_id", "name")
    return Cells(names, former, day)


def _known(lines: Sequence[Line], cell_ids: Collection[int]) -> list[Known]:
    """Return the people on these rolls, and whoever bears a number that the lines give."""
    numbers = {name: [line.details[name] for line in lines if name in line.details] for name in DETAILS}
    on_rolls = Membership.objects.filter(unit_id__in=cell_ids, valid_until=None).values("person_id")
    found = Person.objects.filter(
        Q(pk__in=on_rolls) | Q(citizen_number__in=numbers["citizen_number"]) | Q(card_number__in=numbers["card_number"])
    )
    current = dict(Membership.objects.filter(person__in=found, valid_until=None).values_list("person_id", "unit_id"))
    left = dict(
        Membership.objects.filter(person__in=found).order_by().values_list("person_id").annotate(Max("valid_until"))
    )
    return [
        Known(person.pk, {name: getattr(person, name) for name in DETAILS}, current.get(person.pk), left.get(person.pk))
        for person in found
    ]


def open_in(unit_ids: Collection[int]) -> Iterator[Matter]:
    """Return the proposals for correction in these units that nobody has answered."""
    rows = Correction.objects.filter(unit_id__in=unit_ids, state=Correction.State.OPEN).select_related("person")
    for correction in rows:
        person, url = str(correction.person), reverse("members:corrections")
        yield Matter(correction.unit_id, _("Proposal for correction"), person, url)
