"""What a page of figures is asked: which unit, which days, which tree."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.text import single_spaced
from chibo.base.vietnamese import day, month
from chibo.indicators import rules
from chibo.indicators.forms import PeriodForm
from chibo.indicators.rollup import AS_THEN, Tree, View
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit, UnitName

YEARS = 7


@dataclass(frozen=True, slots=True)
class Question:
    unit: Unit
    name: str
    """What the unit was called on the last day of the period."""
    period: Period
    view: View

    @property
    def restated(self) -> bool:
        return self.view.tree is Tree.NOW

    @property
    def period_name(self) -> str:
        return period_name(self.period)

    def query(self, **changes: str) -> str:
        asked = {
            "unit": self.unit.slug,
            "start": self.period.start.isoformat(),
            "end": self.period.last_day.isoformat(),
            "tree": self.view.tree.value,
        }
        return urlencode(asked | changes)

    def address(self, name: str, *args: str, **changes: str) -> str:
        return f"{reverse(name, args=args)}?{self.query(**changes)}"

    def figure(self, code: str, **changes: str) -> str:
        """Return where this figure is told with its records."""
        return self.address("indicators:figure", code, **changes)


@dataclass(frozen=True, slots=True)
class Chip:
    year: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what the page shows so that it can be changed."""

    question: Question
    form: PeriodForm
    chips: list[Chip]

    @property
    def status(self) -> int:
        return 422 if self.form.errors else 200


def ask(request: SignedInRequest) -> Asked:
    """Read the question from the address; without days it is the year in which the reader stands."""
    year = Period.year(request.standing.day.year)
    form = PeriodForm(request.GET) if "start" in request.GET or "end" in request.GET else None
    period = form.period if form and form.is_valid() else year
    if form is None or form.is_valid():
        form = PeriodForm(initial={"start": period.start, "end": period.last_day})
    view = View.now(today()) if request.GET.get("tree") == Tree.NOW.value else AS_THEN
    unit = asked_unit(request)
    question = Question(unit, name_of(unit, period.last_day), period, view)
    return Asked(question, form, _chips(question, request.standing.day.year))


def asked_unit(request: SignedInRequest) -> Unit:
    """Return the unit of the address, or where the reader stands; 404 if the reader may not see its figures."""
    if slug := request.GET.get("unit"):
        return visible_unit(request.user, slug)
    if request.standing.unit is None:
        raise Http404
    return visible_unit(request.user, request.standing.unit.slug)


def visible_unit(user: User, slug: str) -> Unit:
    """Return a unit whose figures the user may see, one that has ended too; 404 for every other."""
    unit = Unit.objects.filter(slug=single_spaced(slug), pk__in=permitted_unit_ids(user, rules.VIEW)).first()
    if unit is None:
        raise Http404
    return unit


def name_of(unit: Unit, on: dt.date) -> str:
    return UnitName.objects.on(on).filter(unit=unit).values_list("name", flat=True).first() or unit.name


def period_name(period: Period) -> str:
    """Say a period in the words of the interface: a year, a month, a day, or from one day to another."""
    start, last = period.start, period.last_day
    if period == Period.year(start.year):
        return _("year %(year)s") % {"year": str(start.year)}
    if start == last:
        return _("on %(day)s") % {"day": day(start)}
    if start.day == 1 and period.end == (start + dt.timedelta(days=32)).replace(day=1):
        return _("month %(month)s") % {"month": month(start)}
    return _("from %(first)s to %(last)s") % {"first": day(start), "last": day(last)}


def _chips(question: Question, latest: int) -> list[Chip]:
    years = [Period.year(year) for year in range(latest, latest - YEARS, -1)]
    return [
        Chip(
            str(year.start.year),
            "?" + question.query(start=year.start.isoformat(), end=year.last_day.isoformat()),
            current=year == question.period,
        )
        for year in years
    ]
