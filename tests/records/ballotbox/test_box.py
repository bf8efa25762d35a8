"""What a box takes, when, and how often."""

import base64
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from chibo.base.clock import today
from chibo.base.models import AuditEntry
from chibo.records.ballotbox import actions, casting, codes, opening, queries, seal
from chibo.records.ballotbox.blind import is_genuine
from chibo.records.ballotbox.casting import Sheet
from chibo.records.ballotbox.models import Box, Mode, Opinion, Sealed, Slip, Spent, Ticket
from chibo.registry.access.models import Role
from tests.factories import a_member, a_unit, a_user, a_ward
from tests.records.ballotbox import boxes
from tests.records.ballotbox.boxes import KEYS, a_box, a_respondent, a_token, sealed

pytestmark = pytest.mark.django_db
HANOI = dt.timezone(dt.timedelta(hours=7))
GOOD = {"work": "Tốt", "words": "Tiếp tục phát huy"}


@pytest.fixture(autouse=True)
def _in_english():
    """What is asserted is the text in the source."""
    with translation.override("en"):
        yield


def refused(code, call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    found = caught.value
    assert code in {getattr(one, "code", None) for one in getattr(found, "error_list", [found])}


@pytest.fixture
def paper():
    box = a_box()
    return box, actions.slips(box, by=None)


@pytest.fixture
def blind():
    """A blind box of three people, with their accounts, on a day when tickets are given out."""
    ward = a_ward()
    users = [a_respondent(of=ward) for _ in range(3)]
    return a_box(mode=Mode.BLIND, of=ward, people=[user.person for user in users]), users


def opened(box, by=None):
    return opening.open_box(box, by=by or box.trustees.first().user, **KEYS)


def test_slips_are_one_in_ten_more_than_people_and_only_their_digests_are_kept(paper):
    box, made = paper
    assert len(made) == len(set(made)) == Slip.objects.count() == 4
    assert {slip.id for slip in Slip.objects.all()} == {codes.slip_digest(box.pk, code) for code in made}
    with pytest.raises(ValidationError, match="printed already"):
        actions.slips(box, by=None)


def test_answers_of_a_paper_box_come_out_as_they_were_given(paper):
    box, made = paper
    casting.cast(box, made[0], GOOD)
    casting.cast(box, made[1].lower(), {"work": "Kém"})
    assert queries.published(box) == []
    actions.close_box(box, by=None)
    actions.count_back(box, unused=2, by=None)
    opened(box)
    found = queries.published(box)
    assert sorted(found, key=str) == sorted([GOOD, {"work": "Kém"}], key=str)
    counts = queries.counts(Box.objects.get(pk=box.pk))
    assert (counts.eligible, counts.printed, counts.issued, counts.accepted, counts.unused) == (3, 4, 2, 2, 2)
    assert counts.spoiled == 0
    assert not Sealed.objects.exists()
    assert not Slip.objects.exists()


def test_answers_of_a_blind_box_come_out_and_every_token_can_be_checked_by_anybody(blind):
    box, users = blind
    tokens = [a_token(box, user) for user in users[:2]]
    with time_machine.travel(box.answer_from, tick=False):
        for token in tokens:
            casting.cast(box, token, GOOD)
    with time_machine.travel(box.answer_until, tick=False):
        opened(box)
        assert queries.published(box) == [GOOD, GOOD]
        box.refresh_from_db()
        proof = queries.proof(box)
    assert (box.eligible, box.issued, box.accepted) == (3, 2, 2)
    assert bytes(box.signing_half) == b""
    listed = [base64.b64decode(token) for token in proof["tokens"]]
    public = base64.b64decode(proof["public_key"])
    assert sorted(listed) == sorted(tokens)
    assert all(is_genuine(public, token) for token in listed)
    assert proof["accepted"] <= proof["issued"] <= proof["eligible"]


def test_a_code_answers_once_and_the_first_answer_counts(paper):
    box, made = paper
    casting.cast(box, made[0], GOOD)
    refused("used", casting.cast, box, made[0], {"work": "Kém"})
    refused("used", casting.key_in, box, [Sheet(made[0], {"work": "Kém"})], by=a_user())
    assert Spent.objects.count() == Sealed.objects.count() == 1


def test_a_code_of_another_box_or_of_none_is_refused(paper):
    box, _made = paper
    other = a_box()
    strange = actions.slips(other, by=None)[0]
    refused("unknown", casting.cast, box, strange, GOOD)
    refused("unknown", casting.cast, box, codes.new_code(), GOOD)
    refused("mistyped", casting.cast, box, "ABCD", GOOD)
    refused("unknown", casting.cast, box, b"x" * 320, GOOD)
    assert not Spent.objects.exists()


def test_a_token_replayed_forged_or_of_another_box_is_refused(blind):
    box, users = blind
    token = a_token(box, users[0])
    other = a_box(mode=Mode.BLIND, of=box.unit, people=[users[0].person])
    foreign = a_token(other, users[0])
    forged = token[:64] + bytes(len(token) - 64)
    changed = bytes([token[0] ^ 1]) + token[1:]
    with time_machine.travel(box.answer_from, tick=False):
        casting.cast(box, token, GOOD)
        refused("used", casting.cast, box, token, GOOD)
        for strange in (foreign, forged, changed, token + b"\0", b""):
            refused("unknown", casting.cast, box, strange, GOOD)
        refused("unknown", casting.cast, box, codes.new_code(), GOOD)
    assert Spent.objects.count() == 1


def test_one_ticket_for_one_person_however_often_asked(blind):
    box, users = blind
    first = boxes.browser.envelope(boxes.browser.read_key(box.public_half))
    second = boxes.browser.envelope(boxes.browser.read_key(box.public_half))
    signature = actions.sign_blinded(box, blinded=first.blinded, by=users[0])
    assert actions.sign_blinded(box, blinded=first.blinded, by=users[0]) == signature
    refused("fetched", actions.sign_blinded, box, blinded=second.blinded, by=users[0])
    refused("no_ticket", actions.sign_blinded, box, blinded=second.blinded, by=a_respondent(of=box.unit))
    refused("no_ticket", actions.sign_blinded, box, blinded=second.blinded, by=a_user(Role.ADMIN, of=box.unit))
    assert Ticket.objects.filter(blinded__isnull=False).count() == 1


def test_tickets_and_answers_have_their_own_days(blind):
    box, users = blind
    token = a_token(box, users[0])
    late = boxes.browser.envelope(boxes.browser.read_key(box.public_half)).blinded
    refused("shut", casting.cast, box, token, GOOD)
    midnight = dt.datetime.combine(box.issue_from, dt.time(), tzinfo=HANOI)
    with time_machine.travel(midnight - dt.timedelta(minutes=1), tick=False):
        refused("not_issuing", actions.sign_blinded, box, blinded=late, by=users[1])
    with time_machine.travel(box.answer_from, tick=False):
        refused("not_issuing", actions.sign_blinded, box, blinded=late, by=users[1])
        casting.cast(box, token, GOOD)
        with pytest.raises(ValidationError, match="only after its last day"):
            opened(box)
    with time_machine.travel(box.answer_until, tick=False):
        refused("shut", casting.cast, box, token, GOOD)


def test_answering_before_issuing_has_ended_cannot_even_be_planned():
    with pytest.raises(ValidationError, match="only after the last day"):
        actions.make_box(
            unit=a_ward(), title="Sai", mode=Mode.BLIND, eligible=[a_member(of=a_unit())],
            questionnaire=boxes.QUESTIONS, issue_from=today(), issue_until=today() + boxes.DAY,
            answer_from=today(), answer_until=today() + boxes.DAY, by=None,
        )  # fmt: skip


def test_end_of_issuing_is_written_into_the_trail_and_destroys_the_signing_key(blind):
    box, users = blind
    a_token(box, users[0])
    actions.end_issuing_everywhere(today())
    assert bytes(Box.objects.get(pk=box.pk).signing_half)
    with time_machine.travel(box.issue_until, tick=False):
        actions.end_issuing_everywhere(today())
        actions.end_issuing_everywhere(today())
    box.refresh_from_db()
    assert (box.issued, bytes(box.signing_half)) == (1, b"")
    assert AuditEntry.objects.get(verb="issuing ended").changes == {"issued": ["", 1]}


def test_two_different_people_make_the_keys_and_nothing_is_given_out_before():
    box = a_box(keys=False)
    leader, board = a_user(Role.LEADER, of=box.unit), a_user(Role.BOARD, of=box.unit)
    with pytest.raises(ValidationError, match="Two people"):
        actions.slips(box, by=None)
    first, second = (seal.public_of(private) for private in boxes.PRIVATE)
    actions.make_key(box, public_key=first, by=leader)
    actions.make_key(box, public_key=first, by=leader)
    assert box.trustees.count() == 1
    with pytest.raises(ValidationError, match="must differ"):
        actions.make_key(box, public_key=first, by=board)
    actions.make_key(box, public_key=second, by=board)
    with pytest.raises(ValidationError, match="Two people keep"):
        actions.make_key(box, public_key=second, by=a_user(Role.INSPECTOR, of=box.unit))
    with pytest.raises(ValidationError, match="not a key"):
        actions.make_key(box, public_key=b"x" * 65, by=board)
    with pytest.raises(IntegrityError), transaction.atomic():
        box.trustees.filter(user=board).update(user=leader)


def test_keys_stay_as_they_are_once_somebody_has_answered(paper):
    box, made = paper
    casting.cast(box, made[0], GOOD)
    with pytest.raises(ValidationError, match="stay as they are"):
        actions.make_key(box, public_key=seal.public_of(bytes(31) + b"\x05"), by=box.trustees.first().user)


@pytest.mark.parametrize("wrong", [(0, 0), (0, None), (None, 1)])
def test_one_key_alone_does_not_open_the_box(paper, wrong):
    box, made = paper
    casting.cast(box, made[0], GOOD)
    actions.close_box(box, by=None)
    actions.count_back(box, unused=2, by=None)
    strange = codes.key_text(bytes(31) + b"\x05")
    first, second = (strange if place is None else codes.key_text(boxes.PRIVATE[place]) for place in wrong)
    refused("other_keys", opening.open_box, box, first_key=first, second_key=second, by=a_user())
    assert Sealed.objects.count() == 1
    assert not Opinion.objects.exists()


def test_the_box_opens_whichever_key_is_typed_first_and_only_once(paper):
    box, made = paper
    casting.cast(box, made[0], GOOD)
    actions.close_box(box, by=None)
    actions.count_back(box, unused=2, by=None)
    opening.open_box(box, first_key=KEYS["second_key"], second_key=KEYS["first_key"].lower(), by=a_user())
    with pytest.raises(ValidationError, match="opened already"):
        opened(box)
    refused("shut", casting.cast, box, made[1], GOOD)
    assert queries.published(box) == [GOOD]


def test_a_stuffed_box_stays_shut(paper):
    """An administrator who adds answers in the database makes more of them than were given out."""
    box, made = paper
    for code in made:
        casting.cast(box, code, GOOD)
    actions.close_box(box, by=None)
    actions.count_back(box, unused=1, by=None)
    with pytest.raises(ValidationError, match="stuffed"):
        opened(box)
    assert not Opinion.objects.exists()
    Sealed.objects.create(box=box, content=sealed(box))
    with pytest.raises(ValidationError, match="not equally many"):
        opened(box)


def test_more_slips_given_out_than_people_is_refused(paper):
    with pytest.raises(ValidationError, match="Count again"):
        actions.count_back(paper[0], unused=0, by=None)
    with pytest.raises(ValidationError, match="Only 4"):
        actions.count_back(paper[0], unused=5, by=None)


def test_unused_slips_are_counted_before_the_opening(paper):
    actions.close_box(paper[0], by=None)
    with pytest.raises(ValidationError, match="First count"):
        opened(paper[0])


def test_an_answer_that_cannot_be_read_is_counted_and_does_not_stop_the_opening(paper):
    box, made = paper
    casting.put_in(box, made[0], b"x" * seal.LENGTH)
    casting.put_in(box, made[1], sealed(box, work="Xuất sắc"))
    casting.cast(box, made[2], GOOD)
    actions.close_box(box, by=None)
    actions.count_back(box, unused=1, by=None)
    found = opened(box)
    assert (found.accepted, found.spoiled) == (3, 2)
    assert queries.published(box) == [GOOD]


def test_paper_sheets_are_typed_in_all_or_none(paper):
    box, made = paper
    by = a_user()
    refused("unfit", casting.key_in, box, [Sheet(made[0], GOOD), Sheet(made[1], {})], by=by)
    refused("used", casting.key_in, box, [Sheet(made[0], GOOD), Sheet(made[0], GOOD)], by=by)
    assert not Spent.objects.exists()
    assert casting.key_in(box, [Sheet(made[0], GOOD), Sheet(made[1], {"work": "Khá"})], by=by) == 2
    assert AuditEntry.objects.get(verb="sheets typed in").changes == {"sheets": ["", 2]}


def test_how_many_answered_is_not_shown_before_the_close(paper):
    box, made = paper
    casting.cast(box, made[0], GOOD)
    assert queries.counts(box).accepted is None
    actions.close_box(box, by=None)
    assert queries.counts(Box.objects.get(pk=box.pk)).accepted == 1


def test_discarded_slips_answer_no_more_and_new_ones_can_be_printed(paper):
    box, made = paper
    actions.discard_slips(box, by=a_user())
    refused("unknown", casting.cast, box, made[0], GOOD)
    again = actions.slips(box, by=None)
    casting.cast(box, again[0], GOOD)
    with pytest.raises(ValidationError, match="stay as they are"):
        actions.discard_slips(box, by=a_user())


def test_answering_leaves_no_line_in_the_trail(paper):
    box, made = paper
    before = AuditEntry.objects.count()
    casting.cast(box, made[0], GOOD)
    assert AuditEntry.objects.count() == before


def test_what_was_chosen_lies_nowhere_in_the_database_in_plain_words(paper):
    box, made = paper
    word = "Lời không ai khác nói"
    casting.cast(box, made[0], {"work": "Tốt", "words": word})
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{word}%"])
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db(transaction=True)
def test_the_same_code_from_twenty_telephones_at_once_is_accepted_once():
    box = a_box()
    code = actions.slips(box, by=None)[0]
    content, together = sealed(box), Barrier(20)

    def answer(_n):
        together.wait()
        try:
            casting.put_in(box, code, content)
        except ValidationError as error:
            return error.code
        else:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        outcomes = sorted(pool.map(answer, range(20)))
    assert outcomes == ["taken"] + ["used"] * 19
    assert Spent.objects.count() == Sealed.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_ticket_asked_for_twenty_times_at_once_is_one_ticket():
    ward = a_ward()
    user = a_respondent(of=ward)
    box = a_box(mode=Mode.BLIND, of=ward, people=[user.person])
    key = boxes.browser.read_key(box.public_half)
    asked = [boxes.browser.envelope(key).blinded for _ in range(20)]

    def fetch(blinded):
        try:
            actions.sign_blinded(box, blinded=blinded, by=user)
        except ValidationError as error:
            return error.code
        else:
            return "signed"
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(fetch, asked)) == ["fetched"] * 19 + ["signed"]
