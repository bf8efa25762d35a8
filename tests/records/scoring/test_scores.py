import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from chibo.records.meetings.actions import convoke
from chibo.records.meetings.models import Meeting
from chibo.records.scoring.actions import accept_suggestions, appraise, assess, freeze, suggested
from chibo.records.scoring.models import Criterion, Level, Line, Rubric
from chibo.records.scoring.queries import as_lines, scored
from chibo.records.scoring.rubric_actions import Lengths, NewCriterion, end_version, write_version
from chibo.records.scoring.versions import compare, criteria_of, rubric_for
from tests.factories import a_meeting, a_ward
from tests.records.scoring.meetings import a_cell, gave, held, went

pytestmark = pytest.mark.django_db
IN_2022, BEFORE_2022 = dt.date(2022, 6, 4), dt.date(2022, 5, 4)
IN_2026, BEFORE_2026 = dt.date(2026, 6, 4), dt.date(2026, 5, 4)


def a_scored_meeting(cell, before: dt.date, on: dt.date):
    """Twenty members, one of them exempt: 19 have the duty, two of them absent with and none without reason (17/19 =
    89.47 %). 95 minutes. Nine of the 17 present spoke (52.9 %). Four of five tasks are done (80 %). No theme."""
    held(cell, before)
    gave(cell, before, done=4, open_=1)
    return went(held(cell, on, excused=2, exempt=1), minutes=95, speakers=9)


def points_of(meeting) -> dict[str, tuple[int | None, int]]:
    return {line.criterion.code: (line.points, line.most) for line in suggested(meeting)[1].lines}


def test_golden_score_of_2018():
    """By hand: 2 + 3 (95 of 90 minutes) + 3 (75-<90 %) + 10 prepared + 10 + 14 (6 and the 8 of no theme) + 10 speakers
    + 6 + 5 + 24 (80 %) + 5 = 92. Attendance is short of its full points, so it is fair, not good."""
    meeting = a_scored_meeting(a_cell(members=20), BEFORE_2022, IN_2022)
    found = points_of(meeting)
    assert found["thoi-luong"] == (3, 3)
    assert found["ty-le-du"] == (3, 5)
    assert found["phat-bieu"] == (10, 10)
    assert found["ket-qua"] == (24, 30)
    assert found["thao-luan"] == (None, 14)
    assert "chuyen-de" not in found
    made = accept_suggestions(meeting, by=None)
    assert (made.total, made.level) == (92, Level.FAIR)


def test_golden_score_of_2025():
    """By hand: 2 + 3 + 3 of 4 (75-<90 %) + 0 of 1 (not all came) + 10 + 6 + 10 (4 and the 6 of no theme) + 8 + 4 + 2
    + 10 + 5 + 22 (80 %) + 5 = 90: good, for 2025 asks for no full points."""
    meeting = a_scored_meeting(a_cell(members=20), BEFORE_2026, IN_2026)
    found = points_of(meeting)
    assert found["ty-le-du"] == (3, 4)
    assert found["du-mat"] == (0, 1)
    assert found["phat-bieu"] == (8, 8)
    assert found["ket-qua"] == (22, 30)
    made = accept_suggestions(meeting, by=None)
    assert (made.total, made.level) == (90, Level.GOOD)


def test_somebody_absent_without_a_reason_leaves_one_point_of_attendance_in_2025():
    meeting = held(a_cell(members=20), IN_2026, absent=1)
    assert points_of(meeting)["ty-le-du"] == (1, 4)
    made = scored(accept_suggestions(meeting, by=None).meeting)
    why = next(line.why for line in made.lines if line.criterion.code == "ty-le-du")
    assert why == "19 of 20 with the duty attended to the end. 1 was absent without a reason."


def test_a_theme_of_the_month_counts_and_the_most_stays_100():
    cell = a_cell(members=4)
    meeting = held(cell, IN_2026)
    held(cell, IN_2026 + dt.timedelta(days=9), kind=Meeting.Kind.THEMATIC)
    found = points_of(meeting)
    assert (found["chuyen-de"], found["thao-luan"]) == ((None, 6), (None, 4))
    assert sum(most for _points, most in found.values()) == 100


def test_regular_and_thematic_together_take_120_minutes():
    cell = a_cell(members=4)
    meeting = went(held(cell, IN_2026), minutes=60)
    went(held(cell, IN_2026, kind=Meeting.Kind.THEMATIC), minutes=45)
    assert points_of(meeting)["thoi-luong"] == (2, 3)
    line = next(line for line in suggested(meeting)[1].lines if line.criterion.code == "thoi-luong")
    assert (line.part, line.whole) == (105, 120)


