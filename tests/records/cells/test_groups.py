"""A Party group has no roll of its own: its head ticks who of the cell belongs to it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.records.cells import actions
from chibo.records.cells.attending import candidates
from chibo.records.cells.models import Record, Sitting
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_meeting, a_member, a_unit, a_ward
from tests.records.cells.data import a_roll

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


@pytest.fixture
def cell(db):
    return a_unit(parent=a_ward())


@pytest.fixture
def people(cell):
    return a_roll(cell, 5, exempt=1)


@pytest.fixture
def group(cell, people):
    found = a_unit(kind=Kind.GROUP, parent=cell, name="Tổ đảng số 1")
    appoint(people[2], unit=found, title=Title.HEAD, on=LONG_AGO, by=None)
    return found


@pytest.fixture
def head(group, people):
    return User.objects.create_user("totruong", person=people[2])


def ticked(meeting):
    return {one.person for one in candidates(meeting) if one.is_ticked}


def test_head_summons_whom_they_tick_and_next_time_the_same_are_ticked(group, people):
    first, second = (a_meeting(of=group, on=today() - dt.timedelta(days=back)) for back in (40, 1))
    assert len(candidates(first)) == len(people)
    assert not ticked(first)
    actions.summon(first, people=[people[2].pk, people[4].pk], by=None)
    assert dict(first.attendances.values_list("person_id", "state")) == {
        people[2].pk: "summoned", people[4].pk: "exempt",
    }  # fmt: skip
    assert ticked(second) == {people[2], people[4]}
    actions.summon(second, people=[people[3].pk], by=None)
    assert ticked(second) == {people[3]}


def test_nobody_of_another_cell_is_summoned_to_a_group(group):
    meeting = a_meeting(of=group, on=today())
    stranger = a_member(of=a_unit(parent=a_ward()))
    with pytest.raises(ValidationError, match="not members of the cell"):
        actions.summon(meeting, people=[stranger.pk], by=None)
    with pytest.raises(ValidationError, match="at least one"):
        actions.summon(meeting, people=[], by=None)


def test_group_goes_its_way_without_score_and_resolution(group, head, people):
    browser, meeting = a_browser(head), a_meeting(of=group, on=today(), starts_at=dt.time(19, 30))
    page = reverse("cells:meeting", args=[meeting.pk])
    assert page in browser.get(meeting.get_absolute_url()).content.decode()
    browser.post(reverse("cells:begin", args=[meeting.pk]))
    sitting = Sitting.objects.get(meeting=meeting)
    assert (sitting.chair, sitting.with_resolution) == (people[2], False)
    convoke, roll, held, texts, finish = (
        reverse(f"cells:{name}", args=[meeting.pk]) for name in ("convoke", "roll", "proceedings", "texts", "finish")
    )
    assert "Who belongs to the Party group" in browser.get(convoke).content.decode()
    assert browser.post(convoke).status_code == 422
    assert browser.post(convoke, {"who": [people[2].pk, people[3].pk]}).url == roll
    rows = list(meeting.attendances.values_list("pk", flat=True))
    browser.post(roll, {"all": 1, "unmarked": rows})
    form = {"q-TOTAL_FORMS": 0, "q-INITIAL_FORMS": 0, "v-TOTAL_FORMS": 0, "v-INITIAL_FORMS": 0, "ended_at": "20:30"}
    assert browser.post(held, form).url == texts
    assert browser.post(texts, browser.get(texts).context["form"].initial).url == finish
    browser.post(finish, {"adopt": 1})
    assert browser.post(finish, {"lock": 1}).url == page
    (record,) = sitting.records.all()
    assert (record.kind, record.symbol, record.state) == (Record.Kind.MINUTES, "01-BB/TĐ", "locked")
    assert record.frame["superior"]


def test_those_summoned_and_the_secretary_of_the_cell_read_the_group_others_do_not(group, people):
    meeting = a_meeting(of=group, on=today())
    actions.begin(meeting, by=None)
    actions.summon(meeting, people=[people[3].pk], by=None)
    address = reverse("cells:meeting", args=[meeting.pk])
    statuses = [
        a_browser(User.objects.create_user(f"u{place}", person=people[place])).get(address).status_code
        for place in (0, 3, 4)
    ]
    assert statuses == [200, 200, 404]
