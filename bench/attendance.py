"""The roll call of a cell: opening the page, and saving everybody's mark."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from itertools import count, cycle

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench.timing import Comparison, compare
from chibo.records.meetings import actions
from chibo.records.meetings.models import Meeting
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit

HOST = {"host": "localhost"}


def run(runs: int) -> list[Comparison]:
    """Everything happens in one transaction that is taken back."""
    settings.ROOT_URLCONF = "bench.bare"
    with transaction.atomic():
        meeting = _meeting()
        found = [_opening(meeting, runs), _saving(meeting, runs)]
        transaction.set_rollback(True)
    return found


def _meeting() -> Meeting:
    unit = Unit.objects.get(slug="chi-bo-7")
    meeting = actions.plan_meeting(
        unit=unit, kind=Meeting.Kind.THEMATIC, title="Sinh hoạt chuyên đề", held_on=dt.date(2022, 12, 20), by=None
    )
    actions.convoke(meeting, by=None)
    return meeting


def _opening(meeting: Meeting, runs: int) -> Comparison:
    address = reverse("meetings:attendance", args=[meeting.pk])
    ours = partial(_signed_in().get, address, headers=HOST)
    queries = _queries(ours, 200)
    theirs = partial(_bare().get, f"/bare/{queries}/", headers=HOST)
    people = meeting.attendances.count()
    return compare(
        f"the roll call of {people} people, opened ({queries} queries)",
        f"an empty Django view without middleware that asks {queries} × `SELECT 1`",
        ours, theirs, runs=runs,
    )  # fmt: skip


def _saving(meeting: Meeting, runs: int) -> Comparison:
    address = reverse("meetings:attendance", args=[meeting.pk])
    client, keys, states = _signed_in(), count(), cycle(("present", "late"))
    people = list(meeting.attendances.values_list("pk", flat=True))

    def form() -> dict[str, str]:
        """Return marks that differ from those before, so that every row is written."""
        state = next(states)
        return {f"dv-{pk}": state for pk in people} | {"_once": f"bench-{next(keys)}"}

    def ours() -> HttpResponse:
        return client.post(address, form(), headers=HOST)

    queries = _queries(ours, 302)
    bare = _bare()
    return compare(
        f"the marks of {len(people)} people, saved ({queries} queries)",
        f"the same form posted to an empty view without middleware that asks {queries} × `SELECT 1`",
        ours, lambda: bare.post(f"/bare/{queries}/", form(), headers=HOST), runs=runs,
    )  # fmt: skip


def _queries(run: Callable[[], HttpResponse], expected: int) -> int:
    run()
    with CaptureQueriesContext(connection) as captured:
        status = run().status_code
    assert status == expected, f"answered {status}"
    return len(captured)


def _signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="bithu7"))
    return client


def _bare() -> Client:
    client = Client()
    with override_settings(MIDDLEWARE=[]):
        client.handler.load_middleware()
    return client
