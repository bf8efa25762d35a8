import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from chibo.base.clock import today
from chibo.base.models import AuditEntry
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Change, Kind, Lineage, Placement, Unit, UnitName
from chibo.registry.orgs.queries import exists_on, units_on
from chibo.registry.people import actions as people
from chibo.registry.people import changes
from chibo.registry.people.models import Membership, Tenure, Title
from tests.factories import LONG_AGO, a_decision, a_member, a_unit, a_user, a_ward
from tests.records.structure.decisions import confirmed, typed

pytestmark = pytest.mark.django_db
START, EVE = dt.date(2022, 7, 1), dt.date(2022, 6, 30)


class Ward:
    """A ward with two cells of two and three members, each with a secretary, and the board that changes it."""

    def __init__(self, client):
        self.top = a_ward()
        self.cells = [a_unit(parent=self.top, name=f"Chi bộ {n}") for n in (3, 5)]
        self.members = [[a_member(of=cell) for _ in range(2 + n)] for n, cell in enumerate(self.cells)]
        for cell, members in zip(self.cells, self.members, strict=True):
            people.appoint(members[0], unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
        self.client = client
        client.force_login(a_user(Role.BOARD, of=self.top))

    def post(self, name, data, *args):
        return self.client.post(reverse(f"structure:{name}", args=args), data)


@pytest.fixture
def ward(client):
    return Ward(client)


def members_on(unit, day):
    return Membership.objects.on(day).filter(unit=unit).count()


def in_vietnamese(text, **gaps):
    with translation.override("vi"):
        return _(text) % gaps


def census():
    models = (Unit, Placement, UnitName, Change, Lineage, Membership, Tenure, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_new_cell_exists_from_the_day_of_effect(ward):
    data = confirmed(kind=Kind.CELL, name="Chi bộ Đường Láng", parent=ward.top.pk)
    answer = ward.post("establish", data)

    made = Unit.objects.get(name="Chi bộ Đường Láng")
    assert answer.url == reverse("structure:unit", args=["chi-bo-duong-lang"])
    assert (exists_on(made, EVE), exists_on(made, START)) == (False, True)


def test_a_cell_cannot_stand_under_a_cell(ward):
    assert ward.post("establish", confirmed(kind=Kind.CELL, name="X", parent=ward.cells[0].pk)).status_code == 422
    assert ward.post("establish", confirmed(kind=Kind.GROUP, name="Tổ 1", parent=ward.cells[0].pk)).status_code == 302


def test_a_renamed_unit_keeps_its_old_name_on_the_days_before(ward):
    ward.post("rename", confirmed(name="Chi bộ Hoa Sen"), ward.cells[0].slug)

    names = {day: units_on(day).get(pk=ward.cells[0].pk).name_then for day in (EVE, START)}
    assert names == {EVE: "Chi bộ 3", START: "Chi bộ Hoa Sen"}


def test_a_moved_cell_takes_its_members_to_the_other_ward_and_the_totals_of_both_are_compared(client):
    district = a_unit(kind=Kind.SUPERIOR)
    first, second = a_ward(parent=district), a_ward(parent=district)
    cell = a_unit(parent=first)
    a_member(of=cell)
    client.force_login(a_user(Role.BOARD, of=district))
    url = reverse("structure:move", args=[cell.slug])

    preview = client.post(url, typed(parent=second.pk)).context["preview"]
    assert preview.effect.holds
    assert preview.effect.whole_before == 1
    assert [(line.above_before, line.above_after) for line in preview.new] == [(first.name, second.name)]

    client.post(url, confirmed(parent=second.pk))
    assert units_on(START).get(pk=cell.pk).parent_then == second.pk


def test_cells_merge_into_a_new_one_led_by_the_chosen_secretary(ward):
    leader = ward.members[1][0]
    data = {"units": [cell.pk for cell in ward.cells], "name": "Chi bộ 3"}
    preview = ward.post("merge", typed(**data)).context["preview"]
    assert [(line.before, line.after) for line in preview.rows] == [(2, None), (3, None), (None, 5)]
    assert {tenure.person for tenure in preview.candidates} == {ward.members[0][0], leader}

    ward.post("merge", confirmed(**data, secretary=leader.pk))
    merged = Unit.objects.get(name="Chi bộ 3", pk__gt=ward.cells[1].pk)
    assert members_on(merged, START) == 5
    assert [members_on(cell, EVE) for cell in ward.cells] == [2, 3]
    assert Tenure.objects.on(START).get(unit=merged).person == leader


def test_a_cell_merges_into_one_that_stays(ward):
    stays, ends = ward.cells
    ward.post("merge", confirmed(units=[stays.pk, ends.pk], into=stays.pk))

    assert members_on(stays, START) == 5
    assert not exists_on(ends, START)
    assert Tenure.objects.on(START).get(unit=stays).person == ward.members[0][0]


def test_a_divided_cell_sends_each_member_where_they_were_assigned(ward):
    cell, (first, second, third) = ward.cells[1], ward.members[1]
    parts = {f"member_{first.pk}": 0, f"member_{second.pk}": 1, f"member_{third.pk}": 1}
    data = {"parts": 2, "name_0": "Chi bộ 5A", "name_1": "Chi bộ 5B", **parts}
    ward.post("split", confirmed(**data), cell.slug)

    names = dict(Membership.objects.on(START).filter(person__in=ward.members[1]).values_list("person", "unit__name"))
    assert names == {first.pk: "Chi bộ 5A", second.pk: "Chi bộ 5B", third.pk: "Chi bộ 5B"}


def test_a_refused_division_keeps_every_choice(ward):
    cell, people_there = ward.cells[1], ward.members[1]
    parts = {f"member_{person.pk}": 1 for person in people_there}
    data = {"parts": 2, "name_0": "Chi bộ 5A", "name_1": "Chi bộ 5B", **parts}
    answer = ward.post("split", typed(**data), cell.slug)

    assert answer.status_code == 422
    form = answer.context["form"]
    assert [field.value() for field in form.assignments] == ["1", "1", "1"]
    assert form["name_1"].value() == "Chi bộ 5B"


def test_a_division_proposes_halves_by_name(ward):
    form = ward.client.get(reverse("structure:split", args=[ward.cells[1].slug])).context["form"]
    assert [field.value() for field in form.assignments] == ["0", "0", "1"]


def test_a_dissolved_cell_hands_its_members_over_and_its_page_says_where_it_goes_on(ward):
    heir, ends = ward.cells
    ward.post("dissolve", confirmed(into=heir.pk), ends.slug)

    assert members_on(heir, START) == 5
    page = ward.client.get(reverse("structure:unit", args=[ends.slug]))
    assert page.context["ended"].valid_until == START
    assert [(line.successor, line.moved) for line in page.context["goes_on"]] == [(heir, 3)]


@pytest.mark.parametrize("name", ["establish", "rename", "move", "merge", "split", "dissolve"])
def test_a_preview_writes_nothing(ward, name):
    first, second = ward.cells
    other = a_ward(parent=ward.top)
    parts = {f"member_{person.pk}": n % 2 for n, person in enumerate(ward.members[0])}
    more = {
        "establish": {"kind": Kind.CELL, "name": "Chi bộ mới", "parent": ward.top.pk},
        "rename": {"name": "Chi bộ mới"},
        "move": {"parent": other.pk},
        "merge": {"units": [first.pk, second.pk], "name": "Chi bộ mới"},
        "split": {"parts": 2, "name_0": "A", "name_1": "B", **parts},
        "dissolve": {"into": second.pk},
    }[name]
    before = census()
    answer = ward.post(name, typed(**more), *([] if name in ("establish", "merge") else [first.slug]))

    assert answer.status_code == 200
    effect = answer.context["preview"].effect
    assert (effect.whole_before, effect.holds) == (5, True)
    assert census() == before


def test_the_preview_names_the_posts_that_end_and_keeps_every_value_for_the_confirmation(ward):
    answer = ward.post("merge", typed(units=[cell.pk for cell in ward.cells], name="Chi bộ chung"))

    ending = {tenure.person for tenure in answer.context["preview"].effect.posts_ending}
    assert ending == {ward.members[0][0], ward.members[1][0]}
    for cell in ward.cells:
        assert f'<input type="hidden" name="units" value="{cell.pk}"' in answer.content.decode()


def test_going_back_from_the_preview_shows_what_was_typed(ward):
    answer = ward.post("rename", typed(name="Chi bộ Hoa Sen", edit="1"), ward.cells[0].slug)
    assert answer.status_code == 200
    assert answer.context["form"]["name"].value() == "Chi bộ Hoa Sen"


def refused(ward, name, data, *args):
    answer = ward.post(name, data, *args)
    assert answer.status_code == 422
    assert answer.context["form"]["symbol"].value() == "214-QĐ/ĐU"
    return answer.content.decode()


def test_the_merger_of_a_dissolved_cell_is_refused_in_the_page(ward):
    first, second = ward.cells
    changes.dissolve(second, into=first, decision=a_decision(dt.date(2021, 1, 1)), by=None)
    page = refused(ward, "merge", typed(units=[first.pk, second.pk], name="Chi bộ chung"))
    assert in_vietnamese("There is no %(unit)s on %(day)s.", unit="Chi bộ 5", day="01/7/2022") in page


def test_cells_of_different_wards_do_not_merge(client):
    district = a_unit(kind=Kind.SUPERIOR)
    cells = [a_unit(parent=a_ward(parent=district)) for _ in range(2)]
    ward = Ward(client)
    client.force_login(a_user(Role.BOARD, of=district))
    page = refused(ward, "merge", typed(units=[cell.pk for cell in cells], name="Chi bộ chung"))
    assert in_vietnamese("The units are not under the same unit; move them together first.") in page


def test_a_change_cannot_be_put_before_a_recorded_one(ward):
    ward.post("rename", confirmed(name="Chi bộ Hoa Sen"), ward.cells[0].slug)
    page = refused(ward, "rename", typed(name="Chi bộ Hoa Mai", effective_on="30/6/2022"), ward.cells[0].slug)
    assert in_vietnamese("A later change is already recorded; a change cannot be put before it.") in page


@pytest.mark.parametrize(
    ("field", "value"), [("effective_on", "31/6/2022"), ("effective_on", "01/6/2022"), ("decided_on", "")]
)
def test_wrong_days_are_refused_under_their_field(ward, field, value):
    answer = ward.post("rename", typed(name="Chi bộ Hoa Sen", **{field: value}), ward.cells[0].slug)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_unit_cannot_be_put_below_itself(client):
    top = a_unit(kind=Kind.SUPERIOR)
    outer = a_ward(parent=top)
    inner = a_ward(parent=outer)
    client.force_login(a_user(Role.BOARD, of=top))
    answer = client.post(reverse("structure:move", args=[outer.slug]), typed(parent=inner.pk))
    assert answer.status_code == 422
    assert in_vietnamese("A unit cannot be put below itself.") in answer.content.decode()


def test_a_confirmed_change_that_comes_too_late_is_refused_and_leaves_nothing(ward):
    first, second = ward.cells
    data = {"units": [first.pk, second.pk], "name": "Chi bộ chung"}
    ward.post("merge", confirmed(**data))
    before = census()
    assert ward.post("merge", confirmed(**data)).status_code == 422
    assert census() == before


def test_the_page_of_a_unit_that_comes_later_is_there_to_appoint_people(ward):
    ahead = today() + dt.timedelta(days=30)
    data = confirmed(kind=Kind.CELL, name="Chi bộ 9", parent=ward.top.pk, effective_on=ahead.isoformat())
    answer = ward.client.post(reverse("structure:establish"), data, follow=True)
    assert answer.status_code == 200
    assert answer.context["begins"] == ahead
    assert ward.client.get(reverse("structure:appoint", args=["chi-bo-9"])).status_code == 200
