"""Who is asked, each once; what is published, once; and what nobody ever sees."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chibo.base.clock import now, today
from chibo.base.facts import Period
from chibo.base.models import AuditEntry
from chibo.config.navigation import GROUPS
from chibo.home.due import due_for
from chibo.records.ballotbox.models import Mode, Ticket
from chibo.records.ballotbox.opening import forget_answers
from chibo.records.surveys import actions, facts, following, queries
from chibo.records.surveys.asking import items_of
from chibo.records.surveys.drawing import draw
from chibo.records.surveys.drawn import Drawn
from chibo.records.surveys.models import Comment, Invitation, Survey, Table
from chibo.records.surveys.running import publish, start_survey
from chibo.registry.access.models import Role, User
from chibo.registry.orgs.matters import open_matters
from chibo.registry.orgs.models import Kind
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Title
from tests.factories import LONG_AGO, a_browser, a_member, a_person, a_unit, a_user, a_ward
from tests.records.surveys.data import CHOICES, a_cell_group, a_choice, a_survey, answer_and_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


def a_head(of, title=Title.HEAD, person=None):
    person = person or a_person()
    appoint(person, unit=of, title=title, on=LONG_AGO, by=None)
    return person


def a_published(ward, *, ballots=12, invited=14, comment=True, **details):
    """A survey of one cell with a choice and comments, answered and published."""
    survey = a_survey(of=ward, **details)
    a_choice(survey)
    if comment:
        actions.save_question(survey, kind="text", text="Góp ý thêm", required=False, by=None)
    a_cell_group(survey, a_unit(parent=ward), invited, name="Đảng viên")
    start_survey(survey, by=None)
    choice, *text = items_of(survey)
    answers = [
        {choice.id: CHOICES[0] if n % 2 else CHOICES[1]} | {one.id: f"Ý kiến {n}" for one in text}
        for n in range(ballots)
    ]
    answer_and_open(survey.groups.get().box, answers)
    return publish(survey, by=None)


def test_somebody_in_two_groups_is_asked_once_in_the_first(ward):
    survey = a_survey(of=ward)
    office, cell, group = (a_unit(kind=kind, parent=ward) for kind in (Kind.OFFICE, Kind.CELL, Kind.RESIDENTS))
    both = a_head(office, Title.STAFF)
    a_head(group, person=both)
    a_head(cell, Title.SECRETARY, a_member(of=cell))
    actions.save_group(survey, name="Cơ quan", posts=[Drawn.OFFICE_HEADS, Drawn.OFFICE_STAFF], by=None)
    posts = [Drawn.CELL_SECRETARIES, Drawn.RESIDENT_HEADS]
    actions.save_group(survey, name="Cơ sở", posts=posts, by=None)
    drawn = draw(survey)
    assert drawn.counts == [1, 1]
    assert (drawn.total, len(drawn.in_several), drawn.groups[1].elsewhere) == (2, 1, 1)
    assert drawn.groups[1].posts == 2, "posts are counted beside people, never as people"
    assert drawn.groups[0].people == {both.pk: Drawn.OFFICE_STAFF}


def test_posts_and_rolls_are_those_of_the_day(ward):
    cell = a_unit(parent=ward)
    survey = a_survey(of=ward, drawn_on=dt.date(2018, 6, 1))
    a_cell_group(survey, cell, 5)
    a_member(of=cell, since=dt.date(2018, 6, 2))
    assert draw(survey).total == 5


def test_a_leader_is_not_asked_about_themself(ward):
    survey = a_survey(of=ward, about=Survey.About.LEADERS)
    leader = a_head(ward, Title.SECRETARY)
    a_head(ward, Title.DEPUTY)
    actions.add_leader(survey, person=leader, by=None)
    actions.save_group(survey, name="Đảng ủy", posts=[Drawn.COMMITTEE], by=None)
    drawn = draw(survey)
    assert (drawn.total, drawn.subjects_left_out) == (1, 1)


def test_a_leader_is_named_with_the_posts_of_the_day(ward):
    council = a_unit(kind=Kind.COUNCIL, parent=ward, name="Hội đồng nhân dân phường")
    leader = a_head(ward, Title.SECRETARY, a_person(full_name="Trịnh Xuân Lợi"))
    a_head(council, person=leader)
    survey = a_survey(of=ward, about=Survey.About.LEADERS)
    subject = actions.add_leader(survey, person=leader, by=None)
    committee = ward.name.replace("Đảng bộ", "Đảng ủy")
    assert subject.name == f"Trịnh Xuân Lợi, Bí thư {committee}, Chủ tịch Hội đồng nhân dân phường"
    with pytest.raises(ValidationError, match="holds no post"):
        actions.add_leader(survey, person=a_person(), by=None)


def test_heads_of_front_groups_are_apart_from_the_head_of_the_front(ward):
    residents = a_unit(kind=Kind.RESIDENTS, parent=ward)
    inside, above = a_unit(kind=Kind.FRONT, parent=residents), a_unit(kind=Kind.FRONT, parent=ward)
    of_group, of_ward = a_head(inside), a_head(above)
    survey = a_survey(of=ward)
    actions.save_group(survey, name="Cơ sở", posts=[Drawn.FRONT_HEADS], by=None)
    actions.save_group(survey, name="Cơ quan", posts=[Drawn.UNION_HEADS], by=None)
    assert [list(one.people) for one in draw(survey).groups] == [[of_group.pk], [of_ward.pk]]


def test_fewer_than_five_answer_in_the_box_of_another_group(ward):
    survey = a_survey(of=ward)
    a_choice(survey)
    small, large = (a_cell_group(survey, a_unit(parent=ward), n) for n in (4, 6))
    with pytest.raises(ValidationError, match="has 4 people"):
        start_survey(survey, by=None)
    drawn = draw(survey)
    assert drawn.partner_of(drawn.groups[0]) == large
    actions.pool_group(small, into=large, by=None)
    start_survey(survey, by=None)
    small.refresh_from_db()
    large.refresh_from_db()
    assert small.box is None
    assert large.box.eligible == 10
    assert survey.invitations.filter(group=small).count() == 4


def test_a_survey_does_not_start_without_what_it_needs(ward):
    survey = a_survey(of=ward, about=Survey.About.LEADERS)
    with pytest.raises(ValidationError) as refused:
        start_survey(survey, by=None)
    assert len(refused.value.messages) == 3


def test_what_was_started_stays_as_it_is(ward):
    survey = a_survey(of=ward)
    question = a_choice(survey)
    a_cell_group(survey, a_unit(parent=ward), 5)
    start_survey(survey, by=None)
    for change in (
        lambda: a_choice(survey),
        lambda: actions.remove_part(question, by=None),
        lambda: actions.discard_survey(survey, by=None),
        lambda: start_survey(survey, by=None),
    ):
        with pytest.raises(ValidationError, match="was started"):
            change()


def test_a_question_about_each_subject_is_asked_of_each(ward):
    survey = a_survey(of=ward)
    for name in ("Việc thứ nhất", "Việc thứ hai"):
        actions.add_matter(survey, name=name, by=None)
    a_choice(survey)
    a_choice(survey, "Nhận xét chung?", each_subject=False)
    assert [item.subject.name if item.subject else "" for item in items_of(survey)] == [
        "Việc thứ nhất", "Việc thứ hai", "",
    ]  # fmt: skip
    assert len({item.id for item in items_of(survey)}) == 3


def test_nothing_is_published_before_all_boxes_are_opened(ward):
    survey = a_survey(of=ward)
    a_choice(survey)
    groups = [a_cell_group(survey, a_unit(parent=ward), 6) for _ in range(2)]
    start_survey(survey, by=None)
    (item,) = items_of(survey)
    groups[0].refresh_from_db()
    answer_and_open(groups[0].box, [{item.id: CHOICES[0]}] * 6)
    with pytest.raises(ValidationError, match="after all its boxes"):
        publish(survey, by=None)
    assert not survey.tables.exists()


def test_both_bases_are_kept_and_results_are_published_once(ward):
    survey = a_published(ward, ballots=20, invited=22)
    table = survey.tables.get(group=None, question__kind="choice")
    assert (table.invited, table.valid, table.shown) == (22, 20, Table.Shown.COUNTS)
    assert [row["count"] for row in table.rows] == [10, 10]
    with pytest.raises(ValidationError, match="published once"):
        publish(survey, by=None)


def test_comments_lose_their_order_and_are_shown_from_ten_ballots(ward):
    survey = a_published(ward, ballots=40, invited=40)
    texts = list(queries.comments_of(survey).values_list("text", flat=True))
    assert sorted(texts) == sorted(f"Ý kiến {n}" for n in range(40))
    assert texts != [f"Ý kiến {n}" for n in range(40)]
    assert {field.name for field in Comment._meta.fields} == {"id", "survey", "question", "subject", "text", "theme"}
    assert not a_published(ward, ballots=9, title="Ít phiếu").comments.exists()


def test_neither_tables_nor_trail_tell_who_answered_what(ward):
    survey = a_published(ward)
    told = str(list(AuditEntry.objects.values_list("label", "changes")))
    assert all(f"Ý kiến {n}" not in told for n in range(12))
    kept = {field.name for field in Invitation._meta.fields}
    assert kept == {"id", "survey", "group", "person", "drawn_as", "groups_count"}
    assert survey.invitations.count() == 14


def test_themes_are_counted_but_not_below_five(ward):
    survey = a_published(ward)
    near, far = (following.add_theme(survey, name=name, by=None) for name in ("Sâu sát cơ sở", "Khác"))
    ids = list(survey.comments.values_list("pk", flat=True))
    following.sort_comments(survey, dict.fromkeys(ids[:7], near) | dict.fromkeys(ids[7:9], far), by=None)
    (of_text,) = [one for one in queries.results(survey) if one.total.question.kind == "text"]
    assert [(one.name, one.comments) for one in of_text.themes] == [("Sâu sát cơ sở", 7), ("Khác", None)]
    assert of_text.comments == 12


def test_a_survey_ends_when_everything_was_followed_up(ward):
    survey = a_published(ward)
    owner = a_head(a_unit(kind=Kind.OFFICE, parent=ward))
    with pytest.raises(ValidationError, match="First record"):
        following.end_follow_up(survey, by=None)
    measure = following.add_measure(survey, text="Lịch xuống cơ sở", owner=owner, due_on=today(), by=None)
    with pytest.raises(ValidationError, match="Say what came of it"):
        following.finish_measure(measure, done_on=today(), outcome="", by=None)
    following.finish_measure(measure, done_on=today(), outcome="Mỗi tuần một buổi", by=None)
    assert following.end_follow_up(survey, by=None).followed_up_at


def test_with_tickets_who_may_answer_is_known_and_answering_follows_issuing(ward):
    day = today()
    with pytest.raises(ValidationError, match="handing out is over by then"):
        a_survey(of=ward, mode=Mode.BLIND, issue_from=day, issue_until=day, answer_from=day)
    survey = a_survey(
        of=ward, mode=Mode.BLIND, issue_from=day, issue_until=day,
        answer_from=day + dt.timedelta(days=1), answer_until=day + dt.timedelta(days=3),
    )  # fmt: skip
    a_choice(survey)
    group = a_cell_group(survey, a_unit(parent=ward), 5)
    start_survey(survey, by=None)
    group.refresh_from_db()
    assert Ticket.objects.filter(box=group.box).count() == 5


def an_asked_member(ward, **details):
    survey = a_survey(of=ward, title="Lấy ý kiến người đứng đầu", **details)
    a_choice(survey)
    cell = a_unit(parent=ward)
    user = a_user(Role.MEMBER, of=cell)
    a_cell_group(survey, cell, 5)
    start_survey(survey, by=None)
    return survey, user, cell


def test_who_is_asked_reads_what_becomes_of_the_answers(ward):
    survey, user, cell = an_asked_member(ward)
    page = a_browser(user).get(survey.get_absolute_url(), follow=True).text
    assert "What will be seen of the answers" in page
    assert survey.groups.get().box.address in page
    assert [due.text for due in due_for(user, cell, today()) if due.title == survey.title] != []
    other = a_user(Role.MEMBER, of=a_unit(parent=ward))
    assert a_browser(other).get(survey.own_url).status_code == 404


def test_a_leader_reads_only_what_came_out_about_them(ward):
    leader, colleague = a_head(ward, Title.SECRETARY), a_head(ward, Title.DEPUTY)
    survey = a_survey(of=ward, about=Survey.About.LEADERS)
    for person in (leader, colleague):
        actions.add_leader(survey, person=person, by=None)
    a_choice(survey)
    a_cell_group(survey, a_unit(parent=ward), 12, name="Đảng viên")
    start_survey(survey, by=None)
    items = items_of(survey)
    answer_and_open(survey.groups.get().box, [{one.id: CHOICES[n % 2] for one in items} for n in range(12)])
    publish(survey, by=None)
    user = User.objects.create_user("nguoi-dung-dau", person=colleague)
    page = a_browser(user).get(survey.own_url).text
    assert colleague.full_name in page
    assert "What came out about you" in page
    assert page.count("<article") == 1


def test_respondents_see_the_summary_only_where_the_committee_chose_so(ward):
    for tells, status in ((True, "All together"), (False, "What is asked")):
        survey = a_published(ward, tells_respondents=tells, comment=False, title=f"Khảo sát {tells}")
        user = User.objects.create_user(f"dv{tells}", person=survey.invitations.first().person)
        page = a_browser(user).get(survey.own_url).text
        assert status in page
        assert ("All together" in page) is tells


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_many_as_for_one(ward, rows, django_assert_num_queries):
    for n in range(rows):
        a_survey(of=ward, title=f"Khảo sát {n}")
    user = a_user(Role.BOARD, of=ward)
    list(queries.survey_list(user))
    with django_assert_num_queries(1):
        assert len(list(queries.survey_list(user))) == rows


@pytest.mark.parametrize("groups", [1, 3])
def test_results_ask_as_often_for_many_groups_as_for_one(ward, groups, django_assert_num_queries):
    survey = a_published(ward)
    table = survey.tables.get(group__isnull=False)
    for n in range(groups):
        group = actions.Group.objects.create(survey=survey, position=10 + n, name=f"Nhóm {n}")
        Table.objects.create(survey=survey, question=table.question, group=group, invited=9, valid=9, shown="nothing")
    with django_assert_num_queries(2):
        assert len(queries.results(survey)[0].groups) == groups + 1


def test_the_pages_of_a_survey_from_preparation_to_word(ward):
    browser = a_browser(a_user(Role.BOARD, of=ward))
    cell = a_unit(parent=ward)
    for _ in range(6):
        a_member(of=cell)
    day = today().strftime("%d/%m/%Y")
    days = dict.fromkeys(("drawn_on", "issue_from", "issue_until", "answer_from", "answer_until"), day)
    sent = browser.post(reverse("surveys:create"), {"title": "Góp ý", "about": "matter", "mode": "paper", **days})
    survey = Survey.objects.get(title="Góp ý")
    assert sent.url == survey.get_absolute_url()
    assert browser.post(reverse("surveys:question_add", args=[survey.pk]), {"text": ""}).status_code == 422
    question = {"text": "Thế nào?", "kind": "choice", "options": "Tốt\nChưa tốt", "required": "on"}
    browser.post(reverse("surveys:question_add", args=[survey.pk]), question)
    browser.post(reverse("surveys:group_add", args=[survey.pk]), {"name": "Chi bộ", "cells": [cell.pk]})
    assert "Ready to start" in browser.get(survey.get_absolute_url()).text
    assert browser.post(reverse("surveys:start", args=[survey.pk])).status_code == 302
    (item,) = items_of(survey)
    answers = [{item.id: "Tốt"}] * 3 + [{item.id: "Chưa tốt"}] * 3
    answer_and_open(survey.groups.get().box, answers)
    assert browser.post(reverse("surveys:publish", args=[survey.pk])).status_code == 302
    page = browser.get(reverse("surveys:results", args=[survey.pk])).text
    assert "Not shown: from these numbers one could work out" in page
    assert browser.get(reverse("surveys:results_export", args=[survey.pk])).status_code == 200
    assert browser.get(reverse("surveys:results_word", args=[survey.pk])).content.startswith(b"PK")


def test_comments_are_sorted_with_select_boxes(ward):
    survey = a_published(ward)
    browser = a_browser(a_user(Role.BOARD, of=ward))
    browser.post(reverse("surveys:theme_add", args=[survey.pk]), {"name": "Sâu sát cơ sở"})
    first = survey.comments.first()
    address = reverse("surveys:comments", args=[survey.pk])
    assert browser.post(address, {f"theme-{first.pk}": survey.themes.get().pk}).status_code == 302
    first.refresh_from_db()
    assert first.theme.name == "Sâu sát cơ sở"
    assert "Sâu sát cơ sở" in browser.get(address).text


def test_figures_count_people_as_asked_and_cells_once(ward):
    survey = a_survey(of=ward, about=Survey.About.LEADERS)
    actions.add_leader(survey, person=a_head(ward, Title.SECRETARY), by=None)
    a_choice(survey)
    office = a_unit(kind=Kind.GOVERNMENT, parent=ward)
    for _ in range(5):
        a_head(office, Title.STAFF)
    actions.save_group(survey, name="Cơ quan", posts=[Drawn.OFFICE_STAFF], by=None)
    a_cell_group(survey, a_unit(parent=ward), 6)
    start_survey(survey, by=None)
    cell = a_unit(parent=ward)
    for title in ("Lần một", "Lần hai"):
        own = a_survey(of=ward, about=Survey.About.OWN_CELL, title=title)
        a_choice(own)
        a_cell_group(own, cell, 5)
        start_survey(own, by=None)
    period = Period.closed(today(), today())
    counted = [
        len(one.facts(period)) for one in (facts.ASKED, facts.ASKED_OFFICES, facts.ASKED_GROUND, facts.ASKED_OTHERS)
    ]
    assert counted == [11, 5, 0, 6]
    assert [len(one.facts(period)) for one in (facts.SURVEYS, facts.LEADERS, facts.CELLS)] == [3, 1, 1]


def test_who_holds_no_role_finds_the_survey_that_asks_them_and_nothing_else(ward):
    residents = [a_unit(kind=Kind.RESIDENTS, parent=ward) for _ in range(5)]
    heads = [a_head(unit) for unit in residents]
    survey = a_survey(of=ward, title="Góp ý người đứng đầu")
    a_choice(survey)
    actions.save_group(survey, name="Cơ sở", posts=[Drawn.RESIDENT_HEADS], by=None)
    start_survey(survey, by=None)
    a_survey(of=ward, title="Khảo sát khác")
    user = User.objects.create_user("to-truong", person=heads[0])
    browser = a_browser(user)
    home = browser.get("/").text
    assert survey.own_url in home
    assert reverse("surveys:list") in home
    listed = browser.get(reverse("surveys:list")).text
    assert survey.title in listed
    assert "Khảo sát khác" not in listed
    assert survey.groups.get().box.address in browser.get(survey.own_url).text
    areas = [area.url_name for group in GROUPS for area in group.areas]
    told = [name for name in areas if heads[1].full_name in browser.get(reverse(name), follow=True).text]
    assert told == []
    nobody = a_browser(User.objects.create_user("khong-ai"))
    assert reverse("surveys:list") not in nobody.get("/").text


def test_a_change_of_the_tree_shows_surveys_that_are_not_at_their_end(ward):
    running = a_survey(of=ward, title="Đang chuẩn bị")
    over = a_survey(of=ward, title="Đã xong")
    Survey.objects.filter(pk=over.pk).update(started_at=now(), published_at=now(), followed_up_at=now())
    mine = [matter for matter in open_matters([ward.pk]) if "lay-y-kien" in matter.url]
    assert [(matter.title, matter.day) for matter in mine] == [(running.title, running.answer_until)]


def test_results_say_in_words_why_numbers_are_missing(ward):
    survey = a_survey(of=ward)
    choice = a_choice(survey)
    groups = [a_cell_group(survey, a_unit(parent=ward), 6) for _ in range(2)]
    start_survey(survey, by=None)
    (item,) = items_of(survey)
    given = {0: [0] * 3 + [1] * 3, 1: [0] * 3 + [1] * 2 + [2]}
    for place, group in enumerate(groups):
        group.refresh_from_db()
        answer_and_open(group.box, [{item.id: choice.options[answer]} for answer in given[place]])
    publish(survey, by=None)
    browser = a_browser(a_user(Role.BOARD, of=ward))
    page = browser.get(reverse("surveys:results", args=[survey.pk])).text
    total = survey.tables.get(group=None)
    assert total.shown == Table.Shown.NOTHING
    assert "Not shown: from these numbers one could work out" in page
    assert [table.shown for table in survey.tables.exclude(group=None)] == [Table.Shown.NOTHING] * 2


def test_single_answers_are_deleted_with_the_publication(ward):
    survey = a_published(ward)
    box = survey.groups.get().box
    assert not box.opinions.exists()
    assert box.accepted == 12
    assert survey.comments.count() == 12
    with pytest.raises(ValidationError, match="after it was opened"):
        forget_answers(an_asked_member(ward)[0].groups.get().box, by=None)
