"""Who may do what: each permission says which roles carry it and how far each reaches.

The same permission narrows a list and guards a single row, so that the two can never disagree.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Max
from django.http import Http404

from chibo.base.clock import today
from chibo.registry.access.models import Grant, Role, User
from chibo.registry.orgs.models import Ancestry, Kind
from chibo.registry.orgs.queries import above_ids, gone_on_in, nearest_above, origins_by, subtree_ids
from chibo.registry.people.models import Membership, Tenure, Title


class Reach(Enum):
    UNIT = "unit"
    """The unit where the role is held."""

    SUBTREE = "subtree"
    """That unit and everything below it."""

    ABOVE = "above"
    """That unit and everything above it: what a committee holds is read by its members."""

    WARD = "ward"
    """The Party organisation that the unit belongs to, and everything below it."""


@dataclass(frozen=True, slots=True)
class Permission:
    code: str
    roles: Mapping[Role, Reach]


ROLE_OF_POST: dict[tuple[str, str], Role] = {
    (Kind.CELL, Title.SECRETARY): Role.SECRETARY,
    (Kind.CELL, Title.DEPUTY): Role.SECRETARY,
    (Kind.GROUP, Title.HEAD): Role.SECRETARY,
    (Kind.GROUP, Title.DEPUTY_HEAD): Role.SECRETARY,
    (Kind.PARTY, Title.SECRETARY): Role.LEADER,
    (Kind.PARTY, Title.DEPUTY): Role.LEADER,
    (Kind.PARTY, Title.STANDING_MEMBER): Role.LEADER,
    (Kind.SUPERIOR, Title.SECRETARY): Role.SUPERIOR,
    (Kind.SUPERIOR, Title.DEPUTY): Role.SUPERIOR,
    (Kind.SUPERIOR, Title.STANDING_MEMBER): Role.SUPERIOR,
    (Kind.FRONT, Title.HEAD): Role.PARTNER,
    (Kind.UNION, Title.HEAD): Role.PARTNER,
    (Kind.GOVERNMENT, Title.HEAD): Role.PARTNER,
}
"""The rights that come with a post, by the kind of unit in which it is held."""


def roles_of(user: User, day: dt.date) -> set[tuple[Role, int]]:
    """Return the roles that a user has on `day`, each with the id of the unit where it is held."""
    held = {
        (Role(role), unit_id)
        for role, unit_id in Grant.objects.on(day).filter(user=user).values_list("role", "unit_id")
    }
    if user.person_id is None:
        return held
    posts = Tenure.objects.on(day).filter(person_id=user.person_id).values_list("unit__kind", "title", "unit_id")
    held |= {(ROLE_OF_POST[kind, title], unit_id) for kind, title, unit_id in posts if (kind, title) in ROLE_OF_POST}
    cells = Membership.objects.on(day).filter(person_id=user.person_id).values_list("unit_id", flat=True)
    return held | {(Role.MEMBER, unit_id) for unit_id in cells}


def permitted_unit_ids(user: User, permission: Permission) -> set[int]:
    """Return the units on whose rows the user may do this today.

    Units that have ended are among them: whoever leads a unit also leads what went on in it after a merger.
    """
    day = today()
    held: dict[Reach, set[int]] = defaultdict(set)
    for role, unit_id in roles_of_request(user, day):
        if reach := permission.roles.get(role):
            held[reach].add(unit_id)
    reached: set[int] = set()
    for reach, unit_ids in held.items():
        reached |= _within_known(user, frozenset(unit_ids), reach, day)
    return reached


def roles_of_request(user: User, day: dt.date) -> set[tuple[Role, int]]:
    """Return `roles_of`, asked once for each loaded user and day."""
    known: dict[dt.date, set[tuple[Role, int]]] = user.__dict__.setdefault("_roles_by_day", {})
    if day not in known:
        known[day] = roles_of(user, day)
    return known[day]


def may(user: User, permission: Permission, unit_id: int) -> bool:
    return unit_id in permitted_unit_ids(user, permission)


def may_anywhere(user: User, permission: Permission) -> bool:
    """Tell whether the user holds a role that carries this, over any unit: for menus only."""
    return any(role in permission.roles for role, _unit in roles_of_request(user, today()))


def require(user: User, permission: Permission, unit_id: int) -> None:
    """Raise PermissionDenied unless the user may do this for the unit."""
    if not may(user, permission, unit_id):
        raise PermissionDenied


def _within_known(user: User, unit_ids: frozenset[int], reach: Reach, day: dt.date) -> set[int]:
    """Return `_within` and what went on in it, asked once for each loaded user, like the roles."""
    known: dict[tuple[frozenset[int], Reach, dt.date], set[int]] = user.__dict__.setdefault("_within", {})
    key = (unit_ids, reach, day)
    if key not in known:
        found = _within(set(unit_ids), reach, day)
        known[key] = found | gone_on_in(found, day, _origins_known(user, day))
    return known[key]


def _origins_known(user: User, day: dt.date) -> dict[int, list[int]]:
    known: dict[dt.date, dict[int, list[int]]] = user.__dict__.setdefault("_origins", {})
    if day not in known:
        known[day] = origins_by(day)
    return known[day]


def _within(unit_ids: set[int], reach: Reach, day: dt.date) -> set[int]:
    if reach is Reach.UNIT:
        return unit_ids
    if reach is Reach.ABOVE:
        return unit_ids | above_ids(unit_ids, day)
    roots = {_ward_of(unit_id, day) for unit_id in unit_ids} if reach is Reach.WARD else unit_ids
    return roots | subtree_ids(roots, day) | _ended_below(roots, day)


def _ward_of(unit_id: int, day: dt.date) -> int:
    ward = nearest_above(unit_id, (Kind.PARTY, Kind.SUPERIOR), day)
    return ward.pk if ward else unit_id


def _ended_below(roots: set[int], day: dt.date) -> set[int]:
    """Units that lay below one of `roots` until they ended: what they left is still to be read."""
    ended = Ancestry.objects.filter(ancestor_id__in=roots).exclude(unit__placements__valid__contains=day)
    ended = ended.annotate(last_day=Max("unit__placements__valid_until")).filter(valid__endswith=F("last_day"))
    return set(ended.values_list("unit_id", flat=True))


class ScopedQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that belong to a unit through their `unit` field."""

    def permitted(self, user: User, permission: Permission) -> Self:
        return self.filter(unit_id__in=permitted_unit_ids(user, permission))

    def get_for(self, user: User, view: Permission, also: Permission | None = None, **lookup: object) -> M:
        """Return one row; 404 if the user may not see it, 403 if they may not `also` do this to it."""
        row = self.permitted(user, view).filter(**lookup).first()
        if row is None:
            raise Http404
        if also and not self.permitted(user, also).filter(pk=row.pk).exists():
            raise PermissionDenied
        return row
