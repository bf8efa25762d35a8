"""What the register shows of what was found: best first, with the words around; counted as far as it is exact."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import reverse

from chibo.base.audit import trail_of
from chibo.base.clock import today
from chibo.base.paging import page_of
from chibo.records.documents import outgoing, queries
from chibo.records.documents.authority import objection
from chibo.records.documents.models import Document
from chibo.records.documents.numbering import open_term
from chibo.records.documents.queries import Filters
from chibo.records.documents.snippets import snippets
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_document, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
LIST = reverse("documents:list")
TEXT = "Đảng ủy giao các chi bộ. " * 40 + "Rà soát việc quản lý đất đai, trật tự xây dựng trên địa bàn. " + "Hết. " * 60


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward)


def found(clerk, text, sort="best"):
    return list(queries.register(clerk, Filters(text=text, sort=sort)))


def test_what_is_named_comes_first_then_titles_then_texts(ward, clerk):
    in_text = a_document(of=ward, issued_on=dt.date(2024, 1, 1), title="Về công tác khác", text="chuyển đổi số")
    in_title = a_document(of=ward, issued_on=dt.date(2020, 1, 1), title="Về chuyển đổi số")
    assert found(clerk, "chuyển đổi số") == [in_title, in_text]
    assert found(clerk, "chuyển đổi số", sort="new") == [in_text, in_title]
    named = a_document(of=ward, symbol="05-CT/TW", issued_on=dt.date(2016, 5, 15), title="Về đẩy mạnh học tập")
    later = a_document(of=ward, symbol="01-KL/TW", type="KL", title="Về thực hiện Chỉ thị số 05-CT/TW")
    assert found(clerk, "Chỉ thị số 05-CT/TW") == [named, later]
    assert found(clerk, "05-ct") == [named, later]


def test_of_many_hits_the_newest_are_weighed_and_all_are_there(ward, clerk, monkeypatch):
    monkeypatch.setattr(queries, "WEIGHED", 2)
    days = [dt.date(2020, month, 1) for month in range(1, 6)]
    rows = [a_document(of=ward, issued_on=day, title="Về công tác cán bộ") for day in days]
    assert found(clerk, "cán bộ") == rows[::-1]


def test_the_words_around_are_shown_as_they_are_written(ward, clerk):
    document = a_document(of=ward, title="Về nhiệm vụ tháng 3", text=TEXT)
    (pieces,) = snippets([document], "quan ly dat dai").values()
    assert [piece.text for piece in pieces if piece.found] == ["quản", "lý", "đất", "đai"]
    assert len("".join(piece.text for piece in pieces)) < 260
    page = a_browser(clerk).get(LIST, {"q": "quản lý đất đai"}).text
    assert "<mark>đất</mark>" in page


def test_where_the_title_says_it_and_where_nothing_is_searched_no_text_is_shown(ward, clerk):
    document = a_document(of=ward, title="Về quản lý đất đai", text=TEXT)
    assert snippets([document], "quản lý đất đai") == {}
    assert snippets([document], "   ") == {}
    assert "<mark>" not in a_browser(clerk).get(LIST).text


@pytest.mark.parametrize("text", ["İstanbul đất", "ﬁ đất đai ﬀ", "\u0301đất", "a" * 13_000 + "đất"])
def test_no_text_breaks_the_snippet(ward, text):
    document = a_document(of=ward, title="Văn bản", text=text)
    for pieces in snippets([document], "dat").values():
        assert [piece.text.lower() for piece in pieces if piece.found] == ["đất"]


def test_text_is_shown_as_text(ward, clerk):
    a_document(of=ward, title="Văn bản", text="<script>đất</script>")
    assert "&lt;script&gt;<mark>đất</mark>" in a_browser(clerk).get(LIST, {"q": "đất"}).text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_asks_the_same_for_any_number_of_hits(ward, clerk, django_assert_num_queries, rows):
    browser = a_browser(clerk)
    browser.get(LIST)
    for _ in range(rows):
        a_document(of=ward, title="Văn bản", text=TEXT)
    with django_assert_num_queries(14):
        browser.get(LIST, {"q": "đất đai"})


def test_years_go_from_the_last_to_the_first_document(ward, clerk):
    assert queries.years_of(clerk) == []
    a_document(of=ward, issued_on=dt.date(2019, 12, 31))
    a_document(of=ward, issued_on=dt.date(2021, 1, 1))
    a_document(of=a_ward(), issued_on=dt.date(2010, 1, 1))
    assert queries.years_of(clerk) == [2021, 2020, 2019]


def test_a_long_list_is_counted_exactly_or_says_that_there_is_more(ward):
    for _ in range(4):
        a_document(of=ward)
    rows, request = Document.objects.order_by("pk"), RequestFactory().get("/", {"page": "9"})
    exact = page_of(request, rows, 2, most=4).paginator
    assert (exact.count, exact.has_more) == (4, False)
    capped = page_of(request, rows, 2, most=3)
    assert (capped.paginator.count, capped.paginator.has_more, capped.number) == (3, True, 2)
    assert page_of(request, rows, 2).paginator.count == 4


def a_signed(unit, type_):
    draft = outgoing.draft_document(unit=unit, type=type_, title="Về việc thử", by=None)
    outgoing.submit_document(draft, by=None)
    return outgoing.sign_document(draft, signer="Lê Văn Hòa", by=None)


@pytest.mark.parametrize(
    ("kind", "type_", "day", "against"),
    [
        ("cell", "QĐi", dt.date(2026, 1, 9), True),
        ("cell", "QĐi", dt.date(2026, 1, 8), False),
        ("cell", "HD", dt.date(2026, 6, 1), True),
        ("cell", "NQ", dt.date(2026, 6, 1), False),
        ("party", "HD", dt.date(2026, 6, 1), False),
        ("party", "CT", dt.date(2026, 6, 1), True),
        ("superior", "CT", dt.date(2026, 6, 1), False),
    ],
)
def test_who_may_issue_which_type_follows_the_table_of_the_day(kind, type_, day, against):
    document = Document(unit=a_unit(kind=kind), type=type_)
    assert (objection(document, day) is not None) is against


def test_what_the_regulation_does_not_provide_for_is_issued_only_for_a_reason(ward):
    cell = a_unit(parent=ward)
    open_term(unit=cell, valid_from=dt.date(2025, 1, 1), by=None)
    document = a_signed(cell, "HD")
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    url = reverse("documents:issue", args=[document.pk])
    assert "does not issue a document of the type" in browser.get(document.get_absolute_url()).text
    said = {"issued_on": f"{today():%d/%m/%Y}"}
    refused = browser.post(url, said)
    assert (refused.status_code, Document.objects.get(pk=document.pk).number) == (422, None)
    assert browser.post(url, {**said, "issued_because": "Cấp trên đồng ý"}).status_code == 302
    document.refresh_from_db()
    assert (document.symbol, document.issued_because) == ("01-HD/CB", "Cấp trên đồng ý")
    assert trail_of(document).get(verb="issued").changes["issued_because"] == ["", "Cấp trên đồng ý"]


def test_a_type_that_the_unit_issues_asks_for_no_reason_and_keeps_none(ward):
    open_term(unit=ward, valid_from=dt.date(2025, 1, 1), by=None)
    issued = outgoing.issue_document(a_signed(ward, "KH"), issued_because="Vô cớ", by=None)
    assert issued.issued_because == ""
    with pytest.raises(ValidationError):
        outgoing.issue_document(a_signed(ward, "CT"), by=None)
