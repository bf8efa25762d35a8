"""A survey with blind tickets from its start to its results, all through pages; and who has fetched a ticket."""

import base64
import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from chibo.base.clock import now, today
from chibo.records.ballotbox import blind, codes, seal
from chibo.records.ballotbox.models import Box, Mode, Opinion, Ticket
from chibo.records.surveys import actions, queries
from chibo.records.surveys.asking import items_of
from chibo.records.surveys.models import Survey
from chibo.records.surveys.running import start_survey
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.ballotbox import browser
from tests.records.surveys.data import CHOICES, a_cell_group, a_choice, a_survey

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)
PRIVATE = (bytes(31) + b"\x07", bytes(31) + b"\x0b")


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch):
    monkeypatch.setattr(blind, "KEY_BITS", 1024)


@pytest.fixture
def ward():
    return a_ward()


def a_blind_survey(ward, *, people):
    """A survey with tickets that is ready to start, and its respondents, each with an account."""
    day = today()
    survey = a_survey(of=ward, mode=Mode.BLIND, drawn_on=day, issue_from=day, issue_until=day, answer_from=day + A_DAY)
    a_choice(survey)
    cell = a_unit(parent=ward)
    users = [a_user(Role.MEMBER, of=cell) for _ in range(people)]
    actions.save_group(survey, name="Đảng viên", cells=[cell], by=None)
    return survey, users


def fetch_ticket(user, box):
    """Fetch a ticket as the browser does: sent is what was blinded, and the token stays here."""
    envelope = browser.envelope(browser.read_key(box.public_half))
    sent = a_browser(user).post(
        reverse("ballotbox:ticket", args=[box.pk]), {"blinded": base64.b64encode(envelope.blinded).decode()}
    )
    return envelope.opened(base64.b64decode(sent.json()["signature"]))


def put(box, token, answers):
    content = seal.seal(answers, [seal.public_of(private) for private in PRIVATE], box.address)
    return Client().post(
        reverse("door:put", args=[box.address]), browser.body(content, token=token), "application/octet-stream"
    )


def move(survey, box, **days):
    Survey.objects.filter(pk=survey.pk).update(
        **days | {name: day - A_DAY for name, day in days.items() if name.endswith("_until")}
    )
    Box.objects.filter(pk=box.pk).update(**days)


def test_a_survey_with_tickets_goes_from_its_start_to_its_results_through_pages(ward):
    survey, users = a_blind_survey(ward, people=14)
    officials = [a_user(Role.BOARD, of=ward), a_user(Role.LEADER, of=ward)]
    desk = a_browser(officials[0])
    assert desk.post(reverse("surveys:start", args=[survey.pk])).status_code == 302
    box = survey.groups.get().box
    for private, official in zip(PRIVATE, officials, strict=True):
        key = {"public_key": base64.b64encode(seal.public_of(private)).decode()}
        assert a_browser(official).post(reverse("ballotbox:key", args=[box.pk]), key).status_code == 302
    assert "Fetch the ticket" in a_browser(users[0]).get(survey.own_url).text
    tokens = [fetch_ticket(user, box) for user in users]
    (item,) = items_of(survey)
    assert put(box, tokens[0], {item.id: CHOICES[0]}).json() == {"code": "shut"}  # not while tickets are given out

    day = today()
    move(survey, box, issue_from=day - 2 * A_DAY, issue_until=day, answer_from=day, answer_until=day + A_DAY)
    assert "To the answer page" in a_browser(users[0]).get(survey.own_url).text
    for place, token in enumerate(tokens):
        assert put(box, token, {item.id: CHOICES[place % 3]}).json() == {"code": "taken"}
    assert put(box, tokens[0], {item.id: CHOICES[2]}).json() == {"code": "used"}
    assert desk.post(reverse("surveys:publish", args=[survey.pk])).status_code == 422

    move(survey, box, answer_from=day - A_DAY, answer_until=day, issue_until=day - A_DAY)
    keys = {"first_key": codes.key_text(PRIVATE[0]), "second_key": codes.key_text(PRIVATE[1])}
    assert desk.post(reverse("ballotbox:open", args=[box.pk]), keys).status_code == 302
    assert desk.post(reverse("surveys:publish", args=[survey.pk])).status_code == 302
    page = desk.get(reverse("surveys:results", args=[survey.pk])).text
    assert "14 valid ballots of 14 people asked" in page
    table = survey.tables.get(group=None)
    assert [(row["options"], row["count"]) for row in table.rows] == [(["Tốt"], 5), (["Khá", "Chưa tốt"], 9)]
    assert not Opinion.objects.exists(), "single sheets are deleted with the publication"
    assert len(Client().get(reverse("door:proof", args=[box.address])).json()["tokens"]) == 14


def started(ward, **details):
    survey, users = a_blind_survey(ward, **details)
    start_survey(survey, by=None)
    return survey, users, survey.groups.get().box


def test_who_runs_a_survey_sees_by_name_who_has_no_ticket_yet(ward):
    survey, users, box = started(ward, people=6)
    with_ticket = users[:2][::-1]
    for user in with_ticket:
        Ticket.objects.filter(box=box, person=user.person).update(blinded=b"x")
    desk, address = a_browser(a_user(Role.BOARD, of=ward)), reverse("surveys:tickets", args=[survey.pk])
    waiting, fetched = desk.get(address).text, desk.get(address, {"state": "fetched"}).text
    for user in users:
        assert (user.person.full_name in fetched) is (user in with_ticket)
        assert (user.person.full_name in waiting) is (user not in with_ticket)
    assert address in desk.get(survey.get_absolute_url()).text
    names = [ticket.person for ticket in queries.tickets_of(survey, fetched=True)]
    assert names == sorted(names, key=lambda person: (person.sort_key, person.pk)), "by name, not as they came"


def test_nobody_can_be_reminded_where_answers_are_on_slips_or_results_are_out(ward):
    desk = a_browser(a_user(Role.BOARD, of=ward))
    paper = a_survey(of=ward)
    a_choice(paper)
    a_cell_group(paper, a_unit(parent=ward), 5)
    start_survey(paper, by=None)
    address = reverse("surveys:tickets", args=[paper.pk])
    assert desk.get(address).status_code == 404
    assert address not in desk.get(paper.get_absolute_url()).text
    assert not queries.tickets_of(paper, fetched=False)
    survey, _users, _box = started(ward, people=5)
    Survey.objects.filter(pk=survey.pk).update(published_at=now())
    assert desk.get(reverse("surveys:tickets", args=[survey.pk])).status_code == 404


@pytest.mark.parametrize("people", [5, 9])
def test_the_page_of_tickets_asks_as_often_for_many_as_for_few(ward, people, django_assert_num_queries):
    survey, _users, _box = started(ward, people=people)
    with django_assert_num_queries(2):
        assert len([ticket.person.full_name for ticket in queries.tickets_of(survey, fetched=False)]) == people
