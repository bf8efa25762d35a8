"""What may be told of a survey: an attacker who knows every published table and every rule learns of no handful."""

from collections import defaultdict
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chibo.records.surveys.disclosure import FREE_TEXT_FROM, THRESHOLD, Shown, comments_are_shown, disclose


def all_ways(ballots: int, options: int):
    """Every way in which so many ballots fall on so many options."""
    if options == 1:
        yield (ballots,)
        return
    for first in range(ballots + 1):
        for rest in all_ways(ballots - first, options - 1):
            yield (first, *rest)


def parts(things):
    """Every choice of at least one of the things."""
    return list(chain.from_iterable(combinations(things, n) for n in range(1, len(things) + 1)))


def told(groups):
    total, each = disclose(groups)
    return total, tuple(each)


@pytest.mark.parametrize(
    ("sizes", "options"),
    [
        ((5, 5), 2), ((5, 6), 2), ((3, 7), 2), ((8, 9), 2), ((2, 5, 6), 2), ((4, 6, 7), 2), ((5, 5, 5), 2),
        ((10, 6, 5), 2), ((12, 11), 2), ((6, 10), 3), ((1, 5, 6), 3), ((5, 5, 6), 3), ((11, 12), 3),
        ((16, 5), 3), ((7, 8), 4), ((10, 9), 4),
        ((14, 9), 3), ((20,), 4), ((9, 5, 5), 3), ((30,), 3), ((2, 3, 5, 6), 2), ((5, 5, 5, 5), 2),
    ],
)  # fmt: skip
def test_nobody_who_knows_all_tables_and_all_rules_isolates_a_handful(sizes, options):
    """Brute force: of all answers that lead to the same publication, no count below 5 is the same in all."""
    worlds = defaultdict(list)
    for groups in product(*(list(all_ways(size, options)) for size in sizes)):
        worlds[told(groups)].append(groups)
    some = [which for which in parts(range(options)) if len(which) < options]
    sums = [(of, which) for of in parts(range(len(sizes))) for which in some]
    for publication, possible in worlds.items():
        for of, which in sums:
            values = {sum(groups[g][o] for g in of for o in which) for groups in possible}
            if len(values) > 1:
                continue
            (known,) = values
            everybody = sum(sizes[g] for g in of)
            assert known >= THRESHOLD, (publication, of, which, known)
            assert known < everybody, (publication, of, which, known)


small = st.lists(st.integers(0, 12), min_size=3, max_size=3)


@given(st.lists(small, min_size=1, max_size=5))
def test_no_sum_or_difference_of_published_tables_is_small(groups):
    """Adding and subtracting tables, as one does with a calculator, gives nothing between one and four."""
    total, each = disclose(groups)
    known = [table for table in each if table.shown is Shown.COUNTS]
    if total.shown is not Shown.COUNTS:
        assert not known
        return
    counted_by = [row.options for row in (known[0] if known else total).rows]
    whole = [sum(row.count for row in total.rows if set(row.options) <= set(options)) for options in counted_by]
    for some in [(), *parts(known)]:
        assert all([row.options for row in table.rows] == counted_by for table in some)
        added = [sum(table.rows[place].count for table in some) for place in range(len(counted_by))]
        rest = [of_all - of_some for of_all, of_some in zip(whole, added, strict=True)]
        assert not some or min(added) >= THRESHOLD
        assert not sum(rest) or min(rest) >= THRESHOLD


@given(st.lists(small, min_size=1, max_size=5))
def test_tables_tell_the_truth(groups):
    """Whatever is shown adds up to what was answered."""
    total, each = disclose(groups)
    for told_of, counts in zip([total, *each], [[sum(c) for c in zip(*groups, strict=True)], *groups], strict=True):
        for row in told_of.rows:
            assert row.count in (None, sum(counts[option] for option in row.options))
        if told_of.shown is Shown.COUNTS:
            assert sum(row.count for row in told_of.rows) == sum(counts)


def test_a_large_survey_shows_its_groups():
    total, (offices, ground) = disclose([[30, 20, 6], [40, 18, 7]])
    assert [row.count for row in total.rows] == [70, 38, 13]
    assert [row.count for row in offices.rows] == [30, 20, 6]
    assert [row.count for row in ground.rows] == [40, 18, 7]


def test_an_answer_of_few_is_counted_with_its_neighbour():
    total, _groups = disclose([[60, 40, 3]])
    assert [(row.options, row.count) for row in total.rows] == [((0,), 60), ((1, 2), 43)]


def test_small_groups_count_the_first_answer_and_all_the_rest():
    total, cells = disclose([[13, 8, 2], [14, 4, 4], [11, 9, 3]])
    assert [row.count for row in total.rows] == [38, 21, 9]
    assert [[(row.options, row.count) for row in table.rows] for table in cells] == [
        [((0,), 13), ((1, 2), 10)], [((0,), 14), ((1, 2), 8)], [((0,), 11), ((1, 2), 12)],
    ]  # fmt: skip


def test_hiding_one_group_hides_the_next_smallest_with_it():
    _total, (first, second, third) = disclose([[4, 0], [10, 8], [20, 22]])
    assert [table.shown for table in (first, second, third)] == [Shown.NOTHING, Shown.NOTHING, Shown.COUNTS]


@pytest.mark.parametrize(("counts", "shown"), [((19, 1), "nearly_all"), ((9, 0), "nothing"), ((17, 5), "counts")])
def test_unanimity_is_told_only_as_nine_of_ten(counts, shown):
    total, (group,) = disclose([counts])
    assert total.shown.value == shown
    assert all(row.count is None for row in total.rows) or shown == "counts"
    assert group.shown.value == ("counts" if shown == "counts" else "nothing")


def test_comments_are_shown_from_ten_ballots():
    assert not comments_are_shown(FREE_TEXT_FROM - 1)
    assert comments_are_shown(FREE_TEXT_FROM)
