import datetime as dt
from io import BytesIO

import docx
import pytest
from django.core.exceptions import ValidationError

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import figure
from chibo.records.awards import actions, queries
from chibo.records.awards.models import Award, Giver
from chibo.records.awards.queries import Wanted
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_member, a_unit, a_user, a_ward
from tests.records.awards.data import a_decision, a_kind, a_proposal, an_award

pytestmark = pytest.mark.django_db
TODAY = today()


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward)


def test_a_proposal_becomes_an_award_by_a_decision(cell, clerk):
    award = a_proposal("giay-khen", 2026, of=cell, on=TODAY)
    actions.give_opinion(award, whose="Mặt trận", stance="for", given_on=TODAY, by=clerk)
    with pytest.raises(ValidationError, match="before it was proposed"):
        actions.decide(award, decision=a_decision(TODAY - dt.timedelta(days=1)), by=clerk)
    actions.decide(award, decision=a_decision(TODAY, money=500_000), by=clerk)
    award.refresh_from_db()
    assert (award.state, award.symbol, award.money) == ("decided", "12-QĐ/ĐU", 500_000)
    with pytest.raises(ValidationError, match="already"):
        actions.give_opinion(award, whose="Mặt trận", stance="for", given_on=TODAY, by=clerk)


def test_an_objection_is_kept_in_words(cell, clerk):
    with pytest.raises(ValidationError, match="said"):
        actions.give_opinion(
            a_proposal("giay-khen", 2026, of=cell), whose="Mặt trận", stance="against", given_on=TODAY, by=clerk
        )


def test_an_award_fits_who_gets_it(cell):
    with pytest.raises(ValidationError, match="choose who"):
        a_proposal("huy-hieu-30", 2026, of=cell)
    with pytest.raises(ValidationError, match="collective"):
        a_proposal("chi-bo-tsvm", 2026, of=cell, person=a_member(of=cell))


def test_the_same_award_of_a_year_is_given_once_and_again_after_a_refusal(cell, clerk):
    first = a_proposal("giay-khen", 2026, of=cell)
    with pytest.raises(ValidationError, match="already"):
        an_award("giay-khen", 2026, of=cell, on=TODAY)
    with pytest.raises(ValidationError, match="Say why"):
        actions.decline(first, reason="", by=clerk)
    actions.decline(first, reason="Chưa đủ điều kiện", by=clerk)
    assert an_award("giay-khen", 2026, of=cell, on=TODAY).is_decided
    an_award("giay-khen", 2025, of=cell)


def test_a_decision_is_whole_and_not_of_tomorrow(cell):
    for wrong in ({"symbol": ""}, {"issuer": ""}, {"on": TODAY + dt.timedelta(days=1)}, {"money": 0}):
        with pytest.raises(ValidationError):
            an_award("giay-khen", 2026, of=cell, **({"on": TODAY} | wrong))
    assert not Award.objects.exists()


def test_five_years_running_is_computed_and_a_gap_breaks_it(cell, ward, clerk):
    for year in (2020, 2021, 2022, 2023):
        an_award("chi-bo-tsvm", year, of=cell)
    with pytest.raises(ValidationError, match="each of the 5 years up to 2024"):
        a_proposal("chi-bo-tsvm-5", 2024, of=cell)
    last = an_award("chi-bo-tsvm", 2024, of=cell)
    found = queries.runs(clerk, [cell.pk], 2024)
    assert [(run.kind.pk, run.unit, run.first, run.last, run.given) for run in found] == [
        ("chi-bo-tsvm-5", cell, 2020, 2024, False)
    ]
    actions.revoke(last, reason="Nhập nhầm", by=clerk)
    assert queries.runs(clerk, [cell.pk], 2024) == []
    an_award("chi-bo-tsvm", 2024, of=cell)
    a_proposal("chi-bo-tsvm-5", 2024, of=cell)
    assert queries.runs(clerk, [cell.pk], 2024)[0].given


def test_five_years_of_a_person_follow_the_person_between_cells(ward, cell, clerk):
    person, other = a_member(of=cell), a_unit(parent=ward)
    for year in range(2020, 2025):
        an_award("dang-vien-xs", year, of=cell if year < 2023 else other, person=person)
    found = queries.runs(clerk, [cell.pk, other.pk], 2024)
    assert [(run.person, run.unit) for run in found] == [(person, other)]


