import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.spreadsheets import read_workbook
from chibo.indicators.figures import figure
from chibo.records.contests import actions, prizes, queries, rounds
from chibo.records.contests.models import Answer, Choice, Contest, Entry, Prize, Question
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from tests.factories import a_browser, a_contest, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)
TEXTS = ("Năm 1930", "Năm 1945", "Năm 1954")


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def contest(ward):
    return a_contest(of=ward, opens_on=today() - 9 * A_DAY, closes_on=today() + 9 * A_DAY)


@pytest.fixture
def quiz(contest):
    return a_round(contest)


@pytest.fixture
def member(cell):
    return a_user(Role.MEMBER, of=cell)


@pytest.fixture
def board(ward):
    return a_user(Role.BOARD, of=ward)


def a_round(contest, *, opens_on=None, closes_on=None, questions=2):
    found = rounds.add_round(
        contest, opens_on=opens_on or today() - A_DAY, closes_on=closes_on or today() + A_DAY, by=None
    )
    for n in range(questions):
        rounds.save_question(found, text=f"Câu hỏi thứ {n}", choices=TEXTS, right=1, by=None)
    return found


def answers(quiz, *, right=2):
    """Choose the right answer for so many questions, the last one for the others."""
    chosen = {}
    for place, question in enumerate(quiz.questions.all()):
        chosen[question.pk] = question.choices.get(position=1 if place < right else 3).pk
    return chosen


def filled(quiz, *, attempt=1, right=2, **more):
    return {f"q-{key}": value for key, value in answers(quiz, right=right).items()} | {"attempt": attempt, **more}


def send(quiz, user, *, attempt=1, right=2, guess=None):
    return rounds.send_entry(quiz, answers=answers(quiz, right=right), attempt=attempt, guess=guess, by=user)


def over(quiz):
    """Let a round be over since yesterday, with what was sent in it."""
    quiz.entries.update(entered_on=today() - 2 * A_DAY)
    quiz.opens_on, quiz.closes_on = today() - 3 * A_DAY, today() - A_DAY
    quiz.save()
    return quiz


def take(quiz):
    return reverse("contests:take", args=[quiz.pk])


def test_a_member_takes_a_round_once_and_the_right_answers_are_counted(quiz, member, cell):
    browser = a_browser(member)
    assert browser.get(take(quiz)).status_code == 200
    assert browser.post(take(quiz), filled(quiz, right=1)).status_code == 302
    entry = Entry.objects.get()
    assert (entry.right, entry.person, entry.unit, entry.attempt) == (1, member.person, cell, 1)
    assert Answer.objects.count() == 2
    again = browser.post(take(quiz), filled(quiz))
    assert again.status_code == 422
    assert "This entry is recorded already." in again.text
    assert browser.post(take(quiz), filled(quiz, attempt=2)).status_code == 422
    assert browser.get(take(quiz)).status_code == 302
    assert Entry.objects.count() == 1


def test_a_phone_that_sends_twice_is_counted_once_and_told_the_same(quiz, member):
    browser, form = a_browser(member), filled(quiz, _once="abc")
    first, second = browser.post(take(quiz), form), browser.post(take(quiz), form)
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert Entry.objects.count() == 1


def test_the_table_refuses_a_second_entry_of_an_attempt(quiz, member):
    entry = send(quiz, member)
    entry.pk, entry.receipt = None, "khác"
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_a_question_that_is_left_out_keeps_the_other_answers(quiz, member):
    form = filled(quiz)
    first, second = (key for key in form if key.startswith("q-"))
    del form[second]
    answer = a_browser(member).post(take(quiz), form)
    assert answer.status_code == 422
    assert answer.context["form"][first].value() == str(form[first])
    assert answer.text.count(" checked") == 1
    assert "Choose an answer." in answer.text
    assert not Entry.objects.exists()


