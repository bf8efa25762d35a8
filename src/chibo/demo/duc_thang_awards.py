"""Awards of Đức Thắng over the years: five years of the yearly title, badges, and proposals that are still open."""

import datetime as dt

from chibo.base.clock import today
from chibo.demo.ward import Ward
from chibo.records.awards import actions
from chibo.records.awards.actions import Decision, NewAward
from chibo.records.awards.models import AwardKind, Giver

DISTRICT, WARD = "Quận ủy Bắc Từ Liêm", "Đảng ủy phường Đức Thắng"
FIRST = 2021
"""The record of the ward begins in this year."""


def give_awards(ward: Ward) -> None:
    """Award the ward and its best cells for every year up to the last, and propose those of this year."""
    kinds = {kind.code: kind for kind in AwardKind.objects.all()}
    this_year = today().year
    awards: list[NewAward] = []
    for year in range(FIRST, this_year):
        above = Decision(f"{1500 + year - FIRST}-QĐ/QU", dt.date(year, 12, 24), DISTRICT, Giver.DISTRICT)
        own = Decision(f"{180 + year - FIRST}-QĐ/ĐU", dt.date(year, 12, 26), WARD, Giver.BASE, money=2_340_000)
        awards.append(NewAward(ward.party, kinds["dang-bo-tsvm"], year, above))
        awards += [
            NewAward(ward.cells[place], kinds["chi-bo-tsvm"], year, own) for place in (1, 4, 6 if year % 2 else 7)
        ]
    actions.record_awards([*awards, *_to_people(ward, kinds)], by=None)
    _propose(ward, kinds, this_year)


def _to_people(ward: Ward, kinds: dict[str, AwardKind]) -> list[NewAward]:
    """Give two members of cell 7 their certificates, and old members their badges."""
    cell = ward.cells[6]
    members = [row.person for row in cell.memberships.filter(valid_until=None).select_related("person")[8:16]]
    on = dt.date(2022, 9, 2)
    badge = Decision("1102-QĐ/QU", on, DISTRICT, Giver.DISTRICT)
    merit = Decision("184-QĐ/ĐU", dt.date(2022, 12, 26), WARD, Giver.BASE, money=468_000)
    best = [NewAward(cell, kinds["dang-vien-xs"], 2022, merit, person) for person in members[:2]]
    old = zip(("huy-hieu-30", "huy-hieu-30", "huy-hieu-40", "huy-hieu-55"), members[2:], strict=False)
    return [*best, *(NewAward(cell, kinds[code], 2022, badge, person) for code, person in old)]


def _propose(ward: Ward, kinds: dict[str, AwardKind], year: int) -> None:
    on = today() - dt.timedelta(days=6)
    proposed = [
        actions.propose(unit=ward.cells[place], kind=kinds["chi-bo-tsvm"], year=year, merit=merit, on=on, by=None)
        for place, merit in ((1, "Hoàn thành 100% nhiệm vụ năm; nền nếp sinh hoạt tốt"), (6, "Mô hình tổ tự quản"))
    ]
    for award in proposed:
        actions.give_opinion(
            award, whose="Ủy ban Kiểm tra Đảng ủy", stance="for", text="Không có dấu hiệu vi phạm",
            given_on=on + dt.timedelta(days=3), by=None,
        )  # fmt: skip
    if year - FIRST >= 5:  # noqa: PLR2004 -- five years running
        actions.propose(unit=ward.party, kind=kinds["dang-bo-tsvm-5"], year=year - 1, on=on, by=None)
