"""The reviews of the ward: the year of the published figures to its end, this year and its leaders' quarter now."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from chibo.base.clock import today
from chibo.demo.ward import Ward
from chibo.records.ballots import actions as ballots
from chibo.records.ballots.numbers import Numbers
from chibo.records.reviews import actions, planning, polls, remedying, writing
from chibo.records.reviews.actions import Judgement
from chibo.records.reviews.headings import headings_of
from chibo.records.reviews.levels import STAGES_OF_A_QUARTER, Level, Stage
from chibo.records.reviews.models import Campaign, Subject
from chibo.records.reviews.queries import barriers
from chibo.registry.access.models import User
from chibo.registry.people.models import Title

YEAR = 2022
DAYS = ("11-20", "11-25", "11-30", "12-05", "12-10", "12-15", "12-20", "12-25", "12-30")
LATER = (6, 9, 11, 13, 17, 23, 28, 33, 37)
CELLS = (Level.EXCELLENT, Level.EXCELLENT, *[Level.GOOD] * 10, Level.FULFILLED)
"""Of 13 cells: the cap gives two places."""
MEMBERS = (Level.EXCELLENT, *[Level.GOOD] * 6, Level.FULFILLED)
"""Over and over again down the list; one in eight lies below the cap."""
REMEDIES = (
    (0, "Một số buổi sinh hoạt chuyên đề còn chậm so với kế hoạch", "Xây dựng lịch chuyên đề theo quý", "2023-03-31"),
    (
        4,
        "Công tác tạo nguồn kết nạp đảng viên còn hạn chế",
        "Giao chỉ tiêu tạo nguồn cho từng chi ủy viên",
        "2023-06-30",
    ),
    (6, "Tỷ lệ dự sinh hoạt của đảng viên trẻ chưa cao", "Chi ủy gặp gỡ, phân công đồng chí theo dõi", "2023-03-31"),
)
SUMMONED, VOTING, IN_FAVOUR = 27, 26, 24
TEXTS = {
    "virtue": "Chấp hành nghiêm chủ trương, đường lối của Đảng; giữ gìn đoàn kết trong chi bộ và nơi cư trú.",
    "work": "Hoàn thành các nhiệm vụ chi bộ phân công trong năm; tham gia đầy đủ các buổi sinh hoạt.",
}
OF_A_QUARTER = (2, 8, 15, 20)
AXES = {
    "tasks": "Chỉ đạo hoàn thành 11/12 chỉ tiêu quý; còn chỉ tiêu kết nạp đảng viên đạt 50%.",
    "quality": "Kết luận của Ban Thường vụ được giao việc trong 3 ngày; 2 việc xong chậm so với hạn.",
    "party": "Dự sinh hoạt tại 4 chi bộ; chỉ đạo 9 chi bộ sinh hoạt chuyên đề.",
    "reform": "Giao ban trực tuyến hằng tuần; thống nhất một biểu mẫu báo cáo cho các chi bộ.",
    "people": "Đối thoại với Nhân dân một buổi; 7/8 kiến nghị đã được trả lời.",
    "example": "Giữ gìn đoàn kết trong Ban Thường vụ; thực hiện nghiêm quy chế làm việc.",
}


def build(ward: Ward, users: dict[str, User]) -> None:
    campaign = _review_of_the_figures(ward, users)
    _correct(ward, campaign)
    _appeal(campaign, users)
    _review_of_now(ward, users)
    _quarter_of_now(ward, users)


def _review_of_the_figures(ward: Ward, users: dict[str, User]) -> Campaign:
    """Rate everybody of 2022 within the caps; the ward's own level comes from the committee above."""
    days = {stage: dt.date.fromisoformat(f"{YEAR}-{day}") for stage, day in zip(Stage, DAYS, strict=True)}
    campaign = planning.plan_campaign(
        unit=ward.party, kind=Campaign.Kind.YEAR, year=YEAR, roll_on=dt.date(YEAR, 12, 1), days=days, by=None
    )
    subjects = list(campaign.subjects.filter(unrated="").select_related("unit", "person"))
    levels = _levels(ward, subjects, barred=set(barriers(campaign, subjects)))

    def judged(chosen: Callable[[Subject], bool] = lambda _subject: True) -> list[Judgement]:
        return [Judgement(one, levels[one.pk]) for one in subjects if chosen(one)]

    actions.propose(campaign, judged(), on=days[Stage.PROPOSAL], by=None)
    actions.appraise(campaign, judged(), on=days[Stage.APPRAISAL], by=None)
    of_cells = [one for one in subjects if one.person is None and one.unit_id != ward.party.pk]
    _vote_on_cells(campaign, of_cells, levels, on=days[Stage.BALLOT], users=users)
    decided_on = days[Stage.DECISION]
    for paper, chosen in (
        ("86-QĐ/ĐU", lambda one: one.person is not None),
        ("85-QĐ/ĐU", lambda one: one.person is None and one.unit_id != ward.party.pk),
        ("412-QĐ/QU", lambda one: one.person is None and one.unit_id == ward.party.pk),
    ):
        actions.decide(campaign, judged(chosen), paper=paper, decided_on=decided_on, by=None)
    return planning.publish(campaign, on=days[Stage.PUBLICATION], by=None)


