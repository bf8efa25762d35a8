"""Opinions asked in Thượng Thanh: 121 people about two leaders, and the members of nine cells about themselves."""

import datetime as dt
import hashlib
from collections.abc import Sequence

from chibo.demo.place import Place
from chibo.records.ballotbox import codes, seal
from chibo.records.ballotbox.actions import count_back, make_key, slips
from chibo.records.ballotbox.casting import Sheet, key_in
from chibo.records.ballotbox.models import Box
from chibo.records.ballotbox.opening import open_box
from chibo.records.surveys import actions, following
from chibo.records.surveys.asking import Item, items_of
from chibo.records.surveys.drawn import Drawn
from chibo.records.surveys.models import Question, Survey
from chibo.records.surveys.running import publish, start_survey
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind
from chibo.registry.people.models import Person, Standing, Title

RESIDENT_GROUPS = 22
ALSO_HEADS = 3
"""Cell secretaries who lead their residential group as well: two posts, one person."""
STAFF_OUTSIDE, STAFF_MEMBERS = 36, 12
DAY = dt.date(2018, 10, 15)
DEGREES = ("Thực hiện tốt", "Thực hiện khá", "Cần cố gắng thêm")
CELL_DEGREES = ("Nghiêm túc", "Cơ bản nghiêm túc", "Chưa nghiêm túc")
COMMENTS = (
    ("Sâu sát cơ sở", "Đề nghị đồng chí dành thêm thời gian xuống tổ dân phố, dự sinh hoạt với chi bộ."),
    ("Sâu sát cơ sở", "Nên gặp gỡ cán bộ tổ dân phố hằng quý để nắm việc từ cơ sở."),
    ("Lắng nghe, giải quyết kịp thời ý kiến của nhân dân", "Quan tâm trả lời dứt điểm các kiến nghị về thoát nước."),
    ("Lắng nghe, giải quyết kịp thời ý kiến của nhân dân", "Mong đồng chí chỉ đạo giải quyết sớm những bức xúc."),
    ("Đổi mới lề lối làm việc", "Các cuộc họp nên ngắn gọn hơn, kết luận rõ người, rõ việc."),
)
THEMES = {text: theme for theme, text in COMMENTS}


def fill_offices(place: Place, joined: Sequence[tuple[Person, object]]) -> None:
    """Give the offices their staff, and the residential groups their heads and the heads of their Front groups."""
    held = place.holders
    secretary, deputy = (held[f"{title}:{place.party.slug}"] for title in (Title.SECRETARY, Title.DEPUTY))
    place.appoint(secretary, place.beside["hdnd"], Title.HEAD)
    place.appoint(deputy, place.beside["ubnd"], Title.HEAD)
    for number in range(1, RESIDENT_GROUPS + 1):
        slug, name = f"{place.prefix}-tdp-{number}", f"tổ dân phố số {number}"
        group = place.unit(slug, Kind.RESIDENTS, f"Tổ dân phố số {number}", place.party, 60 + number)
        front = place.unit(f"{slug}-mt", Kind.FRONT, f"Ban công tác Mặt trận {name}", group)
        head = held[f"{Title.SECRETARY}:{place.cells[number - 1].slug}"] if number <= ALSO_HEADS else place.outsider()
        place.appoint(head, group, Title.HEAD)
        place.appoint(place.outsider(), front, Title.HEAD)
    office_cells = place.cells[-2:]
    secretaries = [held[f"{Title.SECRETARY}:{cell.slug}"] for cell in office_cells]
    for person in secretaries:
        place.appoint(person, place.beside["ubnd"], Title.STAFF)
    busy = {person.pk for person in held.values()} | set(Standing.objects.values_list("person_id", flat=True))
    members = [person for person, cell in joined if cell == office_cells[-1] and person.pk not in busy]
    outsiders = [place.outsider() for _ in range(STAFF_OUTSIDE)]
    for number, person in enumerate([*members[-STAFF_MEMBERS:], *outsiders]):
        place.appoint(person, place.beside["van-phong" if number % 8 == 0 else "ubnd"], Title.STAFF)


def ask_opinions(place: Place) -> None:
    keepers = [_keeper(place, "bi-thu", f"{Title.SECRETARY}:{place.party.slug}"),
               _keeper(place, "kiem-tra", f"{Title.HEAD}:{place.beside['ubkt'].slug}")]  # fmt: skip
    _ask_about_leaders(place, keepers)
    _ask_cells(place, keepers)


def _keeper(place: Place, name: str, post: str) -> User:
    """Open an account without a password: its holder only kept a key."""
    return User.objects.create_user(f"{place.prefix}-{name}", person=place.holders[post])


