"""What happened in the ward: people come and go, cells meet, committees hold conferences, people study and enter."""

import datetime as dt
from collections.abc import Iterator
from itertools import batched
from random import Random

from chibo.demo.ward import Ward
from chibo.records.admissions.actions import put_forward, record_step
from chibo.records.admissions.models import Application, Step
from chibo.records.contests.actions import NewEntry, open_contest, record_entries
from chibo.records.documents.models import Document
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.meetings.queries import absent_from
from chibo.records.plans.actions import register_collective, register_individuals
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person, Title
from chibo.registry.people.queries import members_of

WAY = Membership.Way
ADMISSIONS = {
    2021: ("2021-05-19", "2021-05-19", "2021-09-02", "2021-11-07", "2021-11-07"),
    2022: ("2022-05-19", "2022-05-19", "2022-09-02", "2022-09-02", "2022-09-02", "2022-11-07", "2022-11-07"),
}
MOVEMENTS = {
    2021: {WAY.ARRIVED: 8, WAY.DEPARTED: 6, WAY.DIED: 4, WAY.TRANSFERRED: 4},
    2022: {WAY.ARRIVED: 10, WAY.DEPARTED: 5, WAY.DIED: 5, WAY.TRANSFERRED: 6},
    2023: {WAY.ARRIVED: 2, WAY.DEPARTED: 1, WAY.DIED: 1},
}
CONFERENCES = {
    2021: (("2021-03-16", "01-KL/TW"), ("2021-07-20", "01-KL/TW"), ("2021-11-23", "21-KL/TW")),
    2022: (
        ("2022-02-22", "21-KL/TW"),
        ("2022-05-24", "05-CT/TW"),
        ("2022-08-16", "18-NQ/TW"),
        ("2022-10-25", "15-NQ/TW"),
    ),
}
TOPIC = {
    "01-KL/TW": "Quán triệt Kết luận số 01-KL/TW", "21-KL/TW": "Quán triệt Kết luận số 21-KL/TW",
    "05-CT/TW": "Học tập chuyên đề năm 2022 theo Chỉ thị số 05-CT/TW",
    "18-NQ/TW": "Quán triệt Nghị quyết số 18-NQ/TW", "15-NQ/TW": "Quán triệt Nghị quyết số 15-NQ/TW",
}  # fmt: skip
COLLECTIVES = {2021: 19, 2022: 22}
INDIVIDUALS = {2021: 398, 2022: 444}
ENTRIES = {2021: 655, 2022: 1138}


def live_through(ward: Ward, year: int, documents: dict[str, Document]) -> None:
    """Let the ward live one year; what the roll is decides who is summoned, so the roll comes first."""
    _move_people(ward, year)
    _admit(ward, year)
    for number in range(1, 13):
        _cell_meetings(ward, year, number)
    for day, symbol in CONFERENCES[year]:
        _conference(ward, dt.date.fromisoformat(day), documents[symbol])
    _register_plans(ward, year, documents["05-CT/TW"])
    _contest(ward, year, documents["15-NQ/TW" if year == 2022 else "01-KL/TW"])  # noqa: PLR2004 -- the contest of that year


def move_into_spring(ward: Ward) -> None:
    """Live the first weeks of 2023, up to the day of the published count."""
    _move_people(ward, 2023)


