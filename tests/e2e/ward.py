"""The small ward in which the journeys take place, made through the actions in a few seconds."""

import datetime as dt
from decimal import Decimal

from django.core.management import call_command
from django.db import transaction

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.records.admissions.actions import put_forward
from chibo.records.contests import rounds
from chibo.records.contests.actions import NewEntry, open_contest, record_entries
from chibo.records.documents.actions import register_document
from chibo.records.documents.numbering import open_term
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.plans.actions import register_collective
from chibo.records.reviews.levels import Stage
from chibo.records.reviews.models import Campaign
from chibo.records.reviews.planning import plan_campaign
from chibo.records.targets.actions import give_target
from chibo.records.targets.models import Target
from chibo.registry.access.models import Grant, Role, User
from chibo.registry.orgs.models import Kind
from chibo.registry.people import actions as people
from chibo.registry.people.models import Standing, Title
from chibo.reports.actions import create_report
from chibo.reports.models import Report
from tests.factories import LONG_AGO, a_member, a_person, a_unit

PASSWORD = "bốn từ chẳng liên quan"
WARD = "Đảng bộ phường Thử Nghiệm"
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng")
"""One for each cell. The journeys do not meet: meetings in 1 and 2, a merger of 3 and 4, newcomers in 5."""
GIVEN = ("An", "Bình", "Cường", "Dung", "Đạt", "Hà", "Hòa", "Lan", "Minh", "Nga", "Phúc", "Quân")
WOMEN = ("Dung", "Hà", "Hòa", "Lan", "Nga")
LAST_YEAR = today().year - 1
MONTHLY = f"Sinh hoạt thường kỳ tháng {today():%m/%Y}"
THEMATIC = "Sinh hoạt chuyên đề về phòng cháy"
QUIZ = "Cuộc thi tìm hiểu lịch sử Đảng"
QUESTIONS = {
    "Đảng Cộng sản Việt Nam được thành lập ngày nào?": ("03/02/1930", "02/9/1945", "07/5/1954"),
    "Nhiệm kỳ của cấp ủy cơ sở là mấy năm?": ("5 năm", "3 năm", "4 năm", "6 năm"),
}
LARGE_MEETING = f"Họp thường kỳ {today():%m/%Y} của chi bộ 45 đồng chí"
SMALL_MEETING = f"Họp thường kỳ {today():%m/%Y} của chi bộ 6 đồng chí"
REVIEWED = ("Phan Thị Hòa", "Phan Văn Quân", "Phan Văn Đạt", "Phan Thị Nga", "Phan Văn Phúc")
"""Secretary of the cell, secretary of the ward, member of the board, member with an account, a neighbour."""
CONFERENCE = "Quán triệt Nghị quyết số 18-NQ/TW"


def name_of(cell, place):
    """Return what the member at `place` of the cell with this number is called."""
    given = GIVEN[place]
    return f"{FAMILIES[cell - 1]} {'Thị' if given in WOMEN else 'Văn'} {given}"


def build():
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        district = a_unit(kind=Kind.SUPERIOR, name="Quận ủy Thử Nghiệm")
        ward = a_unit(kind=Kind.PARTY, parent=district, name=WARD)
        cells = [a_unit(parent=ward, name=f"Chi bộ {number}") for number in range(1, len(FAMILIES) + 1)]
        rolls = [_roll(number, cell) for number, cell in enumerate(cells, start=1)]
        people.appoint(rolls[1][2], unit=ward, title=Title.SECRETARY, on=LONG_AGO, by=None)
        _open_accounts(ward, rolls)
        open_term(ward, valid_from=LONG_AGO, by=None)
        document = _papers(ward, district)
        _past_year(ward, cells, document)
        _present(cells)
        _studies(ward, cells, rolls, document)
        _draft(ward)
        _cells_that_meet()
        _ward_that_reviews()


def _roll(number, cell):
    roll = [_member(number, place, cell) for place in range(len(GIVEN))]
    for person, title in zip(roll, (Title.SECRETARY, Title.DEPUTY), strict=False):
        people.appoint(person, unit=cell, title=title, on=LONG_AGO, by=None)
    people.set_standing(roll[-1], state=Standing.State.EXEMPT, on=LONG_AGO, by=None)
    return roll


def _member(number, place, cell):
    name = name_of(number, place)
    serial = f"{number:03}{place:06}"
    return a_member(
        of=cell, full_name=name, gender="woman" if " Thị " in name else "man", born_on=dt.date(1960 + place, 3, 3),
        citizen_number=f"001{serial}", card_number=f"019{serial}", phone=f"0912{number:03}{place:03}",
        joined_party_on=dt.date(1995, 2, 3), official_on=dt.date(1996, 2, 3),
    )  # fmt: skip


def _open_accounts(ward, rolls):
    holders = {"bithu1": rolls[0][0], "bithu2": rolls[1][0], "dangvien": rolls[0][4], "bithu": rolls[1][2]}
    grants = {"vanphong": (Role.CLERK, Role.BOARD), "xaydung": (Role.BOARD,)}
    for username in (*holders, *grants):
        user = User.objects.create_user(username, password=PASSWORD, person=holders.get(username))
        for role in grants.get(username, ()):
            Grant.objects.create(user=user, role=role, unit=ward, valid_from=LONG_AGO)


def _papers(ward, district):
    document = register_document(
        unit=ward, symbol="18-NQ/TW", issued_on=dt.date(LAST_YEAR, 6, 16), type="NQ", issuer="Ban Chấp hành Trung ương",
        title="Về quản lý và sử dụng đất", aliases="Nghị quyết Trung ương 5", by=None,
    )  # fmt: skip
    give_target(
        unit=ward, indicator=Target.Figure.ENTRIES, period=Period.year(LAST_YEAR), amount=Decimal(20),
        given_by=district, document=document, by=None,
    )  # fmt: skip
    return document


