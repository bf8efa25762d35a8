import datetime as dt

import pytest
from django.urls import reverse

from chibo.base.facts import Period
from chibo.indicators.figures import figure
from chibo.records.scoring.actions import accept_suggestions, appraise, freeze
from chibo.records.scoring.models import Assessment, Level, Rubric
from chibo.records.scoring.queries import last_scores, level_counts, score_list, to_score
from chibo.registry.access.models import Role
from tests.factories import a_browser, a_user, a_ward
from tests.records.scoring.meetings import a_cell, held, went

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 4)
MONTH, NEXT = dt.date(2026, 6, 1), dt.date(2026, 7, 1)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def cell(ward):
    return a_cell(members=4, ward=ward)


@pytest.fixture
def meeting(cell):
    return went(held(cell, DAY), minutes=95, speakers=3)


def test_one_button_accepts_all_suggestions(meeting):
    browser = a_browser(a_user(Role.SECRETARY, of=meeting.unit))
    page = browser.get(reverse("scoring:give", args=[meeting.pk])).text
    assert "4 of 4 with the duty attended to the end." in page
    assert "95 minutes; at least 90 are asked." in page
    assert browser.post(reverse("scoring:give", args=[meeting.pk]), {"accept": "1"}).status_code == 302
    assert Assessment.objects.get().total == 100
    shown = browser.get(reverse("scoring:score", args=[meeting.pk])).text
    assert "3 of 4 present spoke." in shown


def test_what_is_refused_keeps_what_was_chosen(meeting):
    browser = a_browser(a_user(Role.SECRETARY, of=meeting.unit))
    line = Rubric.objects.get(unit=None, valid_until=None).criteria.get(code="ty-le-du")
    answer = browser.post(reverse("scoring:give", args=[meeting.pk]), {f"c-{line.pk}": "2"})
    assert answer.status_code == 422
    assert '<option value="2" selected>2</option>' in answer.text
    assert "Give points for" in answer.text
    assert not Assessment.objects.exists()


def test_a_fixed_score_is_not_given_again_and_is_appraised(ward, meeting):
    accept_suggestions(meeting, by=None)
    board = a_browser(a_user(Role.BOARD, of=ward))
    appraisal = reverse("scoring:appraise", args=[meeting.pk])
    assert board.post(appraisal, {"total": "100"}).status_code == 302
    assert not Assessment.objects.get().appraisals.exists()
    freeze(meeting, by=None)
    secretary = a_browser(a_user(Role.SECRETARY, of=meeting.unit))
    give = reverse("scoring:give", args=[meeting.pk])
    assert secretary.post(give, {"accept": "1"}).status_code == 302
    refused = board.post(appraisal, {"total": "60", "reason": ""})
    assert (refused.status_code, "Say why the score is corrected." in refused.text) == (422, True)
    assert board.post(appraisal, {"total": "60", "reason": "Biên bản sơ sài"}).status_code == 302
    page = secretary.get(reverse("scoring:score", args=[meeting.pk])).text
    assert "The cell gave itself 100 points" in page
    assert "Biên bản sơ sài" in page


def test_a_clerk_reads_counts_and_no_cell(ward, meeting):
    accept_suggestions(meeting, by=None)
    browser = a_browser(a_user(Role.CLERK, of=ward))
    page = browser.get(reverse("scoring:list"), {"month": "2026-06"}).text
    assert "You see the counts" in page
    assert meeting.unit.name not in page.split('id="rows"')[1]
    assert browser.get(reverse("scoring:score", args=[meeting.pk])).status_code == 404


def test_another_cell_and_the_administrator_see_nothing(ward, meeting):
    accept_suggestions(meeting, by=None)
    other = a_cell(ward=ward)
    for user in (a_user(Role.SECRETARY, of=other), a_user(Role.ADMIN, of=ward), a_user(Role.BOARD, of=a_ward())):
        assert a_browser(user).get(reverse("scoring:score", args=[meeting.pk])).status_code == 404


