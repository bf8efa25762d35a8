import datetime as dt
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import figure
from chibo.records.documents.numbering import open_term
from chibo.records.structure import offices
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from chibo.registry.people import actions as people
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_member, a_person, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
POSTS = "/to-chuc/chuc-danh/"


def a_quarter(ward, *, led_by_secretary):
    """A cell with its secretary and a residential group, led by the same person or by somebody else."""
    cell, group = a_unit(parent=ward), a_unit(kind=Kind.RESIDENTS, parent=ward)
    secretary = a_member(of=cell)
    people.appoint(secretary, unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    head = secretary if led_by_secretary else a_person()
    people.appoint(head, unit=group, title=Title.HEAD, on=LONG_AGO, by=None)
    return cell, group, secretary


def of(ward, day=None):
    return offices.reading(a_user(Role.BOARD, of=ward), ward, day or today())


def test_share_of_heads_who_are_secretaries_counts_units_without_a_head_in_the_whole():
    ward = a_ward()
    a_quarter(ward, led_by_secretary=True)
    a_quarter(ward, led_by_secretary=False)
    a_unit(kind=Kind.RESIDENTS, parent=ward)

    (share,) = offices.shares(of(ward))
    assert (share.kind, share.part, share.whole) == (Kind.RESIDENTS, 1, 3)
    found = figure("TC-05", ward.pk, Period.closed(today(), today()))
    assert (found.numerator, found.denominator) == (1, 3)


def test_an_agency_led_by_somebody_outside_the_party_is_counted_apart():
    ward = a_ward()
    cell = a_unit(parent=ward)
    secretary = a_member(of=cell)
    people.appoint(secretary, unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    for head in (secretary, a_person()):
        agency = a_unit(kind=Kind.AGENCY, parent=ward)
        people.appoint(head, unit=agency, title=Title.HEAD, on=LONG_AGO, by=None)

    on = Period.closed(today(), today())
    shared, others = figure("TC-06", ward.pk, on), figure("TC-07", ward.pk, on)
    assert (shared.numerator, shared.denominator, others.value) == (1, 2, 1)


def test_who_holds_several_posts_is_found_with_all_of_them():
    ward = a_ward()
    _cell, _group, secretary = a_quarter(ward, led_by_secretary=True)
    a_quarter(ward, led_by_secretary=False)

    assert list(offices.with_several(of(ward))) == [secretary]
    assert len(offices.posts_of([secretary.pk], today())[secretary.pk]) == 2


def test_a_unit_that_nobody_leads_is_vacant_from_the_day_the_post_ends():
    ward = a_ward()
    cell, _group, secretary = a_quarter(ward, led_by_secretary=False)
    ended = dt.date(2024, 5, 1)
    people.end_tenure(secretary.tenures.get(), on=ended, by=None)

    before, after = (set(offices.vacant(of(ward, day))) for day in (ended - dt.timedelta(days=1), ended))
    assert after - before == {cell}


@pytest.mark.parametrize(("kind", "begun", "until"), [
    (Kind.CELL, dt.date(2022, 6, 1), dt.date(2024, 12, 1)),
    (Kind.PARTY, dt.date(2020, 6, 5), dt.date(2025, 6, 5)),
])  # fmt: skip
def test_a_term_is_to_end_after_as_long_as_the_rule_says(kind, begun, until):
    ward = a_ward()
    unit = a_unit(parent=ward) if kind is Kind.CELL else ward
    open_term(unit, valid_from=begun, by=None)

    (ending,) = offices.endings(of(ward, until - dt.timedelta(days=200)))
    assert (ending.until, ending.is_over) == (until, False)
    assert offices.endings(of(ward, until))[0].is_over
    assert offices.endings(of(ward, until - dt.timedelta(days=400))) == []


def test_the_history_of_a_post_shows_when_nobody_held_it():
    ward = a_ward()
    cell = a_unit(parent=ward)
    first, second = a_member(of=cell), a_member(of=cell)
    people.appoint(first, unit=cell, title=Title.SECRETARY, on=dt.date(2020, 1, 1), until=dt.date(2022, 1, 1), by=None)
    people.appoint(second, unit=cell, title=Title.SECRETARY, on=dt.date(2022, 3, 1), by=None)

    told = [
        (one.start, one.last_day, one.tenure and one.tenure.person) for one in offices.history(cell, Title.SECRETARY)
    ]
    assert told == [
        (dt.date(2022, 3, 1), None, second),
        (dt.date(2022, 1, 1), dt.date(2022, 2, 28), None),
        (dt.date(2020, 1, 1), dt.date(2021, 12, 31), first),
    ]


@pytest.mark.parametrize("show", ["all", "several", "vacant", "ending"])
@pytest.mark.parametrize("count", [1, 3])
def test_each_list_asks_as_often_for_three_as_for_one(client, django_assert_max_num_queries, show, count):
    ward = a_ward()
    for _ in range(count):
        cell, _group, _secretary = a_quarter(ward, led_by_secretary=True)
        open_term(cell, valid_from=today() - dt.timedelta(days=800), by=None)
        a_unit(parent=ward)
    client.force_login(a_user(Role.BOARD, of=ward))

    with django_assert_max_num_queries(26):
        page = client.get(POSTS, {"show": show})
    assert len(page.context["page"].object_list) >= count


def test_the_workbook_holds_what_the_list_shows(client):
    ward = a_ward()
    _cell, group, secretary = a_quarter(ward, led_by_secretary=True)
    client.force_login(a_user(Role.BOARD, of=ward))

    answer = client.get(reverse("structure:posts_export"), {"kind": "residents"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[:3] for row in rows[1:]] == [[secretary.full_name, str(Title.HEAD.label), group.name]]


def test_posts_of_another_ward_stay_there(client):
    ward, other = a_ward(), a_ward()
    _cell, _group, stranger = a_quarter(other, led_by_secretary=True)
    client.force_login(a_user(Role.BOARD, of=ward))

    assert not client.get(POSTS, {"q": stranger.full_name}).context["page"].object_list
    assert client.get(reverse("structure:holder", args=[stranger.pk])).status_code == 404
