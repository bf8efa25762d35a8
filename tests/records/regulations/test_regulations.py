import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.records.regulations.actions import adopt_regulation, adopt_version, confirm_review, end_regulation
from chibo.records.regulations.comparing import compare
from chibo.records.regulations.facts import IN_FORCE
from chibo.records.regulations.models import Version
from chibo.records.regulations.queries import due_reviews, regulation_list
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_document, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
FIRST, SECOND = dt.date(2015, 9, 1), dt.date(2020, 9, 1)
OLD = "Điều 1. Phạm vi\nBan Thường vụ họp mỗi tháng một lần.\nĐiều 2. Hiệu lực"
NEW = "Điều 1. Phạm vi\nBan Thường vụ họp mỗi tháng hai lần.\nThường trực họp hằng tuần.\nĐiều 2. Hiệu lực"


@pytest.fixture
def ward():
    return a_ward()


def a_decision_of(ward, **details):
    return a_document(of=ward, issuer="Đảng ủy phường", type="QĐ", title="ban hành Quy chế", **details)


def a_regulation(ward, *, since=FIRST, title="Quy chế làm việc", text=OLD, **details):
    given = {"kind": "working", "review_due_on": since + dt.timedelta(days=365)}
    return adopt_regulation(
        unit=ward, title=title, valid_from=since, document=a_decision_of(ward), text=text, by=None, **given | details
    )


def changed(row):
    return ([piece.text for piece in side if piece.changed] for side in (row.old, row.new))


def test_a_new_version_ends_the_one_before_and_each_day_has_one(ward):
    regulation = a_regulation(ward)
    adopt_version(
        regulation, valid_from=SECOND, document=a_decision_of(ward), text=NEW, by=None,
        review_due_on=SECOND + dt.timedelta(days=365),
    )  # fmt: skip
    days = (FIRST - dt.timedelta(days=1), FIRST, SECOND - dt.timedelta(days=1), SECOND)
    found = [Version.objects.on(day).filter(regulation=regulation).values_list("text", flat=True) for day in days]
    assert [list(texts) for texts in found] == [[], [OLD], [OLD], [NEW]]


def test_the_database_refuses_two_versions_on_one_day(ward):
    regulation = a_regulation(ward)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(
            regulation=regulation, valid_from=SECOND, document=a_decision_of(ward), text=NEW,
            review_due_on=SECOND + dt.timedelta(days=1),
        )  # fmt: skip


@pytest.mark.parametrize(
    "details",
    [
        {"kind": "coordination"},
        {"kind": "working", "partner": "Công an phường"},
        {"review_due_on": FIRST},
        {"since": dt.date(1990, 1, 1)},
        {"text": ""},
    ],
)
def test_what_cannot_be_is_refused(ward, details):
    with pytest.raises(ValidationError):
        a_regulation(ward, **details)


def test_a_version_cannot_come_before_the_last_one_nor_by_a_secret_decision(ward):
    regulation = a_regulation(ward)
    decided = a_decision_of(ward)
    for document, day in ((decided, FIRST), (a_document(of=ward, type="QĐ", secret=True), SECOND)):
        with pytest.raises(ValidationError):
            adopt_version(
                regulation, valid_from=day, document=document, text=NEW, by=None, review_due_on=dt.date(2030, 1, 1)
            )


def test_an_ended_regulation_counts_until_the_day_before(ward):
    regulation = a_regulation(ward)
    end_regulation(regulation, on=SECOND, by=None)
    counts = [IN_FORCE.facts(Period.closed(FIRST, last)).count() for last in (SECOND - dt.timedelta(days=1), SECOND)]
    assert counts == [1, 0]
    with pytest.raises(ValidationError):
        end_regulation(regulation, on=SECOND, by=None)


def test_a_review_moves_the_day_of_the_next_one(ward):
    day = today()
    regulation = a_regulation(ward, since=day - dt.timedelta(days=400), review_due_on=day)
    clerk = a_user(Role.CLERK, of=ward)
    assert [one.regulation for one in due_reviews(clerk, {ward.pk}, day)] == [regulation]
    assert not due_reviews(a_user(Role.LEADER, of=ward), {ward.pk}, day)
    confirm_review(
        regulation, remark="Còn phù hợp", reviewed_on=day, next_due_on=day + dt.timedelta(days=365), by=clerk
    )
    assert not due_reviews(clerk, {ward.pk}, day)
    assert regulation.versions.get().reviews.get().note == "Còn phù hợp"


