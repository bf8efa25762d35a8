"""A contest: what a member sends from a phone, one submission of many in an hour."""

import datetime as dt
from itertools import count

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench.timing import Comparison, compare
from chibo.base.clock import today
from chibo.records.contests import rounds
from chibo.records.contests.actions import open_contest
from chibo.records.contests.models import Question, Round
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit

HOST = {"host": "localhost"}
QUESTIONS = 10


def run(runs: int) -> list[Comparison]:
    """Everything happens in one transaction that is taken back."""
    settings.ROOT_URLCONF = "bench.bare"
    with transaction.atomic():
        found = [_sending(_round(), runs)]
        transaction.set_rollback(True)
    return found


def _round() -> Round:
    """Make a round that one member may take as often as the measurement needs: the limit is lifted for it."""
    unit, day = Unit.objects.get(slug="duc-thang"), today()
    contest = open_contest(
        unit=unit, title="Cuộc thi", opens_on=day, closes_on=day + dt.timedelta(days=1), max_attempts=20, by=None
    )
    found = rounds.add_round(contest, opens_on=day, closes_on=day, by=None)
    for n in range(QUESTIONS):
        rounds.save_question(found, text=f"Câu {n}", choices=("Một", "Hai", "Ba"), right=1, by=None)
    return found


def _sending(found: Round, runs: int) -> Comparison:
    address, keys = reverse("contests:take", args=[found.pk]), count()
    client = Client()
    client.force_login(User.objects.get(username="bithu7"))
    chosen = {f"q-{question.pk}": question.choices.all()[0].pk for question in Question.objects.filter(round=found)}

    def form() -> dict[str, str | int]:
        return {**chosen, "attempt": 1, "_once": f"contest-{next(keys)}"}

    def ours() -> HttpResponse:
        """Send an entry, and take it back so that the next is a first one again."""
        with transaction.atomic():
            answer = client.post(address, form(), headers=HOST)
            transaction.set_rollback(True)
        return answer

    ours()
    with CaptureQueriesContext(connection) as captured:
        status = ours().status_code
    assert status == 302, f"answered {status}"
    queries, bare = len(captured), Client()
    with override_settings(MIDDLEWARE=[]):
        bare.handler.load_middleware()
    return compare(
        f"an entry with {QUESTIONS} answers, sent ({queries} queries)",
        f"the same form posted to an empty view without middleware that asks {queries} × `SELECT 1`",
        ours, lambda: bare.post(f"/bare/{queries}/", form(), headers=HOST), runs=runs,
    )  # fmt: skip
