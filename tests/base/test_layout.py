import datetime as dt

import pytest

from chibo.base.layout import RULES, rule_on


@pytest.mark.parametrize(
    ("day", "source", "margins", "tone_marks"),
    [
        (dt.date(2016, 5, 15), "Hướng dẫn số 11-HD/VPTW", (25, 25, 35, 15), "either"),
        (dt.date(2018, 4, 2), "Hướng dẫn số 11-HD/VPTW", (25, 25, 35, 15), "either"),
        (dt.date(2018, 4, 3), "Hướng dẫn số 36-HD/VPTW", (20, 20, 30, 15), "either"),
        (dt.date(2026, 5, 26), "Hướng dẫn số 36-HD/VPTW", (20, 20, 30, 15), "either"),
        (dt.date(2026, 5, 27), "Hướng dẫn số 05-HD/VPTW", (20, 20, 30, 15), "new"),
        (dt.date(1999, 1, 1), "Hướng dẫn số 11-HD/VPTW", (25, 25, 35, 15), "either"),
    ],
)
def test_the_rule_of_the_day_lays_the_paper_out(day, source, margins, tone_marks):
    rule = rule_on(day)
    assert (rule.source, rule.margins, rule.tone_marks) == (source, margins, tone_marks)


def test_rules_follow_one_another():
    assert sorted(RULES, key=lambda rule: rule.valid_from) == list(RULES)
    assert all(rule.issued_on <= rule.valid_from for rule in RULES)
