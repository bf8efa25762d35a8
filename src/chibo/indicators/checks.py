"""What cannot be true of figures, and what should be looked at again. A check's docstring is its rule."""

import datetime as dt
import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.facts import Period
from chibo.base.vietnamese import number
from chibo.indicators.catalogue import AGAINST_TARGET, BY_CODE, CLOSING, OPENING, WAYS_IN, WAYS_OUT
from chibo.indicators.figures import Figure, months_of
from chibo.registry.orgs.models import Kind, Unit


class Severity(Enum):
    CANNOT = "cannot"
    """It cannot be so: to be put right before a report is signed."""

    LOOK = "look"
    """It may be so: look again, and say why."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The figures of units in a period, and what is known about those units."""

    units: list[Unit]
    period: Period
    day: dt.date
    """What lies after this day has not happened yet."""
    figures: dict[tuple[int, str], Figure]
    below: dict[int, list[int]]
    """The units directly below each unit on the last day."""
    lives: dict[int, list[tuple[dt.date, dt.date | None]]]
    """When each unit existed, half-open."""

    def amount(self, unit_id: int, code: str, *, base: bool = False) -> int | None:
        figure = self.figures[unit_id, code]
        if base:
            return None if figure.denominator is None else int(figure.denominator)
        return figure.numerator

    def target(self, unit_id: int, code: str) -> int | None:
        return self.amount(unit_id, AGAINST_TARGET[code], base=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """One unit's figures that fail one check."""

    check: "type[Check]"
    unit: Unit
    period: Period
    text: str
    numbers: tuple[tuple[str, int], ...]
    """The code and the amount of each figure that led to it."""

    @property
    def digest(self) -> str:
        """Name the finding by its numbers: when one changes, it is another finding."""
        known = [
            self.check.code,
            self.unit.pk,
            self.period.start.isoformat(),
            self.period.end.isoformat(),
            self.numbers,
        ]
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(code for code, _amount in self.numbers))


class Check(ABC):
    do_not_call_in_templates: ClassVar[bool] = True
    code: ClassVar[str]
    severity: ClassVar[Severity]
    rule: ClassVar[str | Promise]

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    @classmethod
    @abstractmethod
    def looks_at(cls) -> Collection[str]:
        """Return the codes of the figures that the check compares; the evidence holds these and no others."""

    @abstractmethod
    def findings(self) -> Iterator[Finding]: ...

    def found(self, unit: Unit, text: str, *numbers: tuple[str, int]) -> Finding:
        return Finding(type(self), unit, self.evidence.period, text, numbers)


@dataclass(frozen=True, slots=True)
class Amount:
    """One side of a comparison: the numerator of an indicator, or its base."""

    code: str
    base: bool = False

    @property
    def name(self) -> str:
        indicator = BY_CODE[self.code]
        return str(indicator.base_measure.name if self.base else indicator.numerator.name)

    def of(self, evidence: Evidence, unit: Unit) -> int | None:
        return evidence.amount(unit.pk, self.code, base=self.base)


class NotMore(Check):
    """The first of each pair is not more than the second."""

    pairs: ClassVar[tuple[tuple[Amount, Amount], ...]]

    @classmethod
    def looks_at(cls) -> Collection[str]:
        return {amount.code for pair in cls.pairs for amount in pair}

    def findings(self) -> Iterator[Finding]:
        for unit in self.evidence.units:
            for part, whole in self.pairs:
                less, more = part.of(self.evidence, unit), whole.of(self.evidence, unit)
                if less is not None and more is not None and less > more:
                    text = _("“%(part)s” is %(less)s, more than “%(whole)s”, which is %(more)s.") % {
                        "part": part.name, "less": number(less), "whole": whole.name, "more": number(more),
                    }  # fmt: skip
                    yield self.found(unit, text, (part.code, less), (whole.code, more))


class PartWithinWhole(NotMore):
    """Women, probationary and exempt members are part of the members, so they are never more."""

    code = "part-within-whole"
    severity = Severity.CANNOT
    rule = gettext_lazy("Women, probationary and exempt members are part of the members, so they are never more.")
    pairs = tuple((Amount(part), Amount("DV-01")) for part in ("DV-02", "DV-04", "DV-05"))


