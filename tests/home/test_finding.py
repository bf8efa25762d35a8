import datetime as dt

import pytest

from chibo.home.finding import find
from chibo.registry.access.models import Role
from chibo.registry.people.actions import leave, transfer
from chibo.registry.people.models import Membership
from tests.factories import a_member, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 3, 5)


@pytest.fixture
def cell():
    return a_unit(parent=a_ward())


def labels(user, text):
    return {hit.label for kind in find(user, text) for hit in kind.rows}


def test_who_went_to_another_cell_is_no_longer_found_by_the_old_secretary(cell):
    secretary = a_user(Role.SECRETARY, of=cell)
    gone, dead = a_member(of=cell, full_name="Trần Thị Quyên"), a_member(of=cell, full_name="Lê Văn Quyên")
    transfer(gone, to=a_unit(parent=a_ward()), on=DAY, by=None)
    leave(dead, on=DAY, left=Membership.Way.DIED, by=None)
    assert labels(secretary, "quyen") == {"Lê Văn Quyên"}


def test_a_member_finds_only_the_own_name(cell):
    a_member(of=cell, full_name="Trần Thị Quyên")
    user = a_user(Role.MEMBER, of=cell)
    assert labels(user, "quyen") == set()
    assert labels(user, user.person.full_name) == {user.person.full_name}


@pytest.mark.parametrize("text", ["", " ", "\0", "zzz không có " * 5000, "%", "'"])
def test_whatever_is_searched_for_nothing_breaks(cell, text):
    assert find(a_user(Role.BOARD, of=cell), text) == []
