"""One sentence for each change of the tree."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chibo.registry.orgs.models import Change


@dataclass(frozen=True, slots=True)
class Told:
    change: Change
    sentence: str
    slug: str
    """The unit to look at."""


def tell(change: Any) -> Told:
    """Say what a change from `queries.changes_of` did, with the names of that day."""
    sentence, unit = TELLERS[change.what](change)
    return Told(change, sentence, unit.slug if unit else "")


def _established(change: Any) -> tuple[str, Any]:
    row = next(iter(change.placements_begun.all()))
    names = {"unit": row.unit_name, "parent": row.parent_name}
    return (
        _("%(unit)s established under %(parent)s") if row.parent_name else _("%(unit)s established")
    ) % names, row.unit


def _renamed(change: Any) -> tuple[str, Any]:
    row = next(iter(change.names_begun.all()))
    return _("%(old)s renamed to %(new)s") % {"old": row.old_name, "new": row.name}, row.unit


def _moved(change: Any) -> tuple[str, Any]:
    row = next(iter(change.placements_begun.all()))
    return _("%(unit)s moved under %(parent)s") % {"unit": row.unit_name, "parent": row.parent_name}, row.unit


def _merged(change: Any) -> tuple[str, Any]:
    rows = list(change.lineages.all())
    old = ", ".join(row.old_name for row in rows)
    return _("%(units)s merged into %(unit)s") % {"units": old, "unit": rows[0].new_name}, rows[0].successor


def _divided(change: Any) -> tuple[str, Any]:
    rows = list(change.lineages.all())
    new = ", ".join(row.new_name for row in rows)
    return _("%(unit)s divided into %(units)s") % {"unit": rows[0].old_name, "units": new}, rows[0].predecessor


def _dissolved(change: Any) -> tuple[str, Any]:
    row = next(iter(change.placements_ended.all()))
    heir = next(iter(change.lineages.all()), None)
    if heir is None:
        return _("%(unit)s ended") % {"unit": row.unit_name}, row.unit
    return _("%(unit)s ended and goes on in %(heir)s") % {"unit": row.unit_name, "heir": heir.new_name}, row.unit


TELLERS = {
    Change.What.ESTABLISH: _established,
    Change.What.RENAME: _renamed,
    Change.What.MOVE: _moved,
    Change.What.MERGE: _merged,
    Change.What.SPLIT: _divided,
    Change.What.DISSOLVE: _dissolved,
}
