"""The trail in words: what was stored as a code reads as the office says it."""

import datetime as dt

import pytest

from chibo.base.audit import note
from chibo.base.models import AuditEntry
from chibo.home.wording import said
from chibo.records.meetings import actions as meetings
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_meeting, a_member, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.mark.parametrize(
    ("field", "old", "new", "read"),
    [
        ("stage", "", "CONSIDERED", "Considered by the cell"),
        ("stage", "", "10", "Considered by the cell"),
        ("post", "secretary", "", "–"),
        ("role", "", "clerk", "Office clerk"),
        ("entries", 3, 0, "0"),
        ("expires_on", "", "2027-02-22", "22/02/2027"),
        ("field", "", "phone", "phone"),
        ("text", "", "A → B", "A → B"),
    ],
)
def test_a_code_is_read_by_its_label(ward, field, old, new, read):
    entry = note(ward, "changed", by=None, unit_id=ward.pk, changes={field: [old, new]})
    (_field, _old, shown) = said(entry)[0]
    if field == "stage":
        assert shown.upper() != "CONSIDERED"
        assert not shown.isdecimal()
    else:
        assert shown == read


def test_a_field_of_the_record_itself_is_read_by_its_choices(ward):
    entry = note(ward, "changed", by=None, unit_id=ward.pk, changes={"kind": ["cell", "party"]})
    assert said(entry) == [("kind", "Cell", "Party organisation")]


def test_a_roll_call_tells_who_was_changed_from_what_to_what(ward):
    cell = a_unit(parent=ward)
    twins = [a_member(of=cell, full_name="Lê Thị Mai") for _ in range(2)]
    other = a_member(of=cell, full_name="Trần Văn An")
    meeting = a_meeting(of=cell, on=dt.date(2024, 3, 5))
    meetings.convoke(meeting, by=None)
    rows = {row.person_id: row.pk for row in meeting.attendances.all()}
    meetings.mark(meeting, {rows[other.pk]: "present"}, by=None)
    meetings.mark(meeting, dict.fromkeys(rows.values(), "late"), by=None)
    last = AuditEntry.objects.filter(verb="attendance marked").first()
    assert last.changes == {
        "Trần Văn An": ["present", "late"],
        **{f"Lê Thị Mai ({twin.pk})": ["summoned", "late"] for twin in twins},
    }
    page = a_browser(a_user(Role.LEADER, of=ward)).get("/nhat-ky/").text
    assert "Present → Came late" in page.replace("\n", " ")