def test_words_that_changed_are_marked_and_paragraphs_that_came_stand_alone():
    rows = compare(OLD, NEW)
    assert [list(changed(row)) for row in rows if row.changed] == [
        [["một"], ["hai"]],
        [[], ["Thường trực họp hằng tuần."]],
    ]
    assert ["".join(piece.text for piece in row.old) for row in rows if row.old] == OLD.splitlines()
    assert ["".join(piece.text for piece in row.new) for row in rows if row.new] == NEW.splitlines()


def test_long_texts_without_anything_in_common_are_compared_quickly():
    old, new = ("\n".join(f"{word} {n}" for n in range(2_000)) for word in ("Điều", "Khoản khác hẳn"))
    assert len(compare(old, new)) == 4_000


def test_the_list_shows_what_is_in_force_due_and_ended(ward):
    day = today()
    kept = a_regulation(ward, title="Quy chế phối hợp", kind="coordination", partner="Công an phường",
                        review_due_on=day + dt.timedelta(days=300))  # fmt: skip
    due = a_regulation(ward, title="Quy chế tiếp dân", review_due_on=day)
    ended = a_regulation(ward, title="Quy chế cũ")
    end_regulation(ended, on=SECOND, by=None)
    clerk = a_user(Role.CLERK, of=ward)
    listed = {
        state: {one.pk for one in regulation_list(clerk, units={ward.pk}, day=day, state=state)}
        for state in ("", "in_force", "due", "ended")
    }
    assert listed == {
        "": {kept.pk, due.pk, ended.pk}, "in_force": {kept.pk, due.pk}, "due": {due.pk}, "ended": {ended.pk},
    }  # fmt: skip
    assert [one.pk for one in regulation_list(clerk, units={ward.pk}, day=day, text="phoi hop")] == [kept.pk]


def test_a_longer_list_asks_the_database_no_more(ward, django_assert_num_queries):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    a_regulation(ward, title="Quy chế 1")
    address = reverse("regulations:list")
    browser.get(address)
    with CaptureQueriesContext(connection) as once:
        browser.get(address)
    for n in (2, 3):
        a_regulation(ward, title=f"Quy chế {n}")
    with django_assert_num_queries(len(once)):
        page = browser.get(address).content.decode()
    assert page.count("row-link") == 3


def test_the_office_enters_rules_amends_reviews_and_ends_them(ward):
    browser, decision = a_browser(a_user(Role.CLERK, of=ward)), a_decision_of(ward)
    sent = {
        "title": "Quy chế làm việc", "kind": "working", "document": decision.pk, "valid_from": "01/9/2015",
        "review_due_on": "01/9/2014", "text": OLD,
    }  # fmt: skip
    wrong = browser.post(reverse("regulations:create"), sent)
    assert wrong.status_code == 422
    assert "họp mỗi tháng một lần" in wrong.content.decode()
    page = browser.post(reverse("regulations:create"), sent | {"review_due_on": "01/9/2016"}, follow=True)
    address = page.redirect_chain[-1][0]
    assert "họp mỗi tháng một lần" in page.content.decode()
    assert "họp mỗi tháng một lần" in browser.get(f"{address}ban-moi/").content.decode()
    version = {"document": decision.pk, "valid_from": "01/9/2020", "review_due_on": "01/9/2030", "text": NEW}
    assert browser.post(f"{address}ban-moi/", version).status_code == 302
    compared = browser.get(f"{address}so-sanh/").content.decode()
    assert "<del>một</del>" in compared
    assert "<ins>hai</ins>" in compared
    assert "họp mỗi tháng một lần" in browser.get(address, {"day": "01/10/2016"}).content.decode()
    assert "hai lần" in browser.get(address, {"day": today().isoformat()}).content.decode()
    review = {"remark": "Còn phù hợp", "reviewed_on": "01/9/2021", "next_due_on": "01/9/2031"}
    assert browser.post(f"{address}ra-soat/", review).status_code == 302
    assert browser.post(f"{address}het-hieu-luc/", {"on": "01/9/2019"}).status_code == 422
    assert browser.post(f"{address}het-hieu-luc/", {"on": "01/9/2024"}).status_code == 302
    assert browser.post(f"{address}het-hieu-luc/", {"on": "01/9/2024"}).status_code == 422


def test_rules_of_another_ward_are_not_found_and_those_above_are_read_only(ward):
    regulation = a_regulation(ward)
    cell = a_unit(parent=ward)
    secretary, stranger = a_browser(a_user(Role.SECRETARY, of=cell)), a_browser(a_user(Role.CLERK, of=a_ward()))
    assert secretary.get(regulation.get_absolute_url()).status_code == 200
    assert secretary.get(reverse("regulations:end", args=[regulation.pk])).status_code == 403
    assert stranger.get(regulation.get_absolute_url()).status_code == 404