def test_figures_count_decided_awards_by_the_date_of_the_decision(ward, cell, clerk):
    an_award("dang-bo-tsvm", 2017, of=ward, on=dt.date(2017, 12, 20))
    an_award("co-thi-dua", 2017, of=ward, on=dt.date(2017, 12, 22), giver=Giver.PROVINCE)
    an_award("co-thi-dua", 2016, of=ward, on=dt.date(2017, 1, 5), giver=Giver.DISTRICT)
    person = a_member(of=cell)
    for code in ("huy-hieu-30", "dang-vien-xs"):
        an_award(code, 2017, of=cell, person=person)
    a_proposal("dang-bo-tsvm", 2018, of=ward)
    actions.revoke(an_award("bang-khen", 2017, of=ward), reason="Nhập nhầm", by=clerk)
    period = Period.closed(dt.date(2016, 10, 30), dt.date(2017, 12, 28))
    values = [figure(f"KT-0{n}", ward.pk, period).value for n in range(1, 7)]
    assert values == [1, 1, 3, 2, 1, 1]


def test_members_see_what_was_awarded_and_not_what_is_proposed(ward, cell):
    given, proposed = an_award("giay-khen", 2025, of=cell), a_proposal("giay-khen", 2026, of=cell)
    member, elsewhere = a_user(Role.MEMBER, of=cell), a_user(Role.MEMBER, of=a_unit(parent=ward))
    assert list(queries.award_list(member, None, Wanted())) == [given]
    assert list(queries.award_list(elsewhere, None, Wanted())) == []
    assert set(queries.award_list(a_user(Role.SECRETARY, of=cell), None, Wanted())) == {given, proposed}
    assert not queries.award_list(a_user(Role.ADMIN, of=ward), None, Wanted())


def test_the_list_is_searched_without_diacritics_and_added_up(ward, cell, clerk):
    person = a_member(of=cell, full_name="Đặng Thị Thủy")
    award = an_award("dang-vien-xs", 2025, of=cell, person=person, money=468_000)
    an_award("giay-khen", 2025, of=cell, money=1_000_000)
    found = queries.award_list(clerk, None, Wanted(text="dang thuy"))
    assert list(found) == [award]
    assert queries.totals(queries.award_list(clerk, None, Wanted(year=2025))) == {
        "awards": 2, "collectives": 1, "people": 1, "money": 1_468_000,
    }  # fmt: skip


def test_the_pages_take_an_award_from_proposal_to_decision(ward, cell, clerk):
    browser = a_browser(clerk)
    assert browser.get("/khen-thuong/de-nghi/").status_code == 200
    day = TODAY.strftime("%d/%m/%Y")
    sent = {"unit": cell.pk, "kind": "giay-khen", "year": 2026, "merit": "Giữ nếp sinh hoạt", "on": day}
    assert browser.post("/khen-thuong/de-nghi/", sent | {"kind": "huy-hieu-30"}).status_code == 422
    answer = browser.post("/khen-thuong/de-nghi/", sent)
    page = answer["Location"]
    opinion = {"whose": "Mặt trận", "stance": "remark", "text": "Nên khen", "given_on": day}
    assert browser.post(f"{page}y-kien/", opinion).status_code == 302
    decision = {"symbol": "", "decided_on": day, "issuer": "Đảng ủy", "giver": "base", "money": "500000"}
    refused = browser.post(f"{page}quyet-dinh/", decision)
    assert refused.status_code == 422
    assert "500000" in refused.content.decode()
    paper = docx.Document(BytesIO(browser.get("/khen-thuong/de-nghi.docx").content))
    assert [cell.text for cell in paper.tables[1].rows[1].cells][2:] == ["Giấy khen", "2026", "Giữ nếp sinh hoạt"]
    assert browser.post(f"{page}quyet-dinh/", decision | {"symbol": "9-QĐ/ĐU"}).status_code == 302
    shown = browser.get(page).content.decode()
    assert "9-QĐ/ĐU" in shown
    assert "Nên khen" in shown
    assert browser.get("/khen-thuong/khen-thuong.xlsx").status_code == 200
    assert browser.get("/khen-thuong/lien-tuc/?year=2026").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_awards_as_for_one(ward, cell, clerk, count, django_assert_num_queries):
    for year in range(2020, 2020 + count):
        an_award("dang-vien-xs", year, of=cell, person=a_member(of=cell))
    browser = a_browser(clerk)
    browser.get("/khen-thuong/")
    with django_assert_num_queries(16):
        assert browser.get("/khen-thuong/").status_code == 200


def test_kinds_say_which_title_they_crown():
    assert a_kind("dang-bo-tsvm-5").crowns == a_kind("dang-bo-tsvm")
    assert a_kind("co-thi-dua").system == "state"
