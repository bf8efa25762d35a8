import datetime as dt
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from chibo.base.clock import today
from chibo.records.quotas import actions, queries
from chibo.records.quotas.arithmetic import Base, Population, Rounding, greatest
from chibo.records.quotas.models import QuotaRule, Scope, Subject
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
D = dt.date


def a_reading(unit, on, base=Base.LOOSE, **details):
    values = {
        "subject": Subject.MEMBER, "scope": Scope.ORGANISATION, "rounding": Rounding.DOWN, "paper": "45-KL/ĐU",
        "by": None,
    }  # fmt: skip
    return actions.set_reading(unit=unit, on=on, base=base, **(values | details))


def test_each_day_has_the_rule_of_its_document():
    unit = a_ward()
    sources = [queries.rule_for(unit, day).source for day in (D(2019, 12, 1), D(2023, 12, 1), D(2025, 12, 1))]
    assert ["21-HD" in sources[0], "124-QĐ" in sources[1], "366-QĐ" in sources[2]] == [True, True, True]
    assert queries.rule_for(unit, D(2019, 1, 1)) is None
    assert queries.rule_for(unit, D(2023, 10, 3)).valid_until == D(2023, 10, 4)


def test_the_central_rule_gives_16_of_100_and_the_other_reading_20():
    ward = a_ward()
    people = Population(100, 100)
    assert greatest(queries.cap_of(queries.rule_for(ward, D(2026, 1, 1))), people) == 16
    a_reading(ward, D(2026, 1, 1))
    cap = queries.cap_of(queries.rule_for(ward, D(2026, 1, 1)))
    assert (greatest(cap, people), cap.exception_share) == (20, Fraction(1, 4))


def test_the_nearest_committee_reads_the_rule_for_its_cells():
    ward = a_ward()
    cell, elsewhere = a_unit(parent=ward), a_ward()
    reading = a_reading(ward, D(2026, 1, 1))
    assert queries.rule_for(cell, D(2026, 6, 1)) == reading
    assert queries.rule_for(cell, D(2025, 12, 31)).unit is None
    assert queries.rule_for(elsewhere, D(2026, 6, 1)).unit is None
    own = a_reading(cell, D(2026, 2, 1), base=Base.STRICT)
    assert queries.rule_for(cell, D(2026, 6, 1)) == own
    assert queries.rule_for(ward, D(2026, 6, 1)) == reading


def test_a_reading_ends_with_the_document_that_it_reads():
    ward = a_ward()
    a_reading(ward, D(2024, 1, 1))
    assert queries.rule_for(ward, D(2025, 8, 29)).unit == ward
    assert queries.rule_for(ward, D(2025, 8, 30)).unit is None


def test_a_new_reading_follows_the_earlier_one_from_its_day():
    ward = a_ward()
    first = a_reading(ward, D(2026, 1, 1))
    a_reading(ward, D(2026, 7, 1), base=Base.ALL)
    first.refresh_from_db()
    assert first.valid_until == D(2026, 7, 1)
    with pytest.raises(ValidationError, match="later"):
        a_reading(ward, D(2026, 3, 1))
    with pytest.raises(ValidationError, match="No document"):
        a_reading(ward, D(2010, 1, 1))


def test_the_committee_sets_its_reading_on_the_page():
    ward = a_ward()
    browser = a_browser(a_user(Role.LEADER, of=ward))
    sent = {
        "subject": "member", "base": "loose", "scope": "organisation", "rounding": "down",
        "on": today().strftime("%d/%m/%Y"), "paper": "",
    }  # fmt: skip
    refused = browser.post("/ty-le-xep-loai/cach-tinh/", sent)
    assert refused.status_code == 422
    assert browser.post("/ty-le-xep-loai/cach-tinh/", sent | {"paper": "45-KL/ĐU"}).status_code == 302
    assert QuotaRule.objects.get(unit=ward).base == "loose"
    page = browser.get("/ty-le-xep-loai/").content.decode()
    assert "45-KL/ĐU" in page
    assert "At most 20 may be rated excellent." in page


@pytest.mark.parametrize("readings", [1, 3])
def test_the_page_asks_as_often_for_three_readings_as_for_one(readings, django_assert_num_queries):
    ward = a_ward()
    for year in range(readings):
        a_reading(ward, D(2026, year + 1, 1))
    browser = a_browser(a_user(Role.LEADER, of=ward))
    browser.get("/ty-le-xep-loai/")
    with django_assert_num_queries(20):
        assert browser.get("/ty-le-xep-loai/").status_code == 200
