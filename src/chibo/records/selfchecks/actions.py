import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.selfchecks import rules
from chibo.records.selfchecks.lists import parts_on
from chibo.records.selfchecks.models import SelfCheck
from chibo.records.selfchecks.queries import year_of
from chibo.registry.access.models import User
from chibo.registry.access.permissions import may_anywhere
from chibo.registry.calendar.working_days import Calendar
from chibo.registry.people.queries import cell_of

KEPT = "selfcheck.kept"
"""The term after which a self-check is deleted, counted from the end of its year."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the author found about one item; without an answer the item counts as not gone through."""

    answer: str
    note: str = ""
    remedy: str = ""


@transaction.atomic
def write(answers: Mapping[str, Answered], *, by: User) -> SelfCheck:
    """Keep what the author found, item by item; the trail says once that a self-check was written, never what."""
    person, day = by.person, today()
    unit = cell_of(person, day) if person else None
    if person is None or unit is None or not may_anywhere(by, rules.WRITE):
        raise PermissionDenied
    _check(answers, day)
    check = SelfCheck.objects.select_for_update().filter(person=person, year=year_of(day)).first()
    if check is None:
        check = SelfCheck(person=person, year=year_of(day))
    elif check.is_handed_in:
        raise ValidationError(_("This self-check is handed in and stays as it is."))
    check.unit = unit
    kept = {key: value for key, value in check.answers.items() if key not in answers}
    check.answers = kept | {key: asdict(one) for key, one in answers.items() if one.answer}
    is_new = check.pk is None
    save_checked(check)
    if is_new:
        note(check, "self-check written", by=by, unit_id=check.unit_id)
    return check


@transaction.atomic
def hand_in(selfcheck: SelfCheck, *, by: User) -> SelfCheck:
    """Hand it in with the review: from then on the secretary of the cell reads it too, and it stays as it is."""
    check = _own(selfcheck, by)
    if check.is_handed_in:
        raise ValidationError(_("This self-check is handed in already."))
    if not check.answers:
        raise ValidationError(_("Go through the lists first."))
    check.handed_in_on = today()
    check.unit = cell_of(check.person, today()) or check.unit
    save_checked(check)
    note(check, "self-check handed in", by=by, unit_id=check.unit_id)
    return check


@transaction.atomic
def delete(selfcheck: SelfCheck, *, by: User) -> None:
    """Delete what is not handed in; nothing of it stays."""
    check = _own(selfcheck, by)
    if check.is_handed_in:
        raise ValidationError(_("This self-check is handed in and stays as it is."))
    note(check, "self-check deleted", by=by, unit_id=check.unit_id)
    check.delete()


@transaction.atomic
def erase_old(day: dt.date) -> int:
    """Delete every self-check whose time of keeping is over, handed in or not. Return how many."""
    calendar, erased = Calendar(), 0
    for year in SelfCheck.objects.order_by("year").values_list("year", flat=True).distinct():
        deadline = calendar.deadline(KEPT, counted_from=dt.date(year, 12, 31))
        if deadline and deadline.is_late(day):
            rows = SelfCheck.objects.filter(year=year).defer("answers").select_related("person")
            note_each([(check, check.unit_id, {}) for check in rows], "self-check deleted", by=None)
            erased += rows.delete()[0]
    return erased


def _own(check: SelfCheck, by: User) -> SelfCheck:
    check = SelfCheck.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=check.pk)
    if check.person_id != by.person_id:
        raise PermissionDenied
    return check


def _check(answers: Mapping[str, Answered], day: dt.date) -> None:
    known = {key for part in parts_on(day) for key, _item in part.keyed()}
    if not set(answers) <= known:
        raise ValidationError(_("The list has changed meanwhile; please open it anew."))
    if any(one.answer and one.answer not in SelfCheck.Answer for one in answers.values()):
        raise ValidationError(_("This is none of the answers."))
