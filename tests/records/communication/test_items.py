import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import figure, sheet
from chibo.indicators.rollup import rows
from chibo.indicators.wording import brief, read
from chibo.records.communication.actions import (
    add_topic,
    approve_item,
    change_item,
    orient,
    publish_item,
    record_broadcast,
    remove_item,
    take_back,
)
from chibo.records.communication.facts import LENGTHS
from chibo.records.communication.models import Item
from chibo.records.communication.queries import due_items, item_list, totals
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.communication.data import an_item

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 3, 2)
YEAR = Period.year(2021)
RADIO = Item.Channel.RADIO


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


def counted(unit, *codes):
    found = sheet([unit.pk], YEAR, codes=codes)
    return [found[unit.pk, code].numerator for code in codes]


def test_only_what_is_published_counts(ward, cell):
    an_item(of=cell, on=DAY)
    an_item(of=cell, on=DAY, published=False)
    approve_item(an_item(of=cell, on=DAY, published=False), by=None)
    assert counted(ward, "TTr-01") == [1]


def test_pictures_are_counted_apart(ward):
    an_item(of=ward, on=DAY, picture_alt="Đảng viên chi bộ 3 dọn vệ sinh ngõ 12", picture_licence="Ảnh của phường")
    an_item(of=ward, on=DAY)
    assert counted(ward, "TTr-01", "TTr-02") == [2, 1]


def test_broadcasts_minutes_and_airings_are_three_things(ward):
    an_item(of=ward, on=DAY, channel=RADIO, minutes=5, repeats=2)
    an_item(of=ward, on=DAY, channel=RADIO, minutes=7)
    an_item(of=ward, on=DAY, channel=Item.Channel.TV, minutes=30)
    assert counted(ward, "TTr-03", "TTr-05", "TTr-06") == [2, 12, 4]


def test_the_length_of_a_broadcast_goes_from_the_shortest_to_the_longest(ward, cell):
    for minutes in (6, 7, 5):
        an_item(of=cell, on=DAY, channel=RADIO, minutes=minutes)
    one = figure("TTr-04", ward.pk, YEAR)
    assert (one.value, one.greatest, one.numerator, one.records_count) == (5, 7, 18, 3)
    assert (read(one), brief(one)) == ("5–7 phút", "5–7")
    assert sum(row.amount for row in rows(LENGTHS, YEAR, ward.pk)) == one.numerator


def test_the_pages_of_figures_say_shortest_and_longest(ward):
    for minutes in (5, 7):
        an_item(of=ward, on=DAY, channel=RADIO, minutes=minutes, title=f"Bản tin {minutes}")
    browser = a_browser(a_user(Role.LEADER, of=ward))
    asked = {"unit": ward.slug, "start": "2021-01-01", "end": "2021-12-31"}
    page = browser.get(reverse("indicators:figure", args=["TTr-04"]), asked).text
    assert "5–7" in page
    assert "Bản tin 5" in page
    assert browser.get(reverse("indicators:catalogue"), asked).status_code == 200
    figures = {one["code"]: one for one in browser.get(reverse("api:figures"), asked).json()["figures"]}
    assert figures["TTr-04"]["value"] == [5, 7]


def test_without_a_broadcast_there_is_no_length(ward):
    one = figure("TTr-04", ward.pk, YEAR)
    assert (one.value, one.greatest, read(one)) == (None, None, "–")


def test_broadcasts_of_one_length_have_that_one(ward):
    an_item(of=ward, on=DAY, channel=RADIO, minutes=6)
    assert read(figure("TTr-04", ward.pk, YEAR)) == "6 phút"