def test_a_cell_without_a_committee_gets_those_points_by_itself():
    found = points_of(held(a_cell(members=4, committee=False), IN_2026))
    assert found["chi-uy-hop"] == (4, 4)


def test_what_is_not_recorded_is_not_zero():
    meeting = went(held(a_cell(members=4), IN_2026))
    found = points_of(meeting)
    assert [found[code][0] for code in ("thoi-luong", "phat-bieu", "ket-qua")] == [None, None, None]
    with pytest.raises(ValidationError) as refused:
        assess(meeting, {}, by=None)
    assert f"c-{Criterion.objects.get(rubric__valid_until=None, code='ket-qua').pk}" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        accept_suggestions(meeting, by=None)
    not_recorded = Criterion.objects.filter(rubric__valid_until=None, code__in=("thoi-luong", "phat-bieu"))
    assert set(refused.value.message_dict) == {f"c-{one.pk}" for one in not_recorded}
    made = accept_suggestions(meeting, points={one.pk: 1 for one in not_recorded}, by=None)
    assert made.total == 100 - (3 - 1) - (8 - 1)


def test_an_unfinished_roll_call_suggests_nothing():
    meeting = a_meeting(of=a_cell(members=4), on=IN_2026)
    convoke(meeting, by=None)
    assert points_of(meeting)["ty-le-du"] == (None, 4)
    assert [line.why for line in as_lines(suggested(meeting)[1])][2] == "The roll call is not finished yet."


def test_other_points_need_a_reason():
    meeting = held(a_cell(members=4), IN_2026)
    rubric, sheet, _facts = suggested(meeting)
    line = next(line for line in sheet.lines if line.criterion.code == "ty-le-du")
    points = {one.criterion.pk: one.most for one in sheet.lines} | {line.criterion.pk: 2}
    with pytest.raises(ValidationError):
        assess(meeting, points, by=None)
    made = assess(meeting, points, reasons={line.criterion.pk: "Ba đồng chí về sớm"}, by=None)
    assert (made.total, made.rubric) == (98, rubric)


def test_scoring_again_replaces_the_score():
    meeting = held(a_cell(members=4), IN_2026)
    accept_suggestions(meeting, by=None)
    again = accept_suggestions(meeting, by=None)
    assert scored(meeting).assessment == again


def test_a_score_comes_in_three_queries(django_assert_num_queries):
    meeting = held(a_cell(members=4), IN_2026)
    accept_suggestions(meeting, by=None)
    with translation.override("en"), django_assert_num_queries(3):
        found = scored(meeting)
        assert found.total == sum(line.points for line in found.lines)
        assert [line.why for line in found.lines][2] == "4 of 4 with the duty attended to the end."
    assert scored(a_meeting(of=meeting.unit, on=IN_2026 + dt.timedelta(days=40))) is None


