"""The form: a draft that is its author's alone, handed in with the facts of the period as they stand that day."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.saving import save_checked
from chibo.records.reviews import rules
from chibo.records.reviews.headings import headings_of
from chibo.records.reviews.levels import Body, Level
from chibo.records.reviews.models import Campaign, SelfReview, Subject
from chibo.records.reviews.planning import open_campaign
from chibo.records.reviews.queries import writes_for
from chibo.records.reviews.year_record import record_of
from chibo.records.selfchecks import actions as selfchecks
from chibo.records.selfchecks.queries import own_check
from chibo.registry.access.models import User
from chibo.registry.access.permissions import may


@transaction.atomic
def write_form(
    subject: Subject,
    *,
    sheet: str,
    texts: Mapping[str, str],
    level: str = "",
    common_points: Decimal | None = None,
    task_points: Decimal | None = None,
    by: User,
) -> SelfReview:
    """Keep a draft. It is read by nobody but its author until it is handed in."""
    subject = _own(subject, by)
    marks = {one.mark for one in subject.campaign.sheets_of(subject.group)}
    if sheet not in marks:
        raise ValidationError({"sheet": _("The rule of this review has no such form for this subject.")})
    form = SelfReview.objects.select_for_update().filter(subject=subject).first() or SelfReview(subject=subject)
    if form.handed_in_on:
        raise ValidationError(_("This form is handed in; take it back to change it."))
    known = headings_of(subject)
    form.texts = {code: text for code, text in texts.items() if code in known and text}
    form.sheet, form.level, form.written_by = sheet, level, by
    form.common_points, form.task_points = common_points, task_points
    save_checked(form)
    return form


@transaction.atomic
def hand_in(subject: Subject, *, by: User) -> SelfReview:
    """Hand the form in, and the self-check of the year with it, if there is one.

    A rating and every heading are needed; the points must reach the level they claim.
    """
    subject = _own(subject, by)
    form = SelfReview.objects.select_for_update().filter(subject=subject).first()
    if form is None or form.handed_in_on:
        raise ValidationError(_("There is no draft to hand in."))
    empty = [str(title) for code, title in headings_of(subject).items() if not form.texts.get(code)]
    if empty:
        raise ValidationError(_("Still to be written: %(headings)s.") % {"headings": "; ".join(empty)})
    _require_points(subject, form)
    form.year_record, form.handed_in_on = record_of(subject).as_json(), today()
    save_checked(form)
    _hand_in_self_check(subject, by)
    note(subject, "review form handed in", by=by, unit_id=subject.unit_id)
    return form


@transaction.atomic
def receive_on_paper(
    subject: Subject,
    *,
    sheet: str,
    level: str,
    by: User,
    common_points: Decimal | None = None,
    task_points: Decimal | None = None,
) -> SelfReview:
    """Enter the rating of a form that a member handed in on paper; a draft of the member is not touched."""
    open_campaign(subject.campaign)
    if subject.is_collective or not may(
        by, rules.of(rules.PROPOSE, quarterly=subject.campaign.is_quarterly), subject.unit_id
    ):
        raise PermissionDenied
    if subject.unrated:
        raise ValidationError(_("There is no rating in this review, so no form is needed."))
    if SelfReview.objects.filter(subject=subject).exists():
        raise ValidationError(_("The member writes the form in Chibo."))
    form = SelfReview(
        subject=subject, sheet=sheet, level=level, common_points=common_points, task_points=task_points, on_paper=True,
        written_by=by,
    )  # fmt: skip
    _require_points(subject, form)
    form.year_record, form.handed_in_on = record_of(subject).as_json(), today()
    save_checked(form)
    note(subject, "form received on paper", by=by, unit_id=subject.unit_id)
    return form


@transaction.atomic
def take_back(subject: Subject, *, by: User) -> SelfReview:
    """Make a form a draft again, as long as neither cell nor board has said a level."""
    subject = _own(subject, by)
    form = SelfReview.objects.select_for_update().get(subject=subject)
    if subject.opinions.filter(body=Body.CELL).exists():
        raise ValidationError(_("The cell has proposed a level; the form stays as it is."))
    if subject.opinions.filter(body=Body.BOARD).exists():
        raise ValidationError(_("The form has been appraised; it stays as it is."))
    if form.handed_in_on is None or form.on_paper:
        raise ValidationError(_("There is no form of yours to take back."))
    form.handed_in_on = form.year_record = None
    save_checked(form)
    note(subject, "review form taken back", by=by, unit_id=subject.unit_id)
    return form


def _own(subject: Subject, by: User) -> Subject:
    open_campaign(subject.campaign)
    if not writes_for(by, subject):
        raise PermissionDenied
    if subject.unrated:
        raise ValidationError(_("There is no rating in this review, so no form is needed."))
    return subject


def _hand_in_self_check(subject: Subject, by: User) -> None:
    if subject.is_collective or subject.campaign.kind != Campaign.Kind.YEAR:
        return
    check = own_check(by, subject.campaign.year)
    if check and check.answers and not check.is_handed_in:
        selfchecks.hand_in(check, by=by)


def _require_points(subject: Subject, form: SelfReview) -> None:
    if not form.level:
        raise ValidationError({"level": _("Rate yourself before handing in.")})
    floors = subject.campaign.floors
    if not floors:
        return
    if form.common_points is None or form.task_points is None:
        raise ValidationError({"common_points": _("The rule of this review asks for points.")})
    points = form.common_points + form.task_points
    if floors[Level(form.level)] > points:
        text = _("%(level)s needs %(floor)d points; you give yourself %(points)s.")
        values = {"level": Level(form.level).label, "floor": floors[Level(form.level)], "points": points}
        raise ValidationError({"level": text % values})
