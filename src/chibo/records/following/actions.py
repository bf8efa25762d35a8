"""Who follows which cell, and who went to its meetings."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note as tell
from chibo.base.clock import now, today
from chibo.base.saving import save_checked
from chibo.records.following.models import Following, Visit
from chibo.records.following.queries import committee_posts, sheet
from chibo.records.meetings.models import Meeting
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import exists_on
from chibo.registry.people.models import Person


@transaction.atomic
def follow(*, person: Person, unit: Unit, on: dt.date, by: User | None, paper: str = "") -> Following:
    """Let a member of a committee above follow a cell from `on`."""
    if unit.kind != Kind.CELL or not exists_on(unit, on):
        raise ValidationError({"on": _("%(unit)s is no cell on that day.") % {"unit": unit}})
    post = committee_posts([unit.pk], on).filter(person=person).first()
    if post is None:
        said = {"person": person, "unit": unit}
        text = _("%(person)s holds no post on that day in a committee above %(unit)s.")
        raise ValidationError({"person": text % said})
    made = Following(unit=unit, person=person, committee=post.unit, valid_from=on, paper=paper)
    save_checked(made)
    tell(made, "follows", by=by, unit_id=unit.pk, changes={"follower": ["", str(person)]})
    return made


@transaction.atomic
def stop_following(following: Following, *, on: dt.date, by: User | None) -> Following:
    """Let `on` be the first day on which the person no longer follows the cell."""
    following = Following.objects.select_for_update(of=("self",)).select_related("person").get(pk=following.pk)
    if following.valid_until:
        raise ValidationError(_("This has ended already."))
    following.valid_until = on
    save_checked(following)
    tell(following, "no longer follows", by=by, unit_id=following.unit_id, changes={"until": ["", on.isoformat()]})
    return following


@transaction.atomic
def record_visit(
    meeting: Meeting, *, person: Person, by: User | None, attended: bool = True, note: str | None = None
) -> Visit:
    """Write down whether a committee member came to a meeting of a cell; without a note, the one before stays.

    The trail says that a note was written, never what it says.
    """
    _require_held(meeting)
    visit = Visit.objects.select_for_update(of=("self",)).filter(meeting=meeting, person=person).first()
    if visit is None:
        _require_post(meeting, person)
        visit = Visit(meeting=meeting, person=person)
    old, wrote = visit.attended, note is not None and note != visit.note
    visit.attended, visit.by, visit.at = attended, by, now()
    visit.note = visit.note if note is None else note
    save_checked(visit)
    if old is not attended:
        _tell(visit, meeting, "visit recorded" if attended else "visit not made", by)
    if wrote:
        _tell(visit, meeting, "note written", by)
    return visit


@transaction.atomic
def write_sheet(
    meetings: Collection[Meeting], came: Mapping[int, Collection[int]], *, day: dt.date, by: User | None
) -> int:
    """Write a day's sheet: by meeting, who came; who was planned and is not among them did not come.

    Before the day it says who is expected besides the followers. Returns how many answers changed.
    """
    changed = 0
    people = Person.objects.in_bulk({pk for pks in came.values() for pk in pks})
    for row in sheet(meetings, day):
        named = set(came.get(row.meeting.pk, ())) & people.keys()
        known = {person.pk: (person, said) for person, said, _follows in row.people}
        for pk in named - known.keys():
            _require_post(row.meeting, people[pk])
        if day > today():
            changed += _expect(row.meeting, named, {pk for pk, (_p, said) in known.items() if said is None}, people, by)
            continue
        for pk in named | known.keys():
            person, said = known.get(pk) or (people[pk], None)
            if said is not (pk in named):
                record_visit(row.meeting, person=person, attended=pk in named, by=by)
                changed += 1
    return changed


def _expect(meeting: Meeting, named: set[int], known: set[int], people: Mapping[int, Person], by: User | None) -> int:
    """Let people be expected at a meeting to come, and no longer expect those who were and are not named."""
    gone = Visit.objects.filter(meeting=meeting, attended=None).exclude(person_id__in=named)
    removed, _rows = gone.delete()
    for pk in named - known:
        visit = Visit(meeting=meeting, person=people[pk], by=by, at=now())
        save_checked(visit)
        _tell(visit, meeting, "visit planned", by)
    return removed + len(named - known)


def _tell(visit: Visit, meeting: Meeting, verb: str, by: User | None) -> None:
    tell(visit, verb, by=by, unit_id=meeting.unit_id, changes={"meeting": ["", str(meeting)]})


def _require_held(meeting: Meeting) -> None:
    if meeting.held_on > today():
        raise ValidationError(_("This meeting has not taken place yet."))


def _require_post(meeting: Meeting, person: Person) -> None:
    if meeting.unit.kind != Kind.CELL or meeting.kind == Meeting.Kind.CONFERENCE:
        raise ValidationError(_("Committee members follow the meetings of cells."))
    posts = committee_posts([meeting.unit_id], meeting.held_on).filter(person=person)
    follows = Following.objects.on(meeting.held_on).filter(unit=meeting.unit_id, person=person)
    if not posts.exists() and not follows.exists():
        said = {"person": person, "unit": meeting.unit}
        raise ValidationError(_("%(person)s holds no post on that day in a committee above %(unit)s.") % said)
