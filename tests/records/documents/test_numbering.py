import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from chibo.base.clock import today
from chibo.records.documents import numbering, outgoing
from chibo.records.documents.models import Document, State
from tests.factories import a_document, a_unit, a_ward
from tests.records.documents.papers import a_signed, a_term, an_issued


@pytest.mark.django_db
def test_numbers_run_from_one_by_type_and_bear_the_abbreviation_of_the_unit():
    ward = a_ward()
    plans = [an_issued(of=ward) for _ in range(2)]
    resolution = an_issued(of=ward, type_="NQ")
    assert [one.symbol for one in (*plans, resolution)] == ["01-KH/ĐU", "02-KH/ĐU", "01-NQ/ĐU"]


@pytest.mark.django_db
def test_a_new_term_begins_again_and_ends_the_one_before():
    ward = a_ward()
    old = a_term(of=ward, since=dt.date(2020, 6, 1))
    before = an_issued(of=ward, on=dt.date(2025, 6, 30))
    new = a_term(of=ward, since=dt.date(2025, 7, 1))
    after = an_issued(of=ward, on=dt.date(2025, 7, 1))
    old.refresh_from_db()
    assert old.valid_until == new.valid_from
    assert [(one.number, one.series_term) for one in (before, after)] == [(1, old), (1, new)]


@pytest.mark.django_db
def test_a_cell_has_its_own_numbers():
    ward = a_ward()
    cell = a_unit(parent=ward)
    a_term(of=cell, abbreviation="")
    assert (an_issued(of=ward).symbol, an_issued(of=cell).symbol) == ("01-KH/ĐU", "01-KH/CB")


@pytest.mark.django_db
def test_without_a_term_nothing_is_issued_and_no_number_is_taken():
    document = a_signed(of=a_ward())
    with pytest.raises(ValidationError, match="No term"):
        outgoing.issue_document(document, by=None)
    document.refresh_from_db()
    assert (document.state, document.number, document.symbol) == (State.SIGNED, None, "")


@pytest.mark.django_db
def test_a_number_that_comes_to_nothing_is_taken_by_the_next():
    ward = a_ward()
    a_term(of=ward)
    with transaction.atomic():
        outgoing.issue_document(a_signed(of=ward), by=None)
        transaction.set_rollback(True)
    assert an_issued(of=ward).number == 1


@pytest.mark.django_db
def test_a_document_of_the_past_keeps_its_number_and_the_next_comes_after_it():
    ward = a_ward()
    a_term(of=ward)
    past = {"issuer": ward.name, "type": "KH", "issued_on": dt.date(2024, 3, 1), "direction": "outgoing"}
    first = a_document(of=ward, symbol="18-KH/ĐU", **past)
    assert (first.number, an_issued(of=ward).number) == (18, 19)
    a_document(of=ward, symbol="17-KH/ĐU", **past)
    with pytest.raises(ValidationError, match="taken already"):
        a_document(of=ward, symbol="17-KH/ĐU-BTV", **past)


@pytest.mark.django_db(transaction=True)
def test_no_number_is_taken_without_the_transaction_that_uses_it():
    ward = a_ward()
    a_term(of=ward)
    with pytest.raises(RuntimeError):
        numbering.take_number(ward, type_="KH", day=today())


@pytest.mark.django_db(transaction=True)
def test_eight_clerks_at_once_leave_no_gap_and_no_double_among_two_hundred():
    ward = a_ward()
    a_term(of=ward)
    waiting = [a_signed(of=ward) for _ in range(200)]

    def issue(documents):
        try:
            for document in documents:
                outgoing.issue_document(document, by=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as clerks:
        list(clerks.map(issue, [waiting[start::8] for start in range(8)]))

    assert list(Document.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 201))
    assert Document.objects.filter(symbol="200-KH/ĐU").count() == 1
