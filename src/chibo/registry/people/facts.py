import datetime as dt

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Facts, Kind, Measure, Period, facts
from chibo.registry.orgs.models import PARTY_KINDS, Placement
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.people.models import Membership, Person, Regrouping, Standing, Tenure, Title

ROLL = "membership"


def _members(period: Period, *only: Q) -> Facts:
    rows = Membership.objects.on(period.last_day).filter(*only)
    return facts(rows, unit="unit_id", day=period.last_day, person="person_id", record_type=ROLL)


def _opening(period: Period) -> Facts:
    """Who was on the roll on the day before the period."""
    day = period.start - dt.timedelta(days=1)
    rows = Membership.objects.on(day)
    return facts(rows, unit="unit_id", day=day, person="person_id", record_type=ROLL)


def _standing(period: Period, state: Standing.State) -> Facts:
    people = Standing.objects.on(period.last_day).filter(state=state).values("person_id")
    return _members(period, Q(person_id__in=people))


def _came(period: Period, *ways: Membership.Way) -> Facts:
    rows = Membership.objects.filter(valid_from__gte=period.start, valid_from__lt=period.end, came__in=ways)
    return facts(rows, unit="unit_id", day="valid_from", person="person_id", record_type=ROLL)


def _left(period: Period, *ways: Membership.Way) -> Facts:
    """Who left: counted in the unit where they were, on their last day there."""
    rows = Membership.objects.filter(valid_until__gte=period.start, valid_until__lt=period.end, left__in=ways)
    return facts(rows, unit="unit_id", day=_day_before("valid_until"), person="person_id", record_type=ROLL)


def _regrouped(period: Period, day: str | Combinable) -> Facts:
    """Who came or went because their unit, or one above it, was moved in the tree."""
    rows = Regrouping.objects.filter(day__gte=period.start, day__lt=period.end)
    return facts(rows, unit="unit_id", day=day, person="person_id", record_type=ROLL, record="membership_id")


def _day_before(field: str) -> Func:
    return Func(F(field), template="(%(expressions)s - 1)", output_field=DateField())


def _units(kind: UnitKind, day: dt.date) -> Facts:
    rows = Placement.objects.on(day).filter(unit__kind=kind)
    return facts(rows, unit="unit_id", day=day, record_type="unit", record="unit_id")


def secretaries_on(day: dt.date) -> QuerySet[Tenure, int]:
    """Return the ids of those who are secretaries of a cell or a committee on `day`."""
    rows = Tenure.objects.on(day).filter(title=Title.SECRETARY, unit__kind__in=PARTY_KINDS)
    return rows.values_list("person_id", flat=True)


def _headed(period: Period, kind: UnitKind) -> Facts:
    """Units of which somebody is the head who is a secretary as well."""
    day = period.last_day
    heads = Tenure.objects.on(day).filter(title=Title.HEAD, person_id__in=secretaries_on(day))
    rows = Placement.objects.on(day).filter(Exists(heads.filter(unit=OuterRef("unit"))), unit__kind=kind)
    return facts(rows, unit="unit_id", day=day, record_type="unit", record="unit_id")


def _headed_by_others(period: Period, kind: UnitKind) -> Facts:
    """Units that somebody heads who is no secretary."""
    day = period.last_day
    heads = Tenure.objects.on(day).filter(title=Title.HEAD, unit=OuterRef("unit"))
    others = heads.exclude(person_id__in=secretaries_on(day))
    rows = Placement.objects.on(day).filter(Exists(others), unit__kind=kind)
    return facts(rows, unit="unit_id", day=day, record_type="unit", record="unit_id")