def _past_year(ward, cells, document):
    for month in range(1, 13):
        for cell in cells:
            _held(cell, Meeting.Kind.REGULAR, f"Sinh hoạt thường kỳ tháng {month:02}/{LAST_YEAR}", month, missing=1)
    _held(ward, Meeting.Kind.CONFERENCE, CONFERENCE, 10, missing=3, documents=[document])


def _held(unit, kind, title, month, *, missing, documents=()):
    """Hold and close a meeting from which the first few of its list were missing."""
    meeting = meetings.plan_meeting(
        unit=unit, kind=kind, title=title, held_on=dt.date(LAST_YEAR, month, 4), documents=documents, by=None
    )
    meetings.convoke(meeting, by=None)
    summoned = meeting.attendances.filter(state=Attendance.State.SUMMONED).order_by("pk").values_list("pk", flat=True)
    states = {pk: "absent" if place < missing else "present" for place, pk in enumerate(summoned)}
    meetings.mark(meeting, states, by=None)
    meetings.close_meeting(meeting, by=None)


def _present(cells):
    """A regular meeting of today that nobody is summoned to yet, and a thematic one that waits for its roll call."""
    day = today()
    meetings.plan_meeting(unit=cells[0], kind=Meeting.Kind.REGULAR, title=MONTHLY, held_on=day, by=None)
    yesterday = day - dt.timedelta(days=1)
    thematic = meetings.plan_meeting(
        unit=cells[1], kind=Meeting.Kind.THEMATIC, title=THEMATIC, held_on=yesterday, by=None
    )
    meetings.convoke(thematic, by=None)


def _studies(ward, cells, rolls, document):
    opens = dt.date(LAST_YEAR, 9, 5)
    contest = open_contest(
        unit=ward, title="Cuộc thi tìm hiểu Nghị quyết", opens_on=opens, closes_on=dt.date(LAST_YEAR, 9, 30),
        document=document, by=None,
    )  # fmt: skip
    entries = [NewEntry(f"{number:05}", cells[0], opens, person) for number, person in enumerate(rolls[0])]
    record_entries(contest, entries, by=None)
    _quiz(ward)
    register_collective(cells[0], on=dt.date(LAST_YEAR, 1, 28), by=None, document=document)
    candidate = a_person(full_name="Vũ Thị Thảo", born_on=dt.date(1995, 5, 5))
    put_forward(unit=cells[0], person=candidate, on=today() - dt.timedelta(days=100), by=None)


def _quiz(ward):
    """A round that is open today."""
    day = today()
    contest = open_contest(unit=ward, title=QUIZ, opens_on=day, closes_on=day + dt.timedelta(days=6), by=None)
    found = rounds.add_round(contest, opens_on=day, closes_on=day + dt.timedelta(days=6), by=None)
    for text, choices in QUESTIONS.items():
        rounds.save_question(found, text=text, choices=choices, right=1, by=None)


def _draft(ward):
    half = Period.closed(dt.date(LAST_YEAR, 1, 1), dt.date(LAST_YEAR, 6, 30))
    create_report(unit=ward, kind=Report.Kind.HALF_YEAR, period=half, by=None)


def _cells_that_meet():
    """Two cells of a ward of their own whose secretaries hold a meeting today: of 45 members and of 6."""
    ward = a_unit(kind=Kind.PARTY, name="Đảng bộ phường Họp Đều")
    for size, title in ((45, LARGE_MEETING), (6, SMALL_MEETING)):
        cell = a_unit(parent=ward, name=f"Chi bộ {size} đồng chí")
        roll = [
            a_member(of=cell, full_name=f"Đỗ {GIVEN[place // 4]} {GIVEN[place % 12]}", joined_party_on=LONG_AGO)
            for place in range(size)
        ]
        for person, post in zip(roll, (Title.SECRETARY, Title.DEPUTY), strict=False):
            people.appoint(person, unit=cell, title=post, on=LONG_AGO, by=None)
        for person in roll[-2:] if size > len(GIVEN) else ():
            people.set_standing(person, state=Standing.State.EXEMPT, on=LONG_AGO, by=None)
        User.objects.create_user(f"bithu{size}", password=PASSWORD, person=roll[0])
        meetings.plan_meeting(
            unit=cell, kind=Meeting.Kind.REGULAR, title=title, held_on=today(), starts_at=dt.time(19, 30), by=None
        )


def _ward_that_reviews():
    """A ward of one cell whose review of this year stands in its self-review."""
    ward = a_unit(kind=Kind.PARTY, parent=a_unit(kind=Kind.SUPERIOR), name="Đảng bộ phường Xếp Loại")
    cell = a_unit(parent=ward, name="Chi bộ Xếp Loại")
    roll = [a_member(of=cell, full_name=name, joined_party_on=LONG_AGO) for name in REVIEWED]
    people.appoint(roll[0], unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    people.appoint(roll[1], unit=ward, title=Title.SECRETARY, on=LONG_AGO, by=None)
    users = [
        User.objects.create_user(name, password=PASSWORD, person=person)
        for name, person in zip(("chibokd", "dangbokd", "bankd", "dangvienkd"), roll, strict=False)
    ]
    Grant.objects.create(user=users[2], role=Role.BOARD, unit=ward, valid_from=LONG_AGO)
    day = today()
    days = {stage: day + dt.timedelta(days=place) for place, stage in enumerate(Stage)}
    plan_campaign(unit=ward, kind=Campaign.Kind.YEAR, year=day.year, roll_on=day, days=days, by=None)
