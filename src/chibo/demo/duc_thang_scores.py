"""Đức Thắng: how its cells scored their meetings, what the board said of it, who follows each cell and who came."""

import datetime as dt

from django.db.models import QuerySet

from chibo.base.clock import today
from chibo.demo.ward import Ward
from chibo.records.following.actions import follow, record_visit
from chibo.records.meetings.models import Meeting
from chibo.records.scoring.actions import appraise, assess, freeze, suggested
from chibo.records.scoring.models import Assessment
from chibo.registry.orgs.models import Unit
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Person, Title

SEVENTH = 6
"""The place of Chi bộ 7 among the cells: the one whose books are shown."""
LACKING = {"phe-binh": 2, "ket-luan": 1, "thao-luan": 1, "tong-hop": 1}
"""Points that a cell takes off itself, in turn."""
NOTE = "Sinh hoạt đúng quy trình; chi bộ cần giao việc rõ người, rõ thời hạn hơn."
FOLLOWED = 13
"""One cell has nobody: the page and home say so."""


def score_and_follow(ward: Ward) -> None:
    _score(ward.cells[SEVENTH], Meeting.objects.filter(held_on__year=2022))
    recent = Meeting.objects.filter(held_on__gte=today() - dt.timedelta(days=120))
    for cell in ward.cells:
        _score(cell, recent)
    _follow(ward)


def _score(cell: Unit, among: QuerySet[Meeting]) -> None:
    """Score the closed regular meetings of a cell; the first two are appraised, the second one against the cell."""
    meetings = Meeting.objects.filter(
        pk__in=among, unit=cell, kind=Meeting.Kind.REGULAR, state=Meeting.State.CLOSED
    ).select_related("unit")  # fmt: skip
    made = [_scored(meeting) for meeting in meetings.order_by("held_on")]
    for place, score in enumerate(made[:-1][:2]):
        reason = "Phần tự phê bình ghi trong biên bản còn chung chung" if place else ""
        appraise(score, total=score.total - 3 * place, reason=reason, by=None)


def _scored(meeting: Meeting) -> Assessment:
    """Return the score that was fixed with the minutes; of a meeting without minutes score and fix it now."""
    if found := Assessment.objects.filter(meeting=meeting, frozen_at__isnull=False).first():
        return found
    made = accept_scored(meeting)
    return freeze(meeting, by=None) or made


def accept_scored(meeting: Meeting) -> Assessment:
    """Take the suggested points, and a little off what the cell judges itself."""
    meeting = Meeting.objects.select_related("unit").get(pk=meeting.pk)  # with what was written of it meanwhile
    _rubric, sheet, _facts = suggested(meeting)
    off = list(LACKING)[(meeting.held_on.month + meeting.unit.position) % len(LACKING)]
    points = {
        line.criterion.pk: line.most - (LACKING[off] if line.criterion.code == off else 0)
        for line in sheet.lines
        if line.points is None
    }
    return assess(meeting, points, by=None)


def _follow(ward: Ward) -> None:
    day = today().replace(month=1, day=2)
    members = _committee(ward, day)
    for number, cell in enumerate(ward.cells[:FOLLOWED]):
        follow(person=members[number % len(members)], unit=cell, on=day, by=None, paper="Thông báo số 12-TB/ĐU")
    secretary = members[0]
    if secretary != members[SEVENTH % len(members)]:
        follow(person=secretary, unit=ward.cells[SEVENTH], on=day, by=None, paper="Thông báo số 12-TB/ĐU")
    held = Meeting.objects.filter(
        unit__in=ward.cells[:FOLLOWED], kind=Meeting.Kind.REGULAR, held_on__gte=today() - dt.timedelta(days=75),
        held_on__lt=today(),
    )  # fmt: skip
    for meeting in held.select_related("unit").order_by("held_on", "pk"):
        if meeting.unit.position % 4:
            person = members[ward.cells.index(meeting.unit) % len(members)]
            record_visit(meeting, person=person, note=NOTE if meeting.unit.position % 3 else "", by=None)


def _committee(ward: Ward, day: dt.date) -> list[Person]:
    """Return the leaders of the ward and six secretaries of cells who are made members of the committee."""
    titles = (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER)
    leaders = [ward.holders[f"{title}:{ward.party.slug}"] for title in titles]
    others = [
        ward.holders[f"{Title.SECRETARY}:{cell.slug}"]
        for cell in ward.cells
        if f"{Title.SECRETARY}:{cell.slug}" in ward.holders
    ]
    for person in others[-6:]:
        appoint(person, unit=ward.party, title=Title.COMMITTEE_MEMBER, on=day, by=None, paper="Quyết định chuẩn y")
    return leaders + others[-6:]