WAY = Membership.Way
CELLS = Measure("orgs.cells", _("Cells"), "chi bộ", Kind.STOCK, lambda period: _units(UnitKind.CELL, period.last_day))
GROUPS_OPENING = Measure(
    "orgs.groups_opening",
    _("Residential groups at the beginning"),
    "tổ dân phố",
    Kind.STOCK,
    lambda period: _units(UnitKind.RESIDENTS, period.start - dt.timedelta(days=1)),
)
GROUPS = Measure(
    "orgs.groups",
    _("Residential groups"),
    "tổ dân phố",
    Kind.STOCK,
    lambda period: _units(UnitKind.RESIDENTS, period.last_day),
)
GROUPS_LED_BY_SECRETARIES = Measure(
    "orgs.groups_led_by_secretaries",
    _("Residential groups whose head is the secretary of a cell as well"),
    "thôn, khu",
    Kind.STOCK,
    lambda period: _headed(period, UnitKind.RESIDENTS),
)
AGENCIES = Measure(
    "orgs.agencies",
    _("Agencies, schools and enterprises"),
    "cơ quan, đơn vị",
    Kind.STOCK,
    lambda period: _units(UnitKind.AGENCY, period.last_day),
)
AGENCIES_LED_BY_SECRETARIES = Measure(
    "orgs.agencies_led_by_secretaries",
    _("Agencies, schools and enterprises whose head is a secretary as well"),
    "thủ trưởng",
    Kind.STOCK,
    lambda period: _headed(period, UnitKind.AGENCY),
)
AGENCIES_LED_BY_OTHERS = Measure(
    "orgs.agencies_led_by_others",
    _("Agencies, schools and enterprises whose head is no secretary"),
    "đơn vị",
    Kind.STOCK,
    lambda period: _headed_by_others(period, UnitKind.AGENCY),
)
MEMBERS = Measure("people.members", _("Members"), "đảng viên", Kind.STOCK, _members)
OPENING = Measure("people.opening", _("Members at the beginning"), "đảng viên", Kind.STOCK, _opening)
WOMEN = Measure(
    "people.women",
    _("Women members"),
    "đảng viên",
    Kind.STOCK,
    lambda period: _members(period, Q(person__gender=Person.Gender.WOMAN)),
)
PROBATIONARY = Measure(
    "people.probationary",
    _("Probationary members"),
    "đảng viên",
    Kind.STOCK,
    lambda period: _standing(period, Standing.State.PROBATIONARY),
)
EXEMPT = Measure(
    "people.exempt",
    _("Members exempt from work and meetings"),
    "đảng viên",
    Kind.STOCK,
    lambda period: _standing(period, Standing.State.EXEMPT),
)
ADMITTED = Measure(
    "people.admitted", _("Members admitted"), "đảng viên", Kind.FLOW, lambda period: _came(period, WAY.ADMITTED)
)
CAME = {
    WAY.ADMITTED: ADMITTED,
    WAY.OPENING: Measure(
        "people.entered",
        _("Entered when the record began"),
        "đảng viên",
        Kind.FLOW,
        lambda period: _came(period, WAY.OPENING),
    ),
    WAY.ARRIVED: Measure(
        "people.arrived",
        _("Transferred in from outside"),
        "đảng viên",
        Kind.FLOW,
        lambda period: _came(period, WAY.ARRIVED),
    ),
    WAY.TRANSFERRED: Measure(
        "people.transferred_in",
        _("Came from another cell"),
        "đảng viên",
        Kind.FLOW,
        lambda period: _came(period, WAY.TRANSFERRED),
    ),
    WAY.REORGANISED: Measure(
        "people.reorganised_in",
        _("Came by a change of the cells"),
        "đảng viên",
        Kind.FLOW,
        lambda period: _came(period, WAY.REORGANISED),
    ),
}
REGROUPED_IN = Measure(
    "people.regrouped_in",
    _("Came with a unit that was moved here"),
    "đảng viên",
    Kind.FLOW,
    lambda period: _regrouped(period, "day"),
)
LEFT = {
    WAY.DEPARTED: Measure(
        "people.departed", _("Transferred out"), "đảng viên", Kind.FLOW, lambda period: _left(period, WAY.DEPARTED)
    ),
    WAY.TRANSFERRED: Measure(
        "people.transferred_out",
        _("Went to another cell"),
        "đảng viên",
        Kind.FLOW,
        lambda period: _left(period, WAY.TRANSFERRED),
    ),
    WAY.REORGANISED: Measure(
        "people.reorganised_out",
        _("Went by a change of the cells"),
        "đảng viên",
        Kind.FLOW,
        lambda period: _left(period, WAY.REORGANISED),
    ),
    WAY.STRUCK_OFF: Measure(
        "people.struck_off", _("Struck off"), "đảng viên", Kind.FLOW, lambda period: _left(period, WAY.STRUCK_OFF)
    ),
    WAY.RESIGNED: Measure(
        "people.resigned",
        _("Left at own request"),
        "đảng viên",
        Kind.FLOW,
        lambda period: _left(period, WAY.RESIGNED),
    ),
    WAY.EXPELLED: Measure(
        "people.expelled", _("Expelled"), "đảng viên", Kind.FLOW, lambda period: _left(period, WAY.EXPELLED)
    ),
    WAY.DIED: Measure("people.died", _("Died"), "đảng viên", Kind.FLOW, lambda period: _left(period, WAY.DIED)),
}
REGROUPED_OUT = Measure(
    "people.regrouped_out", _("Went with a unit that was moved away"), "đảng viên", Kind.FLOW,
    lambda period: _regrouped(period, _day_before("day")),
)  # fmt: skip
