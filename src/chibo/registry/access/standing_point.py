"""Where a reader stands: the unit and the day that every page is about."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property

from django.http import HttpRequest, HttpResponse

from chibo.base.clock import today
from chibo.base.vietnamese import YEARS, parse_day
from chibo.registry.access import rules
from chibo.registry.access.models import Role, User
from chibo.registry.access.permissions import permitted_unit_ids, roles_of_request
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import gone_on_in, outline, subtree_ids

FIRST = (Role.LEADER, Role.CLERK, Role.BOARD, Role.INSPECTOR, Role.SUPERIOR, Role.SECRETARY, Role.PARTNER, Role.MEMBER)
"""Which role decides the unit that a reader sees first."""


class StandingPoint:
    """The unit and day chosen in the bar, kept in the session; asked of the database only when a page needs it."""

    def __init__(self, user: User, unit: str | None, day: dt.date | None) -> None:
        self.user = user
        self._slug = unit
        self.day = day or today()

    @property
    def is_today(self) -> bool:
        return self.day == today()

    @cached_property
    def units(self) -> list[Unit]:
        """The units that the reader may stand on that day, in reading order, each with `depth`."""
        return outline(self.day, within=permitted_unit_ids(self.user, rules.VIEW_TREE))

    @cached_property
    def unit(self) -> Unit | None:
        by_slug = {unit.slug: unit for unit in self.units}
        if self._slug in by_slug:
            return by_slug[self._slug]
        held = dict(sorted(roles_of_request(self.user, today()), reverse=True))
        by_id = {unit.pk: unit for unit in self.units}
        own = next((by_id[held[role]] for role in FIRST if held.get(role) in by_id), None)
        return own or (self.units[0] if self.units else None)

    @cached_property
    def below(self) -> set[int]:
        """The unit, all below it that day, and the ended units that go on in one of them; nothing without a unit."""
        units = subtree_ids([self.unit.pk], self.day) | {self.unit.pk} if self.unit else set()
        return units | gone_on_in(units, self.day)


class StandingPointMiddleware:
    """Set `request.standing` from `?unit=…&day=…` or what was chosen before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            request.standing = _standing_point(request, request.user)  # type: ignore[attr-defined]
        return self.get_response(request)


def _standing_point(request: HttpRequest, user: User) -> StandingPoint:
    session = request.session
    if "unit" in request.GET:
        session["unit"] = request.GET["unit"][:60]
    if "day" in request.GET:
        session["day"] = _day(request.GET["day"])
    chosen = session.get("day")
    return StandingPoint(user, session.get("unit"), dt.date.fromisoformat(chosen) if chosen else None)


def _day(text: str) -> str | None:
    try:
        day = parse_day(text)
    except ValueError:
        return None
    return None if day == today() or day.year not in YEARS else day.isoformat()
