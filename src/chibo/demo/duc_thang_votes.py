"""Secret votes of Đức Thắng: one that is settled, and one in which the two counts do not agree yet."""

import datetime as dt
from dataclasses import replace

from chibo.base.clock import today
from chibo.demo.ward import Ward
from chibo.records.ballots import actions
from chibo.records.ballots.models import Use
from chibo.records.ballots.numbers import Numbers
from chibo.records.confidence.actions import follow_up, prepare_poll
from chibo.records.confidence.queries import posts_of
from chibo.registry.access.models import User
from chibo.registry.people.models import Person

LEVELS = ("Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ")


def hold_votes(ward: Ward, users: dict[str, User]) -> None:
    """Vote on ratings in cell 7: last year's is settled, this week's was counted by two people who differ."""
    _ask_for_confidence(ward, users)
    cell, first, second = ward.cells[6], users["bithu7"], users["vanphong"]
    last = actions.open_ballot(
        unit=cell, title="Bỏ phiếu xếp loại chi ủy Chi bộ 7 năm 2025", held_on=dt.date(2025, 12, 5), summoned=38,
        questions=["Tập thể chi ủy Chi bộ 7"], options=LEVELS, use=Use.REVIEW, by=first,
    )  # fmt: skip
    numbers = Numbers(36, 36, 36, 35, 1, ((9, 24, 2, 0),), (0,))
    for person in (first, second):
        actions.enter_count(last, numbers=numbers, by=person)
    actions.settle(last, by=second)
    now = actions.open_ballot(
        unit=cell, title="Bỏ phiếu giới thiệu danh hiệu thi đua của Chi bộ 7", held_on=today() - dt.timedelta(days=3),
        summoned=38, questions=["Tổ đảng số 1", "Tổ đảng số 2"], options=["Đồng ý", "Không đồng ý"], by=first,
    )  # fmt: skip
    count = Numbers(35, 35, 35, 34, 1, ((23, 10), (31, 2)), (1, 1))
    actions.enter_count(now, numbers=count, by=first)
    actions.enter_count(now, numbers=replace(count, votes=((10, 23), (31, 2))), by=second)


def _ask_for_confidence(ward: Ward, users: dict[str, User]) -> None:
    """Ask the committee in the third year of its term for its confidence in its leaders."""
    held_on, clerk = dt.date(2023, 11, 15), users["vanphong"]
    leaders = Person.objects.filter(pk__in=posts_of(ward.party, held_on).values("person_id"))
    poll = prepare_poll(
        unit=ward.party, title="Lấy phiếu tín nhiệm giữa nhiệm kỳ 2020 - 2025", held_on=held_on, summoned=27,
        people=leaders, paper="Kế hoạch số 96-KH/ĐU", by=clerk,
    )  # fmt: skip
    people = len(leaders)
    numbers = Numbers(26, 26, 26, 25, 1, ((17, 6, 2),) * people, (0,) * people)
    for person in (clerk, users["kiemtra"]):
        actions.enter_count(poll.ballot, numbers=numbers, by=person)
    actions.settle(poll.ballot, by=clerk)
    for subject in poll.subjects.all():
        follow_up(
            subject, told_person_on=dt.date(2023, 11, 17), told_above_on=dt.date(2023, 11, 20), decision="",
            decided_on=None, done_on=None, by=clerk,
        )  # fmt: skip
