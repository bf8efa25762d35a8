"""The head and the foot that a unit's papers have: who stands above it, where it sits, who signs for it."""

import datetime as dt
import re
from dataclasses import dataclass

from chibo.registry.orgs.models import Kind, Placement, Unit
from chibo.registry.orgs.queries import name_on, nearest_above
from chibo.registry.people.models import Title
from chibo.registry.people.queries import holders_on

PREFIX = re.compile(r"^(?:Đảng bộ|Đảng ủy|Chi bộ)\s+")
PLACE_PREFIX = re.compile(r"^(?:phường|xã|thị trấn|đặc khu)\s+", re.IGNORECASE)
POSTS = {
    Title.SECRETARY: "BÍ THƯ",
    Title.DEPUTY: "PHÓ BÍ THƯ",
    Title.STANDING_MEMBER: "ỦY VIÊN BAN THƯỜNG VỤ",
}
ABOVE = {
    "Quận ủy": "Đảng bộ quận",
    "Huyện ủy": "Đảng bộ huyện",
    "Thị ủy": "Đảng bộ thị xã",
    "Thành ủy": "Đảng bộ thành phố",
    "Tỉnh ủy": "Đảng bộ tỉnh",
}
"""A committee above, and the organisation that stands in the head of a paper."""


@dataclass(frozen=True, slots=True)
class Head:
    superior: str
    issuer: str
    authority: str
    """What stands behind the slash of a symbol: ĐU, CB."""
    place: str
    on_behalf: str
    post: str
    signer: str
    recipients: tuple[str, ...]


def head_of(unit: Unit, day: dt.date) -> Head:
    """Return what a paper of this unit bears on `day`: a start, to be corrected by hand."""
    name, is_cell = name_of(unit, day), unit.kind in (Kind.CELL, Kind.GROUP)
    above = _name_above(unit, day)
    committee = next((word for word in ABOVE if above.startswith(word)), "")
    recipients = (
        f"Thường trực {committee}" if committee else above,
        "" if is_cell else "Các chi bộ trực thuộc",
        "Lưu Tổ đảng" if unit.kind == Kind.GROUP else "Lưu Chi bộ" if is_cell else "Lưu Văn phòng Đảng ủy",
    )
    return Head(
        superior=above.replace(committee, ABOVE[committee], 1) if committee else above,
        issuer=name if is_cell else PREFIX.sub("Đảng ủy ", name),
        authority="CB" if is_cell else "ĐU",
        place=_place(unit, day),
        on_behalf="T/M CHI BỘ" if is_cell else "T/M ĐẢNG ỦY",
        post=POSTS[Title.SECRETARY],
        signer=_secretary(unit, day),
        recipients=tuple(filter(None, recipients)),
    )


def name_of(unit: Unit, day: dt.date) -> str:
    """Return what the unit was called on `day`."""
    named = Unit.objects.filter(pk=unit.pk).values_list(name_on(day), flat=True).first()
    return named or unit.name


def post_of(unit: Unit, name: str, day: dt.date) -> str:
    """Return the post, in capitals, in which somebody of this name signs for the unit on `day`; empty if in none."""
    held = holders_on(day, [unit.pk]).filter(person__full_name=name, title__in=list(POSTS))
    titles = {post.title for post in held}
    return next((written for title, written in POSTS.items() if title in titles), "")


def _name_above(unit: Unit, day: dt.date) -> str:
    placed = Placement.objects.on(day).filter(unit=unit).select_related("parent").first()
    return name_of(placed.parent, day) if placed and placed.parent else ""


def _place(unit: Unit, day: dt.date) -> str:
    ward = nearest_above(unit.pk, (Kind.PARTY,), day) or unit
    return PLACE_PREFIX.sub("", PREFIX.sub("", name_of(ward, day)))


def _secretary(unit: Unit, day: dt.date) -> str:
    post = holders_on(day, [unit.pk]).filter(title=Title.SECRETARY).first()
    return post.person.full_name if post else ""
