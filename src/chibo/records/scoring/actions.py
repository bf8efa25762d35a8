"""Scores of meetings: given by the cell, fixed with its minutes, appraised by the committee above."""

from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import create_checked, save_checked
from chibo.records.meetings.models import Meeting
from chibo.records.scoring.arithmetic import Circumstances, Sheet, Suggested, level_of, suggest
from chibo.records.scoring.circumstances import circumstances
from chibo.records.scoring.models import Appraisal, Assessment, Criterion, Line, Rubric
from chibo.records.scoring.versions import criteria_of, rubric_for
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind


def suggested(meeting: Meeting) -> tuple[Rubric, Sheet, Circumstances]:
    """Return the version for a meeting, what Chibo suggests, and from which facts; ValidationError if it has none."""
    if meeting.kind != Meeting.Kind.REGULAR or meeting.unit.kind != Kind.CELL:
        raise ValidationError(_("Only the regular meeting of a cell is scored; a thematic one counts within it."))
    rubric = rubric_for(meeting.unit, meeting.held_on)
    if rubric is None:
        raise ValidationError(_("No version of the criteria holds on the day of this meeting."))
    now_known = circumstances(meeting, today())
    return rubric, suggest(rubric, criteria_of(rubric), now_known), now_known


@transaction.atomic
def assess(
    meeting: Meeting, points: Mapping[int, int], *, by: User | None, reasons: Mapping[int, str] | None = None
) -> Assessment:
    """Score a meeting that was held, by criterion; scoring again replaces the score until it is fixed.

    A line without points in `points` gets those suggested. ValidationError names the lines that have neither.
    """
    meeting = _locked(meeting)
    return _give(meeting, points, reasons or {}, by)


@transaction.atomic
def accept_suggestions(
    meeting: Meeting,
    *,
    by: User | None,
    points: Mapping[int, int] | None = None,
    reasons: Mapping[int, str] | None = None,
) -> Assessment:
    """Score a meeting as suggested; what only the cell can judge gets its most, unless `points` says otherwise.

    What follows from a fact is never made up: ValidationError names the lines whose fact is not recorded.
    """
    meeting = _locked(meeting)
    _rubric, sheet, _facts = suggested(meeting)
    full = {line.criterion.pk: line.most for line in sheet.lines if line.points is None and _is_free(line)}
    return _give(meeting, full | dict(points or {}), reasons or {}, by)


@transaction.atomic
def freeze(meeting: Meeting, *, by: User | None) -> Assessment | None:
    """Fix the score of a meeting whose minutes are locked; None if it has none, the same again if it is fixed.

    Points that were taken as suggested follow the facts as they are now; points given for a reason stay.
    """
    found = Assessment.objects.select_for_update(of=("self",)).select_related("rubric").filter(meeting=meeting).first()
    if found is None or found.frozen_at:
        return found
    _refresh(found, meeting)
    found.frozen_at = now()
    found.save(update_fields=["total", "level", "frozen_at"])
    note(found, "score fixed", by=by, unit_id=found.unit_id, changes={"total": ["", found.total]})
    return found


@transaction.atomic
def appraise(assessment: Assessment, *, total: int, by: User | None, reason: str = "") -> Appraisal:
    """Confirm a fixed score, or correct it for a reason; the cell's own score and every appraisal are kept."""
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("rubric").get(pk=assessment.pk)
    if not assessment.frozen_at:
        raise ValidationError(_("The cell has not fixed this score yet; it does so with the minutes."))
    level = level_of(assessment.rubric, total, full=is_full(assessment))
    appraisal = Appraisal(
        assessment=assessment, own_total=assessment.total, total=total, level=level, reason=reason, by=by, at=now()
    )
    save_checked(appraisal)
    verb = "score confirmed" if total == assessment.total else "score corrected"
    note(assessment, verb, by=by, unit_id=assessment.unit_id, changes={"total": [assessment.total, total]})
    return appraisal


def is_full(assessment: Assessment) -> bool:
    """Tell whether every line that “good” needs has its most."""
    lines = assessment.lines.select_related("criterion")
    return all(line.points == line.most for line in lines if line.criterion.for_good)


