"""What a committee concludes: points, then one notice that makes each point the task of every unit that acts."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.cascade.models import Conclusion, Point
from chibo.records.documents.actions import add_clause
from chibo.records.documents.models import Document, Genre, Type
from chibo.records.documents.outgoing import draft_document, issue_document, sign_document, submit_document
from chibo.records.meetings.models import Meeting
from chibo.records.tasks.actions import give_task
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A point as it is written down; without a deadline the rule in force sets one."""

    text: str
    units: Collection[Unit]
    due_on: dt.date | None = None


@transaction.atomic
def write_points(meeting: Meeting, *, title: str, points: Sequence[NewPoint], by: User | None) -> Conclusion:
    """Keep what a committee concluded; until the notice is issued, writing again replaces it."""
    if not meeting.is_of_committee:
        raise ValidationError(_("Only the meeting of a committee ends in a notice of conclusions."))
    conclusion = Conclusion.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    conclusion = conclusion or Conclusion(meeting=meeting, unit=meeting.unit)
    _require_open(conclusion)
    conclusion.title, conclusion.held_on = title, meeting.held_on
    save_checked(conclusion)
    conclusion.points.all().delete()
    for position, new in enumerate(points, start=1):
        point = Point(conclusion=conclusion, position=position, text=new.text, due_on=new.due_on)
        save_checked(point)
        point.units.set(new.units)
    note(conclusion, "conclusions written", by=by, unit_id=conclusion.unit_id)
    return conclusion


@transaction.atomic
def issue_conclusion(conclusion: Conclusion, *, issued_on: dt.date, signer: str, by: User | None) -> Document:
    """Issue the notice to all who act, each point a point of it and a task of every one of its units; or nothing."""
    conclusion = Conclusion.objects.select_for_update(of=("self",)).select_related("unit").get(pk=conclusion.pk)
    _require_open(conclusion)
    points = list(conclusion.points.prefetch_related("units"))
    if not points:
        raise ValidationError(_("There is no point yet."))
    if issued_on < conclusion.held_on:
        raise ValidationError({"issued_on": _("The notice comes after the meeting.")})
    document = draft_document(
        unit=conclusion.unit,
        type=Type.NOTICE,
        genre=Genre.CONCLUSION,
        title=conclusion.title,
        text=_text(points),
        by=by,
    )
    for point in points:
        point.clause = add_clause(document, number=str(point.position), text=point.text, by=by)
        point.save(update_fields=["clause"])
    document = sign_document(submit_document(document, by=by), signer=signer, signed_on=issued_on, by=by)
    addressed = {unit.pk: unit for point in points for unit in point.units.all()}
    document = issue_document(document, to=list(addressed.values()), issued_on=issued_on, by=by)
    for point in points:
        _give(point, issued_on, by)
    conclusion.document = document
    conclusion.save(update_fields=["document"])
    note(conclusion, "issued", by=by, unit_id=conclusion.unit_id)
    return document


def _give(point: Point, given_on: dt.date, by: User | None) -> None:
    for unit in point.units.all():
        give_task(
            unit=unit, title=point.text, clause=point.clause, due_on=point.due_on, given_by=point.conclusion.unit,
            given_on=given_on, by=by,
        )  # fmt: skip


def _text(points: Sequence[Point]) -> str:
    """Write the content of the notice, as an office lays it out."""
    lines = []
    for point in points:
        who = ", ".join(unit.name for unit in point.units.all())
        due = f" Hoàn thành trước ngày {day_text(point.due_on)}." if point.due_on else ""
        lines.append(f"{point.position}. {point.text.rstrip('.')}. Giao {who} thực hiện.{due}")
    return "\n".join(lines)


def _require_open(conclusion: Conclusion) -> None:
    if conclusion.document_id:
        raise ValidationError(_("The notice is issued already."))
