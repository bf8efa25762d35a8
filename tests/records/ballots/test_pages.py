from io import BytesIO

import docx
import pytest

from chibo.base.clock import today
from chibo.home.due import votes
from chibo.records.ballots import actions
from chibo.records.ballots.models import Ballot, Count, Use
from chibo.records.ballots.numbers import Numbers
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.ballots.data import a_ballot, a_counter, a_settled_ballot

pytestmark = pytest.mark.django_db
CELLS = {
    "present": 9, "issued": 9, "returned": 9, "valid": 8, "invalid": 1, "vote_0_0": 2, "vote_0_1": 5, "vote_0_2": 0,
    "blank_0": 1,
}  # fmt: skip
TRUE = Numbers(present=9, issued=9, returned=9, valid=8, invalid=1, votes=((2, 5, 0),), blank=(1,))


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def people(ward):
    return [a_counter(of=ward) for _ in range(3)]


def test_two_people_count_a_third_decides_and_the_minutes_say_it(ward, people):
    first, second, third = map(a_browser, people)
    day = today().strftime("%d/%m/%Y")
    sent = {
        "use": "review", "title": "Bỏ phiếu xếp loại", "held_on": day, "summoned": 10, "questions": "Chi ủy\n",
        "options": "Xuất sắc\nTốt\nHoàn thành", "one_option_each": "on",
    }  # fmt: skip
    page = first.post("/bo-phieu/moi/", sent)["Location"]
    assert first.post(f"{page}nhap/", CELLS).status_code == 302
    assert "Correct my count" in first.get(page).content.decode()
    alone = second.get(page).content.decode()
    assert "without seeing the first" in alone
    assert second.post(f"{page}nhap/", CELLS | {"vote_0_0": 5, "vote_0_1": 2}).status_code == 302
    assert "differ in 2 numbers" in third.get(page).content.decode()
    chosen = {"vote_0_0": 1, "vote_0_1": 1, "reason": "Kiểm lại phiếu"}
    assert third.post(f"{page}xem-lai/", chosen | {"vote_0_1": 2}).status_code == 422
    assert third.post(f"{page}xem-lai/", chosen).status_code == 302
    assert first.get(f"{page}chot/").status_code == 200
    assert first.post(f"{page}chot/").status_code == 302
    settled = first.get(page).content.decode()
    assert "(62,5%; 50%)" in settled
    paper = docx.Document(BytesIO(first.get(f"{page}bien-ban.docx").content))
    assert "hợp lệ: 08; không hợp lệ: 01" in "\n".join(line.text for line in paper.paragraphs)
    assert [cell.text for cell in paper.tables[1].rows[1].cells][:2] == ["1", "Chi ủy"]


def test_a_refused_count_keeps_what_was_typed(ward, people):
    ballot = a_ballot(of=ward)
    answer = a_browser(people[0]).post(f"{ballot.get_absolute_url()}nhap/", CELLS | {"vote_0_1": 6, "blank_0": 1})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="6"' in shown
    assert "make 9, but there are 8 valid papers" in shown
    assert not Count.objects.exists()


def test_the_first_count_is_hidden_until_the_second_is_entered(ward, people):
    ballot = a_ballot(of=ward, summoned=900)
    numbers = Numbers(777, 777, 777, 777, 0, ((111, 222, 333),), (111,))
    actions.enter_count(ballot, numbers=numbers, by=people[0])
    for reader in (people[1], a_user(Role.LEADER, of=ward)):
        assert "777" not in a_browser(reader).get(ballot.get_absolute_url()).content.decode()


def test_the_author_corrects_and_others_may_not(ward, people):
    ballot = a_ballot(of=ward)
    actions.enter_count(ballot, numbers=TRUE, by=people[0])
    url = f"{ballot.get_absolute_url()}sua/"
    assert a_browser(people[1]).get(url).status_code == 403
    browser = a_browser(people[0])
    assert browser.get(url).status_code == 200
    assert browser.post(url, CELLS | {"vote_0_0": 1, "blank_0": 2, "reason": "Nhầm"}).status_code == 302
    assert Count.objects.get().corrections.count() == 2


def test_what_waits_is_shown_to_whoever_counts(ward, people):
    ballot = a_ballot(of=ward)
    actions.enter_count(ballot, numbers=TRUE, by=people[0])
    assert [due.text for due in votes.counts(people[1], {ward.pk}, today())] == ["Enter your count of the papers"]
    assert list(votes.counts(people[0], {ward.pk}, today())) == []
    actions.enter_count(ballot, numbers=TRUE, by=people[1])
    assert len(list(votes.counts(people[0], {ward.pk}, today()))) == 1
    assert list(votes.counts(a_user(Role.LEADER, of=ward), {ward.pk}, today())) == []


def test_a_cell_votes_for_itself_and_no_other_cell_sees_it(ward):
    cell = a_unit(parent=ward)
    ballot = a_settled_ballot(TRUE, of=cell)
    seen = {Role.SECRETARY: 200, Role.MEMBER: 404, Role.ADMIN: 404}
    for role, status in seen.items():
        assert a_browser(a_user(role, of=cell)).get(ballot.get_absolute_url()).status_code == status
    elsewhere = a_user(Role.SECRETARY, of=a_unit(parent=ward))
    assert a_browser(elsewhere).get(ballot.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("use", [Use.REVIEW, Use.CONFIDENCE])
def test_a_clerk_reads_no_vote_that_judges_people(ward, use):
    ballot = a_settled_ballot(TRUE, of=a_unit(parent=ward), use=use, title="Xếp loại đồng chí Xuyến")
    a_ballot(of=ward, use=use, title="Phiếu của đồng chí Xuyến")
    clerk = a_user(Role.CLERK, of=ward)
    browser = a_browser(clerk)
    assert "Xuyến" not in browser.get("/bo-phieu/").content.decode()
    assert browser.get(ballot.get_absolute_url()).status_code == 404
    assert browser.get(f"{ballot.get_absolute_url()}bien-ban.docx").status_code == 404
    assert list(votes.counts(clerk, {ward.pk}, today())) == []
    assert "Xuyến" in a_browser(a_user(Role.LEADER, of=ward)).get("/bo-phieu/").content.decode()


def test_a_clerk_opens_no_vote_that_judges_people(ward):
    sent = {
        "use": "review", "title": "Xếp loại", "held_on": today().strftime("%d/%m/%Y"), "summoned": 10,
        "questions": "Chi ủy", "options": "Tốt", "one_option_each": "on",
    }  # fmt: skip
    browser = a_browser(a_user(Role.CLERK, of=ward))
    assert browser.post("/bo-phieu/moi/", sent).status_code == 422
    assert browser.post("/bo-phieu/moi/", sent | {"use": "general"}).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_votes_as_for_one(ward, people, count, django_assert_num_queries):
    for number in range(count):
        a_ballot(of=ward, title=f"Bỏ phiếu {number}")
    browser = a_browser(people[0])
    browser.get("/bo-phieu/")
    with django_assert_num_queries(15):
        assert browser.get("/bo-phieu/").status_code == 200
    assert Ballot.objects.count() == count
