import datetime as dt
import hashlib
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from chibo.base.audit import trail_of
from chibo.indicators import actions as indicators
from chibo.registry.access.models import Role
from chibo.registry.people import actions as people
from chibo.registry.people.models import Membership
from chibo.reports import actions, queries
from chibo.reports.compose import compose, compose_compared
from chibo.reports.document import State, Token
from chibo.reports.models import Block, Report, SignedFile
from chibo.reports.readings import Reading
from chibo.reports.renderings import render_file
from tests.factories import a_user
from tests.reports.year import a_report, a_target, a_ward_with_records, another_admission

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 12, 28)


@pytest.fixture
def ward():
    return a_ward_with_records()


@pytest.fixture
def leader(ward):
    return a_user(Role.LEADER, of=ward.unit)


@pytest.fixture
def clerk(ward):
    return a_user(Role.CLERK, of=ward.unit)


@pytest.fixture
def signed(ward, leader):
    return actions.sign_report(a_report(ward.unit), number=186, signed_on=DAY, by=leader)


def paragraphs(report):
    return list(report.blocks.filter(kind=Block.Kind.TEXT).order_by("position"))


def test_signing_keeps_values_records_and_files(signed, leader):
    assert signed.citation == "Báo cáo số 186-BC/ĐU ngày 28/12/2022"
    assert signed.signer_name == str(leader.person)
    admitted = signed.figures.get(code="DV-KN-01", wording="ratio", position__lt=20)
    assert (admitted.text, admitted.numerator, admitted.denominator) == ("1/1 đảng viên", 1, 1)
    assert [record[0] for record in admitted.records] == ["membership"]
    attendance = signed.figures.get(code="SH-02", text="87,5%")
    assert (len(attendance.records), len(attendance.base_records)) == (7, 8)
    for file in signed.files.all():
        assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()
    assert {file.kind for file in signed.files.all()} == set(SignedFile.Kind.values)
    assert trail_of(signed).filter(verb="signed").exists()


def test_a_signed_report_does_not_move_and_tells_the_difference(ward, signed):
    before = [figure.text for figure in compose(signed, signed.blocks.all()).document.figures()]
    file = render_file(signed, SignedFile.Kind.DOCX)
    assert queries.differences(signed) == []

    newcomer = another_admission(ward)

    assert [figure.text for figure in compose(signed, signed.blocks.all()).document.figures()] == before
    assert render_file(signed, SignedFile.Kind.DOCX) == file
    membership = Membership.objects.get(person=newcomer)
    told = {(one.token.indicator, one.token.wording, one.token.unit): one for one in queries.differences(signed)}
    admitted = told["DV-KN-01", "ratio", ward.unit.slug]
    assert (admitted.old, admitted.new) == ("1/1 đảng viên", "2/1 đảng viên")
    assert (admitted.added, admitted.removed) == ([["membership", membership.pk, 1]], [])
    assert told["DV-01", "count", ward.unit.slug].new == "07 đảng viên"
    assert ("DV-01", "number", ward.second.slug) not in told
    moved = compose_compared(signed, signed.blocks.all())
    assert moved.state_of(admitted.token.key()) is State.MOVED
    assert moved.remarks[admitted.token.key()].note == "đổi sau khi ký, theo hồ sơ nay là 2/1 đảng viên"


def test_a_record_that_went_is_named(ward, signed):
    member = Membership.objects.get(unit=ward.second, came=Membership.Way.ADMITTED)
    people.leave(member.person, on=dt.date(2022, 6, 1), left=Membership.Way.DEPARTED, by=None)
    members = next(one for one in queries.differences(signed) if one.token.indicator == "DV-01")
    assert (members.old, members.new, members.removed) == (
        "06 đảng viên", "05 đảng viên", [["membership", member.pk, 1]],
    )  # fmt: skip


CHANGES = (
    lambda report: Report.objects.filter(pk=report.pk).update(subject="khác"),
    lambda report: Report.objects.filter(pk=report.pk).update(state="draft", number=None),
    lambda report: report.blocks.update(text="khác"),
    lambda report: report.blocks.all().delete(),
    lambda report: Block.objects.create(report=report, kind="text", text="thêm", position=99),
    lambda report: report.figures.update(text="9"),
    lambda report: report.figures.all().delete(),
    lambda report: report.files.update(sha256="0" * 64),
    lambda report: report.files.all().delete(),
)


def test_the_database_refuses_to_change_what_was_signed(signed):
    for change in CHANGES:
        with pytest.raises(ProgrammingError, match="never moves"), transaction.atomic():
            change(signed)


def test_nothing_can_be_moved_into_a_signed_report(ward, signed):
    draft = a_report(ward.unit)
    with pytest.raises(ProgrammingError, match="never moves"), transaction.atomic():
        draft.blocks.update(report=signed)


def test_actions_refuse_to_write_in_a_signed_report(signed, leader):
    block = paragraphs(signed)[0]
    for refused in (
        lambda: actions.edit_block(block, text="khác", by=leader),
        lambda: actions.add_block(signed, kind=Block.Kind.TEXT, text="thêm", after=None, by=leader),
        lambda: actions.move_block(block, by_places=1, by=leader),
        lambda: actions.delete_block(block, by=leader),
        lambda: actions.change_details(signed, by=leader, subject="khác"),
        lambda: actions.sign_report(signed, number=187, signed_on=DAY, by=leader),
    ):
        with pytest.raises(ValidationError):
            refused()


