"""The way of an incoming and of an outgoing document, from the first line to the last."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from chibo.base.audit import trail_of
from chibo.base.clock import today
from chibo.records.documents import actions, incoming, outgoing, queries
from chibo.records.documents.models import Clause, Document, Opinion, State
from chibo.records.documents.queries import Filters
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_document, a_unit, a_user, a_ward
from tests.records.documents.papers import a_draft, a_term, an_issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def clerk(ward):
    return a_browser(a_user(Role.CLERK, of=ward))


def step(browser, document, name, **sent):
    return browser.post(reverse(f"documents:{name}", args=[document.pk]), sent)


def test_an_incoming_document_is_given_out_followed_closed_and_taken_up_again(ward, clerk):
    office = a_unit(parent=ward, kind="office")
    document = a_document(of=ward, received_on=today())
    due = today() + dt.timedelta(days=3)

    sent = {"to": office.pk, "words": "Tham mưu kế hoạch", "on": today().isoformat(), "due_on": due.isoformat()}
    assert step(clerk, document, "assign", **sent).status_code == 302
    document.refresh_from_db()
    assert (document.state, document.due_on) == (State.ASSIGNED, due)
    assert "Tham mưu kế hoạch" in clerk.get(document.get_absolute_url()).text
    leader = a_user(Role.LEADER, of=ward)
    assert list(queries.due_documents(leader, {ward.pk}, today())) == [document]
    assert list(queries.register(leader, Filters(to_us=True, unit_id=office.pk))) == [document]

    assert step(clerk, document, "close", outcome="", on=today().isoformat()).status_code == 422
    assert step(clerk, document, "close", outcome="Đã ban hành Kế hoạch 05", on=today().isoformat()).status_code == 302
    document.refresh_from_db()
    assert (document.state, document.outcome) == (State.CLOSED, "Đã ban hành Kế hoạch 05")
    assert list(queries.due_documents(leader, {ward.pk}, today())) == []

    assert step(clerk, document, "reopen", reason="Còn việc").status_code == 302
    document.refresh_from_db()
    assert (document.state, document.closed_on) == (State.ASSIGNED, None)
    assert [entry.verb for entry in trail_of(document)] == ["reopened", "closed", "given out", "registered"]


def test_a_late_document_is_found_by_the_filter_until_it_is_closed(ward):
    user = a_user(Role.CLERK, of=ward)
    document = a_document(of=ward, due_on=dt.date(2021, 6, 1))
    a_document(of=ward)
    assert list(queries.register(user, Filters(late_on=today()))) == [document]
    assert incoming.assign_document(document, to=ward, by=None).due_on is None
    assert list(queries.register(user, Filters(late_on=today()))) == [document]
    incoming.close_document(document, outcome="Đã báo cáo", by=None)
    assert list(queries.register(user, Filters(late_on=today()))) == []


def test_days_that_run_backwards_are_refused(ward):
    for wrong in ({"due_on": dt.date(2021, 5, 14)}, {"received_on": dt.date(2021, 5, 14)}):
        with pytest.raises(ValidationError) as refused:
            a_document(of=ward, issued_on=dt.date(2021, 5, 15), **wrong)
        assert list(refused.value.message_dict) == list(wrong)
    document = a_document(of=ward, issued_on=dt.date(2021, 5, 15))
    with pytest.raises(ValidationError):
        incoming.assign_document(document, to=ward, by=None, on=dt.date(2021, 5, 14))
    with pytest.raises(ValidationError):
        incoming.assign_document(document, to=ward, by=None, due_on=today() - dt.timedelta(days=1))


def test_an_outgoing_document_goes_from_draft_to_the_cells_that_confirm_it(ward, clerk):
    cell = a_unit(parent=ward)
    programme = a_document(of=ward, symbol="01-CTr/TU", type="CTr", issuer="Thành ủy")
    a_term(of=ward)
    given = {"type": "KH", "title": "Về thực hiện Chương trình 01", "carries_out": "Chương trình số 01-CTr/TU"}
    assert clerk.post(reverse("documents:draft_create"), given).status_code == 302
    document = Document.objects.get(state=State.DRAFT)
    assert list(document.carries_out.all()) == [programme]

    assert step(clerk, document, "opinions_ask").status_code == 302
    assert step(clerk, document, "opinion_give", text="Thêm thời hạn").status_code == 302
    assert step(clerk, document, "submit").status_code == 302
    leader = a_browser(a_user(Role.LEADER, of=ward))
    assert step(clerk, document, "sign", signer="A").status_code == 403
    assert step(leader, document, "return", reason="Sửa mục 2").status_code == 302
    assert [one.text for one in document.opinions.all()] == ["Thêm thời hạn", "Sửa mục 2"]
    step(clerk, document, "submit")
    assert step(leader, document, "sign", signer="Lê Thị Hà, Bí thư", signed_on=today().isoformat()).status_code == 302
    assert "01" in clerk.get(reverse("documents:issue", args=[document.pk])).text
    sent = {"issued_on": today().isoformat(), "to": [cell.pk], "recipients_text": "Như trên"}
    assert step(clerk, document, "issue", **sent).status_code == 302
    document.refresh_from_db()
    assert (document.state, document.symbol, document.signer) == (State.ISSUED, "01-KH/ĐU", "Lê Thị Hà, Bí thư")

    secretary = a_user(Role.SECRETARY, of=cell)
    delivery = document.deliveries.get()
    assert list(queries.deliveries_to_confirm(secretary, {cell.pk})) == [delivery]
    for name in ("receipt_confirm", "reading_confirm"):
        address = reverse(f"documents:{name}", args=[delivery.pk])
        assert clerk.post(address).status_code == 403
        assert a_browser(secretary).post(address).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.received_on, delivery.received_by, delivery.read_on) == (today(), secretary, today())
    assert list(queries.deliveries_to_confirm(secretary, {cell.pk})) == []


def test_only_the_leader_is_asked_to_sign(ward):
    document = outgoing.submit_document(a_draft(of=ward), by=None)
    assert list(queries.due_documents(a_user(Role.LEADER, of=ward), {ward.pk}, today())) == [document]
    assert list(queries.due_documents(a_user(Role.CLERK, of=ward), {ward.pk}, today())) == []


@pytest.mark.parametrize("name", ["sign", "issue", "submit", "return", "draft_edit", "draft_drop", "opinion_give"])
def test_an_issued_document_does_not_go_back(ward, name):
    document = an_issued(of=ward)
    secretary = a_user(Role.LEADER, of=ward) if name in ("sign", "return") else a_user(Role.CLERK, of=ward)
    sent = {"signer": "A", "signed_on": "01/3/2024", "issued_on": "01/3/2024", "reason": "B", "text": "C",
            "type": "NQ", "title": "D"}  # fmt: skip
    step(a_browser(secretary), document, name, **sent)
    document.refresh_from_db()
    assert (document.state, document.symbol, document.type) == (State.ISSUED, "01-KH/ĐU", "KH")


def test_a_reference_in_a_draft_that_names_nothing_is_refused_and_kept(ward, clerk):
    given = {"type": "KH", "title": "Kế hoạch", "carries_out": "Chương trình 77-CTr/TU"}
    response = clerk.post(reverse("documents:draft_create"), given)
    assert response.status_code == 422
    assert "Chương trình 77-CTr/TU” is in the register" in response.text
    assert not Document.objects.exists()


def test_a_secret_document_takes_no_content_anywhere(ward):
    document = a_document(of=ward, secret=True, text="Nội dung", title="Tên thật", aliases="")
    draft = a_draft(of=ward, secret=True, title="Tên thật", text="Nội dung")
    assert {document.title, draft.title} == {"Văn bản mật"}
    assert {document.text, draft.text} == {""}
    for attempt in (
        lambda: actions.add_clause(document, number="1", by=None),
        lambda: actions.add_alias(document, text="CT", by=None),
        lambda: actions.add_file(document, upload=None, by=None),
        lambda: incoming.assign_document(document, to=ward, words="Nội dung", by=None),
        lambda: incoming.close_document(document, outcome="Nội dung", by=None),
        lambda: outgoing.give_opinion(draft, text="Nội dung", by=None),
    ):
        with pytest.raises(ValidationError, match="Mật"):
            attempt()
    incoming.assign_document(document, to=ward, by=None)
    incoming.close_document(document, outcome="", by=None)


def test_the_database_itself_keeps_content_away_from_a_secret_document(ward):
    document = a_document(of=ward, secret=True)
    for write in (
        lambda: Clause.objects.create(document=document, number="1"),
        lambda: Opinion.objects.create(document=document, on=today(), text="Nội dung"),
        lambda: Document.objects.filter(pk=document.pk).update(text="Nội dung"),
        lambda: Document.objects.filter(pk=document.pk).update(title="Tên thật"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_a_point_is_noted_once_and_has_an_address(ward, clerk):
    document = a_document(of=ward)
    assert step(clerk, document, "clause_add", number="2.a", text="Mỗi chi bộ một mô hình").status_code == 302
    assert step(clerk, document, "clause_add", number=" 2.a. ").status_code == 422
    clause = document.clauses.get()
    assert str(clause) == "điểm 2.a"
    assert f'id="diem-{clause.pk}"' in clerk.get(document.get_absolute_url()).text
    assert clerk.post(reverse("documents:clause_remove", args=[clause.pk])).status_code == 302
    assert not document.clauses.exists()


def test_what_a_unit_has_begun_or_was_given_is_open_there(ward):
    cell = a_unit(parent=ward)
    draft, given = a_draft(of=ward), a_document(of=ward)
    incoming.assign_document(given, to=cell, by=None)
    an_issued(of=ward)
    open_matters = {(one.unit_id, one.url) for one in queries.open_in([ward.pk, cell.pk])}
    assert open_matters == {
        (ward.pk, draft.get_absolute_url()),
        (ward.pk, given.get_absolute_url()),
        (cell.pk, given.get_absolute_url()),
    }
    incoming.close_document(given, outcome="Xong", by=None)
    assert [one.unit_id for one in queries.open_in([ward.pk, cell.pk])] == [ward.pk]
