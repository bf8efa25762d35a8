"""Tasks for tests."""

import datetime as dt
from itertools import count

from chibo.records.tasks.actions import give_task
from chibo.records.tasks.models import Task

_n = count(1)
GIVEN = dt.date(2025, 3, 3)
DUE = dt.date(2025, 3, 17)


def a_task(*, of, **details) -> Task:
    given = {"title": f"Việc số {next(_n)}", "given_on": GIVEN, "due_on": DUE, "by": None}
    return give_task(unit=of, **given | details)