def test_an_answer_of_another_question_is_none(quiz, member):
    first, second = quiz.questions.all()
    wrong = {question.pk: second.choices.first().pk for question in (first, second)}
    with pytest.raises(ValidationError):
        rounds.send_entry(quiz, answers=wrong, attempt=1, by=member)


def test_several_attempts_only_where_the_contest_allows_them(contest, member, ward):
    contest.max_attempts = 2
    contest.save()
    quiz = a_round(contest)
    send(quiz, member, right=0)
    send(quiz, member, attempt=2)
    with pytest.raises(ValidationError):
        send(quiz, member, attempt=3)
    period = Period.closed(today(), today())
    assert (figure("CT-01", ward.pk, period).value, figure("CT-03", ward.pk, period).value) == (2, 1)


@pytest.mark.parametrize("days", [(1, 2), (-3, -1)])
def test_a_round_is_taken_on_its_days_only(contest, member, days):
    opens, closes = (today() + n * A_DAY for n in days)
    quiz = a_round(contest, opens_on=opens, closes_on=closes)
    assert a_browser(member).get(take(quiz)).status_code == 302
    with pytest.raises(ValidationError):
        send(quiz, member)


def test_nobody_takes_a_round_of_another_ward_or_without_a_cell(quiz, ward):
    stranger = a_user(Role.MEMBER, of=a_unit(parent=a_ward()))
    assert a_browser(stranger).get(take(quiz)).status_code == 404
    assert a_browser(a_user(Role.CLERK, of=ward)).post(take(quiz), filled(quiz)).status_code == 403


def test_right_answers_are_shown_only_when_the_round_is_over(quiz, member):
    send(quiz, member, right=1)
    browser = a_browser(member)
    before = browser.get(quiz.get_absolute_url()).text
    assert TEXTS[0] not in before
    assert "1 right" not in before
    after = browser.get(over(quiz).get_absolute_url()).text
    assert "1 right" in after
    assert "your answer" in after


def test_the_quiz_does_not_tell_which_answer_is_right(quiz, member):
    page = a_browser(member).get(take(quiz)).text
    assert all(text in page for text in TEXTS)
    assert "right answer" not in page.lower().replace("the right answers are shown after that day", "")


def test_questions_stay_as_they_are_once_somebody_has_answered(quiz, member, board):
    send(quiz, member)
    with pytest.raises(ValidationError):
        rounds.save_question(quiz, text="Thêm", choices=TEXTS, right=1, by=board)
    with pytest.raises(ValidationError):
        rounds.remove_question(quiz.questions.first(), by=board)


@pytest.mark.parametrize(
    ("choices", "right"), [(("a", "b"), 1), (("a", "b", "c", "d", "e"), 1), (("a", "a", "b"), 1), (TEXTS, 4)]
)
def test_a_question_has_three_or_four_different_answers_and_one_is_right(quiz, choices, right):
    with pytest.raises(ValidationError):
        rounds.save_question(quiz, text="Sai", choices=choices, right=right, by=None)


def test_the_table_refuses_two_right_answers(quiz):
    question = quiz.questions.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(question=question, position=4, text="Cũng đúng", right=True)


def test_the_board_writes_questions_on_the_page(contest, board, quiz):
    browser = a_browser(board)
    address = reverse("contests:question_add", args=[quiz.pk])
    form = {"text": "Ngày thành lập Đảng?", "choice_1": "03/02", "choice_2": "02/9", "choice_3": "19/5", "right": "1"}
    assert browser.post(address, {**form, "right": "4"}).status_code == 422
    assert browser.post(address, form).status_code == 302
    question = Question.objects.get(text="Ngày thành lập Đảng?")
    edit = reverse("contests:question_edit", args=[question.pk])
    assert "02/9" in browser.get(edit).text
    assert browser.post(edit, {**form, "choice_4": "22/12", "right": "4"}).status_code == 302
    assert question.choices.get(right=True).text == "22/12"