def _ask_about_leaders(place: Place, keepers: list[User]) -> None:
    survey = actions.set_up(
        unit=place.party, title="Góp ý việc thực hiện kế hoạch tu dưỡng, rèn luyện của người đứng đầu",
        about=Survey.About.LEADERS, document=place.documents["05-CT/TW"], drawn_on=DAY, answer_from=DAY,
        answer_until=DAY + dt.timedelta(days=4), by=None,
    )  # fmt: skip
    for title in (Title.SECRETARY, Title.DEPUTY):
        actions.add_leader(survey, person=place.holders[f"{title}:{place.party.slug}"], by=None)
    actions.save_question(
        survey, kind="choice", text="Việc thực hiện kế hoạch tu dưỡng, rèn luyện cá nhân", options=DEGREES, by=None
    )
    actions.save_question(survey, kind="text", text="Góp ý với đồng chí", required=False, by=None)
    actions.save_group(
        survey, name="Cán bộ, công chức, viên chức, người lao động thuộc cơ quan phường",
        posts=[Drawn.OFFICE_HEADS, Drawn.OFFICE_STAFF, Drawn.UNION_HEADS], by=None,
    )  # fmt: skip
    actions.save_group(
        survey, name="Bí thư chi bộ, tổ trưởng tổ dân phố, trưởng ban công tác Mặt trận",
        posts=[Drawn.CELL_SECRETARIES, Drawn.RESIDENT_HEADS, Drawn.FRONT_HEADS], by=None,
    )  # fmt: skip
    start_survey(survey, by=None)
    _answer(place, survey, keepers, missing=2)
    publish(survey, by=None)
    _follow_up(survey)


def _ask_cells(place: Place, keepers: list[User]) -> None:
    first = DAY + dt.timedelta(days=21)
    survey = actions.set_up(
        unit=place.party, title="Đảng viên góp ý việc thực hiện kế hoạch tu dưỡng trong chi bộ",
        about=Survey.About.OWN_CELL, document=place.documents["05-CT/TW"], drawn_on=first, answer_from=first,
        answer_until=first + dt.timedelta(days=9), by=None,
    )  # fmt: skip
    actions.save_question(
        survey, kind="choice", text="Đảng viên trong chi bộ thực hiện kế hoạch tu dưỡng đã đăng ký thế nào?",
        options=CELL_DEGREES, by=None,
    )  # fmt: skip
    for cell in place.cells[:9]:
        actions.save_group(survey, name=f"Đảng viên {cell.name}", cells=[cell], by=None)
    start_survey(survey, by=None)
    _answer(place, survey, keepers, missing=1)
    publish(survey, by=None)


def _answer(place: Place, survey: Survey, keepers: list[User], *, missing: int) -> None:
    """Take each box through its days: keys, slips, sheets typed in, slips left, opening."""
    items = items_of(survey)
    for group in survey.groups.select_related("box").filter(box__isnull=False):
        box = group.box
        assert box is not None
        privates = make_keys(box, keepers)
        printed = slips(box, by=None)
        sheets = [Sheet(code, _opinion(place, items)) for code in printed[: box.eligible - missing]]
        key_in(box, sheets, by=keepers[0])
        count_back(box, unused=len(printed) - len(sheets), by=None)
        first, second = (codes.key_text(private) for private in privates)
        open_box(box, first_key=first, second_key=second, by=keepers[0])


def make_keys(box: Box, keepers: Sequence[User]) -> list[bytes]:
    """Make both keys of a box; in the demonstration they are no secret, so that anybody can open it."""
    privates = [hashlib.sha256(f"chibo-trinh-dien {place}".encode()).digest() for place in range(1, len(keepers) + 1)]
    for keeper, private in zip(keepers, privates, strict=True):
        make_key(box, public_key=seal.public_of(private), by=keeper)
    return privates


def _opinion(place: Place, items: Sequence[Item]) -> dict[str, str]:
    """Invent what one sheet says: most are content, a third writes something."""
    given = {}
    for item in items:
        if item.question.kind != Question.Kind.TEXT:
            given[item.id] = place.random.choices(item.question.options, weights=(58, 27, 15))[0]
        elif place.random.random() < 1 / 3:
            given[item.id] = place.random.choice(COMMENTS)[1]
    return given


def _follow_up(survey: Survey) -> None:
    """Sort the comments as people did then, and record what the leaders did."""
    themes = {name: following.add_theme(survey, name=name, by=None) for name in dict.fromkeys(THEMES.values())}
    rows = survey.comments.values_list("pk", "text")
    following.sort_comments(survey, {pk: themes[THEMES[text]] for pk, text in rows}, by=None)
    for subject, text, outcome in zip(
        survey.subjects.all(),
        ("Mỗi tháng dự sinh hoạt với ít nhất hai chi bộ tổ dân phố", "Trả lời các kiến nghị về thoát nước, vỉa hè"),
        ("Đã dự 22 buổi sinh hoạt chi bộ trong năm", "Đã trả lời và xử lý 14 kiến nghị"), strict=True,
    ):  # fmt: skip
        assert subject.person is not None
        measure = following.add_measure(
            survey, text=text, subject=subject, owner=subject.person, due_on=dt.date(2019, 9, 30), by=None
        )
        following.finish_measure(measure, done_on=dt.date(2019, 9, 25), outcome=outcome, by=None)
    following.end_follow_up(survey, by=None)
