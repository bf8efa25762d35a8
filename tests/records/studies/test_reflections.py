import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.models import AuditEntry
from chibo.indicators.figures import figure
from chibo.records.studies import actions, queries, reflecting
from chibo.records.studies.models import Programme, Reflection
from chibo.registry.access.models import Role
from chibo.registry.calendar.models import Term
from chibo.registry.files.models import StoredFile
from chibo.registry.people import actions as people
from chibo.registry.people.models import Standing, Title
from tests.factories import LONG_AGO, a_browser, a_document, a_member, a_unit, a_user, a_ward

pytestmark = pytest.mark.django_db
TEXT = "Tôi thấy mình còn nể nang khi góp ý"
State = Reflection.State
FILE = TEXT.encode()


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kept_a_year(db):
    Term.objects.filter(code=reflecting.KEPT).delete()
    return Term.objects.create(
        code=reflecting.KEPT, length=12, measured="months", source="Quy định 1", valid_from=LONG_AGO
    )


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def author(cell):
    return a_user(Role.MEMBER, of=cell)


@pytest.fixture
def secretary(cell):
    return a_user(Role.SECRETARY, of=cell)


def a_programme(of, *, ended=0, due=True, **details):
    """A programme whose last day, on which reflections are due, lies so many days back."""
    ends_on = today() - dt.timedelta(days=ended)
    return actions.plan_programme(
        unit=of, document=a_document(of=of), title="Học tập Nghị quyết", starts_on=ends_on - dt.timedelta(days=2),
        ends_on=ends_on, reflection_due_on=ends_on if due else None, by=None, **details,
    )  # fmt: skip


def asked(of, user, **details):
    programme = a_programme(of, **details)
    actions.ask_reflections(programme, by=None)
    return programme.reflections.get(person=user.person)


def handed_in(of, user, **details):
    reflection = asked(of, user, **details)
    reflecting.write(reflection, text=TEXT, by=user)
    return reflecting.hand_in(reflection, by=user)


def page(user, name, reflection):
    return a_browser(user).get(reverse(f"studies:{name}", args=[reflection.pk]))


def test_members_with_the_duty_are_asked_once_in_the_cell_of_that_day(ward, cell, author):
    exempt = a_member(of=cell)
    people.set_standing(exempt, state=Standing.State.EXEMPT, on=LONG_AGO, by=None)
    programme = a_programme(ward)
    assert actions.ask_reflections(programme, by=None) == 1
    a_member(of=cell)
    assert actions.ask_reflections(programme, by=None) == 1
    assert set(programme.reflections.values_list("unit", flat=True)) == {cell.pk}
    assert not programme.reflections.filter(person=exempt).exists()


def test_nobody_is_asked_before_it_is_said_when_it_is_due(ward, cell, author):
    with pytest.raises(ValidationError):
        actions.ask_reflections(a_programme(ward, due=False), by=None)


def test_an_author_writes_hands_in_takes_back_and_hands_in_again(ward, author):
    reflection = asked(ward, author)
    browser = a_browser(author)
    write = reverse("studies:write", args=[reflection.pk])
    assert browser.post(write, {"text": TEXT, "draft": "1"}).status_code == 302
    reflection.refresh_from_db()
    assert (reflection.state, reflection.text) == (State.DUE, TEXT)
    assert browser.post(write, {"text": TEXT, "hand_in": "1"}).status_code == 302
    assert browser.post(write, {"text": "Khác", "draft": "1"}).status_code == 422
    assert browser.post(reverse("studies:withdraw", args=[reflection.pk])).status_code == 302
    reflection.refresh_from_db()
    assert (reflection.state, reflection.handed_in_at, reflection.text) == (State.DUE, None, TEXT)


def test_a_refused_form_keeps_what_is_typed(ward, author):
    reflection = asked(ward, author)
    form = {"text": TEXT, "hand_in": "1", "upload": SimpleUploadedFile("bai.pdf", b"not a PDF")}
    answer = a_browser(author).post(reverse("studies:write", args=[reflection.pk]), form)
    assert answer.status_code == 422
    assert TEXT in answer.text
    assert not Reflection.objects.get().text


def test_an_empty_reflection_is_not_handed_in(ward, author):
    answer = a_browser(author).post(
        reverse("studies:write", args=[asked(ward, author).pk]), {"text": " ", "hand_in": "1"}
    )
    assert "Write the reflection, or add it as a file." in answer.text


