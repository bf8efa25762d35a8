"""What the cell does with the plans of its members, and the numbers that the committee sees."""

import datetime as dt
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.home.due import plans as due
from chibo.indicators.figures import sheet
from chibo.records.plans import actions, agreeing, queries, status, writing
from chibo.records.plans.models import Turn
from chibo.records.plans.writing import Told
from chibo.registry.access.models import Role
from chibo.registry.people.actions import transfer
from tests.factories import a_browser, a_member, a_unit, a_user, a_ward
from tests.records.plans.plans import SECRET, a_written_plan

pytestmark = pytest.mark.django_db
YEAR, MONTH = today().year, today().replace(day=1)
DAY = dt.date(2024, 2, 1)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def secretary(cell):
    return a_user(Role.SECRETARY, of=cell)


def counted(unit, code, year=2024):
    return sheet([unit.pk], Period.year(year), codes=(code,))[unit.pk, code].numerator


def test_who_is_commented_on_several_times_counts_once(ward, cell):
    once, twice = (actions.register_individual(a_member(of=cell), on=DAY, by=None) for _ in range(2))
    agreeing.comment_many([once, twice], made_on=dt.date(2024, 3, 4), by=None)
    agreeing.comment(twice, made_on=dt.date(2024, 6, 4), points="Rõ hơn", by=None)
    assert (counted(ward, "DK-04"), counted(ward, "DK-05")) == (2, 3)


def test_comments_on_plans_of_units_and_on_withdrawn_plans_count_nobody(ward, cell):
    of_unit = actions.register_collective(cell, on=DAY, by=None)
    withdrawn = actions.register_individual(a_member(of=cell), on=DAY, by=None)
    agreeing.comment_many([of_unit, withdrawn], made_on=dt.date(2024, 3, 4), by=None)
    actions.withdraw(withdrawn, reason="Nhầm", by=a_user())
    assert (counted(ward, "DK-04"), counted(ward, "DK-05")) == (0, 0)


def test_a_comment_is_counted_in_the_cell_whose_meeting_it_was(ward, cell):
    there, person = a_unit(parent=ward), a_member(of=cell)
    plan = actions.register_individual(person, on=DAY, by=None)
    transfer(person, to=there, on=dt.date(2024, 5, 1), by=None)
    agreeing.comment(plan, made_on=dt.date(2024, 6, 4), points="Rõ hơn", by=None)
    assert (counted(cell, "DK-04"), counted(there, "DK-04")) == (0, 1)


def test_a_meeting_comments_on_a_plan_once_and_not_before_it_was_registered(cell):
    plan = actions.register_individual(a_member(of=cell), on=DAY, by=None)
    agreeing.comment(plan, made_on=DAY, points="Rõ hơn", by=None)
    with pytest.raises(ValidationError, match="entered already"):
        agreeing.comment(plan, made_on=DAY, points="Lần nữa", by=None)
    with pytest.raises(ValidationError, match="not registered yet"):
        agreeing.comment(plan, made_on=dt.date(2024, 1, 4), points="Sớm", by=None)


def test_only_the_secretary_of_the_cell_comments_agrees_and_reviews(ward, cell, secretary):
    plan = a_written_plan(a_member(of=cell))
    others = [a_user(Role.SECRETARY, of=a_unit(parent=ward)), a_user(Role.BOARD, of=ward), a_user(Role.LEADER, of=ward)]
    for user in others:
        with pytest.raises(PermissionDenied):
            agreeing.comment(plan, made_on=today(), points="Rõ hơn", by=user)
        with pytest.raises(PermissionDenied):
            agreeing.agree_many([plan], on=today(), by=user)
        with pytest.raises(PermissionDenied):
            agreeing.review(plan, result="done", points="", on=today(), by=user)
    agreeing.comment(plan, made_on=today(), points="Rõ hơn", by=secretary)
    assert agreeing.agree_many([plan], on=today(), by=secretary) == 1
    assert agreeing.review(plan, result="partly", points="Còn hai hộ", on=today(), by=secretary).result == "partly"


def test_a_review_closes_the_own_conclusion(cell, secretary):
    author = a_user(Role.MEMBER, of=cell)
    plan = a_written_plan(author.person)
    writing.conclude(plan, text="Đã làm", on=today(), by=author)
    agreeing.review(plan, result="done", points="", on=today(), by=secretary)
    with pytest.raises(ValidationError, match="reviewed this plan already"):
        writing.conclude(plan, text="Khác", on=today(), by=author)
    assert queries.plan_of(author.person, YEAR).own_conclusion == "Đã làm"