class AttendedWithinDuty(NotMore):
    """Nobody attends who was not expected: attendances are never more than those expected."""

    code = "attended-within-duty"
    severity = Severity.CANNOT
    rule = gettext_lazy("Nobody attends who was not expected: attendances are never more than those expected.")
    pairs = tuple((Amount(code), Amount(code, base=True)) for code in ("HT-02", "SH-02"))


class PeopleWithinTimes(NotMore):
    """People are never more than times: whoever took part did so at least once."""

    code = "people-within-times"
    severity = Severity.CANNOT
    rule = gettext_lazy("People are never more than times: whoever took part did so at least once.")
    pairs = ((Amount("HT-03"), Amount("HT-02")), (Amount("CT-03"), Amount("CT-01")))


class RegisteredWithinMembers(NotMore):
    """Individuals who registered a plan are usually not more than the members on the last day."""

    code = "registered-within-members"
    severity = Severity.LOOK
    rule = gettext_lazy("Individuals who registered a plan are usually not more than the members on the last day.")
    pairs = ((Amount("DK-02"), Amount("DV-01")),)


class RollForwardCloses(Check):
    """Members at the beginning, plus all who came, less all who left, are the members at the end."""

    code = "roll-forward"
    severity = Severity.CANNOT
    rule = gettext_lazy("Members at the beginning, plus all who came, less all who left, are the members at the end.")

    @classmethod
    def looks_at(cls) -> Collection[str]:
        return OPENING, *WAYS_IN, *WAYS_OUT, CLOSING

    def findings(self) -> Iterator[Finding]:
        for unit in self.evidence.units:
            opening, closing = self._of(unit, OPENING), self._of(unit, CLOSING)
            came = sum(self._of(unit, code) for code in WAYS_IN)
            left = sum(self._of(unit, code) for code in WAYS_OUT)
            if opening + came - left != closing:
                text = _(
                    "%(opening)s + %(came)s who came − %(left)s who left = %(sum)s, but the roll has %(closing)s."
                ) % {
                    "opening": number(opening), "came": number(came), "left": number(left),
                    "sum": number(opening + came - left), "closing": number(closing),
                }  # fmt: skip
                moved = [(code, self._of(unit, code)) for code in (*WAYS_IN, *WAYS_OUT)]
                yield self.found(unit, text, (OPENING, opening), *moved, (CLOSING, closing))

    def _of(self, unit: Unit, code: str) -> int:
        return self.evidence.amount(unit.pk, code) or 0


class SplitCheck(Check):
    """Compares a unit's target with the targets of the units directly below, once any of those has one."""

    @classmethod
    def looks_at(cls) -> Collection[str]:
        return CLOSING, *AGAINST_TARGET.values()

    def findings(self) -> Iterator[Finding]:
        for unit in self.evidence.units:
            below = self.evidence.below.get(unit.pk, [])
            if not all((pk, CLOSING) in self.evidence.figures for pk in below):
                continue
            for code in AGAINST_TARGET:
                target = self.evidence.target(unit.pk, code)
                given = [amount for pk in below if (amount := self.evidence.target(pk, code)) is not None]
                if target is not None and given and self.is_wrong(sum(given), target):
                    yield self.found(unit, self.sentence(code, sum(given), target), (code, sum(given)), (code, target))

    @abstractmethod
    def is_wrong(self, given: int, target: int) -> bool: ...

    def sentence(self, code: str, given: int, target: int) -> str:
        return _("“%(name)s”: the units below were given %(given)s in all, the target is %(target)s.") % {
            "name": BY_CODE[code].name, "given": number(given), "target": number(target),
        }  # fmt: skip


class SplitNotAboveTarget(SplitCheck):
    """The targets of the units below never add up to more than the target that was split."""

    code = "split-not-above-target"
    severity = Severity.CANNOT
    rule = gettext_lazy("The targets of the units below never add up to more than the target that was split.")

    def is_wrong(self, given: int, target: int) -> bool:
        return given > target


