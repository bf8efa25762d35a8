import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.indicators.figures import sheet
from chibo.records.admissions import actions, queries
from chibo.records.admissions.models import Application, Step
from chibo.registry.access.models import Role
from chibo.registry.people.actions import transfer
from chibo.registry.people.changes import NewUnit, merge
from chibo.registry.people.models import Person, Standing
from chibo.registry.people.queries import cell_of, members_of
from tests.factories import a_browser, a_decision, a_member, a_unit, a_user, a_ward, an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]
Stage = Step.Stage
BEGUN, CEREMONY = dt.date(2022, 1, 10), dt.date(2022, 8, 1)
OVER = dt.date(2023, 8, 1)
"""The day on which the twelve months of probation are over."""
DAYS = {
    Stage.COURSE: dt.date(2022, 2, 1),
    Stage.APPLIED: dt.date(2022, 3, 1),
    Stage.OPINIONS: dt.date(2022, 4, 1),
    Stage.CHECKED: dt.date(2022, 5, 1),
    Stage.CELL_RESOLUTION: dt.date(2022, 6, 1),
    Stage.DECIDED: dt.date(2022, 7, 1),
    Stage.CEREMONY: CEREMONY,
    Stage.CELL_RECOGNITION: dt.date(2023, 8, 10),
    Stage.RECOGNISED: dt.date(2023, 9, 1),
}


@pytest.fixture
def cell():
    return a_unit(parent=a_ward())


@pytest.fixture
def application(cell):
    return an_application(of=cell, on=BEGUN)


def reach(application, last, **days):
    """Record every stage up to `last`; some on other days."""
    for stage, day in DAYS.items():
        if stage <= last:
            record(application, stage, days.get(stage.name.lower(), day))


def record(application, stage, day, in_favour=20, entitled=30):
    votes = {"in_favour": in_favour, "entitled": entitled} if stage in actions.VOTED else {}
    return actions.record_step(application, stage=stage, taken_on=day, by=None, paper="12-NQ/CB", **votes)


def standing(person, day):
    return members_of([cell_of(person, day).pk], day).get(pk=person.pk).state


@pytest.mark.parametrize(
    ("stage", "day"),
    [(Stage.COURSE, dt.date(2022, 1, 9)), (Stage.OPINIONS, dt.date(2022, 5, 2)), (Stage.APPLIED, dt.date(2022, 1, 9))],
)
def test_the_days_follow_the_order_of_the_stages(application, stage, day):
    record(application, Stage.CHECKED, DAYS[Stage.CHECKED])
    with pytest.raises(ValidationError) as refused:
        record(application, stage, day)
    assert set(refused.value.message_dict) == {"taken_on"}


@pytest.mark.parametrize("stage", [Stage.DECIDED, Stage.CEREMONY, Stage.CELL_RECOGNITION, Stage.RECOGNISED])
def test_no_decision_without_the_one_that_it_rests_on(application, stage):
    with pytest.raises(ValidationError):
        record(application, stage, DAYS[stage])
    assert application.steps.count() == 1


def test_a_stage_is_reached_once_and_not_tomorrow(application):
    record(application, Stage.COURSE, DAYS[Stage.COURSE])
    with pytest.raises(ValidationError) as refused:
        record(application, Stage.COURSE, DAYS[Stage.COURSE])
    assert refused.value.code == "admissions_each_stage_once"
    with pytest.raises(ValidationError):
        record(application, Stage.APPLIED, today() + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("in_favour", "entitled", "enough"),
    [
        (20, 30, True), (19, 30, False), (2, 3, True), (1, 2, False), (7, 10, True), (31, 30, False),
        (None, None, False), (20, None, False),
    ],
)  # fmt: skip
def test_a_cell_admits_with_two_thirds_of_its_official_members(application, in_favour, entitled, enough):
    reach(application, Stage.CHECKED)
    try:
        record(application, Stage.CELL_RESOLUTION, DAYS[Stage.CELL_RESOLUTION], in_favour, entitled)
    except ValidationError:
        assert not enough
    assert application.steps.filter(stage=Stage.CELL_RESOLUTION).exists() == enough