@given(st.sets(st.integers(1, 500), max_size=80), st.integers(1, 12))
def test_turns_cover_everybody_once_and_evenly(people, first):
    proposed = agreeing.spread_turns(sorted(people), [], first=first)
    assert set(proposed) == people
    assert all(first <= month <= 12 for month in proposed.values())
    load = Counter(proposed.values())
    assert max(load.values(), default=0) - min((load[month] for month in range(first, 13)), default=0) <= 1


@given(st.lists(st.integers(1, 12), max_size=30))
def test_whoever_is_new_gets_an_emptier_month(taken):
    load = Counter(taken)
    (month,) = agreeing.spread_turns([1], taken).values()
    assert load[month] == min(load[one] for one in range(1, 13))


def test_the_page_proposes_a_turn_for_everybody_and_keeps_what_is_sent(cell, secretary):
    others = [a_member(of=cell) for _ in range(3)]
    browser, address = a_browser(secretary), reverse("plans:turns")
    form = browser.get(address, {"year": YEAR + 1}).context["form"]
    proposed = {f"turn-{person.pk}": form[f"turn-{person.pk}"].value() for person in [*others, secretary.person]}
    assert all(proposed.values())
    assert not Turn.objects.exists()
    assert browser.post(f"{address}?year={YEAR + 1}", proposed).status_code == 302
    assert Turn.objects.count() == Turn.objects.values("person").distinct().count() == 4


def test_who_reports_in_a_month_is_who_has_the_turn_and_is_still_there(ward, cell, secretary):
    here, gone = a_member(of=cell), a_member(of=cell)
    agreeing.set_turns(cell, {here.pk: MONTH.month, gone.pk: MONTH.month}, year=YEAR, by=secretary)
    transfer(gone, to=a_unit(parent=ward), on=today(), by=None)
    assert queries.who_reports(cell, today()) == [here]
    agreeing.set_turns(cell, {here.pk: None}, year=YEAR, by=secretary)
    assert queries.who_reports(cell, today()) == []


def test_the_status_list_says_who_and_never_what(cell, secretary):
    a_written_plan(a_member(of=cell, full_name="Trần Văn Ghi"))
    a_member(of=cell, full_name="Lê Thị Chưa")
    browser = a_browser(secretary)
    page = browser.get(reverse("plans:cell")).content.decode()
    assert "Trần Văn Ghi" in page
    assert "Lê Thị Chưa" in page
    assert SECRET not in page
    missing = browser.get(reverse("plans:cell"), {"show": "unregistered"}).content.decode()
    assert "Lê Thị Chưa" in missing
    assert "Trần Văn Ghi" not in missing
    assert browser.get(reverse("plans:cell_export")).headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_committee_sees_numbers_without_names(ward, cell):
    for number in range(status.FEWEST):
        a_written_plan(a_member(of=cell, full_name=f"Trần Văn {'ABCDE'[number]}"))
    small = a_unit(parent=ward)
    a_written_plan(a_member(of=small))
    board = a_user(Role.BOARD, of=ward)
    page = a_browser(board).get(reverse("plans:numbers"))
    rows = {row.unit: (row.members, row.registered, row.agreed, row.reported) for row in page.context["cells"]}
    assert rows[cell] == (5, 5, 0, 0)
    assert rows[small] == (1, 1, None, None)
    assert page.context["total"] == {"members": 5, "registered": 5, "agreed": 0, "reported": 0}
    assert "Trần Văn" not in page.content.decode()
    assert a_browser(board).get(reverse("plans:cell")).status_code == 403


def test_what_waits_is_said_to_the_member_and_to_the_secretary(cell, secretary):
    user = a_user(Role.MEMBER, of=cell)
    units = {cell.pk}
    assert list(due.own(user, units, today())) == []
    a_written_plan(secretary.person)
    assert [one.title for one in due.own(user, units, today())] == [f"Register my plan for {YEAR}"]
    plan = a_written_plan(user.person)
    assert [one.day.month for one in due.own(user, units, today())] == [today().month]
    told = {one.pk: Told("on_the_way") for one in plan.undertakings.all()}
    writing.report(plan, told, on=today(), by=user)
    assert list(due.own(user, units, today())) == []
    a_member(of=cell)
    urls = [one.url.partition("show=")[2] for one in due.cells(secretary, units, today())]
    assert urls == ["unregistered", "to_agree", "unreported"]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_for_any_number_of_members(ward, cell, secretary, django_assert_num_queries, rows):
    for _ in range(rows):
        a_written_plan(a_member(of=cell))
    with django_assert_num_queries(3):
        status.cell_status(cell, YEAR, MONTH, today())
    board = a_user(Role.BOARD, of=ward)
    with django_assert_num_queries(7):
        status.status_by_cell(board, {cell.pk}, YEAR, MONTH, today())
    list(due.cells(secretary, {cell.pk}, today()))
    with django_assert_num_queries(3):
        list(due.cells(secretary, {cell.pk}, today()))
