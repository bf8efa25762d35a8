"""What a cell does with the plans of its members: comment, agree, take turns in reporting, review at the year's end."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note, note_each
from chibo.base.clock import today
from chibo.base.saving import create_checked, save_checked
from chibo.records.plans import rules
from chibo.records.plans.models import Comment, StudyPlan, Turn
from chibo.records.plans.queries import followed_by
from chibo.registry.access.models import User
from chibo.registry.access.permissions import require
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Membership
from chibo.registry.people.queries import members_of

MONTHS = 12


@transaction.atomic
def comment(plan: StudyPlan, *, made_on: dt.date, points: str, by: User | None) -> Comment:
    """Record what a meeting agreed to tell the author of a plan."""
    return comment_many([plan], made_on=made_on, points={plan.pk: points}, by=by)[0]


@transaction.atomic
def comment_many(
    plans: Iterable[StudyPlan], *, made_on: dt.date, by: User | None, points: Mapping[int, str] | None = None
) -> list[Comment]:
    """Record comments of one meeting on many plans, all or none. `points`: id of the plan → what was agreed on."""
    found = _followed(plans, by)
    _check_day(found, made_on)
    people = [plan.person_id for plan in found if plan.person_id]
    cells = dict(Membership.objects.on(made_on).filter(person__in=people).values_list("person_id", "unit_id"))
    comments = [
        Comment(
            plan=plan, unit_id=cells.get(plan.person_id or 0, plan.unit_id), made_on=made_on,
            points=(points or {}).get(plan.pk, ""), entered_by=by,
        )
        for plan in found
    ]  # fmt: skip
    create_checked(comments)
    note_each([(one.plan, one.unit_id, {}) for one in comments], "comments on the plan entered", by=by)
    return comments


@transaction.atomic
def agree_many(plans: Iterable[StudyPlan], *, on: dt.date, by: User | None) -> int:
    """Record that a meeting agreed on plans; from then on their text stays as it is. Return how many."""
    found = _followed(plans, by)
    _check_day(found, on)
    if any(plan.agreed_on for plan in found):
        raise ValidationError(_("The cell has agreed on one of these plans already."))
    StudyPlan.objects.filter(pk__in=[plan.pk for plan in found]).update(agreed_on=on, agreed_by=by)
    note_each([(plan, plan.unit_id, {}) for plan in found], "plan agreed on", by=by)
    return len(found)


@transaction.atomic
def review(plan: StudyPlan, *, result: str, points: str, on: dt.date, by: User | None) -> StudyPlan:
    """Record what the cell concluded at the year's end: carried out, partly, not; and the points agreed on."""
    (plan,) = _followed([plan], by)
    _check_day([plan], on)
    plan.result, plan.result_points, plan.reviewed_on, plan.reviewed_by = result, points, on, by
    save_checked(plan, update_fields=["result", "result_points", "reviewed_on", "reviewed_by"])
    note(plan, "plan reviewed", by=by, unit_id=plan.unit_id)
    return plan


@transaction.atomic
def set_turns(unit: Unit, turns: Mapping[int, int | None], *, year: int, by: User | None) -> None:
    """Set the month in which each of these members of the cell reports; None is no turn. Person id → month."""
    if by is not None:
        require(by, rules.FOLLOW, unit.pk)
    day = today()
    members = set(members_of([unit.pk], day).values_list("pk", flat=True))
    if not set(turns) <= members:
        raise ValidationError(_("The members of the cell have changed; please open the list anew."))
    Turn.objects.filter(person_id__in=turns, month__year=year).delete()
    create_checked(
        [
            Turn(unit=unit, person_id=person, month=dt.date(year, month, 1))
            for person, month in turns.items()
            if month is not None
        ]
    )
    note(unit, "turns of reporting set", by=by, unit_id=unit.pk)


def spread_turns(people: Sequence[int], taken: Collection[int], *, first: int = 1) -> dict[int, int]:
    """Propose a month for each of `people`, from month `first` to December, the emptiest first; `taken` are set."""
    months = list(range(first, MONTHS + 1))
    load = {month: sum(1 for one in taken if one == month) for month in months}
    proposed = {}
    for person in people:
        month = min(months, key=lambda month: (load[month], month))
        load[month] += 1
        proposed[person] = month
    return proposed


def _followed(plans: Iterable[StudyPlan], by: User | None) -> list[StudyPlan]:
    """Return the plans, locked; PermissionDenied when one of them is not for this user to judge."""
    pks = [plan.pk for plan in plans]
    rows = StudyPlan.objects.select_for_update(of=("self",)).filter(pk__in=pks, withdrawn_on=None)
    found = list(rows.select_related("person", "unit").order_by("pk"))
    if len(found) != len(set(pks)):
        raise ValidationError(_("This plan has been withdrawn already."))
    if by is not None and StudyPlan.objects.filter(followed_by(by), pk__in=pks).count() != len(found):
        raise PermissionDenied
    return found


def _check_day(plans: Iterable[StudyPlan], day: dt.date) -> None:
    if day > today():
        raise ValidationError(_("That day is still to come."))
    if any(plan.registered_on is None or plan.registered_on > day for plan in plans):
        raise ValidationError(_("On that day a plan was not registered yet."))