def test_the_ceremony_puts_the_person_on_the_roll_and_counts_that_day(application, cell):
    reach(application, Stage.DECIDED)
    assert cell_of(application.person, CEREMONY) is None

    record(application, Stage.CEREMONY, CEREMONY)

    person = Person.objects.get(pk=application.person_id)
    assert (cell_of(person, CEREMONY), standing(person, CEREMONY)) == (cell, Standing.State.PROBATIONARY)
    assert person.joined_party_on == CEREMONY
    for day, admitted in ((CEREMONY - dt.timedelta(days=1), 0), (CEREMONY, 1)):
        figures = sheet([cell.pk], Period.closed(day, day), codes=("DV-KN-01", "DV-04"))
        assert [figures[cell.pk, code].numerator for code in ("DV-KN-01", "DV-04")] == [admitted, admitted]


def test_nobody_is_recognised_before_the_twelve_months_are_over(application):
    reach(application, Stage.CEREMONY)
    record(application, Stage.CELL_RECOGNITION, dt.date(2023, 7, 20))
    with pytest.raises(ValidationError) as refused:
        record(application, Stage.RECOGNISED, OVER - dt.timedelta(days=1))
    assert set(refused.value.message_dict) == {"taken_on"}
    record(application, Stage.RECOGNISED, OVER)


def test_recognition_counts_from_the_exact_end_of_the_twelve_months(application, cell):
    reach(application, Stage.RECOGNISED)

    person = Person.objects.get(pk=application.person_id)
    assert person.official_on == OVER
    assert standing(person, OVER - dt.timedelta(days=1)) == Standing.State.PROBATIONARY
    assert standing(person, OVER) == Standing.State.OFFICIAL
    application.refresh_from_db()
    assert application.outcome == Application.Outcome.RECOGNISED
    with pytest.raises(ValidationError):
        record(application, Stage.CONSIDERED, BEGUN)


@pytest.mark.parametrize(
    ("ceremony", "over"),
    [(CEREMONY, OVER), (dt.date(2024, 2, 29), dt.date(2025, 2, 28)), (dt.date(2023, 2, 28), dt.date(2024, 2, 28))],
)
def test_twelve_months_end_on_the_same_day_a_year_later(ceremony, over):
    assert queries.end_of_probation(ceremony) == over


def test_a_deadline_names_the_days_off_that_it_leaves_out(application, cell):
    reach(application, Stage.CELL_RESOLUTION, cell_resolution=dt.date(2022, 8, 15))
    due = queries.due_of(application)
    assert (due.stage, due.counted_from) == (Stage.DECIDED, dt.date(2022, 8, 15))
    assert (dt.date(2022, 9, 2), "Quốc khánh") in due.deadline.skipped

    page = a_browser(a_user(Role.SECRETARY, of=cell)).get(application.get_absolute_url()).text
    assert "02/9/2022 – Quốc khánh" in page
    assert due.deadline.term.source in page


def test_recognition_is_due_thirty_working_days_after_the_twelve_months(application):
    reach(application, Stage.CEREMONY)
    due = queries.due_of(application)
    assert (due.stage, due.counted_from) == (Stage.CELL_RECOGNITION, OVER)
    assert (due.deadline.term.length, due.deadline.term.measured) == (30, "working_days")


def test_the_rule_is_the_one_in_force_on_the_day_it_is_counted_from(cell):
    sources = []
    for day in (dt.date(2021, 9, 27), dt.date(2021, 9, 28)):
        application = an_application(of=cell, on=dt.date(2021, 1, 4))
        record(application, Stage.CELL_RESOLUTION, day)
        sources.append(queries.due_of(application).deadline.term.source)
    assert [("20/9/2016" in source, "28/9/2021" in source) for source in sources] == [(True, False), (False, True)]


def test_an_admission_is_stopped_for_a_reason_and_only_before_the_ceremony(application):
    with pytest.raises(ValidationError):
        actions.stop(application, reason="", by=a_user())
    actions.stop(application, reason="Chuyển nơi ở", by=a_user())
    again = actions.put_forward(unit=application.unit, person=application.person, on=BEGUN, by=None)
    reach(again, Stage.CEREMONY)
    with pytest.raises(ValidationError):
        actions.stop(again, reason="Chuyển nơi ở", by=a_user())


