import datetime as dt

import pytest

from chibo.records.documents import actions, queries
from chibo.records.documents.queries import Filters
from chibo.registry.access.models import Role
from tests.factories import a_document, a_user, a_ward
from tests.records.documents.test_references import FIVE_WAYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward)


@pytest.fixture
def directive(ward):
    """The directive, among others that resemble it."""
    found = a_document(of=ward, symbol="05-CT/TW", issued_on=dt.date(2016, 5, 15), title="Về đẩy mạnh học tập")
    a_document(of=ward, symbol="01-KL/TW", type="KL", title="Về tiếp tục thực hiện Chỉ thị số 05-CT/TW")
    a_document(of=ward, symbol="05-KL/TW", type="KL", title="Về công tác cán bộ")
    a_document(of=ward, symbol="15-CT/TW", title="Về công tác đối ngoại")
    return found


@pytest.mark.parametrize("written", FIVE_WAYS)
@pytest.mark.parametrize("marks", [True, False])
def test_all_five_spellings_find_the_one_document(clerk, directive, written, marks):
    text = written if marks else queries.fold(written)
    assert list(queries.find_documents(clerk, text)) == [directive]
    assert directive in queries.register(clerk, Filters(text=text))


@pytest.mark.parametrize("written", ["nghi quyet tw 4", "Nghị quyết Trung ương 4", "NQTW4", "nghị quyết TW 04"])
def test_a_name_that_is_no_symbol_is_found_through_its_aliases(ward, clerk, directive, written):
    resolution = a_document(
        of=ward, symbol="04-NQ/TW", type="NQ", title="Về xây dựng Đảng",
        aliases="Nghị quyết Trung ương 4 (khóa XII)\nNQTW4",
    )  # fmt: skip
    assert list(queries.find_documents(clerk, written)) == [resolution]


def test_of_two_documents_with_one_symbol_the_date_chooses(ward, clerk):
    first, second = (a_document(of=ward, symbol="01-KL/TW", type="KL", issued_on=day, title="Về công tác")
                     for day in (dt.date(2016, 4, 4), dt.date(2021, 5, 18)))  # fmt: skip
    assert set(queries.find_documents(clerk, "Kết luận 01")) == {first, second}
    assert list(queries.find_documents(clerk, "Kết luận số 01-KL/TW, ngày 18/5/2021 của Bộ Chính trị")) == [second]


@pytest.mark.parametrize("part", ["5-ct", "05-C", "ct/tw", "05ct", "day manh", "chinh tri đẩy"])
def test_parts_of_a_symbol_and_words_of_title_and_issuer_find(clerk, directive, part):
    found = list(queries.register(clerk, Filters(text=part)))
    assert (directive in found) is (part != "05ct")


@pytest.mark.parametrize("text", ["'); DROP TABLE", "a & | ! b", "((", ":*", "%", "_", "\\", "…", "a\0b"])
def test_no_text_breaks_the_search(clerk, directive, text):
    list(queries.register(clerk, Filters(text=text)))
    list(queries.find_documents(clerk, text))


def test_words_of_a_removed_alias_are_no_longer_found(ward, clerk):
    document = a_document(of=ward, symbol="04-NQ/TW", aliases="Tứ trụ")
    assert document in queries.register(clerk, Filters(text="tu tru"))
    actions.remove_alias(document.aliases.get(), by=clerk)
    assert document not in queries.register(clerk, Filters(text="tu tru"))
