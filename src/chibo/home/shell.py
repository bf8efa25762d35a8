"""What every page shows around its content: areas, unit and day, the reader, the face."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language, get_language_info

from chibo.base.clock import now, today
from chibo.home.preferences import Face, Size, Theme, face_of
from chibo.registry.access.models import Role, User
from chibo.registry.access.permissions import Permission, may_anywhere, roles_of_request
from chibo.registry.access.standing_point import FIRST, StandingPoint
from chibo.registry.orgs.models import Unit

NAVIGATION = "chibo.config.navigation"


@dataclass(frozen=True, slots=True)
class Area:
    """A part of Chibo with a place in the navigation."""

    label: Promise
    about: Promise
    url_name: str
    icon: str
    needs: Permission | None = None
    """Who sees it; everybody if None."""
    without_role: bool = False
    """Whether people without any role see it too: those who are asked though they are no members."""


@dataclass(frozen=True, slots=True)
class Group:
    label: Promise
    areas: Sequence[Area]


@dataclass(frozen=True, slots=True)
class Link:
    """An area as one page shows it."""

    area: Area
    url: str
    current: bool

    @property
    def label(self) -> Promise:
        return self.area.label

    @property
    def icon(self) -> str:
        return self.area.icon


@dataclass(frozen=True, slots=True)
class LinkGroup:
    label: Promise
    areas: Sequence[Link]


class Shell:
    """Asked by templates; what a page does not show is not fetched."""

    sizes = Size
    themes = Theme

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        user = getattr(request, "user", None)
        self.reader: User | None = user if isinstance(user, User) else None
        self.real_day = today()

    @cached_property
    def face(self) -> Face:
        return face_of(self._request)

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages to choose from, each called by its own name."""
        return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]

    @property
    def now(self) -> dt.datetime:
        return now()

    @property
    def standing(self) -> StandingPoint | None:
        return getattr(self._request, "standing", None)

    @property
    def unit(self) -> Unit | None:
        return self.standing.unit if self.standing else None

    @property
    def day(self) -> dt.date:
        return self.standing.day if self.standing else self.real_day

    @property
    def is_today(self) -> bool:
        return self.day == self.real_day

    @property
    def days(self) -> list[dt.date]:
        """The ends of the last two half-years, on which most reports stand."""
        last_year = dt.date(self.real_day.year - 1, 12, 31)
        this_june, last_june = dt.date(self.real_day.year, 6, 30), dt.date(self.real_day.year - 1, 6, 30)
        return [this_june, last_year] if this_june < self.real_day else [last_year, last_june]

    @property
    def units(self) -> list[tuple[str, str, int]]:
        """The units to choose from: address, name, depth."""
        units = self.standing.units if self.standing else []
        return [(unit.slug, unit.name, unit.depth) for unit in units]  # type: ignore[attr-defined]

    @cached_property
    def duty(self) -> str:
        """The reader's first role and where it is held."""
        role = self._first_role
        held = dict(sorted(roles_of_request(self.reader, self.real_day), reverse=True)) if self.reader and role else {}
        if role is None or self.standing is None:
            return ""
        unit = next((unit.name for unit in self.standing.units if unit.pk == held.get(role)), "")
        return ", ".join(filter(None, (str(role.label), unit)))

    @cached_property
    def areas(self) -> list[LinkGroup]:
        """The areas that the reader may open, in groups."""
        groups: Sequence[Group] = import_string(f"{NAVIGATION}.GROUPS")
        shown = [LinkGroup(group.label, self._links(group.areas)) for group in groups]
        return [group for group in shown if group.areas]

    @cached_property
    def area_names(self) -> set[str]:
        """The areas that the reader may open, by the names of their addresses."""
        return {link.area.url_name for group in self.areas for link in group.areas}

    @cached_property
    def tabs(self) -> list[Link]:
        """The bottom bar of a phone: four areas by role, and the page of all areas."""
        if self.reader is None:
            return []
        by_role: Mapping[Role, Sequence[str]] = import_string(f"{NAVIGATION}.TABS")
        everything: Area = import_string(f"{NAVIGATION}.EVERYTHING")
        names = by_role.get(self._first_role or Role.MEMBER, by_role[Role.MEMBER])
        by_name = {link.area.url_name: link for group in self.areas for link in group.areas}
        links = [by_name[name] for name in names if name in by_name]
        return links + self._links([everything])

    @cached_property
    def _first_role(self) -> Role | None:
        held = {role for role, _unit in roles_of_request(self.reader, self.real_day)} if self.reader else set()
        return next((role for role in (*FIRST, Role.ADMIN) if role in held), None)

    def _links(self, areas: Sequence[Area]) -> list[Link]:
        user = self.reader
        if user is None:
            return []
        urls = [(area, reverse(area.url_name)) for area in areas if self._may_open(user, area)]
        return [Link(area, url, url == self._current) for area, url in urls]

    def _may_open(self, user: User, area: Area) -> bool:
        if area.needs is None or may_anywhere(user, area.needs):
            return True
        return area.without_role and user.person_id is not None and not roles_of_request(user, self.real_day)

    @cached_property
    def _current(self) -> str:
        """The address of the area that this page belongs to: the longest that it begins with."""
        groups: Sequence[Group] = import_string(f"{NAVIGATION}.GROUPS")
        urls = [reverse(area.url_name) for group in groups for area in group.areas] + [reverse("areas")]
        path, home = self._request.path, reverse("home")
        around = [url for url in urls if path == url or (url != home and path.startswith(url))]
        return max(around, key=len, default="")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Put `shell` into every template."""
    return {"shell": Shell(request)}
