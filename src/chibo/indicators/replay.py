"""Published figures computed once more from the records, where both the unit and the indicator are known."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chibo.base.facts import Period
from chibo.indicators.figures import Figure, figure
from chibo.indicators.wording import agrees, read
from chibo.registry.orgs.models import Unit

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Source:
    """Which indicator a published figure states, and whether as [actual, plan]."""

    code: str
    against: str = ""
    """The figure whose two numbers are stated side by side."""


SOURCES = {
    "DT-01": Source("TC-01"),
    "DT-02": Source("DV-01"),
    "DT-03": Source("HT-01"),
    "PD16-01": Source("VB-02"),
    "PD16-02": Source("VB-03"),
    "PD16-03": Source("TK-03"),
    "PD16-04": Source("TK-04"),
    "PD16-05": Source("SH-21"),
    "PD16-13": Source("VB-05"),
    "PD16-14": Source("VB-06"),
    "PD16-15": Source("NV-11"),
    "PD17-01": Source("NV-08"),
    "PD17-02": Source("TC-02"),
    "PD17-03": Source("TC-03"),
    "PD17-04": Source("NV-10"),
    "PD17-05": Source("NV-06"),
    "PD17-06": Source("KT-01"),
    "PD17-07": Source("KT-02"),
    "TT-01": Source("HT-04"),
    "TT-02": Source("VB-08"),
    "TT-03": Source("TTr-02"),
    "TT-04": Source("TTr-03"),
    "TT-05": Source("TTr-04"),
    "TT-06": Source("DK-04"),
    "TT-09": Source("LY-07"),
    "TT-10": Source("LY-02"),
    "TT-11": Source("LY-03"),
    "TT-12": Source("LY-04"),
    "TT-13": Source("LY-05"),
    "TT-14": Source("TTr-07"),
    "UB-01": Source("VB-07"),
    "UB-02": Source("HT-08"),
    "UB-03": Source("HT-09"),
    "UB-06": Source("TC-05"),
    "UB-07": Source("TC-06", against="TC-06"),
    "UB-08": Source("TC-07"),
    "DT-04": Source("DK-01"),
    "DT-05": Source("DK-02"),
    "DT-06": Source("CT-01", against="CT-02"),
    "DT-07": Source("CT-02"),
    "DT-08": Source("DV-KN-01", against="DV-KN-02"),
    "DT-09": Source("DV-KN-02"),
    "DT-17": Source("XL-05"),
    "DT-18": Source("XL-13"),
}


def replay(published: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each published figure beside the computed one; what cannot be computed is left out, never guessed."""
    units = {unit.slug: unit for unit in Unit.objects.filter(slug__in={str(one["unit"]) for one in published})}
    known = [one for one in published if one["id"] in SOURCES and one["unit"] in units]
    rows = [_replayed(one, SOURCES[one["id"]], units[one["unit"]]) for one in known]
    return [row for row in rows if row is not None]


def _replayed(one: Mapping[str, Any], source: Source, unit: Unit) -> dict[str, Any] | None:
    start, end = (dt.date.fromisoformat(one["period"][name]) for name in ("start", "end"))
    found = figure(source.against or source.code, unit.pk, Period.closed(start, end))
    computed = _computed(found, pair=bool(source.against))
    if computed is None:
        return None
    return {
        "id": one["id"],
        "published": one["value"],
        "computed": [plain(value) for value in computed] if isinstance(computed, list) else plain(computed),
        "code": source.code,
        "unit": unit.slug,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "records_count": found.records_count,
        "agrees": agrees(one["value"], computed, one.get("worded", "exact"), one.get("kind", "count")),
        "text": read(found),
    }


def _computed(found: Figure, *, pair: bool) -> Decimal | list[Decimal] | None:
    if found.value is None or found.numerator is None:
        return None
    if pair:
        return None if found.denominator is None else [Decimal(found.numerator), found.denominator]
    return found.value if found.greatest is None else [found.value, found.greatest]


def plain(value: Decimal) -> int | float:
    """Return a number for JSON: whole where it is whole."""
    return int(value) if value == int(value) else round(float(value), DECIMALS)
