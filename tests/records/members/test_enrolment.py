import datetime as dt
import unicodedata

import pytest

from chibo.base.models import AuditEntry, Job
from chibo.records.members import enrolment
from chibo.records.members.enrolment import import_roll
from chibo.records.members.models import RollImport
from chibo.registry.access.models import Role
from chibo.registry.people.models import Membership, Person, Standing
from tests.factories import a_member, a_unit, a_user, a_ward
from tests.records.members.sheets import a_row, a_sheet

pytestmark = pytest.mark.django_db
ON = dt.date(2025, 1, 1)


@pytest.fixture
def ward():
    ward = a_ward()
    a_unit(parent=ward, name="Chi bộ 1")
    a_unit(parent=ward, name="Chi bộ 7")
    return ward


def counts(result):
    return (result.new, result.changed, result.unchanged)


def test_people_of_a_list_are_on_the_roll_of_their_cells_from_the_day(ward):
    result = import_roll(a_sheet(a_row(1), a_row(2, cell="chi bo 7")), ward, ON, None)

    assert counts(result) == (2, 0, 0)
    rolls = Membership.objects.filter(valid_from=ON, came=Membership.Way.OPENING)
    assert sorted(rolls.values_list("unit__name", "person__citizen_number")) == [
        ("Chi bộ 1", "001000000001"), ("Chi bộ 7", "001000000002"),
    ]  # fmt: skip


def test_the_same_list_twice_changes_nothing(ward):
    sheet = a_sheet(a_row(1), a_row(2, citizen=""), a_row(3, citizen="", card="000000000012"))
    import_roll(sheet, ward, ON, None)
    entries = AuditEntry.objects.count()

    result = import_roll(sheet, ward, ON, None)

    assert counts(result) == (0, 0, 3)
    assert Person.objects.count() == 3
    assert AuditEntry.objects.count() == entries + 1


def test_a_decomposed_name_is_the_same_member(ward):
    row = a_row(1, name="Nguyễn Thị Thủy", citizen="")
    import_roll(a_sheet(row), ward, ON, None)

    decomposed = [unicodedata.normalize("NFD", text) for text in row]

    assert counts(import_roll(a_sheet(decomposed), ward, ON, None)) == (0, 0, 1)


def test_one_wrong_cell_keeps_everything_out(ward):
    result = import_roll(a_sheet(a_row(1), a_row(2, born="31/02/1958")), ward, ON, None)

    assert [mistake.address for mistake in result.mistakes] == ["C4"]
    assert not Person.objects.exists()


def test_an_empty_cell_erases_nothing_and_a_filled_one_completes(ward):
    import_roll(a_sheet(a_row(1, phone="0912345678", card="")), ward, ON, None)

    result = import_roll(a_sheet(a_row(1, phone="", card="000000000012")), ward, ON, None)

    person = Person.objects.get()
    assert counts(result) == (0, 1, 0)
    assert (person.phone, person.card_number) == ("0912345678", "000000000012")
    assert AuditEntry.objects.filter(verb="corrected").values_list("changes", flat=True).get() == {
        "card_number": ["", "000000000012"]
    }


def test_somebody_who_left_is_the_same_person_when_they_come_back(ward):
    import_roll(a_sheet(a_row(1)), ward, ON, None)
    Membership.objects.update(valid_until=dt.date(2025, 6, 1), left=Membership.Way.DEPARTED)

    result = import_roll(a_sheet(a_row(1)), ward, dt.date(2025, 9, 1), None, came=Membership.Way.ARRIVED)

    assert counts(result) == (1, 0, 0)
    assert (Person.objects.count(), Membership.objects.count()) == (1, 2)


def test_a_member_of_another_ward_stays_there(ward):
    elsewhere = a_unit(parent=a_ward(), name="Chi bộ 1")
    a_member(of=elsewhere, full_name="Nguyễn Văn Bn", citizen_number="001000000001")

    result = import_roll(a_sheet(a_row(1)), ward, ON, None)

    assert [mistake.address for mistake in result.mistakes] == ["I3"]


def test_who_becomes_official_after_the_first_day_is_on_probation_until_then(ward):
    row = a_row(1, joined="03/02/2024", official="03/02/2025")
    still = a_row(2, joined="03/02/2024", official="")
    import_roll(a_sheet(row, still), ward, ON, None)

    standings = Standing.objects.order_by("person__citizen_number").values_list("state", "valid_from", "valid_until")
    assert list(standings) == [
        ("probationary", ON, dt.date(2025, 2, 3)),
        ("probationary", ON, None),
    ]


def test_joining_the_party_after_the_first_day_of_the_roll_is_refused(ward):
    result = import_roll(a_sheet(a_row(1, joined="03/02/2025", official="")), ward, ON, None)

    assert [mistake.address for mistake in result.mistakes] == ["G3"]


def a_queued_import(ward, *rows):
    user = a_user(Role.BOARD, of=ward)
    started = enrolment.start_import(
        rows=a_sheet(*rows), unit=ward, on=ON, came=Membership.Way.OPENING, by=user, file_name="ds.xlsx"
    )
    return enrolment.queue_import(started, total=len(rows), by=user)


def test_a_written_list_keeps_its_counts_and_none_of_its_rows(ward):
    started = a_queued_import(ward, a_row(1), a_row(2))

    enrolment.run_import(started.pk)

    started.refresh_from_db()
    assert (started.state, started.rows) == (RollImport.State.DONE, [])
    assert started.result == {"new": 2, "changed": 0, "unchanged": 0}
    assert Job.objects.get().state == Job.State.DONE
    assert Person.objects.count() == 2


def test_a_list_that_no_longer_fits_is_a_draft_again_with_its_rows(ward):
    started = a_queued_import(ward, a_row(1), a_row(2))
    elsewhere = a_unit(parent=a_ward())
    a_member(of=elsewhere, full_name="Nguyễn Văn Bn", citizen_number="001000000001")

    enrolment.run_import(started.pk)

    started.refresh_from_db()
    assert (started.state, len(started.rows)) == (RollImport.State.DRAFT, 4)
    assert Job.objects.get().state == Job.State.FAILED
    assert Person.objects.filter(citizen_number="001000000002").count() == 0
