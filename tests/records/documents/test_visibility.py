import pytest
from django.urls import reverse

from chibo.records.documents import queries
from chibo.records.documents.queries import Filters
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_document, a_unit, a_user, a_ward
from tests.records.documents.papers import a_draft, an_issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cells(ward):
    return [a_unit(parent=ward) for _ in range(2)]


def found_by(user, document):
    """In which ways the user gets to the document: by list, search, number, reference and address."""
    browser = a_browser(user)
    return {
        "list": document in queries.register(user, Filters()),
        "search": document in queries.register(user, Filters(text="hoc tap nghi quyet")),
        "number": document in queries.register(user, Filters(text=document.symbol)),
        "reference": document in queries.find_documents(user, f"Kế hoạch số {document.symbol}"),
        "page": browser.get(document.get_absolute_url()).status_code == 200,
        "export": len(browser.get(reverse("documents:export")).content) > 0
        and document in queries.register(user, Filters(direction="outgoing")),
        "api": document.symbol in [one["symbol"] for one in browser.get("/api/v1/documents").json()["items"]],
        "site": document.symbol in browser.get(reverse("search"), {"q": document.symbol}).text.split("<main", 1)[-1]
        and document.get_absolute_url() in browser.get(reverse("search"), {"q": document.symbol}).text,
    }


@pytest.mark.parametrize("role", [Role.MEMBER, Role.SECRETARY])
def test_only_the_cell_to_which_a_document_went_finds_it_in_any_way(ward, cells, role):
    document = an_issued(of=ward, to=(cells[0],))
    assert set(found_by(a_user(role, of=cells[0]), document).values()) == {True}
    assert set(found_by(a_user(role, of=cells[1]), document).values()) == {False}


@pytest.mark.parametrize("role", [Role.CLERK, Role.BOARD, Role.INSPECTOR, Role.LEADER])
def test_the_ward_that_issued_it_sees_it(ward, cells, role):
    document = an_issued(of=ward, to=(cells[0],))
    assert set(found_by(a_user(role, of=ward), document).values()) == {True}
    assert set(found_by(a_user(role, of=a_ward()), document).values()) == {False}


def test_a_draft_is_seen_by_those_who_prepare_and_sign_it_only(ward, cells):
    draft = a_draft(of=ward)
    seen = {
        role: draft in queries.visible_documents(a_user(role, of=ward))
        for role in Role
        if role not in (Role.ADMIN, Role.SECRETARY)
    }
    assert {role for role, sees in seen.items() if sees} == {Role.CLERK, Role.LEADER}
    assert a_browser(a_user(Role.MEMBER, of=cells[0])).get(draft.get_absolute_url()).status_code == 404
    assert list(queries.document_list(a_user(Role.CLERK, of=ward))) == []


def test_a_cell_sees_only_its_own_line_among_the_recipients(ward, cells):
    document = an_issued(of=ward, to=tuple(cells))
    page = a_browser(a_user(Role.SECRETARY, of=cells[0])).get(document.get_absolute_url())
    assert [one.unit for one in page.context["deliveries"]] == [cells[0]]
    page = a_browser(a_user(Role.CLERK, of=ward)).get(document.get_absolute_url())
    assert [one.unit for one in page.context["deliveries"]] == cells


def test_files_follow_the_document(ward, cells, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = an_issued(of=ward, to=(cells[0],))
    clerk = a_browser(a_user(Role.CLERK, of=ward))
    with (tmp_path / "noi-dung.txt").open("w+b") as file:
        file.write("Toàn văn kế hoạch bồi dưỡng".encode())
        file.seek(0)
        assert clerk.post(reverse("documents:file_add", args=[document.pk]), {"file": file}).status_code == 302
    address = reverse("documents:file_download", args=[document.files.get().pk])
    for unit, status in ((cells[0], 200), (cells[1], 404)):
        response = a_browser(a_user(Role.MEMBER, of=unit)).get(address)
        assert response.status_code == status
        assert ("Toàn văn" in response.getvalue().decode()) is (status == 200)
    assert document in queries.register(a_user(Role.MEMBER, of=cells[0]), Filters(text="bồi dưỡng"))

    assert clerk.post(reverse("documents:file_remove", args=[document.files.get().pk])).status_code == 302
    assert document not in queries.register(a_user(Role.MEMBER, of=cells[0]), Filters(text="bồi dưỡng"))


@pytest.mark.parametrize("rows", [1, 3])
def test_what_may_be_seen_costs_the_same_for_any_number(ward, cells, django_assert_num_queries, rows):
    for _ in range(rows):
        an_issued(of=ward, to=tuple(cells))
        a_document(of=ward)
    reader = a_user(Role.MEMBER, of=cells[0])
    asked = Filters(text="hoc", direction="incoming", unit_id=cells[0].pk)
    rights = len(queries.permitted_unit_ids(reader, queries.rules.VIEW))
    assert rights
    with django_assert_num_queries(1):
        found = list(queries.register(reader, asked))
    assert len(found) == rows
