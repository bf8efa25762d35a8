"""Putting many people on the rolls at once is as strict as putting one."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.base.models import AuditEntry
from chibo.registry.orgs.models import Kind
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership, Person
from tests.factories import a_person, a_unit, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 1, 1)
OPENING = Membership.Way.OPENING


def enrol(*joining):
    return people.enrol_many(joining, on=DAY, came=OPENING, by=None)


def test_who_is_new_is_written_down_and_everybody_is_on_the_roll_and_in_the_trail():
    cell = a_unit(parent=a_ward())
    known = a_person()

    enrol((known, cell), (Person(full_name="Trần Thị Mới"), cell))

    names = Membership.objects.on(DAY).filter(unit=cell).values_list("person__full_name", flat=True)
    assert sorted(names) == sorted([known.full_name, "Trần Thị Mới"])
    assert AuditEntry.objects.filter(verb="put on the roll", unit_id=cell.pk).count() == 2


def test_one_who_is_on_another_roll_lets_nobody_in():
    ward = a_ward()
    cell, other = a_unit(parent=ward), a_unit(parent=ward)
    member = a_person()
    enrol((member, other))

    with pytest.raises(ValidationError):
        enrol((Person(full_name="Lê Văn Khác"), cell), (member, cell))

    assert not Membership.objects.filter(unit=cell).exists()
    assert not Person.objects.filter(full_name="Lê Văn Khác").exists()


def test_only_cells_have_a_roll():
    union = a_unit(kind=Kind.UNION, parent=a_ward())
    with pytest.raises(ValidationError):
        enrol((Person(full_name="Lê Văn Nhầm"), union))
