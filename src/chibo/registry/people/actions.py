"""What happens to one person: joining, moving, standing, posts, leaving."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import today
from chibo.base.saving import create_checked, save_checked
from chibo.base.vietnamese import day as day_text
from chibo.registry.orgs.actions import Author, placement_on
from chibo.registry.orgs.models import PARTY_KINDS, Change, Kind, Unit
from chibo.registry.people.models import Membership, Person, Standing, Tenure, Title

DETAILS = (
    "full_name", "gender", "born_on", "citizen_number", "card_number", "phone", "joined_party_on", "official_on",
)  # fmt: skip


@transaction.atomic
def register_person(*, by: Author, **details: Any) -> Person:
    """Write down a person; the numbers, where given, belong to nobody else."""
    person = Person(**details)
    save_checked(person)
    note(person, "registered", by=by)
    return person


@transaction.atomic
def correct_person(person: Person, details: Mapping[str, Any], *, by: Author) -> Person:
    """Change what is held about a person; the trail keeps the old values."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    changes = {
        name: [str(getattr(person, name) or ""), str(value or "")]
        for name, value in details.items()
        if getattr(person, name) != value
    }
    if not changes:
        return person
    for name, value in details.items():
        setattr(person, name, value)
    save_checked(person)
    cell = Membership.objects.on(today()).filter(person=person).first()
    note(person, "corrected", by=by, unit_id=cell.unit_id if cell else None, changes=changes)
    return person


@transaction.atomic
def enrol(person: Person, *, unit: Unit, on: dt.date, came: Membership.Way, by: Author, paper: str = "") -> Membership:
    """Put a person on the roll of a cell from `on`."""
    _require_cell(unit, on)
    membership = Membership(person=person, unit=unit, valid_from=on, came=came, paper=paper)
    save_checked(membership)
    note(person, "put on the roll", by=by, unit_id=unit.pk, changes={"cell": ["", str(unit)]})
    return membership


@transaction.atomic
def enrol_many(
    joining: Sequence[tuple[Person, Unit]], *, on: dt.date, came: Membership.Way, by: Author, paper: str = ""
) -> list[Membership]:
    """Put many people on the rolls of their cells from `on`, all or none; who is not written down yet, is now."""
    for unit in dict.fromkeys(unit for _person, unit in joining):
        _require_cell(unit, on)
    fresh = [person for person, _unit in joining if person.pk is None]
    create_checked(fresh)
    note_each([(person, None, {}) for person in fresh], "registered", by=by)
    rows = [Membership(person=person, unit=unit, valid_from=on, came=came, paper=paper) for person, unit in joining]
    create_checked(rows)
    lines = [(person, unit.pk, {"cell": ["", str(unit)]}) for person, unit in joining]
    note_each(lines, "put on the roll", by=by)
    return rows


@transaction.atomic
def transfer(person: Person, *, to: Unit, on: dt.date, by: Author, paper: str = "") -> Membership:
    """Move a member to another cell; `on` is the first day there."""
    _require_cell(to, on)
    here = current_membership(person, on)
    if here.unit_id == to.pk:
        raise ValidationError(_("%(member)s is in %(unit)s already."), params={"member": person, "unit": to})
    _end(here, on, Membership.Way.TRANSFERRED, paper)
    there = Membership(person=person, unit=to, valid_from=on, came=Membership.Way.TRANSFERRED, paper=paper)
    save_checked(there)
    note(person, "transferred", by=by, unit_id=to.pk, changes={"cell": [str(here.unit), str(to)]})
    return there


@transaction.atomic
def leave(person: Person, *, on: dt.date, left: Membership.Way, by: Author, paper: str = "") -> Membership:
    """End a membership; `on` is the first day the person is no longer on the roll. Posts in the Party end too."""
    here = current_membership(person, on)
    _end(here, on, left, paper)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    Standing.objects.filter(lasting, person=person, valid_from__lt=on).update(valid_until=on)
    end_posts(
        Tenure.objects.filter(lasting, person=person, valid_from__lt=on, unit__kind__in=PARTY_KINDS), on=on, by=by
    )
    note(person, "left", by=by, unit_id=here.unit_id, changes={"left": ["", left.value]})
    return here


def end_posts(tenures: QuerySet[Tenure], *, on: dt.date, by: Author) -> None:
    """End many posts on one day."""
    ended = list(tenures.select_related("person"))
    Tenure.objects.filter(pk__in=[tenure.pk for tenure in ended]).update(valid_until=on)
    note_each([(one.person, one.unit_id, {"post": [one.title, ""]}) for one in ended], "post ended", by=by)


