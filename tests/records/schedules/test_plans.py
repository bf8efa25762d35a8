import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.records.schedules.models import MonthPlan, PlanItem
from chibo.records.schedules.planning import add_item, assess_plan, change_item, issue_plan, remove_item, start_plan
from chibo.records.schedules.queries import due_plans, plan_list
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_unit, a_user, a_ward
from tests.records.schedules.data import a_month_plan

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = (dt.date(2024, month, 1) for month in (9, 10, 11))


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def plan(ward):
    return issue_plan(a_month_plan(of=ward, month=SEPTEMBER, texts=("Một", "Hai", "Ba")), by=None)


def say(plan, **outcomes):
    known = {item.text: item.pk for item in plan.items.all()}
    return {known[text]: said for text, said in outcomes.items()}


def test_what_is_not_done_begins_the_next_plan(ward, plan):
    said = say(plan, Một=("done", ""), Hai=("not_done", "Chờ kinh phí"), Ba=("moved", "Chuyển sang tháng 10"))
    assess_plan(plan, said, text="Cơ bản tốt", by=None)
    following = start_plan(unit=ward, month=OCTOBER, by=None)
    assert [(item.text, item.due_on) for item in following.items.all()] == [
        ("Hai", dt.date(2024, 10, 31)), ("Ba", dt.date(2024, 10, 31)),
    ]  # fmt: skip
    assert all(item.carried_from for item in following.items.all())


def test_the_done_are_counted_over_all(ward, plan):
    assess_plan(plan, say(plan, Một=("done", ""), Hai=("done", ""), Ba=("not_done", "Mưa")), text="", by=None)
    row = plan_list(a_user(Role.CLERK, of=ward), {ward.pk}).get()
    assert (row.done, row.total) == (2, 3)
    page = a_browser(a_user(Role.CLERK, of=ward)).get(plan.get_absolute_url()).text
    assert "2/3" in page
    assert "Mưa" in page


@pytest.mark.parametrize("third", [None, ("not_done", ""), ("nonsense", "x"), ("", "")])
def test_every_piece_of_work_is_said_something_about(plan, third):
    said = say(plan, Một=("done", ""), Hai=("done", "")) | (say(plan, Ba=third) if third else {})
    with pytest.raises(ValidationError):
        assess_plan(plan, said, text="", by=None)
    assert MonthPlan.objects.get().state == MonthPlan.State.ISSUED
    assert not PlanItem.objects.exclude(outcome="").exists()


def test_an_assessment_is_corrected_by_assessing_again(plan):
    for third in (("not_done", "Mưa"), ("done", "")):
        assess_plan(plan, say(plan, Một=("done", ""), Hai=("done", ""), Ba=third), text="", by=None)
    assert plan.items.filter(outcome="done").count() == 3


def test_work_of_another_plan_is_not_assessed_here(ward, plan):
    other = a_month_plan(of=a_ward(), month=SEPTEMBER)
    said = say(plan, Một=("done", ""), Hai=("done", ""), Ba=("done", ""))
    with pytest.raises(ValidationError):
        assess_plan(plan, said | {other.items.get().pk: ("done", "")}, text="", by=None)


def test_an_issued_plan_is_only_added_to_and_says_so(ward, plan):
    item = plan.items.first()
    with pytest.raises(ValidationError):
        change_item(item, text="Khác", by=None)
    with pytest.raises(ValidationError):
        remove_item(item, by=None)
    assert add_item(plan, text="Đột xuất", lead=ward, due_on=SEPTEMBER, by=None).added_later


def test_the_day_of_work_lies_in_the_month(ward, plan):
    for day in (SEPTEMBER - dt.timedelta(1), OCTOBER):
        with pytest.raises(ValidationError):
            add_item(plan, text="Lạc tháng", lead=ward, due_on=day, by=None)


def test_a_unit_has_one_plan_a_month_and_none_without_work_is_issued(ward):
    empty = start_plan(unit=ward, month=OCTOBER, by=None)
    with pytest.raises(ValidationError):
        start_plan(unit=ward, month=OCTOBER, by=None)
    with pytest.raises(ValidationError):
        issue_plan(empty, by=None)


def test_a_draft_is_read_only_by_those_who_keep_it(ward):
    draft = a_month_plan(of=ward, month=SEPTEMBER)
    member = a_browser(a_user(Role.MEMBER, of=a_unit(parent=ward)))
    assert member.get(draft.get_absolute_url()).status_code == 404
    assert a_browser(a_user(Role.CLERK, of=ward)).get(draft.get_absolute_url()).status_code == 200
    issue_plan(draft, by=None)
    assert member.get(draft.get_absolute_url()).status_code == 200


def test_a_plan_is_due_on_the_first_and_its_assessment_after_its_end(ward, plan):
    clerk = a_user(Role.CLERK, of=ward)

    def due(day):
        return [(one.month, one.assess) for one in due_plans(clerk, {ward.pk}, day)]

    assert due(dt.date(2024, 9, 30)) == []
    assert due(OCTOBER) == [(OCTOBER, False), (SEPTEMBER, True)]
    issue_plan(a_month_plan(of=ward, month=OCTOBER), by=None)
    assert due(OCTOBER) == [(SEPTEMBER, True)]
    assert due_plans(a_user(Role.CLERK, of=a_ward()), {ward.pk}, OCTOBER) == []


def test_who_never_planned_is_not_reminded(ward):
    assert due_plans(a_user(Role.CLERK, of=ward), {ward.pk}, OCTOBER) == []


@time_machine.travel(dt.datetime(2024, 9, 28, 3, tzinfo=dt.UTC), tick=False)
def test_a_clerk_plans_a_month_from_beginning_to_end(ward):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    page = browser.post(reverse("schedules:plan_start"), {"month": "2024-09-01"}, follow=True)
    plan = page.context["plan"]
    form = {"text": "Kiểm tra chi bộ 2", "lead": ward.pk, "due_on": "20/9/2024"}
    assert browser.post(reverse("schedules:item_add", args=[plan.pk]), form).status_code == 302
    refused = browser.post(reverse("schedules:item_add", args=[plan.pk]), form | {"due_on": "20/10/2024"})
    assert (refused.status_code, "Kiểm tra chi bộ 2" in refused.text) == (422, True)
    assert browser.post(reverse("schedules:plan_issue", args=[plan.pk])).status_code == 302
    item, address = plan.items.get(), reverse("schedules:plan_assess", args=[plan.pk])
    kept = browser.post(address, {f"kq-{item.pk}": "not_done", "text": "Chưa tốt"})
    assert (kept.status_code, "Chưa tốt" in kept.text) == (422, True)
    assert browser.post(address, {f"kq-{item.pk}": "not_done", f"ly-do-{item.pk}": "Thiếu người"}).status_code == 302
    assert plan.items.get().note == "Thiếu người"
    assert today() == dt.date(2024, 9, 28)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_plans(ward, django_assert_num_queries, rows):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    for month in (SEPTEMBER, OCTOBER, NOVEMBER)[:rows]:
        a_month_plan(of=ward, month=month)
    with django_assert_num_queries(14):
        response = browser.get(reverse("schedules:plans"), headers={"HX-Request": "true"})
    assert len(response.context["page"]) == rows
