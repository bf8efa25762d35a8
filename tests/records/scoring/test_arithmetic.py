import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chibo.records.scoring.arithmetic import (
    Circumstances,
    level_of,
    most_of,
    needed_minutes,
    points_at,
    scaled,
    suggest,
)
from chibo.records.scoring.models import Criterion, Level, Rubric, Step

ORDER = [Level.POOR, Level.AVERAGE, Level.FAIR, Level.GOOD]
COUNTS = st.integers(0, 200)
CIRCUMSTANCES = st.builds(
    Circumstances,
    members=COUNTS, has_thematic=st.booleans(), is_combined=st.booleans(), has_committee=st.booleans(),
    duty=COUNTS, attended=COUNTS, unexcused=COUNTS, minutes=st.none() | st.integers(0, 400),
    speakers=st.none() | COUNTS, tasks_due=COUNTS, tasks_done=COUNTS,
)  # fmt: skip


def steps(*rows: tuple[int, int]) -> list[Step]:
    return [Step(at_least=at_least, points=points) for at_least, points in rows]


@pytest.fixture
def versions(db):
    """The two versions that Chibo brings, with their lines."""
    found = Rubric.objects.filter(unit=None).order_by("valid_from")
    return [(rubric, list(rubric.criteria.prefetch_related("steps"))) for rubric in found]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(now=CIRCUMSTANCES)
def test_the_most_is_always_100_and_no_line_exceeds_its_own(now):
    for rubric, criteria in SHIPPED:
        sheet = suggest(rubric, criteria, now)
        assert sheet.most == 100
        assert all(0 <= (line.points or 0) <= line.most for line in sheet.lines)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(now=CIRCUMSTANCES, with_theme=st.booleans())
def test_lines_are_the_same_whatever_the_facts_apart_from_the_theme(now, with_theme):
    for _rubric, criteria in SHIPPED:
        assert sum(most_of(criteria, has_thematic=with_theme).values()) == 100


@given(
    rows=st.dictionaries(st.integers(0, 100), st.integers(0, 30), max_size=6),
    part=COUNTS, more=COUNTS, whole=st.integers(1, 200),
)  # fmt: skip
def test_more_of_a_share_never_has_fewer_points_where_steps_go_up(rows, part, more, whole):
    ladder = steps(*zip(sorted(rows), sorted(rows.values()), strict=True))
    assert points_at(ladder, part, whole) <= points_at(ladder, part + more, whole)


@given(cuts=st.lists(st.integers(0, 100), min_size=2, max_size=12), themes=st.integers(1, 5), with_theme=st.booleans())
def test_however_a_committee_shares_100_points_out_the_most_stays_100(cuts, themes, with_theme):
    """Any lines that add up to 100, some of them thematic, all of which move to the last one."""
    edges = [0, *sorted(cuts), 100]
    lines = [Criterion(pk=n, code=str(n), most=high - low) for n, (low, high) in enumerate(pairwise(edges))]
    for one in lines[:-1][:themes]:
        one.counts, one.moves_to_id = Criterion.Counts.THEMATIC, lines[-1].pk
    assert sum(most_of(lines, has_thematic=with_theme).values()) == 100


@given(points=st.integers(0, 30), before=st.integers(1, 30), most=st.integers(0, 100))
def test_steps_keep_within_the_most_of_a_changed_line(points, before, most):
    points = min(points, before)
    assert 0 <= scaled(points, most, before) <= most
    assert scaled(before, most, before) == most


@given(lower=st.integers(0, 100), more=st.integers(0, 100), full=st.booleans())
def test_levels_never_fall_as_points_rise(lower, more, full):
    rubric = Rubric(good_from=90, fair_from=70, average_from=50)
    higher = min(100, lower + more)
    assert ORDER.index(level_of(rubric, lower, full=full)) <= ORDER.index(level_of(rubric, higher, full=full))


def test_levels_begin_at_their_points():
    rubric = Rubric(good_from=90, fair_from=70, average_from=50)
    found = [level_of(rubric, points, full=True) for points in (100, 90, 89, 70, 69, 50, 49, 0)]
    assert found == [
        Level.GOOD, Level.GOOD, Level.FAIR, Level.FAIR, Level.AVERAGE, Level.AVERAGE, Level.POOR, Level.POOR,
    ]  # fmt: skip


def test_without_the_full_points_that_good_needs_it_is_fair():
    assert level_of(Rubric(good_from=90, fair_from=70, average_from=50), 99, full=False) == Level.FAIR


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(9, 10, 4), (89, 100, 3), (75, 100, 3), (65, 100, 2), (64, 100, 1), (0, 7, 1)]
)
def test_shares_of_attendance_give_4_3_2_1(part, whole, expected):
    assert points_at(steps((90, 4), (75, 3), (65, 2), (0, 1)), part, whole) == expected


def test_more_than_half_is_not_half():
    ladder = [Step(at_least=50, points=8, more_than=True), Step(at_least=40, points=6)]
    assert (points_at(ladder, 10, 20), points_at(ladder, 11, 20)) == (6, 8)


@pytest.mark.parametrize(
    ("members", "combined", "expected"),
    [(20, False, 90), (20, True, 120), (30, False, 120), (30, True, 120), (8, False, 60), (8, True, 90)],
)
def test_how_long_a_meeting_takes_at_least(members, combined, expected):
    rubric = Rubric(
        minutes=90, combined_minutes=120, small_below=10, small_minutes=60, large_from=30, large_minutes=120
    )
    assert needed_minutes(rubric, Circumstances(members=members, is_combined=combined)) == expected


def _shipped() -> list[tuple[Rubric, list[Criterion]]]:
    """The shipped versions as the migration holds them, without a database."""
    module = __import__("chibo.records.scoring.migrations.0003_criteria_of_2018_and_2025", fromlist=["VERSIONS"])
    found = []
    for number, (title, _source, since, _until, lines) in enumerate(module.VERSIONS):
        rubric = Rubric(title=title, valid_from=dt.date.fromisoformat(since))
        made: dict[str, Criterion] = {}
        for position, (group, code, text, most, more) in enumerate(lines):
            rest = {name: value for name, value in more.items() if name not in ("steps", "moves_to")}
            one = Criterion(pk=100 * number + position, group=group, code=code, text=text, most=most, **rest)
            ladder = [Step(at_least=step[0], points=step[1], more_than=len(step) > 2) for step in more.get("steps", ())]
            one._prefetched_objects_cache = {"steps": Ladder(ladder)}
            made[code] = one
        for _group, code, _text, _most, more in lines:
            if to := more.get("moves_to"):
                made[code].moves_to_id = made[to].pk
        found.append((rubric, list(made.values())))
    return found


class Ladder(list):
    """Steps as a loaded relation gives them."""

    def all(self):
        return self


SHIPPED = _shipped()


def test_each_shipped_version_has_100_points(versions):
    assert [sum(one.most for one in criteria) for _rubric, criteria in versions] == [100, 100]
