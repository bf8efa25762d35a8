"""Reports that a reader may see, and what has become of the signed ones."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import FETCH_RAISE, Max, Q, QuerySet
from django.http import Http404

from chibo.base.facts import Described
from chibo.indicators.catalogue import BY_CODE, DESCRIBE
from chibo.indicators.checks import Finding, Severity
from chibo.indicators.queries import answered_findings
from chibo.indicators.rollup import count_rows, rows
from chibo.registry.access.models import User
from chibo.registry.access.permissions import Permission, permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.reports import rules
from chibo.reports.compose import signed_readings
from chibo.reports.document import Token
from chibo.reports.models import Block, Report, SignedFigure
from chibo.reports.readings import Reading, Record, indicator_of, is_known, period_of, read, records_behind, view_of

FIRST_RECORDS = 5


def visible(user: User) -> QuerySet[Report]:
    """Return the drafts and signed reports that the user may see."""
    return Report.objects.filter(
        Q(unit_id__in=permitted_unit_ids(user, rules.VIEW))
        | Q(unit_id__in=permitted_unit_ids(user, rules.VIEW_SIGNED), state=Report.State.SIGNED)
    )


def report_list(
    user: User, *, units: Collection[int] | None = None, kind: str = "", state: str = "", year: int | None = None
) -> QuerySet[Report]:
    """Everything that the list page shows, the latest period first."""
    found = visible(user)
    if units is not None:
        found = found.filter(unit_id__in=units)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if year:
        found = found.filter(start__year__lte=year, end__gt=dt.date(year, 1, 1))
    return found.select_related("unit").order_by("-end", "-start", "-pk").fetch_mode(FETCH_RAISE)


def report_for(user: User, pk: int, also: Permission | None = None) -> Report:
    """Return one report; 404 if the user may not see it, 403 if they may not `also` do this to it."""
    report = visible(user).select_related("unit", "replaces", "signed_by__person").filter(pk=pk).first()
    if report is None:
        raise Http404
    if also and report.unit_id not in permitted_unit_ids(user, also):
        raise PermissionDenied
    return report


def years_of(user: User) -> list[int]:
    return [day.year for day in visible(user).dates("start", "year", order="DESC")]


def blocks_of(report: Report) -> list[Block]:
    return list(report.blocks.order_by("position").prefetch_related("clauses__document"))


def corrections_of(user: User, report: Report) -> QuerySet[Report]:
    return visible(user).filter(replaces=report)


def next_number(report: Report, day: dt.date) -> int:
    """Return the number after the greatest that the unit has used in the year of `day`."""
    used = Report.objects.filter(
        unit_id=report.unit_id, symbol=report.symbol, state=Report.State.SIGNED, signed_on__year=day.year
    )
    return int(used.aggregate(greatest=Max("number"))["greatest"] or 0) + 1


def contradictions(user: User, report: Report, day: dt.date) -> list[Finding]:
    """Return what cannot be so among the figures of the unit and below, and nobody has given a reason for."""
    found = answered_findings(user, report.unit, report.period, day)
    return [row.finding for row in found if row.finding.check.severity is Severity.CANNOT and row.answer is None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that would now be another one, and the records that make it so."""

    token: Token
    old: str
    new: str
    added: list[Record]
    removed: list[Record]

    @property
    def name(self) -> str:
        return str(BY_CODE[self.token.indicator].name)


def differences(report: Report) -> list[Difference]:
    """Return the figures of a signed report which the records of now tell differently."""
    signed = {key: reading for key, reading in signed_readings(report).items() if is_known(reading.token)}
    now = read(reading.token for reading in signed.values())
    moved = [key for key, reading in signed.items() if reading.differs_from(now[key])]
    kept = {row.key: row for row in report.figures.filter(key__in=moved)}
    return [_difference(kept[key], signed[key], now[key]) for key in moved]


def _difference(row: SignedFigure, signed: Reading, now: Reading) -> Difference:
    token = Token.parse(row.key)
    records, base = records_behind(token)
    before, after = [*row.records, *row.base_records], [*records, *base]
    return Difference(
        token, signed.told_beside(now), now.told_beside(signed), _only_in(after, before), _only_in(before, after)
    )


def _only_in(these: Iterable[Record], others: Iterable[Record]) -> list[Record]:
    """Return the records that `others` does not name, each once."""
    known = {(record[0], record[1]) for record in others}
    found = {(record[0], record[1]): record for record in these if (record[0], record[1]) not in known}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Evidence:
    """Some records behind a figure: those that the reader may see, how many are hidden from them, and of how many."""

    seen: list[Described]
    hidden: int
    total: int


def evidence(user: User, report: Report, token: Token) -> Evidence:
    """Return the first records behind a figure: those that were signed, or those of now."""
    if report.is_signed:
        records: list[Record] = report.figures.values_list("records", flat=True).get(key=token.key())
        return described(user, records[:FIRST_RECORDS], total=len(records))
    measure, unit_id = indicator_of(token).numerator, Unit.objects.values_list("pk", flat=True).get(slug=token.unit)
    first = rows(measure, period_of(token), unit_id, view_of(token), limit=FIRST_RECORDS)
    total = count_rows(measure, period_of(token), unit_id, view_of(token))
    return described(user, [[row.record_type, row.record_id, row.amount] for row in first], total=total)


def described(user: User, records: list[Record], *, total: int | None = None) -> Evidence:
    """Describe records to a reader; what they may not see, and what is no longer there, is only counted."""
    ids: dict[str, list[int]] = {}
    for kind, pk, *_amount in records:
        ids.setdefault(str(kind), []).append(int(pk))
    known = {kind: DESCRIBE[kind](user, pks) for kind, pks in ids.items() if kind in DESCRIBE}
    seen = [known[str(kind)][int(pk)] for kind, pk, *_amount in records if int(pk) in known.get(str(kind), {})]
    return Evidence(seen, len(records) - len(seen), len(records) if total is None else total)