def test_places_follow_right_answers_then_the_nearer_guess_and_equals_share(contest, cell, board):
    contest.asks_guess = True
    contest.save()
    quiz = a_round(contest)
    users = [a_user(Role.MEMBER, of=cell) for _ in range(4)]
    for user, (right, guess) in zip(users, [(2, 9), (2, 2), (2, 4), (1, 3)], strict=True):
        send(quiz, user, right=right, guess=guess)
    found = queries.ranking(board, over(quiz))
    assert found.all_right == 3
    assert [(one.place, one.off) for one in found.places] == [(1, 1), (1, 1), (3, 6), (4, 0)]


def test_names_in_the_results_are_only_for_those_who_see_the_entries(quiz, member, cell, ward):
    send(quiz, member)
    page = over(quiz).get_absolute_url()
    other = a_user(Role.SECRETARY, of=a_unit(parent=ward))
    assert member.person.full_name in a_browser(a_user(Role.SECRETARY, of=cell)).get(page).text
    for reader in (other, a_user(Role.MEMBER, of=cell)):
        answer = a_browser(reader).get(page)
        assert not answer.context["page"]


def test_results_leave_as_a_workbook_once_the_round_is_over(quiz, member, board):
    send(quiz, member)
    address = reverse("contests:round_export", args=[quiz.pk])
    browser = a_browser(board)
    assert browser.get(address).status_code == 404
    over(quiz)
    rows = read_workbook(io.BytesIO(browser.get(address).content))
    assert rows[1][:2] == ["1", member.person.full_name]


def test_a_closed_contest_takes_nothing_until_it_is_opened_again_with_a_reason(contest, quiz, member, board, cell):
    browser = a_browser(board)
    assert browser.post(reverse("contests:close", args=[contest.pk])).status_code == 302
    with pytest.raises(ValidationError):
        send(Contest.objects.get().rounds.get(), member)
    with pytest.raises(ValidationError):
        actions.record_paper(contest, unit=cell, on=today(), batch="Đợt 1", count=2, by=None)
    reopen = reverse("contests:reopen", args=[contest.pk])
    assert browser.post(reopen, {"reason": ""}).status_code == 422
    assert browser.post(reopen, {"reason": "Còn phiếu giấy"}).status_code == 302
    send(Contest.objects.get().rounds.get(), member)
    assert "Còn phiếu giấy" in browser.get(contest.get_absolute_url()).text


def test_paper_entries_are_counted_by_unit_without_names_and_a_batch_counts_once(contest, ward, board):
    group = a_unit(kind=Kind.RESIDENTS, parent=ward)
    form = {"unit": group.pk, "on": "", "batch": "Tổ 5, đợt 1", "count": 30}
    browser, address = a_browser(board), reverse("contests:paper_record", args=[contest.pk])
    assert browser.post(address, form).status_code == 422
    for _ in range(2):
        day = f"{today():%d/%m/%Y}"
        assert browser.post(address, {**form, "on": day}).status_code == 302
    assert Entry.objects.filter(person=None, unit=group).count() == 30
    period = Period.closed(today(), today())
    assert (figure("CT-01", ward.pk, period).value, figure("CT-03", ward.pk, period).value) == (30, 0)


def test_the_plan_of_a_unit_stands_beside_what_it_sent(contest, cell, board, member, quiz):
    send(quiz, member)
    browser, address = a_browser(board), reverse("contests:plan", args=[contest.pk])
    for number in (5, 4):
        assert browser.post(address, {"unit": cell.pk, "entries": number}).status_code == 302
    row = queries.plan_of(contest, {cell.pk})[0]
    assert (row.planned, row.entries, row.members, row.percent) == (4, 1, 1, 25)
    book = browser.get(reverse("contests:plan_export", args=[contest.pk])).content
    assert read_workbook(io.BytesIO(book))[1] == [cell.name, "4", "1", "1", "25"]
    secretary = a_browser(a_user(Role.SECRETARY, of=cell))
    assert secretary.post(address, {"unit": cell.pk, "entries": 1}).status_code == 403
    assert secretary.get(address).context["rows"] == [row]


