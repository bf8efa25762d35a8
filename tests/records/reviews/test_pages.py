"""Who sees what of a review, and that no page asks more of the database the more people are on the list."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.home.due import reviews as due
from chibo.indicators.figures import figure
from chibo.records.reviews import facts, planning, queries, writing
from chibo.records.reviews.headings import headings_of
from chibo.records.reviews.levels import Level
from chibo.registry.access.models import Role
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_member, a_unit, a_user
from tests.records.reviews.data import (
    YEAR,
    a_campaign,
    a_campaign_now,
    a_published,
    decide_all,
    propose_all,
    subject_of,
)

pytestmark = pytest.mark.django_db
SECRET = "Điều chỉ viết cho chi bộ"


@pytest.fixture
def author(cell):
    return a_user(Role.MEMBER, of=cell)


def a_form(subject, author, *, handed_in):
    form = writing.write_form(
        subject, sheet=subject.campaign.version.sheets_of(subject.group)[0].mark, level=Level.GOOD, by=author,
        texts=dict.fromkeys(headings_of(subject), SECRET), common_points=Decimal(28), task_points=Decimal(50),
    )  # fmt: skip
    return writing.hand_in(subject, by=author) if handed_in else form


def status(user, name, pk, **data):
    browser = a_browser(user)
    url = reverse(f"reviews:{name}", args=[pk])
    return (browser.post(url, data) if data else browser.get(url)).status_code


def readers(ward, cell):
    return {
        role: a_user(role, of=cell if role in (Role.MEMBER, Role.SECRETARY) else ward)
        for role in Role
        if role != Role.SUPERIOR
    }


def test_a_draft_is_seen_by_its_author_alone(ward, cell, author):
    subject = subject_of(a_campaign_now(of=ward), author.person)
    a_form(subject, author, handed_in=False)
    others = readers(ward, cell)
    seen = {role for role, user in others.items() if status(user, "form", subject.pk) == 200}
    assert (status(author, "form", subject.pk), seen) == (200, set())
    assert SECRET not in a_browser(others[Role.SECRETARY]).get(subject.get_absolute_url()).content.decode()


def test_a_form_handed_in_is_read_by_those_who_judge_it(ward, cell, author):
    subject = subject_of(a_campaign_now(of=ward), author.person)
    a_form(subject, author, handed_in=True)
    for name in ("form", "form_word"):
        seen = {role for role, user in readers(ward, cell).items() if status(user, name, subject.pk) == 200}
        assert seen == {Role.SECRETARY, Role.BOARD, Role.LEADER}


def test_the_cell_reads_on_the_day_of_its_meeting_and_on_no_other(ward, cell, author):
    campaign = a_campaign_now(of=ward)
    subject = subject_of(campaign, author.person)
    a_form(subject, author, handed_in=True)
    colleague, stranger = a_user(Role.MEMBER, of=cell), a_user(Role.MEMBER, of=a_unit(parent=ward))
    secretary = a_user(Role.SECRETARY, of=cell)
    for later, expected in ((1, 404), (0, 200), (-1, 404)):
        planning.set_sitting(campaign, cell, held_on=today() + dt.timedelta(days=later), by=secretary)
        assert status(colleague, "form", subject.pk) == expected
        assert status(stranger, "form", subject.pk) == 404


def test_the_result_by_name_is_for_those_concerned_once_it_is_published(ward, cell, author):
    campaign = a_campaign(of=ward)
    decide_all(campaign)
    subject = subject_of(campaign, author.person)
    page = a_browser(author).get(subject.get_absolute_url()).content.decode()
    assert "1-QĐ/ĐU" not in page
    planning.publish(campaign, on=dt.date(YEAR, 12, 31), by=None)
    assert "1-QĐ/ĐU" in a_browser(author).get(subject.get_absolute_url()).content.decode()
    seen = {role for role, user in readers(ward, cell).items() if status(user, "subject", subject.pk) == 200}
    assert seen == {Role.SECRETARY, Role.BOARD, Role.INSPECTOR, Role.LEADER}


def test_the_cell_sees_its_own_level_and_all_members_the_counts(ward, cell, author):
    a_member(of=cell, full_name="Trần Thị Quyên")
    campaign = a_published(of=ward)
    own, other = subject_of(campaign, unit=cell), subject_of(campaign, unit=ward)
    assert (status(author, "subject", own.pk), status(author, "subject", other.pk)) == (200, 404)
    page = a_browser(author).get(campaign.get_absolute_url()).content.decode()
    assert "All on the list" in page
    assert "Trần Thị Quyên" not in page


def test_members_see_no_counts_before_the_publication(ward, author):
    campaign = a_campaign(of=ward)
    decide_all(campaign)
    assert "All on the list" not in a_browser(author).get(campaign.get_absolute_url()).content.decode()


def test_a_secretary_sees_the_own_cell_only(ward, cell, members):
    other = a_unit(parent=ward)
    appoint(a_member(of=other), unit=other, title=Title.SECRETARY, on=LONG_AGO, by=None)
    secretary = a_user(Role.SECRETARY, of=cell)
    campaign = a_campaign(of=ward)
    rows = queries.subject_list(secretary, campaign)
    assert {one.unit for one in rows} == {cell}
    browser = a_browser(secretary)
    for name, expected in (("propose", (200, 403)), ("appraise", (403, 403)), ("decide", (403, 403))):
        found = [browser.get(reverse(f"reviews:{name}", args=[campaign.pk, unit.slug])) for unit in (cell, other)]
        assert tuple(one.status_code for one in found) == expected


def test_the_administrator_and_partners_see_nothing(ward, cell, author):
    campaign = a_published(of=ward)
    for role in (Role.ADMIN, Role.PARTNER, Role.SUPERIOR):
        user = a_user(role, of=ward)
        assert status(user, "campaign", campaign.pk) == 404


def test_a_decision_over_the_cap_is_refused_and_what_was_typed_stays(ward, cell, members):
    campaign = a_campaign(of=ward)
    propose_all(campaign)
    fields = {"on": "20/11/2025", "paper": "7-QĐ/ĐU"}
    for person in members[:4]:
        subject = subject_of(campaign, person)
        fields |= {f"level_{subject.pk}": "excellent", f"text_{subject.pk}": "Có thành tích"}
    url = reverse("reviews:decide", args=[campaign.pk, cell.slug])
    answer = a_browser(a_user(Role.LEADER, of=ward)).post(url, fields)
    assert answer.status_code == 422
    assert "the cap gives" in answer.content.decode()
    assert 'value="7-QĐ/ĐU"' in answer.content.decode()
    assert not campaign.subjects.exclude(level="").exists()


def test_what_if_shows_what_a_move_changes_and_saves_nothing(ward, cell, members):
    campaign = a_campaign(of=ward)
    propose_all(campaign)
    subject = subject_of(campaign, members[0])
    url = reverse("reviews:what_if", args=[campaign.pk])
    page = a_browser(a_user(Role.BOARD, of=ward)).get(url, {"subject": subject.pk, "to": "fulfilled"}).content.decode()
    assert "0 of 2 places are used" in page  # 12 reach “good”
    assert "0 of 1 places are used" in page  # 11 reach it: 2 of 9 would be too many
    subject.refresh_from_db()
    assert subject.level == ""
    assert [one.level for one in subject.opinions.all()] == [Level.GOOD, Level.GOOD]


def test_pages_ask_no_more_for_more_people(ward, cell):
    board, leader = a_user(Role.BOARD, of=ward), a_user(Role.LEADER, of=ward)
    campaign = a_campaign(of=ward)
    urls = [
        (board, reverse("reviews:campaign", args=[campaign.pk])),
        (board, reverse("reviews:subjects", args=[campaign.pk])),
        (board, reverse("reviews:what_if", args=[campaign.pk])),
        (board, reverse("reviews:appraise", args=[campaign.pk, cell.slug])),
        (leader, reverse("reviews:export", args=[campaign.pk])),
    ]
    counts = []
    for people in (1, 5):
        for _ in range(people):
            a_member(of=cell)
        planning.take_roll(campaign, by=None)
        propose_all(campaign)
        counts.append([_queries(user, url) for user, url in urls])
    assert counts[0] == counts[1]


def _queries(user, url):
    browser = a_browser(user)
    browser.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


def test_home_says_what_waits_for_whom(ward, cell, author):
    campaign = a_campaign_now(of=ward)
    units, day = {ward.pk, cell.pk}, today()
    secretary, board, leader = (
        a_user(Role.SECRETARY, of=cell),
        a_user(Role.BOARD, of=ward),
        a_user(Role.LEADER, of=ward),
    )
    assert [one.title for one in due.forms(author, units, day)] == ["Your self-review"]
    assert [one.text for one in due.stages(secretary, units, day)] == ["2 to be proposed"]
    propose_all(campaign)
    assert list(due.stages(secretary, units, day)) == []
    assert [one.text for one in due.stages(leader, units, day)] == ["3 to be decided"]
    assert list(due.stages(board, units, day)) == []


def test_none_failing_is_zero_only_where_somebody_was_judged(ward, cell, members):
    period = Period.year(YEAR)
    assert figure("XL-13", ward.pk, period).records_count == 0
    a_published(of=ward)
    found = figure("XL-13", ward.pk, period)
    assert (found.value, found.records_count) == (0, 14)
    assert figure("XL-05", ward.pk, period).value == 100


def test_the_records_behind_a_figure_name_only_whom_one_may_see(ward, cell, author, members):
    campaign = a_published(of=ward)
    ids = list(campaign.subjects.values_list("pk", flat=True))
    seen = facts.describe_subjects(author, ids)
    assert {one.label for one in seen.values()} == {author.person.full_name, cell.name}
    assert facts.describe_subjects(a_user(Role.ADMIN, of=ward), ids) == {}
