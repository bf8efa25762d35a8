import datetime as dt

import pytest

from chibo.base.facts import Period
from chibo.indicators.figures import figure
from chibo.records.cells import actions
from chibo.records.tasks.actions import report_task
from chibo.records.tasks.models import Task
from tests.factories import a_unit, a_ward
from tests.records.cells.data import a_roll, a_sitting, held, locked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]
AUTUMN = Period.closed(dt.date(2026, 9, 1), dt.date(2026, 10, 31))


def test_figures_of_cells_count_what_is_locked_once():
    ward = a_ward()
    cells = [a_unit(parent=ward) for _ in range(2)]
    for cell in cells:
        a_roll(cell, 3)
    for cell, month in ((cells[0], 9), (cells[0], 10), (cells[1], 10)):
        due = dt.date(2026, month, 20)
        locked(held(a_sitting(cell, on=dt.date(2026, month, 4)), assignments=[(f"Việc {month}", None, due)]))
    records = locked(held(a_sitting(cells[1], on=dt.date(2026, 9, 18), kind="thematic")))
    actions.lock_correction(actions.correct(records[0], text="Sửa", because="Ghi nhầm", by=None), by=None)
    report_task(Task.objects.get(title="Việc 9"), done_on=dt.date(2026, 9, 9), result="Xong", by=None, confirmed=True)
    found = {code: figure(code, ward.pk, AUTUMN) for code in ("SH-04", "SH-05", "SH-06", "SH-07", "SH-08")}
    assert {code: one.numerator for code, one in found.items()} == {
        "SH-04": 1, "SH-05": 2, "SH-06": 3, "SH-07": 4, "SH-08": 1,
    }  # fmt: skip
    assert found["SH-08"].denominator == 3
