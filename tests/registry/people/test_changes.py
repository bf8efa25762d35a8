"""What a change of the tree refuses, and what its rehearsal counts."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.base.models import AuditEntry
from chibo.registry.orgs import actions as orgs
from chibo.registry.orgs.models import Kind
from chibo.registry.people import actions as people
from chibo.registry.people import changes
from chibo.registry.people.changes import NewUnit
from chibo.registry.people.models import Membership, Title
from tests.factories import LONG_AGO, a_decision, a_member, a_unit, a_ward

pytestmark = pytest.mark.django_db
DAY, LATER = dt.date(2022, 7, 1), dt.date(2022, 9, 1)


def merge(*cells, into=None):
    target = into or NewUnit(slug="moi", name="Chi bộ chung")
    return changes.merge(cells, into=target, decision=a_decision(DAY), by=None)


def test_a_division_takes_nobody_from_another_cell():
    ward = a_ward()
    cell, other = a_unit(parent=ward), a_unit(parent=ward)
    own, strange = a_member(of=cell), a_member(of=other)
    parts = {NewUnit(slug="a", name="A"): [own], NewUnit(slug="b", name="B"): [strange]}
    with pytest.raises(ValidationError):
        changes.split(cell, parts=parts, decision=a_decision(DAY), by=None)


def test_a_merger_goes_on_in_one_of_the_merged_cells_or_a_new_one():
    ward = a_ward()
    first, second, third = (a_unit(parent=ward) for _ in range(3))
    with pytest.raises(ValidationError):
        merge(first, second, into=third)


def test_a_cell_does_not_end_before_a_departure_that_is_already_recorded():
    ward = a_ward()
    cells = [a_unit(parent=ward), a_unit(parent=ward)]
    people.leave(a_member(of=cells[0]), on=LATER, left=Membership.Way.DEPARTED, by=None)
    with pytest.raises(ValidationError, match="01/9/2022"):
        merge(*cells)


def test_a_cell_does_not_end_before_a_post_in_it_begins():
    ward = a_ward()
    cells = [a_unit(parent=ward), a_unit(parent=ward)]
    people.appoint(a_member(of=cells[0]), unit=cells[0], title=Title.SECRETARY, on=LATER, by=None)
    with pytest.raises(ValidationError, match="01/9/2022"):
        merge(*cells)


def test_a_cell_does_not_end_while_a_group_that_leaves_it_later_is_still_below_it():
    ward = a_ward()
    cells = [a_unit(parent=ward), a_unit(parent=ward)]
    group = a_unit(kind=Kind.GROUP, parent=cells[0])
    orgs.move(group, parent=cells[1], decision=a_decision(LATER), by=None)
    with pytest.raises(ValidationError):
        changes.dissolve(cells[0], decision=a_decision(DAY), by=None)


def test_a_unit_is_not_renamed_to_the_name_it_has():
    unit = a_unit(name="Chi bộ 3")
    with pytest.raises(ValidationError):
        orgs.rename(unit, name="Chi bộ 3", decision=a_decision(DAY), by=None)


def test_a_rehearsal_counts_cells_of_the_same_name_and_names_posts_with_an_end():
    ward = a_ward()
    cells = [a_unit(parent=ward, name="Chi bộ 1"), a_unit(parent=ward, name="Chi bộ 1"), a_unit(parent=ward)]
    for cell in cells:
        a_member(of=cell)
    post = people.appoint(
        a_member(of=cells[0]), unit=cells[0], title=Title.SECRETARY, on=LONG_AGO, until=dt.date(2030, 1, 1), by=None
    )

    effect = changes.rehearse(lambda: merge(*cells[:2]), units=cells[:2], day=DAY)

    assert (effect.whole_before, effect.whole_after, effect.holds) == (4, 4, True)
    counts = sorted((line.before or 0, line.after or 0) for line in effect.lines)
    assert counts == [(0, 3), (1, 0), (1, 1), (2, 0)]
    assert effect.posts_ending == (post,)


def told(verb):
    return {(entry.label, entry.unit_id): entry.changes for entry in AuditEntry.objects.filter(verb=verb)}


def test_the_trail_names_every_member_and_post_that_a_merger_moves_or_ends():
    ward = a_ward()
    first, second = a_unit(parent=ward), a_unit(parent=ward)
    one, other = a_member(of=first, full_name="Lê Thị Mai"), a_member(of=second)
    people.appoint(one, unit=first, title=Title.SECRETARY, on=LONG_AGO, by=None)
    merge(first, second, into=second)
    assert told("reorganised") == {("Lê Thị Mai", second.pk): {"cell": [first.name, second.name]}}
    assert told("post ended") == {("Lê Thị Mai", first.pk): {"post": ["secretary", ""]}}
    assert not AuditEntry.objects.filter(verb="reorganised", label=other.full_name).exists()


@pytest.mark.parametrize("members", [1, 5])
def test_a_division_writes_its_trail_in_one_go(members, django_assert_max_num_queries):
    cell = a_unit(parent=a_ward())
    parts = {NewUnit(slug=name, name=name): [a_member(of=cell) for _ in range(members)] for name in ("a", "b")}
    with django_assert_max_num_queries(45):
        changes.split(cell, parts=parts, decision=a_decision(DAY), by=None)
    assert (
        len(told("reorganised"))
        == AuditEntry.objects.filter(verb="reorganised").values("label", "unit_id").distinct().count()
    )
    assert AuditEntry.objects.filter(verb="reorganised").count() == 2 * members


def test_the_trail_names_the_post_that_ends_when_a_member_leaves():
    cell = a_unit(parent=a_ward())
    person = a_member(of=cell)
    people.appoint(person, unit=cell, title=Title.SECRETARY, on=LONG_AGO, by=None)
    people.leave(person, on=LATER, left=Membership.Way.RESIGNED, by=None)
    assert list(told("post ended").values()) == [{"post": ["secretary", ""]}]
