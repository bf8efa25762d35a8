import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.registry.orgs import actions
from chibo.registry.orgs.actions import Decision
from chibo.registry.orgs.models import Change, Kind, Unit
from chibo.registry.orgs.queries import around, children_of, nearest_above, outline, subtree_ids, units_on
from tests.factories import a_decision, a_unit, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 7, 1)
EVE = DAY - dt.timedelta(days=1)


@pytest.fixture
def ward():
    return a_ward(parent=a_unit(kind=Kind.SUPERIOR))


def test_around_a_unit_are_those_above_and_below_and_no_sister(ward):
    cell, _sister = a_unit(parent=ward), a_unit(parent=ward)
    group = a_unit(kind=Kind.GROUP, parent=cell)
    district = ward.placements.get().parent
    assert around(cell.pk, DAY) == {district.pk, ward.pk, cell.pk, group.pk}


def test_a_unit_that_was_moved_counts_where_it_was_on_the_day(ward):
    cell, other = a_unit(parent=ward), a_ward()
    actions.move(cell, parent=other, decision=a_decision(DAY), by=None)
    assert [cell.pk in subtree_ids([ward.pk], day) for day in (EVE, DAY)] == [True, False]
    assert [cell.pk in subtree_ids([other.pk], day) for day in (EVE, DAY)] == [False, True]


def test_a_unit_keeps_the_name_it_had_for_the_days_before_its_renaming(ward):
    cell = a_unit(parent=ward, name="Chi bộ Tổ dân phố 7")
    actions.rename(cell, name="Chi bộ 7", decision=a_decision(DAY), by=None)
    names = [units_on(day).get(pk=cell.pk).name_then for day in (EVE, DAY)]
    assert names == ["Chi bộ Tổ dân phố 7", "Chi bộ 7"]
    assert Unit.objects.get(pk=cell.pk).name == "Chi bộ 7"


def test_nothing_slips_in_before_a_change_that_is_recorded(ward):
    cell = a_unit(parent=ward)
    actions.rename(cell, name="Chi bộ Bắc", decision=a_decision(DAY), by=None)
    with pytest.raises(ValidationError) as refused:
        actions.rename(cell, name="Chi bộ Nam", decision=a_decision(EVE), by=None)
    assert refused.value.code == "out_of_order"


def test_a_change_takes_no_effect_before_it_was_decided(ward):
    early = Decision(symbol="9-QĐ/ĐU", decided_on=DAY, issuer="Quận ủy", effective_on=EVE)
    with pytest.raises(ValidationError):
        actions.rename(ward, name="Đảng bộ phường Mới", decision=early, by=None)
    assert not Change.objects.filter(symbol="9-QĐ/ĐU").exists()


def test_a_unit_with_another_below_it_does_not_end(ward):
    a_unit(parent=ward)
    with pytest.raises(ValidationError):
        actions.close(ward, change=a_decision(DAY).enact(Change.What.DISSOLVE), by=None)


def test_the_outline_is_read_from_the_top_with_sisters_in_their_order(ward):
    district = ward.placements.get().parent
    cells = [a_unit(parent=ward) for _ in range(3)]
    Unit.objects.filter(pk=cells[2].pk).update(position=0)
    rows = [(unit, unit.depth) for unit in outline(DAY, roots=[district.pk])]
    assert rows == [(district, 0), (ward, 1), (cells[2], 2), (cells[0], 2), (cells[1], 2)]


def test_the_nearest_committee_above_is_found_on_the_day(ward):
    cell = a_unit(parent=ward)
    union = a_unit(kind=Kind.UNION, parent=ward)
    assert nearest_above(cell.pk, (Kind.PARTY, Kind.SUPERIOR), DAY) == ward
    assert nearest_above(ward.pk, (Kind.SUPERIOR,), DAY) == ward.placements.get().parent
    assert nearest_above(cell.pk, (Kind.FRONT,), DAY) is None
    assert list(children_of(ward.pk, DAY, kinds=[Kind.UNION])) == [union]
