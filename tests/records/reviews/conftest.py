import pytest

from chibo.registry.orgs.models import Kind
from tests.factories import a_member, a_unit, a_ward


@pytest.fixture
def ward(db):
    return a_ward(parent=a_unit(kind=Kind.SUPERIOR, name="Quận ủy"))


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def members(cell):
    return [a_member(of=cell) for _ in range(12)]
