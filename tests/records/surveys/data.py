"""Surveys for tests, made through the same actions that the pages use."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from chibo.base.clock import today
from chibo.records.ballotbox import codes, seal
from chibo.records.ballotbox.actions import close_box, count_back, make_key, slips
from chibo.records.ballotbox.casting import Sheet, key_in
from chibo.records.ballotbox.models import Box
from chibo.records.ballotbox.opening import open_box
from chibo.records.surveys import actions
from chibo.records.surveys.models import Group, Survey
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Unit
from tests.factories import LONG_AGO, a_member, a_user

CHOICES = ("Tốt", "Khá", "Chưa tốt")


def a_survey(*, of: Unit, **details: Any) -> Survey:
    """A survey in preparation about a matter, answered these days, without questions and groups."""
    given: dict[str, Any] = {
        "title": "Lấy ý kiến góp ý", "about": Survey.About.MATTER, "drawn_on": LONG_AGO,
        "answer_from": today(), "answer_until": today() + dt.timedelta(days=2),
    }  # fmt: skip
    return actions.set_up(unit=of, by=None, **given | details)


def a_choice(survey: Survey, text: str = "Đồng chí đánh giá thế nào?", **details: Any) -> Any:
    given: dict[str, Any] = {"kind": "choice", "text": text, "options": CHOICES}
    return actions.save_question(survey, by=None, **given | details)


def a_cell_group(survey: Survey, cell: Unit, members: int, name: str = "") -> Group:
    """A group of so many new members of a cell."""
    for _ in range(members):
        a_member(of=cell)
    return actions.save_group(survey, name=name or f"Đảng viên {cell}", cells=[cell], by=None)


def answer_and_open(box: Box, answers: Sequence[dict[str, str]]) -> None:
    """Take the box through its days: keys, slips, these answers, the slips left, the opening."""
    keepers = [a_user(Role.BOARD, of=box.unit) for _ in range(2)]
    privates = [secrets.token_bytes(32) for _ in keepers]
    for keeper, private in zip(keepers, privates, strict=True):
        make_key(box, public_key=seal.public_of(private), by=keeper)
    printed = slips(box, by=None)
    key_in(box, [Sheet(code, one) for code, one in zip(printed, answers, strict=False)], by=keepers[0])
    count_back(box, unused=len(printed) - len(answers), by=None)
    close_box(box, by=None)
    first, second = (codes.key_text(private) for private in privates)
    open_box(box, first_key=first, second_key=second, by=keepers[0])
