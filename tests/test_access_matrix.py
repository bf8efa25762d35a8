"""Who gets what: every address, for every role, over its own units and from another ward.

The table beside this file is written by hand. A line says, for one route and method, what each role gets inside;
behind the semicolon, what it gets from outside. `*` is everybody who is not named. Nobody signed in is sent to sign
in, and somebody without any role gets what an outsider gets, unless the line names them.

`open`: the page, its refusal of an empty form, or where it leads on; `shown` and `blank`: open, with or without the
name of the record that is looked for. From outside that name, and that of the ward, never stand in an answer.
"""

import csv
import datetime as dt
import io
import json
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, reverse

from chibo.base.clock import now, today
from chibo.base.facts import Period
from chibo.indicators.queries import answered_findings
from chibo.records.ballotbox.models import Mode
from chibo.records.ballots.actions import enter_count
from chibo.records.ballots.models import Use
from chibo.records.ballots.numbers import Numbers
from chibo.records.cascade.actions import record_response
from chibo.records.cascade.concluding import NewPoint, write_points
from chibo.records.cells import actions as cells
from chibo.records.cells.models import Record
from chibo.records.confidence.actions import prepare_poll
from chibo.records.contests import rounds
from chibo.records.contests.actions import NewEntry, record_entries
from chibo.records.contests.models import Contest
from chibo.records.contests.prizes import award
from chibo.records.documents.actions import add_clause, add_file
from chibo.records.documents.models import Document, Type
from chibo.records.following.actions import follow
from chibo.records.letterheads.actions import put_in_place
from chibo.records.meetings import actions as meetings
from chibo.records.meetings.models import Meeting
from chibo.records.members.actions import propose_correction
from chibo.records.members.enrolment import start_import
from chibo.records.regulations.actions import adopt_regulation
from chibo.records.reviews import remedying
from chibo.records.reviews import writing as reviews
from chibo.records.schedules.actions import open_feed
from chibo.records.schedules.planning import issue_plan
from chibo.records.scoring import actions as scoring
from chibo.records.scoring.models import Rubric
from chibo.records.scoring.rubric_actions import Lengths, NewCriterion, write_version
from chibo.records.selfchecks import actions as selfchecks
from chibo.records.studies import actions as studies
from chibo.records.studies import reflecting
from chibo.records.surveys import actions as surveys
from chibo.records.surveys import following
from chibo.records.surveys.models import Survey
from chibo.records.surveys.running import start_survey
from chibo.records.tasks import progress
from chibo.records.tasks.models import CountKind
from chibo.registry.access.actions import propose_administrator
from chibo.registry.access.models import Grant, Proposal, Role, Token, User
from chibo.registry.access.tokens import issue_token
from chibo.registry.calendar.models import DayOff
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.actions import appoint
from chibo.registry.people.models import Membership, Title
from chibo.reports import actions as reports
from chibo.reports.models import Block, Report
from tests.factories import (
    LONG_AGO,
    a_contest,
    a_document,
    a_meeting,
    a_member,
    a_person,
    a_target,
    a_unit,
    a_user,
    an_application,
)
from tests.indicators.data import a_plan
from tests.records.awards.data import a_proposal, an_award
from tests.records.ballotbox.boxes import a_box, make_keys
from tests.records.ballots.data import a_ballot, a_settled_ballot
from tests.records.cascade.directives import a_directive
from tests.records.communication.data import an_example, an_item
from tests.records.documents.papers import a_draft, an_issued
from tests.records.plans.plans import a_draft_plan, a_written_plan
from tests.records.reviews.data import a_campaign_now, a_published, subject_of
from tests.records.schedules.data import a_month_plan, a_room, an_event
from tests.records.surveys.data import a_choice, a_survey
from tests.records.tasks.tasks import a_task
from tests.registry.files.papers import a_letter