def _vote_on_cells(
    campaign: Campaign, subjects: list[Subject], levels: dict[int, Level], *, on: dt.date, users: dict[str, User]
) -> None:
    """Let the committee vote on the cells; the second count mistook one number, which its author corrected."""
    first, second = users["vanphong"], users["bithu"]
    ballot = polls.open_poll(
        campaign, subjects, title="Bỏ phiếu xếp loại các chi bộ năm 2022", held_on=on, summoned=SUMMONED, by=first
    )
    votes = tuple(tuple(IN_FAVOUR if level is levels[one.pk] else 0 for level in polls.LEVELS) for one in subjects)
    numbers = Numbers(VOTING, VOTING, VOTING, VOTING - 1, 1, votes, (VOTING - 1 - IN_FAVOUR,) * len(subjects))
    one_less = tuple(max(count - 1, 0) for count in votes[0])
    mistaken = replace(numbers, votes=(one_less, *votes[1:]), blank=(numbers.blank[0] + 1, *numbers.blank[1:]))
    ballots.enter_count(ballot, numbers=numbers, by=first)
    count = ballots.enter_count(ballot, numbers=mistaken, by=second)
    ballots.correct_count(count, numbers=numbers, reason="Đếm sót một phiếu của Chi bộ 1", by=second)
    ballots.settle(ballot, by=first)


def _appeal(campaign: Campaign, users: dict[str, User]) -> None:
    """Let a member ask for another level, and the committee say why the decision stands."""
    subject = campaign.subjects.get(person=users["dangvien"].person_id)
    appeal = remedying.file_appeal(
        subject.decisions.get(), text="Tôi đã hoàn thành các việc được giao, đề nghị Đảng ủy xem xét lại mức xếp loại.",
        on=dt.date(2023, 1, 9), by=users["dangvien"],
    )  # fmt: skip
    remedying.answer_appeal(
        appeal, answer="Đã xem lại hồ sơ, ý kiến của chi bộ và kết quả thẩm định; giữ nguyên mức xếp loại.",
        on=dt.date(2023, 1, 19), by=users["bithu"],
    )  # fmt: skip


def _levels(ward: Ward, subjects: list[Subject], *, barred: set[int]) -> dict[int, Level]:
    """Give each a level; nobody against whom a record stands gets the highest."""
    cells = iter(CELLS)
    found, place = {}, 0
    for one in subjects:
        if one.person is None:
            found[one.pk] = Level.GOOD if one.unit_id == ward.party.pk else next(cells)
        else:
            found[one.pk], place = MEMBERS[place % len(MEMBERS)], place + 1
    return {pk: Level.GOOD if pk in barred and level is Level.EXCELLENT else level for pk, level in found.items()}


def _correct(ward: Ward, campaign: Campaign) -> None:
    """Let cells correct what was found, and somebody else confirm it."""
    for place, shortcoming, measure, due in REMEDIES:
        cell = ward.cells[place]
        due_on = dt.date.fromisoformat(due)
        subject = campaign.subjects.get(person=None, unit=cell)
        remedy = remedying.set_remedy(
            subject, shortcoming=shortcoming, measure=measure, owner=ward.holders[f"{Title.SECRETARY}:{cell.slug}"],
            due_on=due_on, by=None,
        )  # fmt: skip
        done_on = due_on - dt.timedelta(days=12)
        remedying.report_remedy(remedy, done_on=done_on, proof="Nghị quyết và biên bản sinh hoạt chi bộ", by=None)
        remedying.confirm_remedy(remedy, on=due_on - dt.timedelta(days=4), by=None)


def _review_of_now(ward: Ward, users: dict[str, User]) -> None:
    """Stand in the self-review: one draft begun, some forms of the cell handed in on paper."""
    day = today()
    days = {stage: day + dt.timedelta(days=later) for stage, later in zip(Stage, LATER, strict=True)}
    campaign = planning.plan_campaign(
        unit=ward.party, kind=Campaign.Kind.YEAR, year=day.year, roll_on=day, days=days, by=None
    )
    author, secretary = users["dangvien"], users["bithu7"]
    rows = campaign.subjects.filter(unit=ward.cells[6], unrated="").select_related("campaign", "unit", "person")
    of_cell = list(rows.exclude(person=None))
    for subject in of_cell:
        if subject.person_id == author.person_id:
            sheet = campaign.sheets_of(subject.group)[0]
            writing.write_form(subject, sheet=sheet.mark, texts=TEXTS, by=author)
    others = [one for one in of_cell if one.person_id not in (author.person_id, secretary.person_id)]
    for place, subject in enumerate(others[: len(others) // 3]):
        level, points = (Level.GOOD, (27, 55 + place % 4)) if place % 6 else (Level.FULFILLED, (25, 43))
        writing.receive_on_paper(
            subject, sheet=campaign.sheets_of(subject.group)[-1].mark, level=level,
            common_points=Decimal(points[0]), task_points=Decimal(points[1]), by=secretary,
        )  # fmt: skip


def _quarter_of_now(ward: Ward, users: dict[str, User]) -> None:
    """Stand in the quarter: the secretary of the ward has handed in and is appraised, the others still write."""
    day, secretary = today(), users["bithu"]
    days = {stage: day + dt.timedelta(days=n) for stage, n in zip(STAGES_OF_A_QUARTER, OF_A_QUARTER, strict=True)}
    campaign = planning.plan_campaign(
        unit=ward.party, kind=Campaign.Kind.QUARTER, year=day.year, quarter=(day.month + 2) // 3, roll_on=day,
        days=days, by=None,
    )  # fmt: skip
    subject = campaign.subjects.select_related("campaign__unit", "unit", "person").get(person=secretary.person_id)
    texts = {code: AXES[code] for code in headings_of(subject)}
    writing.write_form(
        subject, sheet=campaign.sheets_of(subject.group)[0].mark, texts=texts, level=Level.GOOD, by=secretary
    )
    writing.hand_in(subject, by=secretary)
    actions.appraise(campaign, [Judgement(subject, Level.GOOD)], on=day, by=users["vanphong"])
