"""The review of leaders in a quarter, from its plan to what each of them reads."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from chibo.base.facts import Period
from chibo.home.due import reviews as due
from chibo.records.reviews import actions, facts, planning, queries, writing
from chibo.records.reviews.actions import Judgement
from chibo.records.reviews.headings import headings_of
from chibo.records.reviews.levels import STAGES_OF_A_QUARTER, Level
from chibo.records.reviews.models import Campaign
from chibo.registry.access.models import Role
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_user
from tests.records.reviews.data import a_campaign, subject_of

pytestmark = pytest.mark.django_db
END = dt.date(2026, 9, 30)
WORDS = "Đạt 9/10 chỉ tiêu quý"


@pytest.fixture
def leaders(ward, cell):
    """The secretary of the ward and that of the cell, both members of the cell."""
    users = [a_user(Role.MEMBER, of=cell) for _ in range(2)]
    for user, unit in zip(users, (ward, cell), strict=True):
        appoint(user.person, unit=unit, title=Title.SECRETARY, on=LONG_AGO, by=None)
    return users


@pytest.fixture
def quarter(ward, cell, leaders):
    return a_campaign(
        of=ward, year=2026, kind=Campaign.Kind.QUARTER, quarter=3, roll_on=END - dt.timedelta(days=10),
        days={stage: END + dt.timedelta(days=place) for place, stage in enumerate(STAGES_OF_A_QUARTER)},
    )  # fmt: skip


def handed_in(quarter, user, level=Level.GOOD):
    subject = subject_of(quarter, user.person)
    texts = dict.fromkeys(headings_of(subject), WORDS)
    sheet = quarter.sheets_of(subject.group)[0].mark
    writing.write_form(subject, sheet=sheet, texts=texts, level=level, by=user)
    writing.hand_in(subject, by=user)
    return subject


def test_the_whole_way_on_the_pages(ward, cell, leaders, members):
    board, leader = a_user(Role.BOARD, of=ward), leaders[0]
    sent = {"year": 2026, "quarter": 3, "roll_on": "20/9/2026"}
    sent |= {f"day_{stage.value}": f"{place}/10/2026" for place, stage in enumerate(STAGES_OF_A_QUARTER, 1)}
    desk = a_browser(board)
    assert desk.get("/danh-gia/lap/?kind=quarter").status_code == 200
    page = desk.post("/danh-gia/lap/?kind=quarter", sent)["Location"]
    campaign = Campaign.objects.get()
    assert {one.person for one in campaign.subjects.all()} == {user.person for user in leaders}
    for user in leaders:
        subject = subject_of(campaign, user.person)
        form = {f"text_{axis}": WORDS for axis in headings_of(subject)}
        form |= {"sheet": campaign.sheets_of(subject.group)[0].mark, "level": "good", "hand_in": "1"}
        assert len(headings_of(subject)) == 6
        assert a_browser(user).post(reverse("reviews:form_write", args=[subject.pk]), form).status_code == 302
    ids = {user: subject_of(campaign, user.person).pk for user in leaders}
    judged = {f"level_{ids[leaders[0]]}": "good", f"level_{ids[leaders[1]]}": "excellent", "on": "05/10/2026"}
    appraise = f"{page}tham-dinh/{ward.slug}/"
    assert desk.post(appraise, judged).status_code == 422, "departs from the own rating without a reason"
    judged[f"text_{ids[leaders[1]]}"] = "Vượt chỉ tiêu"
    assert desk.post(appraise, judged).status_code == 302
    deciding = a_browser(leader)
    paper = judged | {"paper": "12-QĐ/ĐU"}
    assert deciding.post(f"{page}quyet-dinh/{ward.slug}/", paper).status_code == 302
    assert deciding.post(f"{page}cong-khai/", {"on": "08/10/2026"}).status_code == 302
    decision = subject_of(campaign, leaders[1].person).decisions.get()
    assert (decision.level, decision.issuer) == (Level.EXCELLENT, f"Ban Thường vụ {ward.name}".replace("bộ p", "ủy p"))
    shown = a_browser(leaders[1]).get(reverse("reviews:own")).content.decode()
    assert str(Level.EXCELLENT.label) in shown


def test_no_member_besides_those_concerned_knows_of_it(ward, cell, leaders, quarter):
    handed_in(quarter, leaders[0])
    member, page = a_user(Role.MEMBER, of=cell), quarter.get_absolute_url()
    assert a_browser(member).get(page).status_code == 404
    assert a_browser(leaders[1]).get(page).status_code == 200
    for role in (Role.CLERK, Role.BOARD, Role.INSPECTOR):
        assert a_browser(a_user(role, of=ward)).get(page).status_code == 200
    assert a_browser(a_user(Role.ADMIN, of=ward)).get(page).status_code == 404


def test_the_secretary_of_the_cell_has_no_part_in_the_quarter_of_others(ward, cell, leaders, quarter):
    subject = handed_in(quarter, leaders[0])
    browser = a_browser(leaders[1])
    for name in ("subject", "form", "unrated", "remedy_set"):
        assert browser.get(reverse(f"reviews:{name}", args=[subject.pk])).status_code == 404
    assert browser.get(f"{quarter.get_absolute_url()}de-xuat/{cell.slug}/").status_code == 404
    with pytest.raises(PermissionDenied):
        writing.receive_on_paper(subject_of(quarter, leaders[1].person), sheet="", level="good", by=leaders[1])


def test_no_cell_proposes_and_a_missing_form_needs_words(leaders, quarter):
    subject = subject_of(quarter, leaders[0].person)
    with pytest.raises(ValidationError):
        actions.propose(quarter, [Judgement(subject, Level.GOOD)], on=END, by=None)
    with pytest.raises(ValidationError):
        actions.appraise(quarter, [Judgement(subject, Level.GOOD)], on=END, by=None)
    actions.appraise(quarter, [Judgement(subject, Level.GOOD, "Nghỉ ốm dài ngày")], on=END, by=None)
    with pytest.raises(ValidationError):
        actions.decide(quarter, [Judgement(subject, Level.EXCELLENT)], paper="1", decided_on=END, by=None)


def test_a_quarter_asks_for_no_points_and_has_no_cap(leaders, quarter):
    subjects = [handed_in(quarter, user, Level.EXCELLENT) for user in leaders]
    best = [Judgement(one, Level.EXCELLENT) for one in subjects]
    actions.appraise(quarter, best, on=END, by=None)
    actions.decide(quarter, best, paper="1-QĐ/ĐU", decided_on=END, by=None)
    assert planning.publish(quarter, on=END, by=None).is_published
    assert list(facts.MEMBERS_RATED.facts(Period.year(2026))) == [], "figures of the year count years only"


def test_what_waits_in_a_quarter(ward, leaders, quarter):
    board, day = a_user(Role.BOARD, of=ward), END
    units = {ward.pk, *(subject.unit_id for subject in quarter.subjects.all())}
    assert len(list(due.forms(leaders[0], units, day))) == 1
    assert list(due.stages(leaders[1], units, day)) == []
    handed_in(quarter, leaders[0])
    assert len(list(due.stages(board, units, day))) == 1
    found = queries.progress(quarter)
    assert [(row.unit, row.subjects, row.handed_in) for row in found] == [(ward, 2, 1)]


def test_year_still_asks_for_points(ward, cell, members):
    subject = subject_of(a_campaign(of=ward, year=2026, roll_on=dt.date(2026, 11, 20)), members[0])
    assert subject.campaign.floors[Level.EXCELLENT] == Decimal(90)