pytestmark = pytest.mark.django_db
WARD, RECORD = "Khuê", "Xuyến"
"""Names that only the ward inside bears, and only the records that are looked for."""
OF_A_CELL = (Role.MEMBER, Role.SECRETARY)
TABLE = Path(__file__).with_suffix("").parent / "access_matrix.csv"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PUBLISHED = Period.year(2022)
A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Line:
    route: str
    case: str
    method: str
    expected: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.case}".strip()

    @property
    def is_the_same_for_all(self) -> bool:
        inside, outside = (_told(part) for part in self.expected.split(";"))
        return {"*"} == set(outside) and set(inside) <= {"*", "nobody"}

    def of(self, who: str, place: str) -> str:
        inside, outside = (_told(part) for part in self.expected.split(";"))
        if who == "nobody":
            return inside.get(who, "login")
        if who == "norole":
            return inside.get(who, outside["*"])
        part = inside if place == "inside" else outside
        return part.get(who, part["*"])


def _told(part: str) -> dict[str, str]:
    """Read “open=clerk,board *=404” as what each one gets; a single name may stand on either side."""
    told = {}
    for word in part.split():
        left, _equals, right = word.partition("=")
        if left in ("*", "nobody", "norole"):
            told[left] = right
        else:
            told |= dict.fromkeys(right.split(","), left)
    return told


with TABLE.open(encoding="utf-8", newline="") as file:
    LINES = [Line(**row) for row in csv.DictReader(file)]


def routes(entries: Any, app: str = "", around: tuple[str, ...] = ()) -> Any:
    """Give every route with the names of its parameters."""
    for entry in entries:
        names = (*around, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, entry.app_name or app, names)
        else:
            yield (f"{app}:{entry.name}" if app else entry.name), names


ROUTES: dict[str, tuple[str, ...]] = dict(routes(get_resolver().url_patterns))


