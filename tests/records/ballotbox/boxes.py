"""Boxes for tests, with both keys made."""

import datetime as dt

from chibo.base.clock import today
from chibo.records.ballotbox import actions, codes, seal
from chibo.records.ballotbox.models import Mode
from chibo.registry.access.models import Role
from tests.factories import a_member, a_unit, a_user, a_ward
from tests.records.ballotbox import browser

QUESTIONS = [
    {"id": "work", "text": "Đồng chí thực hiện kế hoạch thế nào?", "kind": "scale", "options": ["Tốt", "Khá", "Kém"],
     "required": True},
    {"id": "words", "text": "Góp ý thêm", "kind": "text", "options": [], "required": False},
]  # fmt: skip
PRIVATE = (bytes(31) + b"\x07", bytes(31) + b"\x0b")
KEYS = {"first_key": codes.key_text(PRIVATE[0]), "second_key": codes.key_text(PRIVATE[1])}
DAY = dt.timedelta(days=1)


def a_box(
    *, mode=Mode.PAPER, people=None, of=None, by=None, keys=True, starts=None, questions=QUESTIONS, title="Góp ý"
):
    """A box that takes answers today; a blind one gives out tickets today, and takes answers from tomorrow."""
    ward = of or a_ward()
    starts = starts or today()
    people = people if people is not None else [a_member(of=a_unit(parent=ward)) for _ in range(3)]
    answers = starts + DAY if mode == Mode.BLIND else starts
    box = actions.make_box(
        unit=ward, title=title, mode=mode, eligible=people, questionnaire=questions, issue_from=starts,
        issue_until=starts + DAY, answer_from=answers, answer_until=answers + DAY, by=None,
    )  # fmt: skip
    if keys:
        make_keys(box)
    return box


def make_keys(box, users=None):
    users = users or (a_user(Role.LEADER, of=box.unit), a_user(Role.BOARD, of=box.unit))
    for private, user in zip(PRIVATE, users, strict=True):
        actions.make_key(box, public_key=seal.public_of(private), by=user)
    return users


def a_respondent(*, of):
    """Somebody with an account who may be asked."""
    return a_user(Role.MEMBER, of=a_unit(parent=of))


def a_token(box, user):
    """Fetch the ticket of this user as the browser does."""
    envelope = browser.envelope(browser.read_key(box.public_half))
    return envelope.opened(actions.sign_blinded(box, blinded=envelope.blinded, by=user))


def sealed(box, **answers):
    return seal.seal(answers or {"work": "Tốt"}, [seal.public_of(private) for private in PRIVATE], box.address)
