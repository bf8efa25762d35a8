"""Who each row of a list is: by identification number, then card number, then name and birth date in the cell.

A name alone never says who somebody is. Pure: asks no database.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from chibo.base.vietnamese import day as day_text
from chibo.records.members.importing import Layout, Line, Mistake, fold

NUMBERS = ("citizen_number", "card_number")


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry holds about a person who may be meant."""

    pk: int
    details: Mapping[str, Any]
    cell: int | None
    """The cell whose roll the person is on; None who is on no roll."""
    left_on: dt.date | None = None


@dataclass(slots=True)
class Matched:
    """Rows whose person is not on the roll yet (known from elsewhere or not), and those who are on it."""

    joining: list[tuple[Line, Known | None]] = field(default_factory=list)
    standing: list[tuple[Line, Known]] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


class _Register:
    """The known people by each way to recognise one, and which row has claimed whom."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_number: dict[str, dict[str, Known]] = {name: {} for name in NUMBERS}
        self.by_name: dict[tuple[Any, ...], list[Known]] = {}
        self.claims: dict[int, int] = {}
        for person in known:
            for name in NUMBERS:
                if number := person.details.get(name):
                    self.by_number[name][number] = person
            for key in _keys(person.details, person.cell):
                self.by_name.setdefault(key, []).append(person)

    def numbered(self, line: Line) -> list[Known]:
        found = {
            person.pk: person
            for name in NUMBERS
            if (person := self.by_number[name].get(str(line.details.get(name, ""))))
        }
        return list(found.values())

    def named(self, line: Line, key: tuple[Any, ...]) -> list[Known]:
        return [
            person
            for person in self.by_name.get(key, [])
            if person.pk not in self.claims and _compatible(line.details, person.details)
        ]


def match(lines: Sequence[Line], known: Iterable[Known], layout: Layout, on: dt.date) -> Matched:
    """Say for each row who it is and what is to be done; a row that cannot be settled is a mistake."""
    register = _Register(known)
    matched = Matched(mistakes=_twice(lines, layout))
    settled: dict[int, Known] = {}
    refused = {mistake.row for mistake in matched.mistakes}
    for attempt in (_by_number, _by_exact_name, _by_folded_name):
        for line in lines:
            if line.row in settled or line.row in refused:
                continue
            found, reason = attempt(line, register)
            if found and (row := register.claims.setdefault(found.pk, line.row)) != line.row:
                reason = _("The same person as in row %(row)d.") % {"row": row}
            if reason:
                matched.mistakes.append(_mistake(line, layout, "citizen_number", reason))
                refused.add(line.row)
            elif found:
                settled[line.row] = found
    for line in (line for line in lines if line.row not in refused):
        _settle(line, settled.get(line.row), matched, layout, on)
    return matched


type _Answer = tuple[Known | None, str]


def _by_number(line: Line, register: _Register) -> _Answer:
    found = register.numbered(line)
    if len(found) > 1:
        return None, _("The identification number and the card number belong to two people.")
    if found and fold(str(found[0].details["full_name"])) != fold(line.name):
        return None, _("This number is held with another name. Correct the name by hand if it is the same person.")
    return (found[0] if found else None), ""


def _by_exact_name(line: Line, register: _Register) -> _Answer:
    return _one_of(register.named(line, _exact(line.details, line.cell)))


def _by_folded_name(line: Line, register: _Register) -> _Answer:
    return _one_of(register.named(line, _folded(line.details, line.cell)))


def _one_of(found: Sequence[Known]) -> _Answer:
    if len(found) > 1:
        return None, _("Several members of this cell have this name and date of birth: give a number.")
    return (found[0] if found else None), ""


def _settle(line: Line, person: Known | None, matched: Matched, layout: Layout, on: dt.date) -> None:
    if person and person.cell == line.cell:
        matched.standing.append((line, person))
        return
    reason, column = "", "cell"
    joined = line.details.get("joined_party_on")
    if person and person.cell is not None:
        reason = _("This member is on the roll of another cell: move them by a transfer.")
    elif person and person.left_on and person.left_on > on:
        reason = _("This person was on a roll until %(day)s: choose a later day.") % {"day": day_text(person.left_on)}
    elif isinstance(joined, dt.date) and joined > on:
        column = "joined_party_on"
        reason = _("Joined the Party after %(day)s, the first day of this roll.") % {"day": day_text(on)}
    if reason:
        matched.mistakes.append(_mistake(line, layout, column, reason))
    else:
        matched.joining.append((line, person))


def _twice(lines: Sequence[Line], layout: Layout) -> list[Mistake]:
    """Find rows that give somebody again who stands higher up in the same list."""
    first: dict[tuple[Any, ...], Line] = {}
    mistakes: list[Mistake] = []
    for line in lines:
        numbers = [(name, line.details[name]) for name in NUMBERS if line.details.get(name)]
        keys = [*numbers, _exact(line.details, line.cell)] if line.details.get("born_on") else numbers
        earlier = next(
            (first[key] for key in keys if key in first and _compatible(line.details, first[key].details)), None
        ) or next((first[key] for key in numbers if key in first), None)
        if earlier:
            reason = _("The same person as in row %(row)d.") % {"row": earlier.row}
            mistakes.append(_mistake(line, layout, "citizen_number", reason))
        for key in keys:
            first.setdefault(key, line)
    return mistakes


def _mistake(line: Line, layout: Layout, name: str, reason: str) -> Mistake:
    column = layout.columns.get(name, layout.columns["full_name"])
    return Mistake(line.row, column, reason)


def _keys(details: Mapping[str, Any], cell: int | None) -> set[tuple[Any, ...]]:
    return {_exact(details, cell), _folded(details, cell)} if details.get("born_on") and cell else set()


def _exact(details: Mapping[str, Any], cell: int | None) -> tuple[Any, ...]:
    return ("exact", cell, str(details["full_name"]).casefold(), details.get("born_on"))


def _folded(details: Mapping[str, Any], cell: int | None) -> tuple[Any, ...]:
    return ("folded", cell, fold(str(details["full_name"])), details.get("born_on"))


def _compatible(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Two people whose numbers differ are two people, whatever their names."""
    return not any(one.get(name) and other.get(name) and one[name] != other[name] for name in NUMBERS)