def test_only_the_leader_signs(ward):
    report = a_report(ward.unit)
    for role in (Role.CLERK, Role.BOARD, Role.INSPECTOR, Role.SUPERIOR):
        with pytest.raises(PermissionDenied):
            actions.sign_report(report, number=1, signed_on=DAY, by=a_user(role, of=ward.unit))


def test_a_number_is_given_once_a_year(ward, signed, leader):
    with pytest.raises(ValidationError):
        actions.sign_report(a_report(ward.unit), number=186, signed_on=DAY, by=leader)
    other = actions.sign_report(a_report(ward.unit), number=186, signed_on=dt.date(2023, 1, 5), by=leader)
    assert queries.next_number(other, dt.date(2022, 12, 31)) == 187
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.bulk_create(
            [
                Report(
                    unit=ward.unit, kind="year", subject="x", start=other.start, end=other.end, issuer="x",
                    symbol="BC/ĐU", place="x", on_behalf="x", state="signed", number=186, signed_on=DAY,
                    signed_at=other.signed_at, signed_by=leader, created_at=other.created_at,
                )
            ]
        )  # fmt: skip


def test_a_report_is_not_signed_in_the_future_nor_before_its_period(ward, leader):
    report = a_report(ward.unit)
    for day in (dt.date(2999, 1, 1), dt.date(2021, 12, 31)):
        with pytest.raises(ValidationError) as refused:
            actions.sign_report(report, number=1, signed_on=day, by=leader)
        assert "signed_on" in refused.value.message_dict


def test_what_cannot_be_so_stops_signing_until_somebody_answers_for_it(ward, leader):
    a_target(ward.first, "DV-KN-01", 3)
    report = a_report(ward.unit)
    with pytest.raises(ValidationError):
        actions.sign_report(report, number=1, signed_on=DAY, by=leader)
    (finding,) = queries.contradictions(leader, report, dt.date(2023, 1, 1))
    indicators.answer(finding, reason="Quận giao thêm cho Chi bộ 1", by=leader)
    assert actions.sign_report(report, number=1, signed_on=DAY, by=leader).is_signed


def test_a_correction_cites_what_it_corrects_and_marks_what_moved(ward, signed, clerk, leader):
    another_admission(ward)
    draft = actions.create_correction(signed, by=clerk)
    assert draft.replaces == signed
    assert paragraphs(draft)[0].text == ("Báo cáo này đính chính và thay thế Báo cáo số 186-BC/ĐU ngày 28/12/2022.")
    assert [block.text for block in paragraphs(draft)[1:]] == [block.text for block in paragraphs(signed)]
    moved = compose_compared(draft, draft.blocks.all())
    notes = [remark.note for remark in moved.remarks.values() if remark.state is State.MOVED]
    assert "đổi sau khi ký, bản đã ký ghi 06 đảng viên" in notes
    with pytest.raises(ValidationError):
        actions.create_correction(signed, by=clerk)
    assert actions.sign_report(draft, number=187, signed_on=dt.date(2023, 1, 5), by=leader).is_signed


def test_a_draft_is_not_corrected_by_another(ward, clerk):
    with pytest.raises(ValidationError):
        actions.create_correction(a_report(ward.unit), by=clerk)


def test_writing_keeps_the_order_and_tells_the_trail(ward, clerk):
    report = a_report(ward.unit)
    first, second = paragraphs(report)[:2]
    actions.edit_block(first, text="Có «DV-01».", by=clerk)
    added = actions.add_block(report, kind=Block.Kind.TEXT, text="Thêm «SH-03».", after=first, by=clerk)
    actions.move_block(second, by_places=-100, by=clerk)
    order = list(report.blocks.order_by("position").values_list("pk", flat=True))
    assert order[0] == second.pk
    assert order.index(added.pk) == order.index(first.pk) + 1
    actions.delete_block(added, by=clerk)
    assert list(report.blocks.order_by("position").values_list("position", flat=True)) == list(range(len(order) - 1))
    assert trail_of(report).filter(verb="paragraph changed").exists()


def test_a_paragraph_with_an_unknown_figure_is_refused_by_its_number(ward, clerk):
    report = a_report(ward.unit)
    with pytest.raises(ValidationError) as refused:
        actions.edit_block(paragraphs(report)[2], text="Có «DV-99».", by=clerk)
    assert "3" in refused.value.messages[0]
    for kind, text in ((Block.Kind.TABLE, "x"), (Block.Kind.HEADING2, "Có «DV-01»"), (Block.Kind.TEXT, "  ")):
        with pytest.raises(ValidationError):
            actions.add_block(report, kind=kind, text=text, after=None, by=clerk)


def test_a_yearly_report_of_eleven_months_is_refused(ward):
    period = Report(start=dt.date(2022, 1, 1), end=dt.date(2022, 12, 1)).period
    with pytest.raises(ValidationError):
        a_report(ward.unit, period=period)


def test_a_difference_that_rounding_hides_is_told_with_its_counts():
    token = Token("HT-02", "duc-thang", dt.date(2022, 1, 1), dt.date(2022, 12, 31), "percent")
    signed = Reading(token, "93,1%", Decimal("93.119"), 2003, Decimal(2151))
    now = Reading(token, "93,1%", Decimal("93.073"), 2002, Decimal(2151))

    assert signed.differs_from(now)
    assert not signed.differs_from(signed)
    assert (signed.told_beside(now), now.told_beside(signed)) == ("93,1% (2.003/2.151)", "93,1% (2.002/2.151)")
