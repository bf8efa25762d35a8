import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.models import AuditEntry
from chibo.indicators.catalogue import INDICATORS
from chibo.records.selfchecks import actions, lists, queries
from chibo.records.selfchecks.actions import Answered
from chibo.records.selfchecks.models import SelfCheck
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
SECRET = "Chỉ mình tôi biết"
KEY = "04-NQ-TW-1:1"
OF_A_CELL = {Role.MEMBER, Role.SECRETARY}


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def author(cell):
    return a_user(Role.MEMBER, of=cell)


@pytest.fixture
def check(author):
    return actions.write({KEY: Answered("occurred", SECRET, "Sửa ngay")}, by=author)


def everybody_else(ward, cell):
    return {role: a_user(role, of=cell if role in OF_A_CELL else ward) for role in Role}


def pages_of(check):
    yield from (reverse(f"selfchecks:{name}", args=[check.pk]) for name in ("read", "hand_in", "delete"))


def test_nobody_but_the_author_reads_a_draft(ward, cell, author, check):
    assert SECRET in a_browser(author).get(check.get_absolute_url()).content.decode()
    for role, user in everybody_else(ward, cell).items():
        browser = a_browser(user)
        assert [browser.get(page).status_code for page in pages_of(check)] == [404, 404, 404], role
        assert [browser.post(page).status_code for page in pages_of(check)][1:] == [404, 404], role
    assert queries.handed_in(check.person, check.year) is None


def test_once_handed_in_the_secretary_of_the_cell_reads_it_and_nobody_else(ward, cell, author, check):
    actions.hand_in(check, by=author)
    others = everybody_else(ward, cell)
    readers = {role for role, user in others.items() if queries.readable_check(user, check.pk, today())}
    assert readers == {Role.SECRETARY}
    assert SECRET in a_browser(others[Role.SECRETARY]).get(check.get_absolute_url()).content.decode()
    elsewhere = a_user(Role.SECRETARY, of=a_unit(parent=ward))
    assert queries.readable_check(elsewhere, check.pk, today()) is None
    assert queries.handed_in(author.person, check.year) == check


def test_the_secretary_reads_it_only_while_the_review_lasts(cell, author, check):
    actions.hand_in(check, by=author)
    secretary, later = a_user(Role.SECRETARY, of=cell), today() + dt.timedelta(days=190)
    assert queries.readable_check(secretary, check.pk, later) is None
    assert queries.received(secretary, later) == []
    assert queries.readable_check(author, check.pk, later) == check


def test_the_list_of_what_was_handed_in_has_names_and_no_answers(cell, author, check):
    actions.hand_in(check, by=author)
    page = a_browser(a_user(Role.SECRETARY, of=cell)).get(reverse("selfchecks:received")).content.decode()
    assert str(author.person) in page
    assert SECRET not in page
    assert "Has occurred" not in page


def test_no_figure_counts_answers_and_answers_are_no_rows_to_count():
    measures = [one for indicator in INDICATORS for one in (indicator.numerator, indicator.denominator) if one]
    assert not [measure.code for measure in measures if measure.code.startswith("selfchecks")]
    assert [field.name for field in SelfCheck._meta.get_fields() if field.one_to_many or field.many_to_many] == []


def test_the_trail_says_that_it_was_written_and_nothing_of_it(author, check):
    actions.write({KEY: Answered("careful", SECRET)}, by=author)
    lines = AuditEntry.objects.filter(record_type="selfchecks.selfcheck")
    assert [(line.verb, line.changes) for line in lines] == [("self-check written", {})]
    assert not AuditEntry.objects.filter(changes__icontains=SECRET).exists()


def test_only_the_author_hands_in_and_deletes(cell, check):
    secretary = a_user(Role.SECRETARY, of=cell)
    for act in (actions.hand_in, actions.delete):
        with pytest.raises(PermissionDenied):
            act(check, by=secretary)


