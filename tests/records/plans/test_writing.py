"""What an author writes, and who reads it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.models import AuditEntry
from chibo.indicators.figures import sheet
from chibo.records.plans import actions, agreeing, queries, writing
from chibo.records.plans.models import StudyPlan, Undertaking
from chibo.records.plans.writing import Entry, Heading, Told
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint, transfer
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_member, a_unit, a_user, a_ward
from tests.records.plans.plans import SECRET, a_draft_plan, a_written_plan

pytestmark = pytest.mark.django_db
YEAR = today().year
MONTH = today().replace(day=1)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_unit(parent=ward)


@pytest.fixture
def author(cell):
    return a_user(Role.MEMBER, of=cell)


def everybody_else(ward, cell):
    """One user of every role over the same units, and a colleague of the cell."""
    of_a_cell = {Role.MEMBER, Role.SECRETARY}
    return {role: a_user(role, of=cell if role in of_a_cell else ward) for role in Role}


def test_nobody_but_the_author_reads_a_draft(ward, cell, author):
    plan = a_draft_plan(author.person)
    url = plan.get_absolute_url()
    assert SECRET in a_browser(author).get(url).content.decode()
    for role, user in everybody_else(ward, cell).items():
        assert a_browser(user).get(url).status_code == 404, role


def test_a_registered_text_is_read_by_the_author_and_the_secretary_of_the_cell_only(ward, cell, author):
    plan = a_written_plan(author.person)
    readers = {role for role, user in everybody_else(ward, cell).items() if queries.readable_plan(user, plan.pk)}
    assert readers == {Role.SECRETARY}
    elsewhere = a_user(Role.SECRETARY, of=a_unit(parent=ward))
    assert queries.readable_plan(elsewhere, plan.pk) is None


def test_the_secretary_of_the_new_cell_reads_it_not_that_of_the_old_one(ward, cell, author):
    plan, there = a_written_plan(author.person), a_unit(parent=ward)
    transfer(author.person, to=there, on=today(), by=None)
    assert queries.readable_plan(a_user(Role.SECRETARY, of=there), plan.pk) == plan
    assert queries.readable_plan(a_user(Role.SECRETARY, of=cell), plan.pk) is None


def test_no_list_and_no_trail_tells_a_text(ward, cell, author):
    a_written_plan(author.person)
    for role, user in everybody_else(ward, cell).items():
        browser = a_browser(user)
        for name in ("plans:list", "plans:cell", "plans:cell_export", "plans:numbers", "home", "trail"):
            assert SECRET not in browser.get(reverse(name)).getvalue().decode(errors="ignore"), (role, name)
    assert not AuditEntry.objects.filter(changes__icontains=SECRET).exists()


def test_a_draft_is_not_counted_until_it_is_registered(ward, cell, author):
    def counted():
        return sheet([ward.pk], Period.year(YEAR), codes=("DK-02",))[ward.pk, "DK-02"].numerator

    plan = a_draft_plan(author.person)
    assert counted() == 0
    actions.register_draft(plan, on=today(), by=author)
    assert counted() == 1
    assert StudyPlan.objects.count() == 1


def test_registering_what_one_is_writing_makes_no_second_plan(author):
    plan = a_draft_plan(author.person)
    assert actions.register_individual(author.person, on=today(), by=author) == plan


def test_nobody_else_registers_what_somebody_is_still_writing(cell, author):
    a_draft_plan(author.person)
    secretary = a_user(Role.SECRETARY, of=cell)
    with pytest.raises(ValidationError, match="still writing"):
        actions.register_individual(author.person, on=today(), by=secretary)
    with pytest.raises(ValidationError, match="still writing"):
        actions.register_individuals([author.person], on=today(), by=secretary)


def test_only_the_author_writes(cell, author):
    plan = a_written_plan(author.person)
    with pytest.raises(PermissionDenied):
        writing.write(plan, [Entry(Heading.WORK, "Việc khác")], by=a_user(Role.SECRETARY, of=cell))


def test_what_the_cell_has_agreed_on_stays_as_it_is(cell, author):
    plan = a_written_plan(author.person)
    agreeing.agree_many([plan], on=today(), by=a_user(Role.SECRETARY, of=cell))
    with pytest.raises(ValidationError, match="stays as it is"):
        writing.write(plan, [Entry(Heading.WORK, "Thêm")], by=author)


def test_what_is_taken_over_from_last_year_is_marked_until_it_is_changed(author):
    a_written_plan(author.person, on=dt.date(YEAR - 1, 1, 20), texts=("Một", "Hai"))
    plan = writing.begin_own(author.person, year=YEAR, by=author)
    assert writing.copy_last_year(plan, by=author) == 2
    first, second = Undertaking.objects.filter(plan=plan)
    assert (first.is_unchanged, second.is_unchanged) == (True, True)
    writing.write(plan, [Entry(Heading.WORK, "Một, nhưng rõ hơn", pk=first.pk)], by=author)
    first.refresh_from_db()
    assert (first.is_unchanged, second.is_unchanged) == (False, True)


def test_the_author_sees_what_was_only_copied_and_the_secretary_does_not(cell, author):
    a_written_plan(author.person, on=dt.date(YEAR - 1, 1, 20))
    plan = writing.begin_own(author.person, year=YEAR, by=author)
    writing.copy_last_year(plan, by=author)
    actions.register_draft(plan, on=today(), by=author)
    told = "As last year, unchanged"
    assert told in a_browser(author).get(plan.get_absolute_url()).content.decode()
    secretary = a_browser(a_user(Role.SECRETARY, of=cell))
    assert told not in secretary.get(plan.get_absolute_url()).content.decode()


def test_an_undertaking_without_text_goes_unless_there_are_reports_about_it(author):
    plan = a_written_plan(author.person, texts=("Một", "Hai"))
    first, second = plan.undertakings.all()
    writing.write(plan, [Entry(Heading.WORK, "", pk=first.pk)], by=author)
    assert list(plan.undertakings.all()) == [second]
    writing.report(plan, {second.pk: Told("done")}, on=today(), by=author)
    with pytest.raises(ValidationError, match="There are reports"):
        writing.write(plan, [Entry(Heading.WORK, "", pk=second.pk)], by=author)


def test_a_report_of_a_month_says_of_each_undertaking_how_it_stands(author):
    plan = a_written_plan(author.person, texts=("Một", "Hai"))
    first, second = plan.undertakings.all()
    with pytest.raises(ValidationError, match="each undertaking"):
        writing.report(plan, {first.pk: Told("done")}, on=today(), by=author)
    told = {first.pk: Told("done"), second.pk: Told("stuck", "Còn hai hộ")}
    writing.report(plan, told, on=today(), by=author)
    writing.report(plan, told, on=today(), by=author)
    assert plan.reports.count() == 1
    assert {line.undertaking_id: line.state for line in plan.reports.get().lines.all()} == {
        first.pk: "done", second.pk: "stuck",
    }  # fmt: skip


def test_the_form_of_a_month_shows_what_was_told_the_last_time_without_markup(author):
    on = dt.date(YEAR - 1, 1, 5)
    plan = a_written_plan(author.person, on=on)
    undertaking = plan.undertakings.get()
    StudyPlan.objects.filter(pk=plan.pk).update(year=YEAR, registered_on=dt.date(YEAR, 1, 1))
    report = plan.reports.create(month=dt.date(YEAR - 1, 12, 1), reported_on=dt.date(YEAR - 1, 12, 5))
    report.lines.create(undertaking=undertaking, state="stuck", note="<b>Thiếu kinh phí</b>")
    page = a_browser(author).get(reverse("plans:report", args=[plan.pk])).content.decode()
    assert "Stuck. &lt;b&gt;Thiếu kinh phí&lt;/b&gt;" in page


def test_a_member_writes_registers_and_reports_through_the_pages(author):
    browser = a_browser(author)
    browser.post(reverse("plans:begin"))
    plan = StudyPlan.objects.get()
    written = {"text-work": "Vận động hộ dân", "shortcoming-remedy": "Ngại phát biểu", "text-remedy": ""}
    write = reverse("plans:write", args=[plan.pk])
    assert browser.post(write, written).status_code == 422
    assert browser.post(write, {**written, "text-remedy": "Chuẩn bị trước"}).status_code == 302
    assert browser.post(reverse("plans:register", args=[plan.pk])).status_code == 302
    answers = {}
    for one in plan.undertakings.all():
        answers |= {f"state-{one.pk}": "on_the_way", f"note-{one.pk}": ""}
    assert browser.post(reverse("plans:report", args=[plan.pk]), answers).status_code == 302
    plan.refresh_from_db()
    assert (plan.registered_on, plan.reports.get().month) == (today(), MONTH)
    assert [one.text for one in plan.undertakings.all()] == ["Vận động hộ dân", "Chuẩn bị trước"]


def test_the_head_of_an_office_writes_its_plan_and_nobody_else(ward):
    office = a_unit(kind=Kind.OFFICE, parent=ward)
    head = a_user()
    head.person = a_member(of=a_unit(parent=ward))
    head.save(update_fields=["person"])
    appoint(head.person, unit=office, title=Title.HEAD, on=LONG_AGO, by=None)
    assert a_browser(head).post(reverse("plans:units"), {"unit": office.slug}).status_code == 302
    plan = StudyPlan.objects.get(unit=office, person=None)
    assert queries.readable_plan(head, plan.pk) == plan
    clerk = a_user(Role.CLERK, of=ward)
    assert queries.readable_plan(clerk, plan.pk) is None
    with pytest.raises(PermissionDenied):
        writing.begin_for_unit(office, year=YEAR + 1, by=clerk)


def test_a_plan_without_text_stays_a_valid_registration(author):
    browser = a_browser(author)
    assert browser.post(reverse("plans:own")).status_code == 302
    assert "it is on paper" in browser.get(StudyPlan.objects.get().get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_plan_asks_the_same_for_any_number_of_undertakings(author, django_assert_num_queries, rows):
    plan = a_written_plan(author.person, texts=tuple(f"Việc {n}" for n in range(rows)))
    told = {one.pk: Told("on_the_way") for one in plan.undertakings.all()}
    writing.report(plan, told, on=today(), by=author)
    with django_assert_num_queries(8):
        found = queries.readable_plan(author, plan.pk)
        assert [len(of) for _heading, of in queries.undertakings_of(found)] == [rows]


def test_what_is_undertaken_stands_in_the_order_of_the_headings(author):
    plan = writing.begin_own(author.person, year=YEAR, by=author)
    writing.write(plan, [Entry(Heading.WORK, "Việc"), Entry(Heading.REMEDY, "Sửa")], by=author)
    writing.write(plan, [Entry(Heading.THOUGHT, "Học"), Entry(Heading.WORK, "Việc nữa")], by=author)
    assert [one.text for one in plan.undertakings.all()] == ["Học", "Việc", "Việc nữa", "Sửa"]


def test_a_plan_that_is_agreed_on_opens_to_read_not_to_write(cell, author):
    plan = a_written_plan(author.person)
    agreeing.agree_many([plan], on=today(), by=a_user(Role.SECRETARY, of=cell))
    response = a_browser(author).get(reverse("plans:write", args=[plan.pk]))
    assert (response.status_code, response["Location"]) == (302, plan.get_absolute_url())