def test_a_prize_needs_a_decision_after_the_round_and_gives_a_certificate(contest, quiz, member, board, cell):
    entry = send(quiz, member)
    decision = {"rank": "first", "symbol": "45-QĐ/ĐU", "decided_on": today(), "issuer": "Đảng ủy"}
    with pytest.raises(ValidationError):
        prizes.award(entry, by=board, **decision)
    over(quiz)
    browser, address = a_browser(board), reverse("contests:prize_award", args=[contest.pk])
    form = {**decision, "entry": entry.pk, "decided_on": f"{today():%d/%m/%Y}"}
    assert browser.post(address, {**form, "symbol": ""}).status_code == 422
    assert browser.post(address, form).status_code == 302
    prize = Prize.objects.get()
    page = a_browser(member).get(reverse("contests:certificate", args=[prize.pk])).text
    assert member.person.full_name in page
    assert "45-QĐ/ĐU" in page
    with pytest.raises(ValidationError):
        prizes.award(Entry.objects.get(), by=board, **decision)
    back = reverse("contests:prize_take_back", args=[prize.pk])
    assert browser.post(back, {"reason": "Ghi nhầm"}).status_code == 302
    assert not Prize.objects.exists()


def test_an_entry_without_a_name_gets_no_prize(contest, cell, board):
    actions.record_paper(contest, unit=cell, on=today(), batch="Đợt 1", count=1, by=None)
    with pytest.raises(ValidationError):
        prizes.award(
            Entry.objects.get(), rank="first", symbol="1-QĐ/ĐU", decided_on=today(), issuer="Đảng ủy", by=board
        )


def test_the_days_of_a_contest_keep_its_rounds_and_entries(contest, quiz, board):
    with pytest.raises(ValidationError):
        actions.change_contest(contest, by=board, closes_on=today() - 5 * A_DAY)
    with pytest.raises(ValidationError):
        rounds.add_round(contest, opens_on=today(), closes_on=today() + 99 * A_DAY, by=board)


def test_open_rounds_are_told_to_those_who_have_not_taken_them(quiz, member):
    assert list(queries.due_rounds(member, set(), today())) == [quiz]
    send(quiz, member)
    assert not queries.due_rounds(member, set(), today())


@pytest.mark.parametrize("questions", [1, 12])
def test_sending_asks_the_same_for_any_number_of_questions(contest, member, django_assert_num_queries, questions):
    quiz = a_round(contest, questions=questions)
    browser, form = a_browser(member), filled(quiz, right=questions, _once="abc")
    with django_assert_num_queries(SENDING):
        assert browser.post(take(quiz), form).status_code == 302


SENDING = 27


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_round_asks_the_same_for_any_number_of_entries(
    contest, cell, board, django_assert_num_queries, rows
):
    quiz = a_round(contest, questions=rows)
    for _ in range(rows):
        send(quiz, a_user(Role.MEMBER, of=cell), right=rows)
    browser = a_browser(board)
    page = over(quiz).get_absolute_url()
    with django_assert_num_queries(ROUND):
        assert len(browser.get(page).context["page"]) == rows


ROUND = 16


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_contest_asks_the_same_for_any_number_of_rounds(
    contest, board, member, django_assert_num_queries, rows
):
    for _ in range(rows):
        quiz = a_round(contest)
        entry = send(quiz, member)
        over(quiz)
        prizes.award(entry, rank="first", symbol="1-QĐ/ĐU", decided_on=today(), issuer="Đảng ủy", by=board)
    browser = a_browser(board)
    with django_assert_num_queries(CONTEST):
        assert browser.get(contest.get_absolute_url()).status_code == 200


CONTEST = 18