def test_figures_count_fixed_scores_as_appraised(ward, meeting):
    accept_suggestions(meeting, by=None)
    june = Period.closed(MONTH, dt.date(2026, 6, 30))
    assert not figure("SH-10", ward.pk, june).value
    made = freeze(meeting, by=None)
    second = a_cell(members=2, ward=ward)
    accept_suggestions(held(second, DAY), by=None)
    freeze(second.meetings.get(), by=None)
    appraise(made, total=60, reason="Sơ sài", by=None)
    found = [figure(f"SH-{n}", ward.pk, june).value or 0 for n in (10, 11, 12, 13, 14)]
    assert found == [2, 1, 0, 1, 0]
    average = figure("SH-15", ward.pk, june)
    assert (average.numerator, average.denominator, average.value) == (160, 200, 80)


@pytest.mark.parametrize("n", [1, 3])
def test_lists_ask_as_often_for_three_as_for_one(n, ward, django_assert_num_queries):
    user = a_user(Role.BOARD, of=ward)
    cells = [a_cell(members=1, ward=ward) for _ in range(n)]
    for cell in cells:
        accept_suggestions(held(cell, DAY), by=None)
        freeze(cell.meetings.get(), by=None)
    ids = {cell.pk for cell in cells}
    list(score_list(user, ids, MONTH, NEXT))
    with django_assert_num_queries(1):
        rows = list(score_list(user, ids, MONTH, NEXT))
        assert [(row.unit.name != "", row.final_total, row.appraised) for row in rows] == [(True, 100, False)] * n
    with django_assert_num_queries(1):
        counts = level_counts(user, ids, MONTH, NEXT)
    assert (counts["all"], counts["good"], counts["none"], counts["waits"]) == (n, n, 0, n)
    with django_assert_num_queries(1):
        assert last_scores(ids) == dict.fromkeys(ids, (DAY, 100, Level.GOOD))


def test_a_held_meeting_waits_for_its_score(cell, meeting):
    user = a_user(Role.SECRETARY, of=cell)
    assert list(to_score(user, {cell.pk}, DAY)) == [meeting]
    accept_suggestions(meeting, by=None)
    assert list(to_score(user, {cell.pk}, DAY)) == []


def sent_version(start: Rubric, **points: str) -> dict[str, str]:
    data = {
        "title": "Tiêu chí của phường", "source": "12-HD/ĐU", "valid_from": "01/01/2026", "is_change": "yes",
        "minutes": "90", "combined_minutes": "120", "large_from": "30", "large_minutes": "120",
    }  # fmt: skip
    for one in start.criteria.all():
        most = points.get(one.code.replace("-", "_"), str(one.most))
        data |= {f"g-{one.code}": one.group, f"t-{one.code}": one.text, f"m-{one.code}": most}
    return data


def test_the_board_writes_its_own_version_and_its_cells_go_by_it(ward, meeting):
    start = Rubric.objects.get(unit=None, valid_until=None)
    browser = a_browser(a_user(Role.BOARD, of=ward))
    write = reverse("scoring:write", args=[start.pk])
    assert browser.get(write).status_code == 200
    refused = browser.post(write, sent_version(start, dieu_hanh="3"))
    assert (refused.status_code, "add up to 97; they must be 100" in refused.text) == (422, True)
    more = {"g-moi-1": "Điều hành của bí thư", "t-moi-1": "Giao việc ngay tại buổi họp", "m-moi-1": "3"}
    assert browser.post(write, sent_version(start, dieu_hanh="3") | more).status_code == 302
    made = Rubric.objects.get(unit=ward)
    assert made.criteria.get(text="Giao việc ngay tại buổi họp").most == 3
    assert browser.get(reverse("scoring:rubrics")).status_code == 200
    compared = browser.get(reverse("scoring:compare", args=[made.pk])).text
    assert "Giao việc ngay tại buổi họp" in compared
    secretary = a_browser(a_user(Role.SECRETARY, of=meeting.unit))
    assert "Tiêu chí của phường" in secretary.get(reverse("scoring:give", args=[meeting.pk])).text
    assert secretary.get(write).status_code == 403
    stranger = a_browser(a_user(Role.BOARD, of=a_ward()))
    assert stranger.get(made.get_absolute_url()).status_code == 404
    end = reverse("scoring:end", args=[made.pk])
    assert browser.post(end, {"on": "01/12/2026"}).status_code == 302
    assert browser.get(reverse("scoring:end", args=[start.pk])).status_code == 403