def test_a_draft_is_read_by_its_author_alone(ward, author, secretary):
    reflection = asked(ward, author)
    reflecting.write(reflection, text=TEXT, by=author)
    assert TEXT in page(author, "reflection", reflection).text
    assert page(secretary, "reflection", reflection).status_code == 404


@pytest.mark.parametrize("role", [Role.LEADER, Role.BOARD, Role.CLERK, Role.ADMIN, Role.INSPECTOR])
def test_no_committee_reads_a_text_or_learns_a_name(ward, author, role):
    reflection = handed_in(ward, author)
    reader = a_user(role, of=ward)
    for name in ("reflection", "reflection_file"):
        assert page(reader, name, reflection).status_code == 404
    answer = a_browser(reader).get(reflection.programme.get_absolute_url())
    assert author.person.full_name not in answer.text
    assert TEXT not in answer.text


def test_a_comrade_of_the_same_cell_and_another_secretary_read_nothing(ward, cell, author):
    reflection = handed_in(ward, author)
    for reader in (a_user(Role.MEMBER, of=cell), a_user(Role.SECRETARY, of=a_unit(parent=ward))):
        assert page(reader, "reflection", reflection).status_code == 404


def test_the_secretary_reads_and_gives_the_mark(ward, author, secretary):
    reflection = handed_in(ward, author)
    assert TEXT in page(secretary, "reflection", reflection).text
    browser, address = a_browser(secretary), reverse("studies:assess", args=[reflection.pk])
    assert browser.post(address, {"comment": "Tốt"}).status_code == 422
    assert browser.post(address, {"mark": "good", "comment": "Liên hệ sâu"}).status_code == 302
    reflection.refresh_from_db()
    assert (reflection.state, reflection.mark, reflection.assessed_by) == (State.ASSESSED, "good", secretary)
    with pytest.raises(ValidationError):
        reflecting.withdraw(reflection, by=author)


def test_a_reflection_given_back_needs_a_word_and_is_out_of_sight_again(ward, author, secretary):
    reflection = handed_in(ward, author)
    browser, address = a_browser(secretary), reverse("studies:assess", args=[reflection.pk])
    assert browser.post(address, {"give_back": "1"}).status_code == 422
    assert browser.post(address, {"give_back": "1", "comment": "Chưa liên hệ"}).status_code == 302
    assert page(secretary, "reflection", reflection).status_code == 404
    assert "Chưa liên hệ" in page(author, "write", reflection).text


def test_nobody_assesses_the_own_reflection(ward, secretary):
    reflection = handed_in(ward, secretary)
    with pytest.raises(PermissionDenied):
        reflecting.assess(reflection, mark="good", comment="", by=secretary)


def test_the_one_who_is_named_reads_instead_of_the_secretary(ward, cell, author, secretary):
    reflection = handed_in(ward, author)
    named = a_user(Role.MEMBER, of=a_unit(parent=ward))
    actions.name_assessor(reflection.programme, unit=cell, person=named.person, by=None)
    assert TEXT in page(named, "reflection", reflection).text
    assert page(secretary, "reflection", reflection).status_code == 404
    assert [one.count for one in queries.reflections_to_assess(named, set(), today())] == [1]
    actions.name_assessor(reflection.programme, unit=cell, person=None, by=None)
    assert page(named, "reflection", reflection).status_code == 404


def test_a_stranger_writes_into_no_reflection(ward, author, secretary):
    with pytest.raises(PermissionDenied):
        reflecting.write(asked(ward, author), text="Khác", by=secretary)


def test_the_trail_holds_neither_text_nor_comment_nor_mark(ward, author, secretary):
    reflection = handed_in(ward, author)
    reflecting.assess(reflection, mark="failed", comment="Sơ sài", by=secretary)
    lines = [f"{one.label} {json.dumps(one.changes, ensure_ascii=False)}" for one in AuditEntry.objects.all()]
    assert not [line for line in lines if any(word in line for word in (TEXT, "Sơ sài", "failed"))]


def test_a_file_says_nothing_in_its_name_and_is_not_found_by_its_text(ward, author, secretary):
    reflection = asked(ward, author)
    reflecting.write(reflection, text="", upload=SimpleUploadedFile("Nguyen Van A.txt", FILE), by=author)
    reflecting.hand_in(reflection, by=author)
    stored = StoredFile.objects.get()
    assert (stored.name, stored.text) == ("bai-thu-hoach.txt", "")
    assert page(secretary, "reflection_file", reflection).getvalue() == FILE


