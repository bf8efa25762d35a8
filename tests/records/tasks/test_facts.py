import datetime as dt
from decimal import Decimal

import pytest

from chibo.base.facts import Period
from chibo.indicators.figures import sheet
from chibo.records.tasks import actions, progress
from chibo.records.tasks.models import CountKind
from tests.factories import a_unit, a_ward
from tests.records.tasks.tasks import DUE, a_task

pytestmark = pytest.mark.django_db
YEAR = Period.year(2025)
LATE = DUE + dt.timedelta(days=4)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


def figures(ward, *codes, period=YEAR):
    found = sheet([ward.pk], period, codes=codes)
    return tuple(found[ward.pk, code].value for code in codes)


def done(task, on):
    return actions.report_task(task, done_on=on, result="Xong", by=None, confirmed=True)


def test_due_is_in_time_and_late_together_and_cancelled_ones_are_no_part(ward, cell):
    done(a_task(of=cell), DUE)
    done(a_task(of=cell), LATE)
    actions.report_task(a_task(of=cell), done_on=DUE, result="Chờ", by=None)
    a_task(of=cell)
    actions.cancel_task(a_task(of=cell), reason="Thôi", by=None)
    a_task(of=cell, due_on=dt.date(2999, 1, 1))
    assert figures(ward, "NV-01", "NV-02", "NV-03", "NV-04", "NV-05") == (2, 4, 2, 2, 50)


def test_problems_of_years_count_by_their_kind_when_they_are_closed(ward, cell):
    done(a_task(of=cell, matter="project"), LATE)
    a_task(of=cell, matter="case")
    assert figures(ward, "NV-06", "NV-07", "NV-02") == (1, 0, 0)


def test_counts_add_up_over_tasks_and_reports(ward, cell):
    kind, task = CountKind.objects.get(pk="graves-moved"), a_task(of=cell)
    for number in (12, 16):
        progress.add_count(task, kind=kind, done=number, on=DUE, by=None)
    cancelled = a_task(of=cell)
    progress.add_count(cancelled, kind=kind, done=9, on=DUE, by=None)
    actions.cancel_task(cancelled, reason="Thôi", by=None)
    assert figures(ward, "NV-08") == (28,)


def test_a_share_is_what_is_counted_so_far_of_the_latest_whole(ward, cell):
    kind = CountKind.objects.get(pk="inventory-signed")
    one, other = a_task(of=cell), a_task(of=a_unit(parent=ward))
    progress.add_count(one, kind=kind, done=100, whole=180, on=DUE, by=None)
    progress.add_count(one, kind=kind, done=50, whole=150, on=LATE, by=None)
    progress.add_count(other, kind=kind, done=25, whole=50, on=LATE, by=None)
    assert figures(ward, "NV-10") == (87.5,)
    before = Period.closed(dt.date(2025, 1, 1), DUE)
    assert round(figures(ward, "NV-10", period=before)[0], 1) == Decimal("55.6")


def test_a_share_of_a_task_finished_in_an_earlier_year_is_told_no_more(ward, cell):
    task, kind = a_task(of=cell), CountKind.objects.get(pk="construction-permit")
    progress.add_count(task, kind=kind, done=8, whole=8, on=DUE, by=None)
    done(task, DUE)
    assert figures(ward, "NV-11") == (100,)
    assert figures(ward, "NV-11", period=Period.year(2026)) == (None,)