def reassign(person_ids: list[int], *, to: Unit, change: Change, by: Author) -> None:
    """Move members to the unit in which theirs goes on; part of a change of the tree."""
    day = change.effective_on
    here = Membership.objects.filter(person_id__in=person_ids, valid_until__isnull=True).select_related(
        "person", "unit"
    )
    lines = [(row.person, to.pk, {"cell": [str(row.unit), str(to)]}) for row in here]
    Membership.objects.filter(person_id__in=person_ids, valid_until__isnull=True).update(
        valid_until=day, left=Membership.Way.REORGANISED
    )
    Membership.objects.bulk_create(
        Membership(person_id=pk, unit=to, valid_from=day, came=Membership.Way.REORGANISED, change=change)
        for pk in person_ids
    )
    note_each(lines, "reorganised", by=by)


@transaction.atomic
def set_standing(
    person: Person, *, state: Standing.State, on: dt.date, by: Author, until: dt.date | None = None, paper: str = ""
) -> Standing:
    """Say how a member stands from `on`. The standing before ends that day, and goes on after `until`."""
    Person.objects.select_for_update().get(pk=person.pk)
    here = _membership_on(person, on)
    before = Standing.objects.on(on).filter(person=person, valid_from__lt=on).first()
    end = before.valid_until if before else None
    if before:
        before.end(on)
    standing = Standing(person=person, state=state, valid_from=on, valid_until=until, paper=paper)
    save_checked(standing)
    if before and until and (end is None or until < end):
        save_checked(Standing(person=person, state=before.state, valid_from=until, valid_until=end, paper=before.paper))
    note(person, "standing set", by=by, unit_id=here.unit_id, changes={"standing": ["", state.value]})
    return standing


@transaction.atomic
def appoint(
    person: Person,
    *,
    unit: Unit,
    title: Title,
    on: dt.date,
    by: Author,
    until: dt.date | None = None,
    paper: str = "",
) -> Tenure:
    """Give a person a post from `on`; two people cannot hold a single post on the same day."""
    placement_on(unit, on)
    tenure = Tenure(person=person, unit=unit, title=title, valid_from=on, valid_until=until, paper=paper)
    save_checked(tenure)
    note(person, "appointed", by=by, unit_id=unit.pk, changes={"post": ["", title.value]})
    return tenure


@transaction.atomic
def end_tenure(tenure: Tenure, *, on: dt.date, by: Author) -> Tenure:
    """End a post; `on` is the first day without it."""
    tenure = Tenure.objects.select_for_update().get(pk=tenure.pk)
    if tenure.valid_until is not None and tenure.valid_until <= on:
        raise ValidationError(_("This post ended before that day."))
    tenure.valid_until = on
    save_checked(tenure)
    note(tenure.person, "post ended", by=by, unit_id=tenure.unit_id, changes={"post": [tenure.title, ""]})
    return tenure


def current_membership(person: Person, day: dt.date) -> Membership:
    """Return the locked membership that holds on `day` and has not ended."""
    row = (
        Membership.objects.select_for_update(of=("self",))
        .filter(person=person, valid_from__lte=day, valid_until__isnull=True)
        .select_related("unit")
        .first()
    )
    if row is None:
        raise _not_a_member(person)
    return row


def _membership_on(person: Person, day: dt.date) -> Membership:
    """Return the membership that holds on `day`, also one that has ended since."""
    row = Membership.objects.on(day).filter(person=person).first()
    if row is None:
        raise _not_a_member(person)
    return row


def _not_a_member(person: Person) -> ValidationError:
    return ValidationError(_("%(member)s is on no roll that day."), params={"member": person}, code="not_a_member")


def _end(membership: Membership, day: dt.date, left: Membership.Way, paper: str) -> None:
    membership.valid_until = day
    membership.left = left
    membership.departure_paper = paper
    save_checked(membership)


def _require_cell(unit: Unit, day: dt.date) -> None:
    placement_on(unit, day)
    if unit.kind != Kind.CELL:
        raise ValidationError(_("Members belong to a cell; %(unit)s is none."), params={"unit": unit})
    last = unit.placements.latest("valid_from")
    if last.valid_until:
        raise ValidationError(
            _("%(unit)s ends on %(day)s: nobody is put on its roll any more."),
            params={"unit": unit, "day": day_text(last.valid_until)},
            code="ending",
        )