@pytest.mark.parametrize("minutes", [None, 0])
def test_the_database_knows_no_broadcast_without_a_length(ward, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(unit=ward, channel=RADIO, day=DAY, title="Bản tin", minutes=minutes)
    with pytest.raises(ValidationError):
        record_broadcast(unit=ward, title="Bản tin", day=DAY, minutes=minutes, by=None, signed=True)


@pytest.mark.parametrize(
    "caption",
    [
        "A group of people standing on a stage Description automatically generated with medium confidence",
        "A group of people sitting at a table",
        "Two women holding flowers",
        "Ảnh có chứa người, mô tả được tạo tự động",
        "IMG_20210302.jpg",
        "z2345678901.jpg",
    ],
)
def test_a_caption_of_a_machine_is_refused(ward, caption):
    with pytest.raises(ValidationError) as refused:
        an_item(of=ward, on=DAY, picture_alt=caption, picture_licence="Ảnh của phường")
    assert "picture_alt" in refused.value.message_dict
    form = {"unit": ward.pk, "channel": "portal", "title": "Tin", "day": "02/3/2021", "picture_alt": caption}
    answer = a_browser(a_user(Role.CLERK, of=ward)).post(reverse("communication:item_add"), form)
    assert answer.status_code == 422
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "caption", ["Đồng chí Bí thư chi bộ 3 trao quà", "Anh hùng lực lượng vũ trang kể chuyện", "An toàn giao thông"]
)
def test_a_caption_in_own_words_is_taken(ward, caption):
    assert an_item(of=ward, on=DAY, picture_alt=caption, picture_licence="Ảnh của phường").picture_alt == caption


def test_a_picture_is_told_and_licensed_or_not_there(ward):
    for given in ({"picture_alt": "Hội nghị"}, {"picture_licence": "Ảnh của phường"}):
        with pytest.raises(ValidationError):
            an_item(of=ward, on=DAY, **given)