def test_a_person_has_one_admission_under_way_and_a_member_none(application, cell):
    with pytest.raises(ValidationError) as refused:
        actions.put_forward(unit=cell, person=application.person, on=BEGUN, by=None)
    assert refused.value.message_dict
    with pytest.raises(ValidationError):
        actions.put_forward(unit=cell, person=a_member(of=cell), on=BEGUN, by=None)


def test_the_cell_resolves_and_the_committee_decides(application, cell):
    reach(application, Stage.CELL_RESOLUTION)
    address = reverse("admissions:step_record", args=[application.pk])
    form = {"stage": Stage.DECIDED.value, "taken_on": "01/7/2022", "paper": "61-QĐ/QU"}
    secretary, board = (
        a_browser(a_user(role, of=unit))
        for role, unit in ((Role.SECRETARY, cell), (Role.BOARD, cell.placements.get().parent))
    )
    assert secretary.post(address, form).status_code == 403
    assert board.post(address, form).status_code == 302
    assert application.steps.get(stage=Stage.DECIDED).paper == "61-QĐ/QU"


def test_a_refused_stage_keeps_what_was_typed(application, cell):
    reach(application, Stage.CHECKED)
    form = {
        "stage": Stage.CELL_RESOLUTION.value, "taken_on": "01/6/2022", "paper": "09-NQ/CB",
        "in_favour": "10", "entitled": "30",
    }  # fmt: skip
    response = a_browser(a_user(Role.SECRETARY, of=cell)).post(
        reverse("admissions:step_record", args=[application.pk]), form
    )
    assert response.status_code == 422
    assert "10 of 30 is less than two thirds." in response.text
    assert "09-NQ/CB" in response.text


def test_a_secretary_puts_forward_only_for_the_own_cell(cell):
    browser, address = a_browser(a_user(Role.SECRETARY, of=cell)), reverse("admissions:put_forward")
    form = {"full_name": "Lê Thị Mai", "gender": "woman", "born_on": "03/8/1995", "on": "10/01/2022"}
    assert browser.post(address, {**form, "unit": a_unit(parent=a_ward()).pk}).status_code == 422
    assert browser.post(address, {**form, "unit": cell.pk}).status_code == 302
    assert [(row.unit, row.person.full_name) for row in Application.objects.all()] == [(cell, "Lê Thị Mai")]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_admissions(cell, django_assert_num_queries, rows):
    browser = a_browser(a_user(Role.SECRETARY, of=cell))
    for _ in range(rows):
        reach(an_application(of=cell, on=BEGUN), Stage.CELL_RESOLUTION)
    with django_assert_num_queries(18):
        response = browser.get(reverse("admissions:list"), headers={"HX-Request": "true"})
    assert len(response.context["rows"]) == rows


def test_a_member_who_changed_cells_while_recognition_was_late_is_official_from_the_same_day(application, cell):
    reach(application, Stage.CELL_RECOGNITION)
    other = a_unit(parent=cell.placements.get().parent)
    transfer(application.person, to=other, on=OVER + dt.timedelta(days=20), by=None)
    record(application, Stage.RECOGNISED, DAYS[Stage.RECOGNISED])
    assert standing(application.person, OVER - dt.timedelta(days=1)) == Standing.State.PROBATIONARY
    assert standing(application.person, OVER) == Standing.State.OFFICIAL
    application.person.refresh_from_db()
    assert application.person.official_on == OVER


def test_after_a_merger_the_new_cell_admits_whom_the_old_one_put_forward(application, cell):
    reach(application, Stage.DECIDED)
    day = dt.date(2022, 7, 15)
    other = a_unit(parent=cell.placements.get().parent)
    merged = merge([cell, other], into=NewUnit(slug="chung", name="Chi bộ chung"), decision=a_decision(day), by=None)

    record(application, Stage.CEREMONY, CEREMONY)

    application.refresh_from_db()
    assert application.unit == merged
    assert cell_of(application.person, CEREMONY) == merged