def test_what_is_handed_in_stays_as_it_is(author, check):
    actions.hand_in(check, by=author)
    for refused in (
        lambda: actions.write({KEY: Answered("no")}, by=author),
        lambda: actions.hand_in(check, by=author),
        lambda: actions.delete(check, by=author),
    ):
        with pytest.raises(ValidationError):
            refused()


def test_the_author_deletes_a_draft_after_being_asked(author, check):
    browser, address = a_browser(author), reverse("selfchecks:delete", args=[check.pk])
    assert "no way back" in browser.get(address).content.decode()
    assert SelfCheck.objects.exists()
    assert browser.post(address).status_code == 302
    assert not SelfCheck.objects.exists()


def test_what_is_old_is_deleted_handed_in_or_not(author, check):
    end = dt.date(check.year, 12, 31)
    assert actions.erase_old(dt.date(end.year + 2, 12, 31)) == 0
    assert actions.erase_old(dt.date(end.year + 3, 1, 1)) == 1
    assert not SelfCheck.objects.exists()


def test_saving_a_part_keeps_the_others_and_an_empty_answer_takes_one_back(author, check):
    actions.write({"04-NQ-TW-1:2": Answered("no")}, by=author)
    check = actions.write({KEY: Answered("")}, by=author)
    assert set(check.answers) == {"04-NQ-TW-1:2"}


def test_answers_outside_the_list_of_the_day_are_refused(author):
    for answers in ({"37-QD-TW:1": Answered("no")}, {KEY: Answered("guilty")}):
        if today() < dt.date(2026, 7, 26) and "37-QD-TW:1" in answers:
            continue
        with pytest.raises(ValidationError):
            actions.write(answers, by=author)


def test_a_member_goes_through_a_part_on_the_page(author):
    browser, address = a_browser(author), reverse("selfchecks:part", args=["04-NQ-TW-2"])
    refused = browser.post(address, {"note-04-NQ-TW-2:1": "Ghi nhưng chưa chọn"})
    assert refused.status_code == 422
    assert "Ghi nhưng chưa chọn" in refused.content.decode()
    assert browser.post(address, {"answer-04-NQ-TW-2:1": "careful", "next": "1"}).status_code == 302
    assert SelfCheck.objects.get().answers["04-NQ-TW-2:1"]["answer"] == "careful"


def test_each_list_has_as_many_items_as_its_name_says():
    signs, *forbidden = lists.LISTS
    assert [len(part.items) for part in signs.parts] == [9, 9, 9]
    assert [[len(part.items) for part in one.parts] for one in forbidden] == [[19]] * 3


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2011-10-31", []),
        ("2016-10-29", ["47-QD-TW"]),
        ("2021-10-24", ["04-NQ-TW-1", "04-NQ-TW-2", "04-NQ-TW-3", "47-QD-TW"]),
        ("2021-10-25", ["04-NQ-TW-1", "04-NQ-TW-2", "04-NQ-TW-3", "37-QD-TW"]),
        ("2026-07-25", ["04-NQ-TW-1", "04-NQ-TW-2", "04-NQ-TW-3", "37-QD-TW"]),
        ("2026-07-26", ["04-NQ-TW-1", "04-NQ-TW-2", "04-NQ-TW-3", "207-QD-TW"]),
    ],
)
def test_the_list_of_the_day_is_the_version_in_force(day, codes):
    assert [part.code for part in lists.parts_on(dt.date.fromisoformat(day))] == codes


def test_members_read_the_lists_of_any_day(author):
    browser, address = a_browser(author), reverse("selfchecks:lists")
    assert "37-QĐ/TW" in browser.get(address, {"on": "01/6/2022"}).content.decode()
    assert browser.get(address, {"on": "khi nào"}).status_code == 422


def test_in_january_the_year_that_has_ended_is_still_looked_at():
    assert (queries.year_of(dt.date(2027, 1, 31)), queries.year_of(dt.date(2027, 2, 1))) == (2026, 2027)
