"""An empty installation begins with one command."""

import pytest
from click.testing import CliRunner

from chibo.base.clock import today
from chibo.config.commands import begin
from chibo.registry.access.models import Role, User
from chibo.registry.access.permissions import roles_of
from chibo.registry.orgs.models import Kind, Unit
from tests.factories import a_ward

pytestmark = pytest.mark.django_db
PASSWORD = "mùa thu ở Bắc Hà"
TOLD = {
    "--unit-name": "Đảng bộ xã Mẫu", "--decision": "01-QĐ/TU", "--decided-on": "01/01/2026",
    "--issuer": "Ban Thường vụ Tỉnh ủy", "--full-name": "Nguyễn Thị Mẫu", "--username": "quantri",
}  # fmt: skip


def run(typed=f"{PASSWORD}\n", **other):
    told = TOLD | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
    words = [word for pair in told.items() if pair[1] is not None for word in pair]
    return CliRunner().invoke(begin.command, [*words, "--password-stdin"], input=typed)


def test_it_makes_the_first_unit_and_its_administrator():
    assert run().exit_code == 0
    unit, user = Unit.objects.get(), User.objects.get()
    assert (unit.name, unit.kind, unit.slug) == ("Đảng bộ xã Mẫu", Kind.PARTY, "dang-bo-xa-mau")
    assert roles_of(user, today()) == {(Role.ADMIN, unit.pk)}
    assert user.check_password(PASSWORD)
    assert str(user) == "Nguyễn Thị Mẫu"


def test_what_is_not_given_is_asked():
    words = [word for pair in TOLD.items() if pair[0] != "--issuer" for word in pair]
    typed = f"Ban Thường vụ Tỉnh ủy\n{PASSWORD}\n{PASSWORD}\n"
    assert CliRunner().invoke(begin.command, words, input=typed).exit_code == 0
    assert Unit.objects.get().placements.get().begun_by.issuer == "Ban Thường vụ Tỉnh ủy"


@pytest.mark.parametrize(
    "other", [{"decided_on": "31/02/2026"}, {"decided_on": "01/01/2100"}, {"full_name": "R2-D2"}, {"typed": "12345\n"}]
)
def test_what_cannot_be_leaves_nothing_behind(other):
    assert run(**other).exit_code == 1
    assert not Unit.objects.exists()
    assert not User.objects.exists()


def test_where_there_are_units_it_does_nothing():
    a_ward()
    assert run().exit_code == 1
    assert not User.objects.exists()
