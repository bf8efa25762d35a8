"""The demonstration: one ward's years, made through the same actions that the pages use."""

import datetime as dt
from random import Random

from django.db import connection, transaction

from chibo.base.audit import seal
from chibo.base.facts import Period
from chibo.demo import (
    cell_meetings,
    duc_thang_awards,
    duc_thang_reviews,
    duc_thang_scores,
    duc_thang_votes,
    life,
    papers,
    phuc_dong,
    present,
    present_plans,
    present_surveys,
    thuong_thanh,
    uong_bi,
)
from chibo.demo.ward import BEGIN, Ward, build_ward
from chibo.records.members.actions import propose_correction
from chibo.records.studies import reflecting
from chibo.records.studies.models import Reflection
from chibo.registry.access.models import Grant, Role, User
from chibo.registry.orgs.actions import Decision, establish
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.models import Membership, Person, Title
from chibo.reports.actions import create_report, sign_report
from chibo.reports.models import Report

PASSWORD = "chibo-trinh-dien"  # noqa: S105 -- printed on the screen: a demonstration has no secrets
ACCOUNTS = [
    ("dangvien", PASSWORD, "Đảng viên Chi bộ 7"),
    ("bithu7", PASSWORD, "Bí thư Chi bộ 7"),
    ("vanphong", PASSWORD, "Văn phòng Đảng ủy, phụ trách đảng viên"),
    ("bithu", PASSWORD, "Bí thư Đảng ủy phường"),
    ("kiemtra", PASSWORD, "Ủy ban Kiểm tra Đảng ủy"),
    ("quanuy", PASSWORD, "Quận ủy Bắc Từ Liêm"),
    ("quantri", PASSWORD, "Quản trị hệ thống"),
    ("phucdong", PASSWORD, "Văn phòng Đảng ủy phường Phúc Đồng"),
    ("thuongthanh", PASSWORD, "Văn phòng Đảng ủy phường Thượng Thanh"),
    ("uongbi", PASSWORD, "Lãnh đạo Thành ủy Uông Bí"),
]


def is_built() -> bool:
    return Unit.objects.filter(slug="duc-thang").exists()


@transaction.atomic
def build() -> None:
    """Build the demonstration once; a second call does nothing."""
    if is_built():
        return
    ward = build_ward(Random(2022))  # noqa: S311 -- the same data every time is the point
    documents = papers.build_documents(ward)
    papers.build_targets(ward, documents)
    _take_stock()
    for year in (2021, 2022):
        life.live_through(ward, year, documents)
    life.move_into_spring(ward)
    present.live_today(ward, documents)
    duc_thang_awards.give_awards(ward)
    cell_meetings.meet(ward)
    duc_thang_scores.score_and_follow(ward)
    users = _open_accounts(ward)
    _take_stock()
    _write_reports(ward, users)
    duc_thang_votes.hold_votes(ward, users)
    _propose_correction(users["dangvien"])
    _hand_in_reflection(users["bithu"])
    present.ask_member(ward, users["dangvien"])
    duc_thang_reviews.build(ward, users)
    present_plans.plan_this_year(ward, users["dangvien"])
    present_surveys.ask_opinions(ward, users)
    _build_other_places()
    _take_stock()
    transaction.on_commit(seal)


def _take_stock() -> None:
    """Let the database count what our tables hold: it plans its queries by that, and nothing is committed yet.

    Ours alone: those that all databases of the server share would stay locked until the end of the build.
    """
    with connection.cursor() as cursor:
        ours = [connection.ops.quote_name(table) for table in connection.introspection.table_names(cursor)]
        cursor.execute(f"ANALYZE {', '.join(ours)}")


def _write_reports(ward: Ward, users: dict[str, User]) -> None:
    """Sign the report of 2021; leave that of 2022 a draft that the clerk is writing."""
    kind, clerk = Report.Kind.YEAR, users["vanphong"]
    signed = create_report(unit=ward.party, kind=kind, period=Period.year(2021), by=clerk)
    sign_report(signed, number=152, signed_on=dt.date(2022, 1, 5), by=users["bithu"])
    create_report(unit=ward.party, kind=kind, period=Period.year(2022), by=clerk)


def _propose_correction(user: User) -> None:
    assert user.person is not None
    propose_correction(user.person, field="phone", value="0912000007", by=user, reason="Số mới từ tháng này")


def _hand_in_reflection(user: User) -> None:
    reflection = Reflection.objects.get(person=user.person)
    reflecting.write(
        reflection, text="Qua học tập chuyên đề, bản thân nhận thức rõ hơn trách nhiệm nêu gương.", by=user
    )
    reflecting.hand_in(reflection, by=user)


def _open_accounts(ward: Ward) -> dict[str, User]:
    cell = ward.cells[6]
    member = (
        Membership.objects.filter(unit=cell, valid_until=None, person__tenures=None, person__standings=None)
        .order_by("pk")[4]
        .person
    )
    holders = {
        "dangvien": member,
        "bithu7": ward.holders[f"{Title.SECRETARY}:{cell.slug}"],
        "vanphong": ward.holders[f"{Title.HEAD}:van-phong"],
        "bithu": ward.holders[f"{Title.SECRETARY}:duc-thang"],
        "kiemtra": ward.holders[f"{Title.HEAD}:ubkt"],
        "quanuy": ward.holders[f"{Title.DEPUTY}:quan-uy"],
        "quantri": ward.person(joined_party_on=None, official_on=None, card_number=None),
    }
    grants = {
        "vanphong": [(Role.CLERK, ward.party), (Role.BOARD, ward.party)],
        "kiemtra": [(Role.INSPECTOR, ward.party)],
        "quantri": [(Role.ADMIN, ward.district)],
    }
    users: dict[str, User] = {}
    for username, person in holders.items():
        users[username] = _open_account(username, person, grants.get(username, []))
    return users


def _build_other_places() -> None:
    """Build three more places, each from the years that its published figures are about."""
    decision = Decision("112-QĐ", phuc_dong.BEGIN, "Ban Thường vụ Thành ủy", phuc_dong.BEGIN)
    district = establish(
        slug="quan-uy-long-bien", kind=Kind.SUPERIOR, name="Quận ủy Long Biên", parent=None, decision=decision,
        by=None, position=1,
    )  # fmt: skip
    wards = {"phucdong": phuc_dong.build(district), "thuongthanh": thuong_thanh.build(district)}
    for username, ward in wards.items():
        clerk = ward.holders[f"{Title.HEAD}:{ward.prefix}-van-phong"]
        _open_account(username, clerk, [(Role.CLERK, ward.party), (Role.BOARD, ward.party)])
    city = uong_bi.build()
    _open_account("uongbi", city.holders[f"{Title.DEPUTY}:uong-bi"], [])


def _open_account(username: str, person: Person, grants: list[tuple[Role, Unit]]) -> User:
    user = User.objects.create_user(username, password=PASSWORD, person=person)
    for role, unit in grants:
        Grant.objects.create(user=user, role=role, unit=unit, valid_from=BEGIN)
    return user
