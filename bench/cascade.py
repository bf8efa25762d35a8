"""The screen of one document that went to all units of a city, beside the same numbers by SQL written by hand."""

import datetime as dt
from functools import partial

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.timing import Comparison, compare
from chibo.records.cascade.models import Response
from chibo.records.cascade.standings import Board
from chibo.records.documents.models import Clause, Delivery, Direction, Document, State
from chibo.records.tasks.models import Task
from chibo.registry.access.models import Grant, Role, User
from chibo.registry.orgs.actions import Decision, establish
from chibo.registry.orgs.models import Kind, Unit

UNITS, POINTS, TASKS = 250, 40, 8
BEGIN, TODAY = dt.date(2024, 1, 2), dt.date(2024, 6, 3)
HOST = {"host": "localhost"}
BY_HAND = """
SELECT u.id, count(d.id), count(d.received_on), count(d.read_on), coalesce(max(p.n), 0),
    coalesce(max(t.given), 0), coalesce(max(t.done), 0), coalesce(max(t.late), 0)
FROM documents_delivery d JOIN orgs_unit u ON u.id = d.unit_id
LEFT JOIN (SELECT unit_id, count(*) n FROM cascade_response WHERE document_id = %(doc)s GROUP BY 1) p USING (unit_id)
LEFT JOIN (
    SELECT unit_id, count(*) given, count(*) FILTER (WHERE state = 'done') done,
        count(*) FILTER (WHERE state = 'open' AND reported_on IS NULL AND due_on < %(day)s) late
    FROM tasks_task WHERE document_id = %(doc)s AND state <> 'cancelled' GROUP BY 1) t USING (unit_id)
WHERE d.document_id = %(doc)s GROUP BY u.id ORDER BY u.id"""
POINTS_BY_HAND = """
SELECT c.id, (SELECT count(*) FROM cascade_response_clauses r WHERE r.clause_id = c.id),
    (SELECT count(*) FROM tasks_task t WHERE t.clause_id = c.id AND t.state <> 'cancelled')
FROM documents_clause c WHERE c.document_id = %(doc)s ORDER BY c.position"""


def run(runs: int) -> list[Comparison]:
    """Everything happens in one transaction that is taken back."""
    with transaction.atomic():
        document, client = _city()
        _analyze()
        _require_same(document)
        found = [_board(document, runs), _page(document, client, runs)]
        transaction.set_rollback(True)
    return found


def _city() -> tuple[Document, Client]:
    """Make a city with its wards, and a programme with points that half of them have planned and worked on."""
    decision = Decision(symbol="1-QĐ/TU", decided_on=BEGIN, issuer="Trung ương", effective_on=BEGIN)
    city = establish(
        slug="bench-thanh-pho", kind=Kind.SUPERIOR, name="Thành ủy", parent=None, decision=decision, by=None
    )
    wards = [
        establish(
            slug=f"bench-phuong-{n}", kind=Kind.PARTY, name=f"Đảng bộ phường {n}", parent=city, decision=decision,
            by=None, position=n,
        )
        for n in range(UNITS)
    ]  # fmt: skip
    document = Document.objects.create(
        unit=city, issuer="Thành ủy", symbol="01-CTr/TU", issued_on=BEGIN, type="CTr", title="Chương trình công tác",
        direction=Direction.OUTGOING, state=State.ISSUED,
    )  # fmt: skip
    points = Clause.objects.bulk_create(
        Clause(document=document, number=str(n), text=f"Nhiệm vụ {n}", position=n) for n in range(POINTS)
    )
    _records(document, city, wards, points)
    user = User.objects.create(username="bench-clerk")
    Grant.objects.create(user=user, role=Role.CLERK, unit=city, valid_from=BEGIN)
    client = Client()
    client.force_login(user)
    return document, client


def _records(document: Document, city: Unit, wards: list[Unit], points: list[Clause]) -> None:
    Delivery.objects.bulk_create(
        Delivery(document=document, unit=ward, sent_on=BEGIN, received_on=BEGIN if n % 5 else None,
                 read_on=BEGIN if n % 3 and n % 5 else None)
        for n, ward in enumerate(wards)
    )  # fmt: skip
    plans = Response.objects.bulk_create(
        Response(document=document, unit=ward, title="Kế hoạch", made_on=TODAY) for ward in wards[::2]
    )
    cited = Response.clauses.through
    cited.objects.bulk_create(
        cited(response_id=plan.pk, clause_id=points[(n + k) % (POINTS - 2)].pk)
        for n, plan in enumerate(plans) for k in range(5)
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(unit=ward, given_by=city, title="Nhiệm vụ", document=document, clause=points[(n + k) % (POINTS - 2)],
             given_on=BEGIN, due_on=TODAY + dt.timedelta(days=n - 100), first_due_on=TODAY,
             **({"state": "done", "done_on": TODAY, "reported_on": TODAY} if (n + k) % 2 else {}))
        for n, ward in enumerate(wards) for k in range(TASKS)
    )  # fmt: skip


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _by_hand(document: Document) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"doc": document.pk, "day": TODAY})
        units = cursor.fetchall()
        cursor.execute(POINTS_BY_HAND, {"doc": document.pk})
        return units, cursor.fetchall()


def _ours(document: Document) -> Board:
    return Board([document], TODAY)


def _require_same(document: Document) -> None:
    """Compare unit by unit: a fast answer that differs is no answer."""
    rows = sorted(_ours(document).of(document), key=lambda row: row.unit_id)
    ours = [(row.unit_id, row.sent, row.received, row.read, row.plans, row.given, row.done, row.late) for row in rows]
    assert ours == _by_hand(document)[0]


def _board(document: Document, runs: int) -> Comparison:
    return compare(
        f"how {UNITS} units stand with a document of {POINTS} points and {UNITS * TASKS} tasks",
        "the same numbers by two statements of SQL written by hand",
        partial(_ours, document), partial(_by_hand, document), runs=runs,
    )  # fmt: skip


def _page(document: Document, client: Client, runs: int) -> Comparison:
    def ours() -> HttpResponse:
        return client.get(reverse("cascade:board", args=[document.pk]), headers=HOST)

    ours()
    with CaptureQueriesContext(connection) as captured:
        status = ours().status_code
    assert status == 200, f"answered {status}"
    return compare(
        f"the screen of that document, opened ({len(captured)} queries)",
        "the same numbers by two statements of SQL written by hand, without a page",
        ours, partial(_by_hand, document), runs=runs,
    )  # fmt: skip
