"""The score on the way of a meeting: given before the text, fixed with the minutes, the same in both."""

import pytest
from django.core.exceptions import ValidationError

from chibo.records.cells import actions
from chibo.records.cells.filling import filled
from chibo.records.cells.models import Record
from chibo.records.cells.steps import reached, way
from chibo.records.meetings.models import Attendance
from chibo.records.scoring.actions import accept_suggestions, assess
from chibo.records.scoring.models import Assessment
from tests.factories import a_unit, a_ward
from tests.records.cells.data import a_roll, a_sitting, held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


@pytest.fixture
def cell(db):
    found = a_unit(parent=a_ward())
    a_roll(found)
    return found


def scored_and_written(cell):
    sitting = held(a_sitting(cell))
    accept_suggestions(sitting.meeting, by=None)
    for kind in Record.Kind:
        actions.write_text(sitting, kind, filled(sitting, kind), by=None)
    return sitting


def test_score_comes_after_the_votes_and_before_the_text(cell):
    sitting = held(a_sitting(cell))
    sitting.meeting.refresh_from_db()
    names = way(sitting.meeting)
    assert names[reached(sitting.meeting, sitting, 0, {})] == "score"
    accept_suggestions(sitting.meeting, by=None)
    assert names[reached(sitting.meeting, sitting, 0, {})] == "texts"
    assert "score" not in way(a_sitting(cell, kind="thematic").meeting)


def test_locking_fixes_the_score(cell):
    sitting = scored_and_written(cell)
    actions.lock(actions.adopt(sitting, by=None), by=None)
    assert Assessment.objects.get(meeting=sitting.meeting).frozen_at
    with pytest.raises(ValidationError, match="fixed together"):
        assess(sitting.meeting, {}, by=None)


def test_meeting_without_a_score_is_locked_all_the_same(cell):
    sitting = held(a_sitting(cell))
    for kind in Record.Kind:
        actions.write_text(sitting, kind, filled(sitting, kind), by=None)
    assert actions.lock(actions.adopt(sitting, by=None), by=None)
    assert not Assessment.objects.exists()


def test_resolution_has_the_points_as_they_were_fixed(cell):
    """A mark changed after the text was written moves the points that follow from the roll call."""
    sitting = scored_and_written(cell)
    before = Assessment.objects.get(meeting=sitting.meeting).total
    actions.adopt(sitting, by=None)
    last = sitting.meeting.attendances.order_by("pk").last()
    Attendance.objects.filter(pk=last.pk).update(state="absent")
    actions.lock(sitting, by=None)
    after = Assessment.objects.get(meeting=sitting.meeting).total
    assert after < before
    text = sitting.records.get(kind="resolution").text
    assert f"Chi bộ tự chấm {after} điểm" in text
    assert f"Chi bộ tự chấm {before} điểm" not in text


def test_ending_a_meeting_takes_as_many_queries_for_nine_tasks_as_for_one(cell, django_assert_max_num_queries):
    for kind, count in (("thematic", 1), ("extraordinary", 9)):
        sitting = held(
            a_sitting(cell, kind=kind), assignments=[(f"Việc {n}", None, None) for n in range(count)],
            with_resolution=True,
        )  # fmt: skip
        for record in Record.Kind:
            actions.write_text(sitting, record, filled(sitting, record), by=None)
        with django_assert_max_num_queries(60):
            actions.lock(actions.adopt(sitting, by=None), by=None)
        assert sitting.assignments.exclude(task=None).count() == count
