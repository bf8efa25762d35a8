"""Days off that an office writes down as they are announced."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.registry.calendar.models import DayOff, Term
from chibo.registry.calendar.working_days import SATURDAY


@transaction.atomic
def set_day_off(
    *, day: dt.date, name: str, worked: bool, by: AbstractBaseUser | None, unit_id: int | None = None
) -> DayOff:
    """Write a day off, or a weekend day worked in exchange; writing the same day again changes it.

    Deadlines that are set already stay as they are.
    """
    if worked and day.weekday() < SATURDAY:
        raise ValidationError({"day": _("Only a Saturday or Sunday is worked in exchange; this day is worked anyway.")})
    before = DayOff.objects.select_for_update().filter(pk=day).first()
    off = DayOff(day=day, name=name, worked=worked)
    save_checked(off, force_insert=before is None, force_update=before is not None)
    old = [before.name, before.worked] if before else ["", ""]
    changes = {"name": [old[0], name], "worked": [old[1], worked]}
    note(off, "day off changed" if before else "day off added", by=by, unit_id=unit_id, changes=changes)
    return off


@transaction.atomic
def set_term(
    *,
    code: str,
    length: int,
    measured: str,
    source: str,
    since: dt.date,
    by: AbstractBaseUser | None,
    unit_id: int | None = None,
) -> Term:
    """Let a rule give another length of time from a day on. What was counted before stays, and so do earlier terms.

    A term that begins on the same day is corrected; before a later one nothing is put in.
    """
    rows = Term.objects.select_for_update().filter(code=code)
    if rows.filter(valid_from__gt=since).exists():
        raise ValidationError({"since": _("A later term is written down already; choose a day after it.")})
    last = rows.order_by("-valid_from").first()
    term = last if last and last.valid_from == since else Term(code=code, valid_from=since)
    before = str(last or "")
    if last and last is not term:
        last.end(since)
    term.length, term.measured, term.source = length, measured, source
    save_checked(term)
    note(term, "term set", by=by, unit_id=unit_id, changes={"term": [before, str(term)]})
    return term


@transaction.atomic
def remove_day_off(off: DayOff, *, by: AbstractBaseUser | None, unit_id: int | None = None) -> None:
    note(off, "day off removed", by=by, unit_id=unit_id, changes={"name": [off.name, ""]})
    off.delete()
