import time
from importlib import import_module
from threading import Event, Thread, get_ident

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction

from chibo.base import audit
from chibo.base.models import AuditBlock, AuditEntry, SealedEntry
from chibo.registry.access.models import User

only_grows = import_module("chibo.base.migrations.0003_the_trail_only_grows")


def notes(count: int, name: str = "Tổ") -> list[AuditEntry]:
    group = Group.objects.get_or_create(name=name)[0]
    return [audit.note(group, "renamed", by=None, changes={"name": ["a", str(n)]}) for n in range(count)]


def behind_our_back(sql: str, *values: object) -> None:
    """What somebody does who owns the database and switches the rules off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)


@pytest.fixture
def chain(transactional_db) -> list[AuditEntry]:
    entries = []
    for _ in range(3):
        entries += notes(3)
        audit.seal()
    return entries


@pytest.mark.django_db
def test_the_trail_of_a_record_tells_what_was_done_in_whose_unit():
    group = Group.objects.create(name="Tổ Một")
    entry = audit.note(group, "renamed", by=None, unit_id=7, changes={"name": ["Tổ 1", "Tổ Một"]})
    notes(2, name="Tổ Hai")
    assert list(audit.trail_of(group)) == [entry]
    assert list(audit.trail([7])) == [entry]
    assert (entry.label, entry.record_type) == ("Tổ Một", "auth.group")


@pytest.mark.django_db
def test_work_on_many_records_leaves_a_line_for_each_with_its_author():
    author = User.objects.create_user("author")
    groups = [Group.objects.create(name=name) for name in ("Tổ Một", "Tổ Hai")]
    audit.note_each([(group, 7, {"n": ["", n]}) for n, group in enumerate(groups)], "renamed", by=author)
    lines = list(audit.trail([7]).order_by("pk"))
    assert [(line.label, line.by, line.changes) for line in lines] == [
        ("Tổ Một", author, {"n": ["", 0]}),
        ("Tổ Hai", author, {"n": ["", 1]}),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["base_auditentry", "base_auditblock", "base_sealedentry"])
@pytest.mark.parametrize("what", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_the_trail(table, what):
    with connection.cursor() as cursor:
        cursor.execute(only_grows.UNDO)
        cursor.execute(only_grows.RULES)
    statement = what.format(table).replace("id = id", "entry_id = entry_id" if "sealed" in table else "id = id")
    with pytest.raises(DatabaseError, match="the trail only grows"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_whole_chain_is_found_whole(chain):
    assert audit.verify() == []
    assert audit.verify([AuditBlock.objects.last().digest]) == []
    assert audit.seal() is None


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'ended'", "label = label || ' '", "at = at + interval '1 microsecond'", "changes = '{}'",
        "record_id = '0'", "unit_id = 1", "transaction = transaction + 1", "record_type = 'a.b'",
        "by_id = 1",
    ],
)  # fmt: skip
def test_a_changed_entry_is_found(chain, change):
    behind_our_back(f"UPDATE base_auditentry SET {change} WHERE id = %s", chain[4].pk)
    assert len(audit.verify()) == 1
    assert "2" in audit.verify()[0]
    behind_our_back("DELETE FROM base_auditentry WHERE by_id IS NOT NULL")


@pytest.mark.parametrize("place", range(9))
def test_a_deleted_entry_is_found_and_named(chain, place):
    behind_our_back("DELETE FROM base_auditentry WHERE id = %s", chain[place].pk)
    (wrong,) = audit.verify()
    assert str(chain[place].pk) in wrong


def test_two_exchanged_entries_are_found(chain):
    behind_our_back(
        "UPDATE base_auditentry a SET changes = b.changes FROM base_auditentry b"
        " WHERE (a.id, b.id) IN ((%s, %s), (%s, %s))",
        *(chain[0].pk, chain[1].pk, chain[1].pk, chain[0].pk),
    )
    assert len(audit.verify()) == 1


def test_a_cut_tail_is_found(chain):
    behind_our_back("DELETE FROM base_auditentry WHERE id >= %s", chain[5].pk)
    assert len(audit.verify()) == 2


def test_a_missing_block_is_found(chain):
    behind_our_back("DELETE FROM base_sealedentry WHERE block_id = (SELECT id FROM base_auditblock WHERE number = 2)")
    behind_our_back("DELETE FROM base_auditblock WHERE number = 2")
    assert len(audit.verify()) == 2


def test_a_chain_made_anew_is_found_by_a_head_that_was_written_down(chain):
    head = AuditBlock.objects.last().digest
    behind_our_back("UPDATE base_auditentry SET label = 'x' WHERE id = %s", chain[0].pk)
    behind_our_back("DELETE FROM base_sealedentry")
    behind_our_back("DELETE FROM base_auditblock")
    audit.seal()
    assert audit.verify() == []
    assert head in audit.verify([head])[0]


def test_an_entry_that_is_committed_late_goes_into_the_next_block(transactional_db):
    """Its number is lower than that of an entry that was sealed before it."""

    def slow() -> None:
        with transaction.atomic():
            notes(1, name="Chậm")
            written.set()
            sealed.wait(10)
        connection.close()

    written, sealed = Event(), Event()
    thread = Thread(target=slow)
    thread.start()
    written.wait(10)
    notes(1, name="Nhanh")
    first = audit.seal()
    sealed.set()
    thread.join()
    second = audit.seal()
    assert (first.entries, second.entries) == (1, 1)
    assert second.last_entry < first.last_entry
    assert audit.verify() == []


def test_two_sealers_at_once_make_one_chain(transactional_db):
    def keep_sealing() -> None:
        try:
            for _ in range(5):
                notes(2, name=f"Tổ {get_ident()}")
                audit.seal()
        finally:
            connection.close()

    threads = [Thread(target=keep_sealing) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.verify() == []
    assert SealedEntry.objects.count() == AuditEntry.objects.count() == 30


@pytest.mark.django_db
def test_a_year_of_a_ward_is_verified_in_seconds():
    notes(1)
    with connection.cursor() as cursor:
        columns = "at, verb, record_type, record_id, label, unit_id, changes, transaction"
        cursor.execute(
            f"INSERT INTO base_auditentry ({columns}) SELECT {columns} FROM base_auditentry, generate_series(1, 20000)"
        )
    audit.seal()
    start = time.monotonic()
    assert audit.verify() == []
    assert time.monotonic() - start < 4
