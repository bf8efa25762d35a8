"""What Phúc Đồng was awarded up to the end of 2017: the title of its committee, the city's flag, and earlier ones."""

import datetime as dt

from chibo.demo.place import Place
from chibo.records.awards import actions
from chibo.records.awards.actions import Decision, NewAward
from chibo.records.awards.models import AwardKind, Giver
from chibo.registry.orgs.models import Unit

DISTRICT, CITY, GOVERNMENT = "Quận ủy Long Biên", "Ủy ban nhân dân thành phố Hà Nội", "Ủy ban nhân dân quận Long Biên"
TITLE = ("dang-bo-tsvm", 2017, "2017-12-11", Decision("1142-QĐ/QU", dt.date(2017, 12, 20), DISTRICT, Giver.DISTRICT))
FLAG = ("co-thi-dua", 2017, "2017-12-04", Decision("8790/QĐ-UBND", dt.date(2017, 12, 22), CITY, Giver.PROVINCE))
EARLIER = (
    ("tap-the-ldtt", 2016, Decision("311/QĐ-UBND", dt.date(2017, 1, 18), GOVERNMENT, Giver.DISTRICT)),
    ("bang-khen", 2016, Decision("402/QĐ-UBND", dt.date(2017, 1, 25), CITY, Giver.PROVINCE)),
)
BEST_CELLS = {2016: (1, 4, 7), 2017: (1, 4, 9)}
BADGES = ((30, 3), (40, 2), (50, 1))


def give_awards(place: Place) -> None:
    """Let the committee and the ward's government be awarded, best cells every year, old members their badges."""
    kinds = {kind.code: kind for kind in AwardKind.objects.all()}
    government = place.beside["ubnd"]
    _from_the_proposal(place.party, kinds, TITLE, "Lãnh đạo thực hiện Nghị quyết Trung ương 4 khóa XII")
    _from_the_proposal(government, kinds, FLAG, "Đơn vị dẫn đầu phong trào thi đua")
    old = [NewAward(government, kinds[code], year, decision) for code, year, decision in EARLIER]
    for year, numbers in BEST_CELLS.items():
        day = dt.date(year, 12, 20)
        decision = Decision(f"{90 + year - 2016}-QĐ/ĐU", day, "Đảng ủy phường Phúc Đồng", Giver.BASE)
        old += [NewAward(place.cells[number - 1], kinds["chi-bo-tsvm"], year, decision) for number in numbers]
    actions.record_awards([*old, *_badges(place, kinds)], by=None)


def _from_the_proposal(
    unit: Unit, kinds: dict[str, AwardKind], what: tuple[str, int, str, Decision], merit: str
) -> None:
    code, year, proposed, decision = what
    on = dt.date.fromisoformat(proposed)
    award = actions.propose(unit=unit, kind=kinds[code], year=year, merit=merit, on=on, by=None)
    actions.give_opinion(
        award, whose="Ủy ban Mặt trận Tổ quốc phường", stance="for", given_on=on + dt.timedelta(days=2), by=None
    )
    actions.decide(award, decision=decision, by=None)


def _badges(place: Place, kinds: dict[str, AwardKind]) -> list[NewAward]:
    decision = Decision("655-QĐ/QU", dt.date(2017, 11, 1), DISTRICT, Giver.DISTRICT)
    rows = place.cells[2].memberships.filter(valid_until=None).select_related("person").order_by("pk")
    members = iter(rows[3:])
    return [
        NewAward(place.cells[2], kinds[f"huy-hieu-{years}"], 2017, decision, next(members).person)
        for years, count in BADGES
        for _ in range(count)
    ]
