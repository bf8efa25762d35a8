"""Phúc Đồng, 03/8/2016: the residential cells meet on one day, and the committee spreads over nine of them."""

import datetime as dt

from chibo.demo.place import Place
from chibo.records.following.actions import follow, record_visit
from chibo.records.meetings.models import Meeting
from chibo.registry.people.models import Person, Title

DAY = dt.date(2016, 8, 3)
BEGAN = dt.date(2016, 7, 15)
VISITED = 9
NOTES = (
    "Đảng viên dự đông, phát biểu thẳng thắn; nghị quyết cần giao việc cụ thể hơn.",
    "Nội dung chuẩn bị kỹ, còn ít ý kiến của đảng viên trẻ.",
    "Đề nghị rút ngắn phần đọc văn bản, dành thời gian thảo luận.",
)


def spread_over_cells(place: Place) -> None:
    """Let each of nine committee members follow one residential cell and attend its meeting; nobody has the tenth."""
    members = _committee(place)
    cells = place.cells[:VISITED]
    held = {one.unit_id: one for one in Meeting.objects.filter(unit__in=cells, held_on=DAY).select_related("unit")}
    for number, (person, cell) in enumerate(zip(members, cells, strict=True)):
        follow(person=person, unit=cell, on=BEGAN, by=None, paper="Thông báo phân công của Ban Thường vụ")
        record_visit(held[cell.pk], person=person, note=NOTES[number % len(NOTES)], by=None)
    # The secretary came to a second meeting that evening: ten attendances, nine cells all the same.
    record_visit(held[cells[1].pk], person=members[0], by=None)


def _committee(place: Place) -> list[Person]:
    """Return nine members of the committee: its secretary, deputy and standing member, and six secretaries of cells."""
    leading = [
        place.holders[f"{title}:{place.party.slug}"] for title in (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER)
    ]
    others = [place.holders[f"{Title.SECRETARY}:{cell.slug}"] for cell in place.cells[-6:]]
    for person in others:
        place.appoint(person, place.party, Title.COMMITTEE_MEMBER)
    return leading + others
