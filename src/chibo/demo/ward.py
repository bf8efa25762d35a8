"""The ward of the demonstration: the committee above, its units, its members and their posts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from chibo.demo.names import people as invented
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.actions import Decision
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people import actions as people
from chibo.registry.people import changes
from chibo.registry.people.changes import NewUnit
from chibo.registry.people.models import Membership, Person, Standing, Title

BEGIN = dt.date(2021, 1, 1)
MERGER = dt.date(2021, 7, 1)
NUMBERED = 10
OFFICES = ("Cơ quan phường", "Công an phường", "Trường Tiểu học", "Trường Trung học cơ sở")
BESIDE = (
    (Kind.COUNCIL, "hdnd", "Hội đồng nhân dân phường"),
    (Kind.GOVERNMENT, "ubnd", "Ủy ban nhân dân phường"),
    (Kind.FRONT, "mttq", "Ủy ban Mặt trận Tổ quốc phường"),
    (Kind.UNION, "phu-nu", "Hội Liên hiệp Phụ nữ phường"),
    (Kind.UNION, "thanh-nien", "Đoàn Thanh niên phường"),
    (Kind.UNION, "nong-dan", "Hội Nông dân phường"),
    (Kind.UNION, "cuu-chien-binh", "Hội Cựu chiến binh phường"),
    (Kind.UNION, "chu-thap-do", "Hội Chữ thập đỏ phường"),
    (Kind.INSPECTION, "ubkt", "Ủy ban Kiểm tra Đảng ủy"),
    (Kind.OFFICE, "van-phong", "Văn phòng Đảng ủy"),
)
OPENING = 562
"""Members when the record begins; with every movement since, 572 on 29/3/2023."""


@dataclass
class Ward:
    """What the later parts of the demonstration need to find again."""

    random: Random
    district: Unit
    party: Unit
    neighbour: Unit
    newcomers: Iterator[dict[str, object]]
    cells: list[Unit] = field(default_factory=list)
    beside: dict[str, Unit] = field(default_factory=dict)
    groups: list[Unit] = field(default_factory=list)
    holders: dict[str, Person] = field(default_factory=dict)

    def person(self, **more: object) -> Person:
        return people.register_person(by=None, **{**next(self.newcomers), **more})


def decision(symbol: str, on: dt.date, issuer: str = "Ban Thường vụ Quận ủy Bắc Từ Liêm") -> Decision:
    return Decision(symbol=symbol, decided_on=on - dt.timedelta(days=10), issuer=issuer, effective_on=on)


def build_ward(random: Random) -> Ward:
    district = _unit("quan-uy", Kind.SUPERIOR, "Quận ủy Bắc Từ Liêm", None, 0)
    party = _unit("duc-thang", Kind.PARTY, "Đảng bộ phường Đức Thắng", district, 1)
    neighbour = _unit("dong-ngac", Kind.PARTY, "Đảng bộ phường Đông Ngạc", district, 2)
    ward = Ward(random, district, party, neighbour, invented(random))
    _build_units(ward)
    _build_roll(ward)
    _fill_posts(ward)
    _merge(ward)
    return ward


def _unit(slug: str, kind: Kind, name: str, parent: Unit | None, position: int) -> Unit:
    return orgs.establish(
        slug=slug,
        kind=kind,
        name=name,
        parent=parent,
        decision=decision("112-QĐ/QU", BEGIN),
        by=None,
        position=position,
    )


def _build_units(ward: Ward) -> None:
    for number in range(1, NUMBERED + 1):
        ward.cells.append(_unit(f"chi-bo-{number}", Kind.CELL, f"Chi bộ {number}", ward.party, number))
    for place, office in enumerate(OFFICES, start=20):
        ward.cells.append(_unit(f"chi-bo-{place}", Kind.CELL, f"Chi bộ {office}", ward.party, place))
    for place, (kind, slug, name) in enumerate(BESIDE, start=40):
        ward.beside[slug] = _unit(slug, kind, name, ward.party, place)
    for number in range(1, NUMBERED):
        name = f"Tổ dân phố số {number}"
        ward.groups.append(_unit(f"tdp-{number}", Kind.RESIDENTS, name, ward.party, 60 + number))
    elsewhere = _unit("dong-ngac-chi-bo-1", Kind.CELL, "Chi bộ 1 phường Đông Ngạc", ward.neighbour, 1)
    for _ in range(3):
        people.enrol(ward.person(), unit=elsewhere, on=BEGIN, came=Membership.Way.OPENING, by=None)


def _build_roll(ward: Ward) -> None:
    """Spread the members unevenly, as residential cells and offices are; a few are exempt or away."""
    weights = [52, 47, 44, 50, 41, 46, 45, 48, 30, 26, 38, 31, 36, 28]
    places = [cell for cell, weight in zip(ward.cells, weights, strict=True) for _ in range(weight)]
    assert len(places) == OPENING
    members = [Person(**next(ward.newcomers)) for _ in places]
    joining = list(zip(members, places, strict=True))
    people.enrol_many(joining, on=BEGIN, came=Membership.Way.OPENING, by=None)
    for place, (person, cell) in enumerate(joining):
        if place % 13 == 5 and cell.position < 20:  # noqa: PLR2004 -- residential cells have the old and the ill
            people.set_standing(person, state=Standing.State.EXEMPT, on=BEGIN, by=None, paper="Nghị quyết chi bộ")
        if place % 97 == 50:  # noqa: PLR2004 -- a handful study or work elsewhere for a while
            people.set_standing(
                person, state=Standing.State.AWAY, on=dt.date(2022, 3, 1), until=dt.date(2022, 11, 1), by=None
            )


def _fill_posts(ward: Ward) -> None:
    for cell in ward.cells:
        members = [row.person for row in Membership.objects.on(BEGIN).filter(unit=cell).order_by("pk")[:3]]
        for person, title in zip(members, (Title.SECRETARY, Title.DEPUTY), strict=False):
            people.appoint(person, unit=cell, title=title, on=BEGIN, by=None, paper="Quyết định chuẩn y của Đảng ủy")
            ward.holders[f"{title}:{cell.slug}"] = person
    office = list(Membership.objects.on(BEGIN).filter(unit=ward.cells[NUMBERED]).order_by("pk")[5:20])
    posts = [
        (ward.party, Title.SECRETARY), (ward.party, Title.DEPUTY), (ward.party, Title.STANDING_MEMBER),
        (ward.beside["ubkt"], Title.HEAD), (ward.beside["van-phong"], Title.HEAD), (ward.beside["ubnd"], Title.HEAD),
        (ward.beside["mttq"], Title.HEAD), (ward.beside["phu-nu"], Title.HEAD), (ward.beside["thanh-nien"], Title.HEAD),
        (ward.beside["nong-dan"], Title.HEAD), (ward.beside["cuu-chien-binh"], Title.HEAD),
        (ward.beside["chu-thap-do"], Title.HEAD),
    ]  # fmt: skip
    for (unit, title), row in zip(posts, office, strict=False):
        people.appoint(row.person, unit=unit, title=title, on=BEGIN, by=None, paper="Quyết định của Quận ủy")
        ward.holders[f"{title}:{unit.slug}"] = row.person
    above = ward.person()
    people.appoint(above, unit=ward.district, title=Title.DEPUTY, on=BEGIN, by=None)
    ward.holders[f"{Title.DEPUTY}:quan-uy"] = above
    secretary = ward.holders[f"{Title.SECRETARY}:duc-thang"]
    people.appoint(secretary, unit=ward.beside["hdnd"], title=Title.HEAD, on=BEGIN, by=None)
    for number, group in enumerate(ward.groups):
        head = ward.person(joined_party_on=None, official_on=None, card_number=None)
        people.appoint(head, unit=group, title=Title.HEAD, on=BEGIN + dt.timedelta(days=number), by=None)


def _merge(ward: Ward) -> None:
    ninth, tenth = ward.cells[NUMBERED - 2], ward.cells[NUMBERED - 1]
    merged = changes.merge(
        [ninth, tenth], into=NewUnit(slug="chi-bo-9-moi", name="Chi bộ 9", position=9),
        decision=decision("45-QĐ/ĐU", MERGER, "Đảng ủy phường Đức Thắng"), by=None,
    )  # fmt: skip
    ward.cells[NUMBERED - 2 : NUMBERED] = [merged]
    head = ward.holders[f"{Title.SECRETARY}:chi-bo-9"]
    people.appoint(head, unit=merged, title=Title.SECRETARY, on=MERGER, by=None, paper="Quyết định chuẩn y của Đảng ủy")
    ward.holders[f"{Title.SECRETARY}:chi-bo-9-moi"] = head