class SplitReachesTarget(SplitCheck):
    """The targets of the units below add up to the target that was split."""

    code = "split-reaches-target"
    severity = Severity.LOOK
    rule = gettext_lazy("The targets of the units below add up to the target that was split.")

    def is_wrong(self, given: int, target: int) -> bool:
        return given < target


class MonthlyMeetings(Check):
    """Every cell holds a regular meeting in every month that is over."""

    code = "monthly-meetings"
    severity = Severity.LOOK
    rule = gettext_lazy("Every cell holds a regular meeting in every month that is over.")

    @classmethod
    def looks_at(cls) -> Collection[str]:
        return ("SH-01",)

    def findings(self) -> Iterator[Finding]:
        months = [month for month in months_of(self.evidence.period) if self._is_over(month)]
        for unit in self.evidence.units:
            held = self.evidence.amount(unit.pk, "SH-01")
            due = sum(self._existed(unit, month) for month in months)
            if unit.kind == Kind.CELL and held is not None and held < due:
                text = _("%(held)s of %(due)s regular meetings are recorded as held.") % {
                    "held": number(held), "due": number(due),
                }  # fmt: skip
                yield self.found(unit, text, ("SH-01", held), ("SH-01", due))

    def _is_over(self, month: Period) -> bool:
        whole = month.start.day == 1 and month.end.day == 1
        return whole and month.last_day <= self.evidence.day

    def _existed(self, unit: Unit, month: Period) -> bool:
        lives = self.evidence.lives.get(unit.pk, [])
        return any(first <= month.start and (until is None or until >= month.end) for first, until in lives)


class TargetHasActual(Check):
    """Where admissions were set as a target, somebody was admitted by the end of the period."""

    code = "target-has-actual"
    severity = Severity.LOOK
    rule = gettext_lazy("Where admissions were set as a target, somebody was admitted by the end of the period.")

    @classmethod
    def looks_at(cls) -> Collection[str]:
        return "DV-KN-01", AGAINST_TARGET["DV-KN-01"]

    def findings(self) -> Iterator[Finding]:
        if self.evidence.period.last_day > self.evidence.day:
            return
        for unit in self.evidence.units:
            target = self.evidence.target(unit.pk, "DV-KN-01")
            if target and not self.evidence.amount(unit.pk, "DV-KN-01"):
                text = _("The target was to admit %(target)s, and nobody was admitted.") % {"target": number(target)}
                yield self.found(unit, text, ("DV-KN-01", 0), ("DV-KN-01", target))


class AskedAddUp(Check):
    """People asked about leaders are those of the offices, of the ground and the others."""

    code = "asked-add-up"
    severity = Severity.CANNOT
    rule = gettext_lazy("People asked about leaders are those of the offices, of the ground and the others.")
    groups: ClassVar[tuple[str, ...]] = ("LY-04", "LY-05", "LY-06")

    @classmethod
    def looks_at(cls) -> Collection[str]:
        return "LY-03", *cls.groups

    def findings(self) -> Iterator[Finding]:
        for unit in self.evidence.units:
            asked = self.evidence.amount(unit.pk, "LY-03") or 0
            parts = [(code, self.evidence.amount(unit.pk, code) or 0) for code in self.groups]
            if asked != sum(amount for _code, amount in parts):
                text = _("%(parts)s were asked by group, but %(asked)s in all.") % {
                    "parts": " + ".join(number(amount) for _code, amount in parts), "asked": number(asked),
                }  # fmt: skip
                yield self.found(unit, text, ("LY-03", asked), *parts)


CHECKS: tuple[type[Check], ...] = (
    PartWithinWhole,
    AttendedWithinDuty,
    PeopleWithinTimes,
    RollForwardCloses,
    SplitNotAboveTarget,
    SplitReachesTarget,
    MonthlyMeetings,
    TargetHasActual,
    AskedAddUp,
    RegisteredWithinMembers,
)

LOOKED_AT = tuple(sorted({code for check in CHECKS for code in check.looks_at()}))
"""The figures that some check compares: what has to be counted before `run`."""


def run(evidence: Evidence) -> list[Finding]:
    """Return everything that fails a check, what cannot be first."""
    found = [finding for check in CHECKS for finding in check(evidence).findings()]
    return sorted(found, key=lambda finding: finding.check.severity is Severity.LOOK)