def test_nothing_is_published_unsigned_or_twice_or_tomorrow(ward):
    item = an_item(of=ward, on=DAY, published=False)
    with pytest.raises(ValidationError):
        publish_item(item, day=DAY, by=None)
    approve_item(item, by=None)
    with pytest.raises(ValidationError):
        approve_item(item, by=None)
    with pytest.raises(ValidationError):
        publish_item(item, day=today() + dt.timedelta(1), by=None)
    publish_item(item, day=DAY, by=None)
    with pytest.raises(ValidationError):
        publish_item(item, day=DAY, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(unit=ward, channel="portal", day=DAY, title="Tin", state="published")


def test_what_was_taken_back_counts_no_more(ward):
    item = an_item(of=ward, on=DAY)
    take_back(item, reason="Đăng nhầm", by=None)
    assert counted(ward, "TTr-01") == [0]
    with pytest.raises(ValidationError):
        remove_item(item, by=None)


def test_a_published_item_is_not_moved_into_the_future(ward):
    with pytest.raises(ValidationError):
        change_item(an_item(of=ward, on=DAY), day=today() + dt.timedelta(1), by=None)


def test_a_draft_is_read_only_by_who_proposes_and_who_edits(ward, cell):
    draft = an_item(of=cell, on=today(), published=False, title="Bản thảo")
    for role, place, status in (
        (Role.MEMBER, cell, 404), (Role.SECRETARY, cell, 200), (Role.SECRETARY, a_unit(parent=ward), 404),
        (Role.BOARD, ward, 200), (Role.LEADER, ward, 200),
    ):  # fmt: skip
        assert a_browser(a_user(role, of=place)).get(draft.get_absolute_url()).status_code == status
    publish_item(approve_item(draft, by=None), day=today(), by=None)
    assert a_browser(a_user(Role.MEMBER, of=a_unit(parent=ward))).get(draft.get_absolute_url()).status_code == 200
    assert a_browser(a_user(Role.MEMBER, of=a_unit(parent=a_ward()))).get(draft.get_absolute_url()).status_code == 404


def test_a_secretary_changes_a_proposal_but_not_what_is_signed(ward, cell):
    item = an_item(of=cell, on=today(), published=False)
    browser, page = a_browser(a_user(Role.SECRETARY, of=cell)), reverse("communication:item_change", args=[item.pk])
    assert browser.get(page).status_code == 200
    approve_item(item, by=None)
    assert browser.get(page).status_code == 403
    assert browser.post(reverse("communication:item_approve", args=[item.pk])).status_code == 403


def test_a_broadcast_is_recorded_with_two_fields(ward):
    browser = a_browser(a_user(Role.BOARD, of=ward))
    page = reverse("communication:broadcast")
    form = {"title": "Tuyên truyền bầu cử", "minutes": "6", "day": browser.get(page).context["form"]["day"].initial}
    form["day"] = form["day"].strftime("%d/%m/%Y")
    assert browser.post(page, form).status_code == 302
    item = Item.objects.get()
    assert (item.state, item.minutes, item.repeats, item.day) == ("published", 6, 0, today())
    assert item.signed_by


def test_a_broadcast_of_somebody_who_edits_nothing_waits(ward):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    form = {"title": "Bản tin", "minutes": "6", "day": today().strftime("%d/%m/%Y")}
    browser.post(reverse("communication:broadcast"), form)
    assert Item.objects.get().state == "proposed"
    assert list(due_items(a_user(Role.BOARD, of=ward), {ward.pk}, today())) == [Item.objects.get()]
    assert list(due_items(a_user(Role.CLERK, of=ward), {ward.pk}, today())) == []


def test_totals_are_the_published_ones_and_lead_to_their_list(ward, cell):
    topic = add_topic(unit=ward, name="Chỉ thị 05", by=None)
    an_item(of=cell, on=DAY, topic=topic)
    an_item(of=ward, on=DAY + dt.timedelta(31), channel=RADIO, minutes=6, repeats=3)
    an_item(of=ward, on=DAY, published=False)
    reader = a_user(Role.LEADER, of=ward)
    by = {
        name: [(row.name, row.counts, row.minutes) for row in totals(reader, {ward.pk, cell.pk}, 2021, name)]
        for name in ("month", "topic", "unit")
    }
    assert by["month"] == [("3", {"portal": 1}, 0), ("4", {"radio": 1}, 6)]
    assert sorted(by["topic"]) == [("", {"radio": 1}, 6), ("Chỉ thị 05", {"portal": 1}, 0)]
    assert {name: counts for name, counts, _minutes in by["unit"]} == {
        cell.name: {"portal": 1},
        ward.name: {"radio": 1},
    }
    browser = a_browser(reader)
    assert browser.get(reverse("communication:totals"), {"year": 2021}).status_code == 200
    asked = {"state": "published", "year": 2021, "channel": "portal", "month": 3}
    assert len(browser.get(reverse("communication:items"), asked).context["page"]) == 1
    book = browser.get(reverse("communication:totals_export"), {"year": 2021})
    assert book.content[:2] == b"PK"


def test_the_list_finds_without_diacritics(ward):
    an_item(of=ward, on=DAY, title="Hội nghị quán triệt")
    an_item(of=ward, on=DAY, title="Dọn vệ sinh")
    page = a_browser(a_user(Role.CLERK, of=ward)).get(reverse("communication:items"), {"q": "quan triet"})
    assert [item.title for item in page.context["page"]] == ["Hội nghị quán triệt"]


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_items(ward, django_assert_num_queries, n):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    topic = add_topic(unit=ward, name="Chỉ thị 05", by=None)
    for _ in range(n):
        an_item(of=ward, on=DAY, topic=topic)
    with django_assert_num_queries(16):
        response = browser.get(reverse("communication:items"), headers={"HX-Request": "true"})
    assert len(response.context["page"]) == n


@pytest.mark.parametrize("channel", ["", "nonsense", "\0"])
def test_strange_questions_are_no_error(ward, channel):
    asked = {"channel": channel, "month": "99", "topic": "9" * 40, "of": "'", "year": "x"}
    assert a_browser(a_user(Role.CLERK, of=ward)).get(reverse("communication:items"), asked).status_code == 200


def test_orientation_is_read_below_and_said_again_replaces(ward, cell):
    for text in ("Bầu cử", "Bầu cử và phòng dịch"):
        orient(unit=ward, monday=DAY, text=text, by=None)
    page = a_browser(a_user(Role.SECRETARY, of=cell)).get(reverse("communication:orientations")).text
    assert "Bầu cử và phòng dịch" in page
    assert "01/03" in page
    assert (
        "phòng dịch"
        not in a_browser(a_user(Role.SECRETARY, of=a_ward())).get(reverse("communication:orientations")).text
    )


def test_only_the_committee_orients(ward, cell):
    form = {"monday": "02/3/2021", "text": "Bầu cử"}
    page = reverse("communication:orientations")
    assert a_browser(a_user(Role.SECRETARY, of=cell)).post(page, form).status_code == 403
    assert a_browser(a_user(Role.BOARD, of=ward)).post(page, form).status_code == 302


def test_a_unit_that_did_not_exist_yet_writes_nothing(ward):
    with pytest.raises(ValidationError):
        an_item(of=a_unit(parent=ward, since=dt.date(2022, 1, 1)), on=DAY)


def test_drafts_of_a_cell_are_not_in_the_list_of_another(ward, cell):
    an_item(of=cell, on=DAY, published=False)
    other = a_user(Role.SECRETARY, of=a_unit(parent=ward))
    assert list(item_list(other, {ward.pk, cell.pk})) == []