def test_after_the_time_of_keeping_only_the_mark_is_left(ward, author, secretary, kept_a_year):
    reflection = asked(ward, author, ended=400)
    reflecting.write(reflection, text=TEXT, upload=SimpleUploadedFile("bai.txt", FILE), by=author)
    reflecting.hand_in(reflection, by=author)
    reflecting.assess(reflection, mark="fair", comment="Sơ sài", by=secretary)
    recent = handed_in(ward, author, ended=100)
    assert [reflecting.erase_old_texts(today()) for _ in range(2)] == [2, 0]
    reflection.refresh_from_db()
    assert (reflection.text, reflection.comment, reflection.file, reflection.mark) == ("", "", None, "fair")
    assert not StoredFile.objects.exists()
    assert Reflection.objects.get(pk=recent.pk).text == TEXT
    assert AuditEntry.objects.filter(verb="texts erased").count() == 1
    assert "the mark kept" in page(author, "reflection", reflection).text


def test_without_a_rule_nothing_is_erased(ward, author):
    Term.objects.filter(code=reflecting.KEPT).delete()
    handed_in(ward, author, ended=4000)
    assert reflecting.erase_old_texts(today()) == 0


def test_reflections_count_on_the_day_they_are_due_and_given_back_ones_are_missing(ward, cell, author, secretary):
    reflection = handed_in(ward, author)
    period = Period.closed(today(), today())
    percent = figure("HT-06", ward.pk, period)
    assert (percent.numerator, percent.denominator) == (1, 2)
    assert figure("HT-05", cell.pk, period).value == 1
    assert figure("HT-05", cell.pk, Period.closed(LONG_AGO, today() - dt.timedelta(days=1))).value == 0
    reflecting.give_back(reflection, comment="Viết thêm", by=secretary)
    assert figure("HT-05", cell.pk, period).value == 0


def test_who_has_left_is_not_asked_any_more(ward, cell, author, secretary):
    reflection = asked(ward, author)
    address = reverse("studies:release", args=[reflection.pk])
    assert a_browser(author).post(address, {"reason": "x"}).status_code == 403
    assert a_browser(secretary).post(address, {"reason": "Đã chuyển đi"}).status_code == 302
    assert not Reflection.objects.filter(pk=reflection.pk).exists()


def test_what_is_due_is_told_to_those_who_owe_it(ward, author):
    reflection = asked(ward, author)
    assert list(queries.due_reflections(author, set(), today())) == [reflection]
    reflecting.write(reflection, text=TEXT, by=author)
    reflecting.hand_in(reflection, by=author)
    assert not queries.due_reflections(author, set(), today())


def test_sessions_lie_within_the_programme(ward):
    programme = a_programme(ward)
    actions.add_session(programme, topic="Chuyên đề 1", held_on=programme.starts_on, by=None)
    with pytest.raises(ValidationError):
        actions.add_session(programme, topic="Chuyên đề 2", held_on=today() + dt.timedelta(days=1), by=None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_programme_asks_the_same_for_any_number(ward, cell, django_assert_num_queries, rows):
    for _ in range(rows):
        a_member(of=cell)
    reader = a_user(Role.SECRETARY, of=cell)
    people.appoint(a_member(of=cell), unit=cell, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
    programme = a_programme(ward)
    actions.ask_reflections(programme, by=None)
    for n in range(rows):
        actions.add_session(programme, topic=f"Chuyên đề {n}", held_on=programme.starts_on, by=None)
    browser = a_browser(reader)
    with django_assert_num_queries(QUERIES):
        assert browser.get(programme.get_absolute_url()).status_code == 200


QUERIES = 18


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_programmes(ward, django_assert_num_queries, rows):
    for _ in range(rows):
        a_programme(ward)
    browser = a_browser(a_user(Role.CLERK, of=ward))
    with django_assert_num_queries(17):
        answer = browser.get(reverse("studies:list"), headers={"HX-Request": "true"})
    assert len(answer.context["page"]) == rows


def test_a_programme_is_found_without_diacritics(ward):
    a_programme(ward)
    assert Programme.objects.count() == 1
    browser = a_browser(a_user(Role.CLERK, of=ward))
    assert "Học tập" in browser.get(reverse("studies:list"), {"q": "nghi quyet"}).text
    assert "Học tập" not in browser.get(reverse("studies:list"), {"q": "dat dai"}).text