def _move_people(ward: Ward, year: int) -> None:
    last = 80 if year == 2023 else 360  # noqa: PLR2004 -- the record of 2023 ends in March
    events = [way for way, count in MOVEMENTS[year].items() for _ in range(count)]
    ward.random.shuffle(events)
    for place, way in enumerate(events):
        on = dt.date(year, 1, 5) + dt.timedelta(days=place * (last - 10) // len(events))
        cells = _cells_on(ward, on)
        if way == WAY.ARRIVED:
            people.enrol(
                ward.person(), unit=ward.random.choice(cells), on=on, came=way, by=None, paper="Giấy giới thiệu"
            )
            continue
        person = _ordinary_member(ward.random, cells, on)
        if way == WAY.TRANSFERRED:
            here = person.memberships.get(valid_until=None).unit_id
            to = ward.random.choice([cell for cell in cells if cell.pk != here])
            people.transfer(person, to=to, on=on, by=None, paper="Giấy giới thiệu nội bộ")
        else:
            people.leave(person, on=on, left=way, by=None, paper="Giấy giới thiệu" if way == WAY.DEPARTED else "")


def _cells_on(ward: Ward, day: dt.date) -> list[Unit]:
    """Cells that nobody merges away on or after the day: movements before the merger keep to the others."""
    return [cell for cell in ward.cells if cell.slug != "chi-bo-9-moi" or day > dt.date(2021, 7, 1)]


def _ordinary_member(random: Random, cells: list[Unit], day: dt.date) -> Person:
    """Somebody without a post, on the roll long enough, and still there."""
    rows = Membership.objects.on(day).filter(
        unit__in=cells, valid_until=None, valid_from__lt=day - dt.timedelta(days=3), person__tenures=None,
        person__applications=None, person__standings=None,
    )  # fmt: skip
    return random.choice(list(rows.select_related("person").order_by("pk"))).person


def _admit(ward: Ward, year: int) -> None:
    cells = [ward.cells[place] for place in (1, 11, 7, 10, 2, 6, 4)]
    for place, (text, cell) in enumerate(zip(ADMISSIONS[year], cells, strict=False)):
        ceremony = dt.date.fromisoformat(text)
        born = dt.date(1990 + place, 3, 10 + place)
        details = {**next(ward.newcomers), "born_on": born, "joined_party_on": None, "official_on": None}
        candidate = people.register_person(by=None, **{**details, "card_number": None})
        application = put_forward(unit=cell, person=candidate, on=ceremony - dt.timedelta(days=400), by=None)
        _steps(application, ceremony, number=60 + 10 * (year - 2021) + place)


def _steps(application: Application, ceremony: dt.date, *, number: int) -> None:
    stage = Step.Stage
    for reached, before in ((stage.COURSE, 300), (stage.APPLIED, 150), (stage.OPINIONS, 110), (stage.CHECKED, 80)):
        record_step(application, stage=reached, taken_on=ceremony - dt.timedelta(days=before), by=None)
    record_step(
        application, stage=stage.CELL_RESOLUTION, taken_on=ceremony - dt.timedelta(days=55), by=None,
        in_favour=27, entitled=28, paper=f"{number - 50}-NQ/CB",
    )  # fmt: skip
    record_step(
        application, stage=stage.DECIDED, taken_on=ceremony - dt.timedelta(days=13), by=None, paper=f"Số {number}-QĐ/QU"
    )
    record_step(application, stage=stage.CEREMONY, taken_on=ceremony, by=None)
    recognised = ceremony.replace(year=ceremony.year + 1) + dt.timedelta(days=20)
    record_step(
        application, stage=stage.CELL_RECOGNITION, taken_on=recognised - dt.timedelta(days=10), by=None,
        in_favour=25, entitled=26,
    )  # fmt: skip
    record_step(application, stage=stage.RECOGNISED, taken_on=recognised, by=None, paper=f"Số {number + 40}-QĐ/QU")


def _cell_meetings(ward: Ward, year: int, number: int) -> None:
    held_on = dt.date(year, number, 4)
    for cell in _meeting_cells(ward, held_on):
        meeting = meetings.plan_meeting(
            unit=cell, kind=Meeting.Kind.REGULAR, title=f"Sinh hoạt thường kỳ tháng {number:02}/{year}",
            held_on=held_on, starts_at=dt.time(19, 30), place="Nhà văn hóa", by=None,
        )  # fmt: skip
        meetings.convoke(meeting, by=None)
        _mark_and_close(ward.random, meeting, likely=0.91 + (cell.position % 7) / 100)


def _meeting_cells(ward: Ward, day: dt.date) -> list[Unit]:
    if day < dt.date(2021, 7, 1):
        merged = [lineage.predecessor for lineage in ward.cells[8].origins.select_related("predecessor")]
        return [cell for cell in ward.cells if cell.slug != "chi-bo-9-moi"] + merged
    return ward.cells


def _conference(ward: Ward, day: dt.date, document: Document) -> None:
    meeting = meetings.plan_meeting(
        unit=ward.party, kind=Meeting.Kind.CONFERENCE, title=TOPIC[document.symbol], held_on=day,
        starts_at=dt.time(8), place="Hội trường phường", documents=[document], by=None,
    )  # fmt: skip
    beside = (Kind.FRONT, Kind.UNION, Kind.RESIDENTS)
    meetings.convoke(meeting, by=None, posts=(Title.HEAD,), kinds=beside)
    _mark_and_close(ward.random, meeting, likely=0.92)
    if day == dt.date(2022, 10, 25):
        _make_up(ward, meeting)


def _make_up(ward: Ward, meeting: Meeting) -> None:
    session = meetings.plan_meeting(
        unit=ward.party, kind=Meeting.Kind.CONFERENCE, title=f"Học bù: {meeting.title}", held_on=dt.date(2022, 11, 8),
        documents=list(meeting.documents.all()), makes_up=meeting, by=None,
    )  # fmt: skip
    meetings.convoke_absent(session, absent_from(meeting), by=None)
    _mark_and_close(ward.random, session, likely=0.5)


def _mark_and_close(random: Random, meeting: Meeting, *, likely: float) -> None:
    state = Attendance.State
    others = (state.LATE, state.EARLY, state.EXCUSED, state.EXCUSED, state.EXCUSED, state.ABSENT)
    summoned = meeting.attendances.filter(state=state.SUMMONED).order_by("pk").values_list("pk", flat=True)
    marks = {pk: state.PRESENT if random.random() < likely else random.choice(others) for pk in summoned}
    meetings.mark(meeting, marks, by=None)
    meetings.close_meeting(meeting, by=None)


def _register_plans(ward: Ward, year: int, document: Document) -> None:
    on = dt.date(year, 1, 28)
    units = [*_meeting_cells(ward, on), *(unit for slug, unit in ward.beside.items() if slug != "ubkt")]
    for unit in units[: COLLECTIVES[year]]:
        register_collective(unit, on=on, by=None, document=document)
    cells = [unit.pk for unit in _meeting_cells(ward, on)]
    members = list(
        members_of(cells, on)
        .exclude(state="exempt")  # type: ignore[misc]  # annotated there
        .order_by("pk")
    )
    register_individuals(ward.random.sample(members, INDIVIDUALS[year]), on=on, by=None, document=document)


def _contest(ward: Ward, year: int, document: Document) -> None:
    opens, closes = dt.date(year, 9, 5), dt.date(year, 9, 30)
    contest = open_contest(
        unit=ward.party, title=f"Cuộc thi trực tuyến tìm hiểu {TOPIC[document.symbol].removeprefix('Quán triệt ')}",
        opens_on=opens, closes_on=closes, document=document, by=None,
    )  # fmt: skip
    entries = _entries(ward, year, opens)
    for batch in batched(entries, 300, strict=False):
        record_entries(contest, batch, by=None)


def _entries(ward: Ward, year: int, opens: dt.date) -> Iterator[NewEntry]:
    """Members first, some of them twice; the rest comes from the population, counted under its residential group."""
    members = list(
        Membership.objects.on(opens).filter(unit__in=ward.cells).select_related("person", "unit").order_by("pk")
    )
    for number in range(ENTRIES[year]):
        on = opens + dt.timedelta(days=number * 25 // ENTRIES[year])
        receipt = f"{year}-{number + 1:05}"
        if number < ENTRIES[year] * 6 // 10:
            row = members[number % len(members)]
            yield NewEntry(receipt, row.unit, on, row.person)
        else:
            yield NewEntry(receipt, ward.groups[number % len(ward.groups)], on)