class World:
    """A district with two wards. What is looked for lies in the first of them and in its cell."""

    def __init__(self) -> None:
        self.district, self.far = a_unit(kind=Kind.SUPERIOR), a_unit(kind=Kind.SUPERIOR)
        self.ward = a_unit(kind=Kind.PARTY, parent=self.district, name=f"Đảng bộ phường {WARD}")
        self.other = a_unit(kind=Kind.PARTY, parent=self.district)
        self.cell = a_unit(parent=self.ward, name=f"Chi bộ {WARD}")
        self.other_cell = a_unit(parent=self.other)
        self.users = {(role.value, place): a_user(role, of=unit) for role in Role for place, unit in self.held(role)}
        self.users["norole", "inside"] = a_user()
        self.person = a_member(of=self.cell, full_name=f"Đỗ Thị {RECORD}", citizen_number="001234567890")
        self.pks = {
            **self._meetings(),
            **self._areas(),
            **self._documents(),
            **self._tasks(),
            **self._cascade(),
            **self._cells(),
            **self._scoring(),
            **self._schedules(),
            **self._communication(),
            **self._reports(),
            **self._members(),
            **self._contests(),
            **self._votes(),
            **self._awards(),
            **self._surveys(),
            **self._studies(),
            **self._boxes(),
        }
        self.pks |= self._papers()
        self.pks |= self._plans()
        self.pks |= self._reviews()
        self.sessions = {key: _session(user) for key, user in self.users.items()}
        self.client = Client()
        """One for all: building its middleware takes longer than most answers."""

    def held(self, role: Role) -> list[tuple[str, Unit]]:
        """Where each role is held, inside and outside."""
        inside = self.cell if role in OF_A_CELL else self.district if role is Role.SUPERIOR else self.ward
        outside = self.other_cell if role in OF_A_CELL else self.far if role is Role.SUPERIOR else self.other
        return [("inside", inside), ("outside", outside)]

    def _meetings(self) -> dict[str, int]:
        regular = a_meeting(of=self.cell, on=today(), title=f"Họp {RECORD}")
        conference = a_meeting(of=self.ward, on=today(), kind=Meeting.Kind.CONFERENCE, title=f"Hội nghị {RECORD}")
        paper = meetings.add_paper(regular, file=io.BytesIO(PDF), name="giay-moi.pdf", by=self.users["board", "inside"])
        for meeting in (regular, conference):
            meetings.convoke(meeting, by=None)
        self.pk_of_meeting = regular.pk
        return {"meetings": regular.pk, "meetings conference": conference.pk, "meetings:paper_download": paper.pk}

    def _areas(self) -> dict[str, int]:
        day = today()
        self.document = a_document(of=self.ward, title=f"Về việc {RECORD}", aliases="Chỉ thị 05")
        contest = a_contest(of=self.ward, opens_on=day, closes_on=day, title=f"Cuộc thi {RECORD}")
        record_entries(contest, [NewEntry("1", self.cell, day, self.person)], by=None)
        application = an_application(of=self.cell, on=day, full_name=f"Lê Thị {RECORD}")
        self._resolve(application)
        return {
            "documents": self.document.pk,
            "contests": contest.pk,
            "admissions": application.pk,
            "targets": a_target("CT-01", 9, of=self.ward, year=day.year).pk,
        }

    def _documents(self) -> dict[str, int]:
        """A point and a file of the ward's document, a draft, and what the ward issued to the cell."""
        file = SimpleUploadedFile("toan-van.txt", f"Toàn văn {RECORD}".encode())
        issued = an_issued(of=self.ward, to=(self.cell,), title=f"Về {RECORD}")
        clause = add_clause(self.document, number="1", text=RECORD, by=None)
        files = dict.fromkeys(
            ("documents:file_download", "documents:file_remove"), add_file(self.document, upload=file, by=None).pk
        )
        return {
            "documents draft": a_draft(of=self.ward, title=f"Dự thảo {RECORD}").pk,
            "documents issued": issued.pk,
            "documents:clause_remove": clause.pk,
            **files,
            **dict.fromkeys(("documents:receipt_confirm", "documents:reading_confirm"), issued.deliveries.get().pk),
        }

    def _tasks(self) -> dict[str, Any]:
        """A task that the ward gave to the cell, with one of all that stands beside it; and a day off."""
        task = a_task(of=self.cell, given_by=self.ward, title=f"Việc của {RECORD}")
        file = SimpleUploadedFile("bien-ban.txt", f"Biên bản {RECORD}".encode())
        CountKind.objects.get_or_create(code="dem", name="Đếm", noun="hộ")
        self.beside = {
            "milestone": progress.set_milestone(task, title="Mốc", due_on=today(), by=None).pk,
            "count": progress.add_count(task, kind=CountKind.objects.get(pk="dem"), done=1, by=None).pk,
            "evidence": progress.add_evidence(task, upload=file, by=None).pk,
        }
        DayOff.objects.get_or_create(day=dt.date(2031, 1, 1), defaults={"name": "Tết Dương lịch"})
        kinds = dict.fromkeys(("tasks:kind_edit", "tasks:kind_remove"), "dem")
        return {"tasks": task.pk, "days": "2031-01-01", **kinds}

    def _cascade(self) -> dict[str, int]:
        """A programme that was sent to the cell, with a point and a plan; and what the committee concluded."""
        programme = a_directive(of=self.ward, to=[self.cell], points=[f"Quán triệt {RECORD}"], title=f"Về {RECORD}")
        plan = record_response(
            programme, unit=self.cell, kind="plan", title=f"Kế hoạch {RECORD}", made_on=today(), by=None
        )
        self.beside |= {"clause": programme.clauses.get().pk, "response": plan.pk}
        meeting = a_meeting(of=self.ward, on=today(), title=f"Họp Ban Chấp hành {RECORD}")
        write_points(meeting, title="Kết luận", points=[NewPoint(f"Việc {RECORD}", [self.cell])], by=None)
        return {"cascade": programme.pk} | {f"cascade:{name}": meeting.pk for name in ("conclusion", "points", "issue")}

    def _cells(self) -> dict[str, int]:
        """A meeting of the cell whose minutes and resolution are locked, and one that is being written."""
        locked, draft = self._sitting(Meeting.Kind.THEMATIC), self._sitting(Meeting.Kind.EXTRAORDINARY)
        cells.adopt(locked, by=None)
        cells.lock(locked, by=None)
        records = {record.kind: record.pk for record in locked.records.all()}
        self.beside |= {"book_year": today().year, "book": "resolution"}
        names = ("record", "file", "correct", "correction_lock")
        return {
            "cells": draft.meeting_id,
            "cells:begin": self.pk_of_meeting,
            "cells minutes": records["minutes"],
            **{f"cells:{name}": records["resolution"] for name in names},
        }

    def _sitting(self, kind: Meeting.Kind) -> Any:
        meeting = a_meeting(of=self.cell, on=today(), kind=kind, title=f"Sinh hoạt {kind} {RECORD}")
        sitting = cells.begin(meeting, by=None)
        meetings.convoke(meeting, by=None)
        meetings.mark(meeting, dict.fromkeys(meeting.attendances.values_list("pk", flat=True), "present"), by=None)
        sitting = cells.write_proceedings(sitting, decisions=[], assignments=[], with_resolution=True, by=None)
        for record in Record.Kind:
            cells.write_text(sitting, record, f"Thống nhất việc {RECORD}", by=None)
        return sitting

    def _scoring(self) -> dict[str, int]:
        """A fixed score of the cell, a version of the criteria of the ward, and who follows the cell."""
        meeting = Meeting.objects.get(pk=self.pk_of_meeting)
        scoring.assess(meeting, {line.criterion.pk: line.most for line in scoring.suggested(meeting)[1].lines}, by=None)
        scoring.freeze(meeting, by=None)
        start = Rubric.objects.get(unit=None, valid_until=None)
        lines = [NewCriterion(one.group, one.text, one.most, one.code) for one in start.criteria.all()]
        version = write_version(
            unit=self.ward, start=start, title=f"Tiêu chí {RECORD}", source="1-HD/ĐU", valid_from=today(), lines=lines,
            lengths=Lengths(), is_change=True, by=None,
        )  # fmt: skip
        member = a_person()
        appoint(member, unit=self.ward, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
        of_version = ("rubric", "compare", "write", "end")
        return {
            "scoring": meeting.pk,
            **{f"scoring:{name}": version.pk for name in of_version},
            "following:stop": follow(person=member, unit=self.cell, on=today(), by=None).pk,
            "following:own_visit": meeting.pk,
        }

    def _schedules(self) -> dict[str, int]:
        """An event and a month plan of the ward, and the address under which its clerk reads the week elsewhere."""
        plan = issue_plan(a_month_plan(of=self.ward, month=today().replace(day=1), texts=(f"Việc {RECORD}",)), by=None)
        clerk = self.users["clerk", "inside"]
        open_feed(clerk, self.ward)
        return {
            "schedules": an_event(of=self.ward, on=today(), title=f"Giao ban {RECORD}").pk,
            "schedules:room_use": a_room(of=self.ward).pk,
            **dict.fromkeys(
                [f"schedules:{name}" for name in ("plan", "item_add", "plan_issue", "plan_assess")], plan.pk
            ),
            **dict.fromkeys(("schedules:item_change", "schedules:item_remove"), plan.items.get().pk),
            **dict.fromkeys(("schedules:feed_renew", "schedules:feed_close"), clerk.feeds.get().pk),
        }

    def _communication(self) -> dict[str, int]:
        """What the cell has published: an article, and a person whom it holds up as an example."""
        example = an_example(of=self.cell, on=today(), name=f"Đồng chí {RECORD}")
        names = ("example", "example_change", "example_step")
        return {
            "communication": an_item(of=self.cell, on=today(), title=f"Bài về {RECORD}").pk,
            **{f"communication:{name}": example.pk for name in names},
        }

    def _papers(self) -> dict[str, int]:
        """A plan that the ward issued, a template of the cell, and rules of the ward."""
        plan = Document.objects.create(
            unit=self.ward, direction="outgoing", state="issued", issuer="Đảng ủy", symbol="01-KH/ĐU",
            issued_on=today(), type="KH", title=f"Kế hoạch {RECORD}",
        )  # fmt: skip
        template = SimpleUploadedFile("mau.docx", a_letter("{{ loai }}"))
        put_in_place(unit=self.cell, type_=Type.PLAN, upload=template, on=today(), by=None)
        rules = adopt_regulation(
            unit=self.ward, title=f"Quy chế {RECORD}", kind="working", valid_from=today(), document=plan, text="Điều 1",
            review_due_on=dt.date(2099, 1, 1), by=None,
        )  # fmt: skip
        return {"letterheads:word": plan.pk, "regulations": rules.pk}

    def _contests(self) -> dict[str, int]:
        """A round that is open, one that is over, and a prize; the contest itself is made before."""
        day = today()
        contest = Contest.objects.get(title=f"Cuộc thi {RECORD}")
        now = rounds.add_round(contest, opens_on=day, closes_on=day, by=None)
        past = a_contest(of=self.ward, opens_on=day - A_DAY, closes_on=day - A_DAY, title=f"Cuộc thi trước {RECORD}")
        over = rounds.add_round(past, opens_on=day - A_DAY, closes_on=day - A_DAY, by=None)
        question = rounds.save_question(now, text=f"Hỏi {RECORD}", choices=("A", "B", "C"), right=1, by=None)
        entry = contest.entries.get()
        prize = award(entry, rank="first", symbol="1-QĐ/ĐU", decided_on=day, issuer="Đảng ủy", by=None)
        of_round = ("round", "round_edit", "take", "question_add")
        return {
            **{f"contests:{name}": now.pk for name in of_round},
            "contests:round_export": over.pk,
            **{f"contests:{name}": question.pk for name in ("question_edit", "question_remove")},
            **{f"contests:{name}": prize.pk for name in ("prize_take_back", "certificate")},
        }

    def _surveys(self) -> dict[str, int]:
        """A survey that is prepared, one that asks the cell, and one that was published."""
        for _ in range(3):
            a_member(of=self.cell, since=today())
        draft, running, over = (self._survey(f"{word} {RECORD}") for word in ("Chuẩn bị", "Đang hỏi", "Đã công bố"))
        start_survey(running, by=None)
        Survey.objects.filter(pk=over.pk).update(started_at=now(), published_at=now())
        tickets = self._survey_with_tickets()
        owner = self.users["leader", "inside"].person
        measure = following.add_measure(over, text=f"Việc {RECORD}", owner=owner, due_on=today(), by=None)
        of_draft = ("start", "edit", "discard", "leader_add", "matter_add", "question_add", "group_add")
        of_over = ("results", "results_export", "results_word", "comments", "theme_add", "measure_add", "follow_up_end")
        return {
            "surveys": running.pk,
            **{f"surveys:{name}": draft.pk for name in of_draft},
            **{f"surveys:{name}": over.pk for name in of_over},
            "surveys:subject_remove": draft.subjects.get().pk,
            **{f"surveys:question_{name}": draft.questions.get().pk for name in ("edit", "remove")},
            **{f"surveys:group_{name}": draft.groups.get().pk for name in ("edit", "pool", "remove")},
            "surveys:measure_done": measure.pk,
            "surveys:tickets": tickets.pk,
        }

    def _survey_with_tickets(self) -> Survey:
        """One that asks the cell by tickets; nothing in it bears the record's name, as it stands on many pages."""
        day, days = today(), {"issue_from": today(), "issue_until": today()}
        survey = a_survey(
            of=self.ward, title="Bằng thẻ", mode=Mode.BLIND, drawn_on=day, answer_from=day + A_DAY, **days
        )
        a_choice(survey)
        surveys.save_group(survey, name="Trong chi bộ", cells=[self.cell], by=None)
        return start_survey(survey, by=None)

    def _survey(self, title: str) -> Survey:
        survey = a_survey(of=self.ward, title=title, drawn_on=today())
        surveys.add_matter(survey, name=f"Việc {RECORD}", by=None)
        a_choice(survey, f"Hỏi {RECORD}")
        surveys.save_group(survey, name=f"Nhóm {RECORD}", cells=[self.cell], by=None)
        return survey

    def _votes(self) -> dict[str, int]:
        """A vote of the cell before it is counted, one that its secretary counted, one that is settled; and a poll."""
        counted, title = a_ballot(of=self.cell), f"Bỏ phiếu về {RECORD}"
        numbers = Numbers(9, 9, 9, 9, 0, ((9, 0, 0),), (0,))
        enter_count(counted, numbers=numbers, by=self.users["secretary", "inside"])
        poll = prepare_poll(
            unit=self.ward, title=f"Lấy phiếu về {RECORD}", held_on=today(), summoned=9, by=None,
            people=[self.users["leader", "inside"].person],
        )  # fmt: skip
        named: dict[str, Any] = {"of": self.cell, "title": f"Xếp loại {RECORD}", "use": Use.REVIEW}
        named_counted = a_ballot(**named)
        enter_count(named_counted, numbers=numbers, by=self.users["secretary", "inside"])
        return {
            "ballots": a_ballot(of=self.cell, title=title).pk,
            "ballots named": a_ballot(**named).pk,
            "ballots named counted": named_counted.pk,
            "ballots named settled": a_settled_ballot(numbers, **named).pk,
            "ballots:correct": counted.pk,
            "ballots:minutes": a_settled_ballot(numbers, of=self.cell, title=title).pk,
            "confidence": poll.pk,
            "confidence:follow_up": poll.subjects.get().pk,
        }

    def _awards(self) -> dict[str, int]:
        """What is proposed for a member of the cell, and what the member was awarded."""
        given = an_award("dang-vien-xs", 2025, of=self.cell, person=self.person, merit=RECORD)
        proposed = a_proposal("giay-khen", 2026, of=self.cell, person=self.person)
        return {"awards": proposed.pk, "awards given": given.pk, "awards:revoke": given.pk}

    def _studies(self) -> dict[str, int]:
        """A programme with a reflection that was handed in, and a seminar with its parts."""
        day = today()
        programme = studies.plan_programme(
            unit=self.ward, document=self.document, title=f"Học tập {RECORD}", starts_on=day, ends_on=day,
            reflection_due_on=day, by=None,
        )  # fmt: skip
        session = studies.add_session(programme, topic=f"Chuyên đề {RECORD}", held_on=day, by=None)
        author = a_user(Role.MEMBER, of=self.cell)
        studies.ask_reflections(programme, by=None)
        reflection = programme.reflections.get(person=author.person)
        reflecting.write(reflection, text=RECORD, upload=SimpleUploadedFile("bai.txt", b"Bai"), by=author)
        reflecting.hand_in(reflection, by=author)
        seminar = studies.plan_seminar(unit=self.ward, topic=f"Tọa đàm {RECORD}", held_on=day, by=None)
        group = studies.add_group(seminar, name=f"Bí thư {RECORD}", people=3, by=None)
        file = SimpleUploadedFile("tham-luan.txt", b"Tham luan")
        paper = studies.add_paper(seminar, title=RECORD, author="Chi bộ", file=file, by=None)
        of_reflection = ("reflection", "write", "withdraw", "assess", "reflection_file", "release")
        of_seminar = ("seminar", "seminar_edit", "conclude", "seminar_reopen", "part_add")
        return {
            "studies": programme.pk,
            "cascade:seminar": seminar.pk,
            "studies:session_remove": session.pk,
            **{f"studies:{name}": reflection.pk for name in of_reflection},
            **{f"studies:{name}": seminar.pk for name in of_seminar},
            "studies:part_remove": group.pk,
            "studies:paper_file": paper.pk,
        }

    def _plans(self) -> dict[str, int]:
        """Plans and self-checks: of somebody of the cell, a draft of another one, and those of the member who asks."""
        member = self.users["member", "inside"]
        author = a_user(Role.MEMBER, of=self.cell)
        answers = {"04-NQ-TW-1:1": selfchecks.Answered("no", RECORD)}
        person = self.person
        handed_in = selfchecks.hand_in(selfchecks.write(answers, by=person.user), by=person.user)
        return {
            "plans": a_written_plan(person).pk,
            "plans draft": a_draft_plan(author.person, texts=(RECORD,)).pk,
            "plans mine": a_written_plan(member.person, texts=(f"Việc {RECORD}",)).pk,
            "selfchecks": handed_in.pk,
            "selfchecks draft": selfchecks.write(answers, by=author).pk,
            "selfchecks mine": selfchecks.write(answers, by=member).pk,
        }

    def _reviews(self) -> dict[str, int]:
        """A review in its self-review with what one handed in on paper; one that is published, with an appeal."""
        now, day = a_campaign_now(of=self.ward), today()
        subject = subject_of(now, self.person)
        reviews.receive_on_paper(
            subject, sheet=now.version.member.mark, level="good", common_points=Decimal(28), task_points=Decimal(50),
            by=self.users["secretary", "inside"],
        )  # fmt: skip
        remedy = remedying.set_remedy(
            subject, shortcoming=f"Việc {RECORD}", measure="Sửa", owner=self.person, due_on=day, by=None
        )
        past = subject_of(a_published(of=self.ward, year=day.year - 1), self.person)
        appeal = remedying.file_appeal(past.decisions.get(), text=RECORD, by=self.person.user)
        of_subject = ("subject", "form", "form_write", "form_take_back", "form_word", "form_paper", "unrated", "place")
        return {
            "reviews": now.pk,
            **{f"reviews:{name}": subject.pk for name in (*of_subject, "opinion", "remedy_set")},
            **{f"reviews:remedy_{name}": remedy.pk for name in ("change", "report", "confirm", "send_back")},
            "reviews:appeal_file": past.pk,
            "reviews:appeal_answer": appeal.pk,
        }

    def _boxes(self) -> dict[str, int]:
        """A box on paper, a blind one with a ticket of the member who asks, and one that stands at the public door."""
        paper = a_box(of=self.ward, title=f"Góp ý {RECORD}", keys=False)
        make_keys(paper, (self.users["leader", "inside"], self.users["board", "inside"]))
        asked = [self.users["member", "inside"].person]
        blind = a_box(of=self.ward, title=f"Khảo sát {RECORD}", keys=False, mode=Mode.BLIND, people=asked)
        self.beside["address"] = a_box(of=self.other).address
        return {"ballotbox": paper.pk, "ballotbox:ticket": blind.pk}

    def _resolve(self, application: Any) -> None:
        """Take an admission to where the committee decides."""
        application.steps.create(stage=60, taken_on=today(), in_favour=3, entitled=3)

    def _reports(self) -> dict[str, int]:
        self.draft = reports.create_report(
            unit=self.ward, kind=Report.Kind.YEAR, period=PUBLISHED, subject=f"kết quả {RECORD}", by=None
        )
        plain = reports.create_report(unit=self.ward, kind=Report.Kind.YEAR, period=PUBLISHED, by=None)
        signed = reports.sign_report(
            plain, number=1, signed_on=dt.date(2022, 12, 28), by=self.users["leader", "inside"]
        )
        return {"reports": self.draft.pk, "reports signed": signed.pk}

    def _members(self) -> dict[str, int]:
        user = a_user()
        user.person = self.person
        user.save(update_fields=["person"])
        correction = propose_correction(self.person, field="phone", value="0912345678", by=user)
        started = start_import(
            rows=[["Họ và tên", "Ngày sinh"], ["Lê Thị Mai", "01/5/1990"]], unit=self.ward, on=today(),
            came=Membership.Way.OPENING, by=self.users["board", "inside"], file_name="danh-sach.xlsx",
        )  # fmt: skip
        post = appoint(self.person, unit=self.cell, title=Title.COMMITTEE_MEMBER, on=LONG_AGO, by=None)
        clerk = self.users["clerk", "inside"]
        for _ in range(2):  # more plans than members: what a check finds
            a_plan(of=self.cell, person=a_member(of=self.cell, since=dt.date(2023, 6, 1)))
        self.find_contradiction()
        return {
            "members": self.person.pk,
            "structure:post_end": post.pk,
            "structure:holder": self.person.pk,
            "access": clerk.pk,
            "access:role_withdraw": Grant.objects.get(user=clerk).pk,
            **dict.fromkeys(("access:proposal_confirm", "access:proposal_decline"), self._proposed().pk),
            "access:token_revoke": self._key_of(clerk).pk,
            **dict.fromkeys(("members:correction_accept", "members:correction_decline"), correction.pk),
            **{name: started.pk for name in ROUTES if name.startswith("members:import_")},
        }

    def _proposed(self) -> Proposal:
        other = a_user(Role.ADMIN, of=self.ward)
        return propose_administrator(a_user(), unit=self.ward, on=today(), by=other)

    def _key_of(self, user: User) -> Token:
        issue_token(user)
        return Token.objects.get(user=user)

    def find_contradiction(self) -> None:
        reader, year = self.users["leader", "inside"], self.year
        self.digest = answered_findings(reader, self.cell, year, today())[0].finding.digest

    @property
    def year(self) -> Period:
        return PUBLISHED

    def address(self, line: Line, user: User | AnonymousUser) -> str:
        area = line.route.partition(":")[0]
        own = getattr(user, "person_id", None) or 0
        known = (f"{area} {line.case}", line.route, area)
        values = {
            "pk": own if line.case == "own" else next((self.pks[key] for key in known if key in self.pks), 1),
            "alias": self.document.aliases.get().pk,
            "slug": self.cell.slug,
            "field": "phone",
            "digest": self.digest,
            "code": "DV-01",
            "title": "secretary",
            "part": "thanh-phan",
            "list_part": "04-NQ-TW-1",
            "block": self.draft.blocks.filter(kind=Block.Kind.TEXT)[0].pk,
            "kind": "docx",
            "type": "plan",
            "key": "abc",
            "token": "abc",
            **self.beside,
            "uidb36": "1",
        }
        return reverse(line.route, kwargs={name: values[name] for name in ROUTES[line.route]})

    def asked(self, route: str) -> dict[str, str]:
        """What the address asks for besides its path."""
        if route == "search":
            return {"q": "xuyen"}
        if route in ("indicators:figure", "indicators:figure_export", "api:records", "api:figures"):
            day = today().isoformat()
            return {"unit": self.cell.slug, "start": day, "end": day}
        if route.startswith("indicators:"):
            return {
                "unit": self.cell.slug,
                "start": self.year.start.isoformat(),
                "end": self.year.last_day.isoformat(),
            }
        return {}


SENT = {"reports:block_add": {"kind": "text"}}


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once; everything that a request writes is taken back after it."""
    bare = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        ROOT_URLCONF="tests.plain_errors",
        AUTHENTICATION_BACKENDS=["tests.known_users.KnownUsers"],
    )
    with bare, django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def answer(world: World, line: Line, who: str, place: str) -> tuple[int, str, str]:
    """Return status, address to go on to, and all text of the answer."""
    client = world.client
    client.cookies.clear()
    if session := world.sessions.get((who, place)):
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    asked = world.asked(line.route)
    address = world.address(line, world.users.get((who, place), AnonymousUser()))
    with transaction.atomic():
        if line.method == "GET":
            response = client.get(address, asked)
        else:
            response = client.post(address, SENT.get(line.route, {}), query_params=asked)
        body = response.getvalue()
        transaction.set_rollback(True)
    return response.status_code, response.get("Location", ""), text_of(body, response.get("Content-Type", ""))


def text_of(body: bytes, content_type: str) -> str:
    if "openxml" in content_type:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "".join(archive.read(name).decode(errors="ignore") for name in archive.namelist())
    if "json" in content_type:
        return json.dumps(json.loads(body), ensure_ascii=False)
    return body.decode(errors="ignore")


def outcome(status: int, location: str, text: str) -> SimpleNamespace:
    opened = status in (200, 302, 422)
    names = {str(status)}
    if status == 302 and location.startswith(reverse("account_login")):
        names = {"login"}
    elif opened:
        names = {"open", "shown" if RECORD.casefold() in text.casefold() else "blank"}
    leaks = any(name.casefold() in text.casefold() for name in (WARD, RECORD))
    return SimpleNamespace(names=names, leaks=leaks)


EVERYBODY = [(role.value, place) for role in Role for place in ("inside", "outside")]
SOME = [("leader", "inside"), ("leader", "outside")]
"""Enough where the line makes no difference between roles."""
STRANGERS = [("nobody", "inside"), ("norole", "inside")]


@pytest.mark.parametrize("line", LINES, ids=str)
def test_who_gets_what(world, line):
    wrong = []
    for who, place in (SOME if line.is_the_same_for_all else EVERYBODY) + STRANGERS:
        got = outcome(*answer(world, line, who, place))
        expected = line.of(who, place)
        if expected not in got.names:
            wrong.append(f"{who} {place}: {expected} expected, {'/'.join(sorted(got.names))} given")
        if got.leaks and (place == "outside" or (who, place) in STRANGERS):
            wrong.append(f"{who} {place}: reads what belongs to the ward")
    assert wrong == []


def test_every_route_has_a_line():
    assert sorted(set(ROUTES) ^ {line.route for line in LINES}) == []


def test_every_line_says_what_everybody_gets():
    assert len(LINES) == len({str(line) for line in LINES})
    known = {role.value for role in Role} | {"*", "nobody", "norole"}
    for line in LINES:
        told = [_told(part) for part in line.expected.split(";")]
        assert all("*" in part and set(part) <= known for part in told), line


def test_every_method_that_a_route_takes_has_a_line(world):
    taken = {(line.route, line.method) for line in LINES}
    case = {line.route: line.case for line in LINES}
    asked = [Line(route, case[route], method, "") for route in ROUTES for method in ("GET", "POST")]
    missing = [line for line in asked if (line.route, line.method) not in taken]
    assert [str(line) for line in missing if answer(world, line, "norole", "inside")[0] != 405] == []