def _locked(meeting: Meeting) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting.pk)
    if meeting.held_on > today():
        raise ValidationError(_("This meeting has not taken place yet."))
    if Assessment.objects.filter(meeting=meeting, frozen_at__isnull=False).exists():
        raise ValidationError(_("The score is fixed together with the minutes; it cannot be changed."))
    return meeting


def _is_free(line: Suggested) -> bool:
    """Tell whether nothing is missing for this line: the cell judges it, or no task of the last meeting was due."""
    return line.criterion.rule in (Criterion.Rule.JUDGED, Criterion.Rule.RESOLUTION)


def _give(meeting: Meeting, points: Mapping[int, int], reasons: Mapping[int, str], by: User | None) -> Assessment:
    rubric, sheet, facts = suggested(meeting)
    given = {line.criterion.pk: points.get(line.criterion.pk, line.points) for line in sheet.lines}
    if missing := [line.criterion for line in sheet.lines if given[line.criterion.pk] is None]:
        raise ValidationError({f"c-{one.pk}": _("Give points for “%(text)s”.") % {"text": one} for one in missing})
    lines = _lines(sheet, {pk: int(one or 0) for pk, one in given.items()}, reasons)
    return _write(meeting, rubric, lines, facts, by)


def _lines(sheet: Sheet, given: Mapping[int, int], reasons: Mapping[int, str]) -> list[Line]:
    return [
        Line(
            criterion=line.criterion, points=given[line.criterion.pk], most=line.most, suggested=line.points,
            part=line.part, whole=line.whole, unexcused=line.unexcused,
            reason=reasons.get(line.criterion.pk, "") if given[line.criterion.pk] != line.points else "",
        )
        for line in sheet.lines
    ]  # fmt: skip


def _write(meeting: Meeting, rubric: Rubric, lines: list[Line], facts: Circumstances, by: User | None) -> Assessment:
    old = Assessment.objects.filter(meeting=meeting).first()
    before = old.total if old else ""
    if old:
        old.delete()
    total = sum(line.points for line in lines)
    full = all(line.points == line.most for line in lines if line.criterion.for_good)
    made = Assessment(
        meeting=meeting, unit=meeting.unit, rubric=rubric, total=total, level=level_of(rubric, total, full=full),
        has_thematic=facts.has_thematic, has_committee=facts.has_committee, by=by, at=now(),
    )  # fmt: skip
    _refuse_too_many(lines)
    save_checked(made)
    for line in lines:
        line.assessment = made
    create_checked(lines)
    note(made, "scored", by=by, unit_id=meeting.unit_id, changes={"total": [before, total]})
    return made


def _refuse_too_many(lines: list[Line]) -> None:
    wrong = {}
    for line in lines:
        if line.points > line.most:
            said = {"text": line.criterion, "most": line.most}
            wrong[f"c-{line.criterion_id}"] = _("“%(text)s” has at most %(most)d points.") % said
        elif line.suggested is not None and line.points != line.suggested and not line.reason:
            said = {"text": line.criterion, "suggested": line.suggested}
            text = _("“%(text)s”: say why the points differ from the %(suggested)d suggested.") % said
            wrong[f"r-{line.criterion_id}"] = text
    if wrong:
        raise ValidationError(wrong)


def _refresh(found: Assessment, meeting: Meeting) -> None:
    """Let suggestions follow the facts; what counts in this month stays as it was when the cell scored."""
    known = circumstances(meeting, today())
    known = replace(known, has_thematic=found.has_thematic, has_committee=found.has_committee)
    sheet = suggest(found.rubric, criteria_of(found.rubric), known)
    fresh = {line.criterion.pk: line for line in sheet.lines}
    lines = list(found.lines.select_related("criterion"))
    for line in lines:
        _follow(line, fresh[line.criterion_id])
    Line.objects.bulk_update(lines, ["points", "suggested", "part", "whole", "unexcused"])
    found.total = sum(line.points for line in lines)
    full = all(line.points == line.most for line in lines if line.criterion.for_good)
    found.level = level_of(found.rubric, found.total, full=full)


def _follow(line: Line, new: Suggested) -> None:
    if line.points == line.suggested and new.points is not None:
        line.points = line.suggested = new.points
    elif line.reason or new.points in (None, line.points):
        line.suggested = new.points
    line.part, line.whole, line.unexcused = new.part, new.whole, new.unexcused