def test_a_fixed_score_never_moves():
    meeting = held(a_cell(members=4), IN_2026)
    made = accept_suggestions(meeting, by=None)
    fixed = freeze(meeting, by=None)
    assert fixed.frozen_at
    assert freeze(meeting, by=None) == fixed
    with pytest.raises(ValidationError):
        accept_suggestions(meeting, by=None)
    for change in (
        lambda: Line.objects.filter(assessment=made).update(points=0),
        made.delete,
        lambda: type(made).objects.filter(pk=made.pk).update(total=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert freeze(a_meeting(of=meeting.unit, on=IN_2026 + dt.timedelta(days=40)), by=None) is None


def test_fixing_lets_accepted_points_follow_the_facts():
    cell = a_cell(members=4)
    meeting = went(held(cell, IN_2026), minutes=95, speakers=3)
    accept_suggestions(meeting, by=None)
    went(meeting, minutes=70, speakers=3)
    fixed = freeze(meeting, by=None)
    line = fixed.lines.get(criterion__code="thoi-luong")
    assert (line.points, line.part, fixed.total) == (2, 70, 99)


def test_a_wrong_sum_is_refused_by_the_database():
    made = accept_suggestions(held(a_cell(members=4), IN_2026), by=None)
    type(made).objects.filter(pk=made.pk).update(total=1)
    with pytest.raises(IntegrityError):
        connection.check_constraints()


def test_the_committee_confirms_or_corrects_for_a_reason_and_both_stay():
    meeting = held(a_cell(members=4), IN_2026)
    made = accept_suggestions(meeting, by=None)
    with pytest.raises(ValidationError):
        appraise(made, total=made.total, by=None)
    freeze(meeting, by=None)
    appraise(made, total=100, by=None)
    with pytest.raises(ValidationError):
        appraise(made, total=60, by=None)
    appraise(made, total=60, reason="Biên bản sơ sài", by=None)
    found = scored(meeting)
    assert (found.total, found.level, found.final_total, found.final_level) == (100, Level.GOOD, 60, Level.AVERAGE)
    assert [one.total for one in found.appraisals] == [100, 60]


def test_only_a_regular_meeting_that_was_held_is_scored():
    cell = a_cell(members=4)
    with pytest.raises(ValidationError):
        accept_suggestions(held(cell, IN_2026, kind=Meeting.Kind.THEMATIC), by=None)
    with pytest.raises(ValidationError):
        accept_suggestions(a_meeting(of=cell, on=dt.date(2099, 1, 1)), by=None)
    with pytest.raises(ValidationError):
        accept_suggestions(held(cell, dt.date(2016, 8, 3)), by=None)


def as_new(rubric: Rubric, **most: int) -> list[NewCriterion]:
    return [
        NewCriterion(one.group, one.text, most.get(one.code.replace("-", "_"), one.most), one.code)
        for one in criteria_of(rubric)
    ]


def a_version(ward, lines=None, *, on=dt.date(2026, 1, 1), is_change=True, lengths=None):
    start = Rubric.objects.get(unit=None, valid_until=None)
    return write_version(
        unit=ward, start=start, title="Tiêu chí của phường", source="12-HD/ĐU", valid_from=on,
        lines=lines or as_new(start), lengths=lengths or Lengths(), is_change=is_change, by=None,
    )  # fmt: skip


def test_a_ward_may_ask_large_cells_for_120_minutes():
    ward = a_ward()
    meeting = went(held(a_cell(members=30, ward=ward), IN_2026), minutes=95)
    assert points_of(meeting)["thoi-luong"] == (3, 3)
    a_version(ward, lengths=Lengths(large_from=30, large_minutes=120))
    assert points_of(meeting)["thoi-luong"] == (2, 3)
    other = went(held(a_cell(members=30), IN_2026), minutes=95)
    assert points_of(other)["thoi-luong"] == (3, 3)


def test_an_override_moves_points_and_has_100_of_them_still():
    ward = a_ward()
    start = Rubric.objects.get(unit=None, valid_until=None)
    with pytest.raises(ValidationError):
        a_version(ward, as_new(start, phat_bieu=16))
    made = a_version(ward, as_new(start, phat_bieu=12, dieu_hanh=2))
    meeting = went(held(a_cell(members=20, ward=ward), IN_2026), speakers=9)
    found = points_of(meeting)
    assert rubric_for(meeting.unit, IN_2026) == made
    assert found["phat-bieu"] == (9, 12), "40 % gave 6 of 8, so 9 of 12"
    assert sum(most for _points, most in found.values()) == 100
    changed = [row.new.code for row in compare(criteria_of(start), criteria_of(made)) if not row.is_same]
    assert changed == ["phat-bieu", "dieu-hanh"]


def test_a_version_of_the_ward_keeps_thematic_points_moving():
    start = Rubric.objects.get(unit=None, valid_until=None)
    ward = a_ward()
    a_version(ward, as_new(start, thao_luan=0, danh_gia=10))
    found = points_of(held(a_cell(members=4, ward=ward), IN_2026))
    assert found["thao-luan"] == (None, 6)
    assert sum(most for _points, most in found.values()) == 100


def test_what_changes_a_version_lapses_with_it_and_a_later_one_ends_it():
    ward = a_ward()
    cell = a_cell(ward=ward)
    first = a_version(ward)
    second = a_version(ward, on=dt.date(2026, 5, 1))
    assert [rubric_for(cell, day) for day in (BEFORE_2026, dt.date(2026, 4, 30))] == [second, first]
    base = second.base
    Rubric.objects.filter(pk=base.pk).update(valid_until=dt.date(2026, 6, 1))
    assert rubric_for(cell, IN_2026) is None
    Rubric.objects.filter(pk=base.pk).update(valid_until=None)
    end_version(second, on=dt.date(2026, 6, 1), by=None)
    assert rubric_for(cell, IN_2026) == base


def test_criteria_that_were_used_never_move():
    accept_suggestions(held(a_cell(members=4), IN_2026), by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(rubric__valid_until=None).update(text="Khác")
